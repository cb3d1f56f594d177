//! XLSX in and out: the first sheet, every cell as text.

use super::{Gatherer, MOST_COLUMNS, MOST_ROWS, Row, Sheet, Trouble, defuse, header, zip};
use crate::kernel::Refusal;
use calamine::{DataRef, ExcelDateTime, Reader, Xlsx, XlsxError};
use rust_xlsxwriter::{Format, Workbook, Worksheet, XlsxError as WriteError};
use std::io::Cursor;

type Book<'a> = Xlsx<Cursor<&'a [u8]>>;

/// Reads the first sheet.
pub(super) fn read(bytes: &[u8]) -> Result<Sheet, Vec<Trouble>> {
    zip::measure(bytes).map_err(|refusal| vec![Trouble::of_file(refusal)])?;
    let mut book: Book<'_> = Xlsx::new(Cursor::new(bytes)).map_err(broken)?;
    let name = book.sheet_names().first().cloned().ok_or_else(|| vec![Trouble::of_file(Refusal::new("file-empty"))])?;
    let grid = Grid::read(&mut book, &name)?;
    grid.sheet()
}

fn broken<E: std::fmt::Display>(_: E) -> Vec<Trouble> {
    vec![Trouble::of_file(Refusal::new("workbook-broken"))]
}

/// Rows of cells by their line (from 1), before the header is known.
#[derive(Default)]
struct Grid {
    rows: Vec<(u64, Vec<String>)>,
    /// Line, column number, and what is wrong there.
    wrong: Vec<(u64, usize, Refusal)>,
}

impl Grid {
    fn read(book: &mut Book<'_>, name: &str) -> Result<Self, Vec<Trouble>> {
        let mut grid = Self::default();
        grid.values(book, name)?;
        grid.formulas(book, name)?;
        Ok(grid)
    }

    /// Cells one at a time: a reader of whole ranges makes room for every cell up to the farthest.
    fn values(&mut self, book: &mut Book<'_>, name: &str) -> Result<(), Vec<Trouble>> {
        let mut cells = book.worksheet_cells_reader(name).map_err(broken)?;
        while let Some(cell) = cells.next_cell().map_err(broken::<XlsxError>)? {
            let (row, column) = cell.get_position();
            let (line, column) = (u64::from(row) + 1, usize::try_from(column).unwrap_or(usize::MAX));
            let text = match words(cell.get_value()) {
                Ok(text) => text,
                Err(refusal) => {
                    self.wrong.push((line, column, refusal));
                    continue;
                }
            };
            if text.is_empty() {
                continue;
            }
            if column >= MOST_COLUMNS {
                let refusal = Refusal::new("too-many-columns").with("most", MOST_COLUMNS);
                return Err(vec![Trouble::of_line(line, refusal)]);
            }
            self.put(line, column, text)?;
        }
        Ok(())
    }

    fn put(&mut self, line: u64, column: usize, text: String) -> Result<(), Vec<Trouble>> {
        if self.rows.last().is_none_or(|(last, _)| *last != line) {
            if self.rows.len() > MOST_ROWS || self.rows.last().is_some_and(|(last, _)| *last > line) {
                return Err(broken("lines out of order"));
            }
            self.rows.push((line, Vec::new()));
        }
        if let Some((_, cells)) = self.rows.last_mut() {
            if cells.len() <= column {
                cells.resize(column + 1, String::new());
            }
            if let Some(cell) = cells.get_mut(column) {
                *cell = text;
            }
        }
        Ok(())
    }

    fn formulas(&mut self, book: &mut Book<'_>, name: &str) -> Result<(), Vec<Trouble>> {
        let mut cells = book.worksheet_cells_reader(name).map_err(broken)?;
        while let Some(cell) = cells.next_formula().map_err(broken::<XlsxError>)? {
            if !cell.get_value().is_empty() {
                let (row, column) = cell.get_position();
                let place = (u64::from(row) + 1, usize::try_from(column).unwrap_or(usize::MAX));
                self.wrong.push((place.0, place.1, Refusal::new("cell-formula")));
            }
        }
        Ok(())
    }

    fn sheet(self) -> Result<Sheet, Vec<Trouble>> {
        let mut rows = self.rows.into_iter();
        let (_, first) = rows.next().unwrap_or_default();
        let first = first.iter().map(|cell| defuse::as_meant(cell).to_owned()).collect();
        let mut gatherer = Gatherer::under(header(first).map_err(|trouble| vec![trouble])?);
        let wanted = gatherer.sheet.columns.len();
        for (line, column, refusal) in self.wrong {
            let name = gatherer.sheet.columns.get(column).cloned().unwrap_or_else(|| letters(column));
            if !gatherer.trouble(Trouble::of_cell(line, &name, refusal)) {
                return gatherer.finish();
            }
        }
        for (line, mut cells) in rows {
            if cells.iter().skip(wanted).any(|cell| !cell.trim().is_empty()) {
                let refusal = Refusal::new("row-cells").with("cells", cells.len()).with("columns", wanted);
                gatherer.trouble(Trouble::of_line(line, refusal));
                continue;
            }
            if cells.iter().all(|cell| cell.trim().is_empty()) {
                continue;
            }
            cells.resize(wanted, String::new());
            if cells.iter().enumerate().any(|(column, cell)| !gatherer.check(line, column, cell)) {
                break;
            }
            let cells = cells.iter().map(|cell| defuse::as_meant(cell).to_owned()).collect();
            gatherer.sheet.rows.push(Row { line, cells });
        }
        gatherer.finish()
    }
}

/// `A`, `B`, ... of a column without a header.
fn letters(column: usize) -> String {
    let mut rest = column;
    let mut name = String::new();
    loop {
        name.insert(0, char::from(b'A' + u8::try_from(rest % 26).unwrap_or(0)));
        if rest < 26 {
            return name;
        }
        rest = rest / 26 - 1;
    }
}

/// A cell as people read it: dates as `2026-11-25`, with the clock when there is one.
fn words(value: &DataRef<'_>) -> Result<String, Refusal> {
    Ok(match value {
        DataRef::Empty => String::new(),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => number.to_string(),
        DataRef::Bool(value) => value.to_string(),
        DataRef::DateTime(moment) => date_words(*moment),
        DataRef::Error(_) => return Err(Refusal::new("cell-error")),
    })
}

fn date_words(moment: ExcelDateTime) -> String {
    // half a second up, since 09:30 may be stored a hair below
    let up = ExcelDateTime::new(moment.as_f64() + 0.5 / 86_400.0, calamine::ExcelDateTimeType::DateTime, false);
    let (year, month, day, hour, minute, _, _) = up.to_ymd_hms_milli();
    if (0.0..1.0).contains(&moment.as_f64()) {
        return format!("{hour:02}:{minute:02}");
    }
    let date = match moment.as_datetime() {
        // as_datetime knows the workbook's epoch (1900 or 1904)
        Some(moment) => (moment + chrono::TimeDelta::milliseconds(500)).format("%Y-%m-%d").to_string(),
        None => format!("{year:04}-{month:02}-{day:02}"),
    };
    if (hour, minute) == (0, 0) { date } else { format!("{date} {hour:02}:{minute:02}") }
}

/// Writes one sheet; the header stands still when one scrolls, and every cell is text.
pub(super) fn write(sheet: &Sheet) -> Result<Vec<u8>, Refusal> {
    let mut book = Workbook::new();
    fill(book.add_worksheet(), sheet).map_err(refused)?;
    book.save_to_buffer().map_err(refused)
}

fn fill(page: &mut Worksheet, sheet: &Sheet) -> Result<(), WriteError> {
    // text format, so that editing a code like 007 keeps it
    let (text, bold) = (Format::new().set_num_format("@"), Format::new().set_bold().set_num_format("@"));
    for (column, name) in (0u16..).zip(&sheet.columns) {
        page.set_column_format(column, &text)?;
        page.set_column_width(column, f64::from(u32::try_from(name.chars().count()).unwrap_or(8).clamp(6, 20) * 2))?;
        page.write_string_with_format(0, column, defuse::defused(name), &bold)?;
    }
    page.set_freeze_panes(1, 0)?;
    for (line, row) in (1u32..).zip(&sheet.rows) {
        for (column, cell) in (0u16..).zip(&row.cells) {
            if !cell.is_empty() {
                page.write_string_with_format(line, column, defuse::defused(cell), &text)?;
            }
        }
    }
    Ok(())
}

/// Why a workbook could not be written.
pub(super) fn refused(error: WriteError) -> Refusal {
    match error {
        WriteError::MaxStringLengthExceeded => Refusal::new("cell-too-long").with("most", 32),
        WriteError::RowColumnLimitError => Refusal::new("too-many-rows").with("most", 1_048_575),
        _ => Refusal::new("file-not-written"),
    }
}
