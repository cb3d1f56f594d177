//! CSV (RFC 4180) in and out.

use super::{Gatherer, MOST_COLUMNS, MOST_ROWS, Row, Sheet, Trouble, decode, defuse, header};
use crate::kernel::Refusal;
use ::csv::{ReaderBuilder, StringRecord, Terminator, WriterBuilder};

/// Reads a table.
pub(super) fn read(bytes: &[u8]) -> Result<Sheet, Vec<Trouble>> {
    let text = decode::text(bytes).map_err(one)?;
    let mut reader =
        ReaderBuilder::new().has_headers(false).flexible(true).delimiter(delimiter(&text)).from_reader(text.as_bytes());
    let mut record = StringRecord::new();
    if !next(&mut reader, &mut record)? {
        return Err(one(Trouble::of_file(Refusal::new("file-empty"))));
    }
    let cells = record.iter().take(MOST_COLUMNS * 10).map(defuse::as_meant).map(str::to_owned).collect();
    let mut gatherer = Gatherer::under(header(cells).map_err(one)?);
    let mut lines = Lines { text: text.as_bytes(), at: 0, line: 1 };
    while next(&mut reader, &mut record)? {
        let line = lines.of(&record);
        if !take(&mut gatherer, line, &record) {
            break;
        }
    }
    gatherer.finish()
}

fn one(trouble: Trouble) -> Vec<Trouble> {
    vec![trouble]
}

/// Excel writes semicolons in some countries, and tabs when asked for text.
fn delimiter(text: &str) -> u8 {
    let first = text.lines().next().unwrap_or("");
    match () {
        () if first.contains(',') => b',',
        () if first.contains('\t') => b'\t',
        () if first.contains(';') => b';',
        () => b',',
    }
}

fn next(reader: &mut ::csv::Reader<&[u8]>, record: &mut StringRecord) -> Result<bool, Vec<Trouble>> {
    reader.read_record(record).map_err(|error| {
        let line = error.position().map(::csv::Position::line);
        vec![Trouble { line, column: None, refusal: Refusal::new("file-broken") }]
    })
}

/// Counts lines. The reader's own count stands before the line break and blank lines that it skips.
struct Lines<'a> {
    text: &'a [u8],
    at: usize,
    line: u64,
}

impl Lines<'_> {
    /// The line on which a record begins.
    fn of(&mut self, record: &StringRecord) -> u64 {
        let start = record.position().map_or(0, |position| usize::try_from(position.byte()).unwrap_or(usize::MAX));
        while let Some(byte) = self.text.get(self.at) {
            if self.at >= start && !matches!(byte, b'\r' | b'\n') {
                break;
            }
            self.line += u64::from(*byte == b'\n');
            self.at += 1;
        }
        self.line
    }
}

/// Takes one record; false when enough was told.
fn take(gatherer: &mut Gatherer, line: u64, record: &StringRecord) -> bool {
    if record.iter().all(|cell| cell.trim().is_empty()) {
        return true;
    }
    if gatherer.sheet.rows.len() >= MOST_ROWS {
        gatherer.trouble(Trouble::of_line(line, Refusal::new("too-many-rows").with("most", MOST_ROWS)));
        return false;
    }
    let wanted = gatherer.sheet.columns.len();
    let beyond = record.iter().skip(wanted).any(|cell| !cell.trim().is_empty());
    if record.len() < wanted || beyond {
        let refusal = Refusal::new("row-cells").with("cells", record.len()).with("columns", wanted);
        return gatherer.trouble(Trouble::of_line(line, refusal));
    }
    let mut cells = Vec::with_capacity(wanted);
    for (column, cell) in record.iter().take(wanted).enumerate() {
        if cell.starts_with('=') {
            let name = gatherer.sheet.columns.get(column).cloned().unwrap_or_default();
            if !gatherer.trouble(Trouble::of_cell(line, &name, Refusal::new("cell-formula"))) {
                return false;
            }
        }
        if !gatherer.check(line, column, cell) {
            return false;
        }
        cells.push(defuse::as_meant(cell).to_owned());
    }
    gatherer.sheet.rows.push(Row { line, cells });
    true
}

/// Writes a table with a byte-order mark, which Excel needs to read UTF-8.
pub(super) fn write(sheet: &Sheet) -> Result<Vec<u8>, Refusal> {
    let failed = |_| Refusal::new("file-not-written");
    let mut writer = WriterBuilder::new().terminator(Terminator::CRLF).from_writer("\u{feff}".as_bytes().to_vec());
    writer.write_record(sheet.columns.iter().map(|cell| defuse::defused(cell))).map_err(failed)?;
    for row in &sheet.rows {
        writer.write_record(row.cells.iter().map(|cell| defuse::defused(cell))).map_err(failed)?;
    }
    writer.into_inner().map_err(|_| Refusal::new("file-not-written"))
}
