//! Workbooks of several sheets for reports: numbers are numbers, text is defused, and every
//! sheet prints on A4 with its header on each page.

use super::defuse::defused;
use super::xlsx::refused;
use crate::kernel::Refusal;
use rust_xlsxwriter::{Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError};

/// A cell of a report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell {
    /// Text, never a formula.
    Text(String),
    /// A whole number.
    Number(i64),
    /// A share in tenths of a percent.
    Permille(i64),
    /// Nothing: missing is not zero.
    Empty,
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}
impl From<String> for Cell {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}
impl From<i64> for Cell {
    fn from(number: i64) -> Self {
        Self::Number(number)
    }
}

impl Cell {
    /// A share, or nothing when there is nothing to share.
    #[must_use]
    pub fn share(permille: Option<i64>) -> Self {
        permille.map_or(Self::Empty, Self::Permille)
    }

    /// How many lines it takes in a column of this width.
    fn lines(&self, room: usize) -> usize {
        match self {
            Self::Text(text) => width(text).div_ceil(room.saturating_sub(EDGE).max(1)),
            _ => 1,
        }
    }

    /// How much room it wants, in columns of a Latin letter.
    fn width(&self) -> usize {
        match self {
            Self::Text(text) => width(text),
            Self::Number(number) => number.to_string().len() + 3,
            Self::Permille(_) => 8,
            Self::Empty => 0,
        }
    }
}

/// A sheet of a report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedSheet {
    /// The words of its tab.
    pub name: String,
    /// The header's cells.
    pub columns: Vec<String>,
    /// The rows below.
    pub rows: Vec<Vec<Cell>>,
}

const NARROWEST: usize = 8;
const WIDEST: usize = 60;
/// What the indent and the edges of a cell take of its column.
const EDGE: usize = 3;

/// Writes a workbook.
///
/// # Errors
/// `cell-too-long` when it cannot hold a cell, `too-many-rows`, `file-not-written`.
pub fn write_book(sheets: &[NamedSheet]) -> Result<Vec<u8>, Refusal> {
    let mut book = Workbook::new();
    for sheet in sheets {
        fill(book.add_worksheet(), sheet).map_err(refused)?;
    }
    book.save_to_buffer().map_err(refused)
}

fn fill(page: &mut Worksheet, sheet: &NamedSheet) -> Result<(), XlsxError> {
    let top = Format::new().set_align(FormatAlign::Top);
    let (name, text) = (top.clone().set_text_wrap(), top.clone().set_text_wrap().set_indent(1));
    let number = top.set_align(FormatAlign::Right).set_align(FormatAlign::Top);
    let (share, number) = (number.clone().set_num_format("0.0%"), number.set_num_format("#,##0"));
    page.set_name(&sheet.name)?;
    let mut rooms = Vec::new();
    for (column, name) in (0u16..).zip(&sheet.columns) {
        let place = usize::from(column);
        let widest = sheet.rows.iter().filter_map(|row| row.get(place)).map(Cell::width).max().unwrap_or(0);
        let room = widest.max(width(name)).clamp(NARROWEST, WIDEST) + EDGE;
        page.set_column_width(column, points(room))?;
        // a heading stands over its figures
        let counts = sheet.rows.iter().any(|row| matches!(row.get(place), Some(Cell::Number(_) | Cell::Permille(_))));
        page.write_string_with_format(0, column, defused(name), &heading(column, counts))?;
        rooms.push(room);
    }
    for (line, row) in (1u32..).zip(&sheet.rows) {
        let lines = row.iter().zip(&rooms).map(|(cell, room)| cell.lines(*room)).max().unwrap_or(1);
        if lines > 1 {
            // not every program makes a row as high as its text
            page.set_row_height(line, points(lines * 16))?;
        }
        for (column, cell) in (0u16..).zip(row) {
            match cell {
                Cell::Text(words) => {
                    let format = if column == 0 { &name } else { &text };
                    page.write_string_with_format(line, column, defused(words), format)?
                }
                Cell::Number(count) => page.write_number_with_format(line, column, exact(*count), &number)?,
                Cell::Permille(part) => page.write_number_with_format(line, column, exact(*part) / 1000.0, &share)?,
                Cell::Empty => page,
            };
        }
    }
    page.set_freeze_panes(1, 0)?;
    page.set_paper_size(9).set_landscape().set_print_fit_to_pages(1, 0).set_repeat_rows(0, 0)?;
    Ok(())
}

/// Bold on grey with a line below; flush right over figures.
fn heading(column: u16, counts: bool) -> Format {
    let bold = Format::new().set_bold().set_text_wrap().set_background_color("EFEDE6");
    let bold = bold.set_border_bottom(FormatBorder::Thin);
    match (counts, column) {
        (true, _) => bold.set_align(FormatAlign::Right),
        (false, 0) => bold,
        (false, _) => bold.set_indent(1),
    }
}

fn points(n: usize) -> f64 {
    u32::try_from(n).map_or(15.0, f64::from)
}

/// Chinese characters take two columns.
fn width(text: &str) -> usize {
    text.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum()
}

#[expect(clippy::cast_precision_loss, reason = "counts of people stay far below 2^53")]
fn exact(count: i64) -> f64 {
    count as f64
}
