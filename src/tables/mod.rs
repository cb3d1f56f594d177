//! Spreadsheets in and out: CSV and XLSX to rows with their line and column, and back.
//!
//! This room knows no noun. What it reads is bounded in bytes, lines, columns and cell size;
//! what is wrong is a [`Trouble`] at its line and column, never a panic.

mod book;
mod csv;
mod decode;
mod defuse;
mod nearest;
mod source;
mod xlsx;
mod zip;

pub use book::{Cell, NamedSheet, write_book};
pub use nearest::nearest;
pub use source::{Reading, Source, broken};

use crate::kernel::Refusal;

/// Most bytes of a file that is taken whole: an upload, a workbook, CSV in GB18030.
pub const MOST_BYTES: usize = 64 * 1024 * 1024;
/// Most megabytes of a CSV file in UTF-8 that is read in pieces from its disk.
pub const MOST_FILE_MB: u64 = 1024;
/// Most lines below the header.
pub const MOST_ROWS: usize = 2_000_000;
/// Most columns.
pub const MOST_COLUMNS: usize = 200;
/// Most bytes of a cell.
pub const MOST_CELL: usize = 64 * 1024;
/// How many troubles are told; the rest are counted.
pub const MOST_TROUBLES: usize = 200;

/// A file format, known by the file's name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Comma-separated values (RFC 4180), UTF-8 or GB18030 in, UTF-8 with byte-order mark out.
    Csv,
    /// A workbook; its first sheet.
    Xlsx,
}

impl Format {
    /// The format of a file's name.
    ///
    /// # Errors
    /// `file-format` when the name ends otherwise.
    pub fn of_name(name: &str) -> Result<Self, Refusal> {
        let lower = name.to_lowercase();
        if lower.ends_with(".csv") {
            Ok(Self::Csv)
        } else if lower.ends_with(".xlsx") {
            Ok(Self::Xlsx)
        } else {
            Err(Refusal::new("file-format").with("name", name))
        }
    }

    /// The ending of a file's name.
    #[must_use]
    pub fn ending(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
        }
    }
}

/// A table: a header and rows below it, all as text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sheet {
    /// The header's cells.
    pub columns: Vec<String>,
    /// The rows; each has as many cells as the header.
    pub rows: Vec<Row>,
}

/// One row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Its line in the file, from 1; the header's is 1 as a rule.
    pub line: u64,
    /// Its cells.
    pub cells: Vec<String>,
}

/// What is wrong, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trouble {
    /// The line, from 1; none when it concerns the whole file.
    pub line: Option<u64>,
    /// The header of the column.
    pub column: Option<String>,
    /// What is wrong.
    pub refusal: Refusal,
}

impl Trouble {
    /// About the whole file.
    #[must_use]
    pub fn of_file(refusal: Refusal) -> Self {
        Self { line: None, column: None, refusal }
    }

    /// About a line.
    #[must_use]
    pub fn of_line(line: u64, refusal: Refusal) -> Self {
        Self { line: Some(line), column: None, refusal }
    }

    /// About a cell.
    #[must_use]
    pub fn of_cell(line: u64, column: &str, refusal: Refusal) -> Self {
        Self { line: Some(line), column: Some(column.to_owned()), refusal }
    }
}

/// Reads a table.
///
/// # Errors
/// Every trouble found, up to [`MOST_TROUBLES`]; a file with one is not read at all.
pub fn read(format: Format, bytes: &[u8]) -> Result<Sheet, Vec<Trouble>> {
    if bytes.len() > MOST_BYTES {
        let refusal = Refusal::new("file-too-big").with("most", MOST_BYTES / 1024 / 1024);
        return Err(vec![Trouble::of_file(refusal)]);
    }
    let sheet = match format {
        Format::Csv => csv::read(bytes)?,
        Format::Xlsx => xlsx::read(bytes)?,
    };
    if sheet.columns.is_empty() {
        return Err(vec![Trouble::of_file(Refusal::new("file-empty"))]);
    }
    Ok(sheet)
}

/// Writes a table so that [`read`] gives the same back; cells that a spreadsheet would take
/// for formulas are defused with an apostrophe.
///
/// # Errors
/// `cell-too-long` when XLSX cannot hold a cell, `file-not-written`.
pub fn write(format: Format, sheet: &Sheet) -> Result<Vec<u8>, Refusal> {
    match format {
        Format::Csv => csv::write(sheet),
        Format::Xlsx => xlsx::write(sheet),
    }
}

/// Collects cells into rows within the bounds; both readers fill it.
struct Gatherer {
    sheet: Sheet,
    troubles: Vec<Trouble>,
    /// How many troubles are enough.
    enough: usize,
}

impl Gatherer {
    fn under(columns: Vec<String>) -> Self {
        Self { sheet: Sheet { columns, rows: Vec::new() }, troubles: Vec::new(), enough: MOST_TROUBLES }
    }

    /// One that takes every trouble, for somebody who empties it.
    fn patient(columns: Vec<String>) -> Self {
        Self { enough: usize::MAX, ..Self::under(columns) }
    }

    /// Notes a trouble; false when enough were told.
    fn trouble(&mut self, trouble: Trouble) -> bool {
        self.troubles.push(trouble);
        self.troubles.len() < self.enough
    }

    /// Takes a cell's text, or notes what is wrong with it; false when enough was told.
    fn check(&mut self, line: u64, column: usize, text: &str) -> bool {
        let refusal = match wrong_with(text) {
            Some(refusal) => refusal,
            None => return true,
        };
        let name = self.sheet.columns.get(column).cloned().unwrap_or_default();
        self.trouble(Trouble { line: Some(line), column: Some(name), refusal })
    }

    fn finish(self) -> Result<Sheet, Vec<Trouble>> {
        if self.troubles.is_empty() { Ok(self.sheet) } else { Err(self.troubles) }
    }
}

fn wrong_with(text: &str) -> Option<Refusal> {
    if text.len() > MOST_CELL {
        Some(Refusal::new("cell-too-long").with("most", MOST_CELL / 1024))
    } else if text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t')) {
        Some(Refusal::new("cell-control"))
    } else {
        None
    }
}

/// Header cells as they are matched: without surrounding space; empty ones at the end fall away.
fn header(cells: Vec<String>) -> Result<Vec<String>, Trouble> {
    let mut columns: Vec<String> = cells.into_iter().map(|cell| cell.trim().to_owned()).collect();
    while columns.last().is_some_and(String::is_empty) {
        columns.pop();
    }
    if columns.len() > MOST_COLUMNS {
        return Err(Trouble::of_line(1, Refusal::new("too-many-columns").with("most", MOST_COLUMNS)));
    }
    if let Some(position) = columns.iter().position(String::is_empty) {
        return Err(Trouble::of_line(1, Refusal::new("column-without-name").with("number", position + 1)));
    }
    if let Some(refusal) = columns.iter().find_map(|column| wrong_with(column)) {
        return Err(Trouble::of_line(1, refusal));
    }
    Ok(columns)
}
