//! CSV (RFC 4180) in and out.

use super::{Gatherer, MOST_COLUMNS, MOST_ROWS, Row, Sheet, Trouble, decode, defuse, header};
use crate::kernel::Refusal;
use ::csv::{ErrorKind, ReaderBuilder, StringRecord, Terminator, WriterBuilder};
use std::io::Read;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Reads a table.
pub(super) fn read(bytes: &[u8]) -> Result<Sheet, Vec<Trouble>> {
    let text = decode::text(bytes).map_err(one)?;
    let mut rows = Rows::begin(text.as_bytes(), delimiter(text.as_bytes()))?;
    let mut gatherer = Gatherer::under(rows.columns.clone());
    rows.fill(&mut gatherer, usize::MAX);
    gatherer.finish()
}

fn one(trouble: Trouble) -> Vec<Trouble> {
    vec![trouble]
}

/// Excel writes semicolons in some countries, and tabs when asked for text.
pub(super) fn delimiter(beginning: &[u8]) -> u8 {
    let first = beginning.split(|byte| *byte == b'\n').next().unwrap_or(&[]);
    [b',', b'\t', b';'].into_iter().find(|mark| first.contains(mark)).unwrap_or(b',')
}

/// A table on its way, row after row.
pub(super) struct Rows<R> {
    pub(super) columns: Vec<String>,
    reader: ::csv::Reader<Heard<R>>,
    record: StringRecord,
    lines: Lines,
    taken: usize,
    ended: bool,
}

impl<R: Read> Rows<R> {
    /// Reads the header of UTF-8 text without a mark.
    pub(super) fn begin(text: R, delimiter: u8) -> Result<Self, Vec<Trouble>> {
        let window = Window::default();
        let heard = Heard { text, window: window.clone() };
        let reader = ReaderBuilder::new().has_headers(false).flexible(true).delimiter(delimiter).from_reader(heard);
        let lines = Lines { window, at: 0, counted: 0, line: 1 };
        let mut rows = Self { columns: Vec::new(), reader, record: StringRecord::new(), lines, taken: 0, ended: false };
        if !rows.next().map_err(one)? {
            return Err(one(Trouble::of_file(Refusal::new("file-empty"))));
        }
        let cells = rows.record.iter().take(MOST_COLUMNS * 10).map(defuse::as_meant).map(str::to_owned).collect();
        rows.columns = header(cells).map_err(one)?;
        Ok(rows)
    }

    /// Reads up to so many rows, or troubles, into an empty gatherer; neither means the end.
    pub(super) fn fill(&mut self, gatherer: &mut Gatherer, most: usize) {
        while !self.ended && gatherer.sheet.rows.len().max(gatherer.troubles.len()) < most {
            match self.next() {
                Ok(true) => self.ended = !self.take(gatherer),
                Ok(false) => self.ended = true,
                Err(trouble) => {
                    gatherer.trouble(trouble);
                    self.ended = true;
                }
            }
        }
    }

    fn next(&mut self) -> Result<bool, Trouble> {
        self.reader.read_record(&mut self.record).map_err(|error| {
            let line = error.position().map(::csv::Position::line);
            let why = match error.kind() {
                ErrorKind::Utf8 { .. } => "file-encoding",
                _ => "file-broken",
            };
            Trouble { line, column: None, refusal: Refusal::new(why) }
        })
    }

    /// Takes one record; false when enough was told.
    fn take(&mut self, gatherer: &mut Gatherer) -> bool {
        let line = self.lines.of(&self.record);
        if self.record.iter().all(|cell| cell.trim().is_empty()) {
            return true;
        }
        if self.taken >= MOST_ROWS {
            gatherer.trouble(Trouble::of_line(line, Refusal::new("too-many-rows").with("most", MOST_ROWS)));
            return false;
        }
        self.taken += 1;
        take(gatherer, line, &self.record)
    }
}

/// What was read and is kept, shared by who reads and who counts.
#[derive(Clone, Default)]
struct Window(Arc<Mutex<Vec<u8>>>);

impl Window {
    fn bytes(&self) -> MutexGuard<'_, Vec<u8>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Keeps what the reader has taken and nobody has counted the lines of yet.
struct Heard<R> {
    text: R,
    window: Window,
}

impl<R: Read> Read for Heard<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let length = self.text.read(buffer)?;
        self.window.bytes().extend_from_slice(buffer.get(..length).unwrap_or(&[]));
        Ok(length)
    }
}

/// Counts lines. The reader's own count stands before the line break and blank lines that it skips.
struct Lines {
    /// The text from byte `at` on, as far as it was read.
    window: Window,
    at: u64,
    /// How much of the window is counted.
    counted: usize,
    line: u64,
}

impl Lines {
    /// The line on which a record begins.
    fn of(&mut self, record: &StringRecord) -> u64 {
        let start = record.position().map_or(0, ::csv::Position::byte);
        let mut window = self.window.bytes();
        let before = usize::try_from(start.saturating_sub(self.at)).unwrap_or(usize::MAX).min(window.len());
        let breaks = window.get(before..).unwrap_or(&[]).iter().take_while(|byte| matches!(byte, b'\r' | b'\n'));
        let passed = before + breaks.count();
        let lines = window.get(self.counted..passed).unwrap_or(&[]).iter().filter(|byte| **byte == b'\n').count();
        self.line += u64::try_from(lines).unwrap_or(u64::MAX);
        self.counted = passed;
        if passed > KEPT {
            window.drain(..passed);
            self.at += u64::try_from(passed).unwrap_or(u64::MAX);
            self.counted = 0;
        }
        self.line
    }
}

/// How many counted bytes are kept before they are dropped at once.
const KEPT: usize = 64 * 1024;

/// Takes one record under the header; false when enough was told.
fn take(gatherer: &mut Gatherer, line: u64, record: &StringRecord) -> bool {
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
