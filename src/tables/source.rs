//! A table that is read from its beginning some rows at a time, as often as somebody asks.

use super::csv::{self, Rows};
use super::{Format, Gatherer, MOST_BYTES, MOST_FILE_MB, Row, Sheet, Trouble, decode, read};
use crate::kernel::Refusal;
use std::fs::File;
use std::io::{BufRead, BufReader, ErrorKind, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Where rows come from: a table in memory, or a large file that stays on its disk.
#[derive(Clone, Debug)]
pub struct Source {
    columns: Vec<String>,
    about: usize,
    place: Place,
}

#[derive(Clone, Debug)]
enum Place {
    Sheet(Arc<Sheet>),
    File(PathBuf),
}

impl From<Sheet> for Source {
    fn from(sheet: Sheet) -> Self {
        Self { columns: sheet.columns.clone(), about: sheet.rows.len(), place: Place::Sheet(Arc::new(sheet)) }
    }
}

impl Source {
    /// A file: CSV in UTF-8 of up to [`MOST_FILE_MB`] megabytes is read in pieces, anything else is
    /// taken whole and bounded by [`MOST_BYTES`].
    ///
    /// # Errors
    /// `file-format`, as [`broken`], and what [`read`] finds wrong with a header or a whole file.
    pub fn open(path: &Path) -> Result<Self, Vec<Trouble>> {
        let whole = |refusal| vec![Trouble::of_file(refusal)];
        if path.is_dir() {
            return Err(whole(broken(path, &ErrorKind::IsADirectory.into())));
        }
        let format = Format::of_name(&path.display().to_string()).map_err(whole)?;
        if format == Format::Csv && size_of(path).map_err(whole)? > MOST_FILE_MB * 1024 * 1024 {
            return Err(whole(
                Refusal::new("file-too-big").with("most", i64::try_from(MOST_FILE_MB).unwrap_or(i64::MAX)),
            ));
        }
        let lines = match format {
            Format::Csv => decode::lines_of_utf8(opened(path).map_err(whole)?).map_err(|e| whole(broken(path, &e)))?,
            Format::Xlsx => None,
        };
        let Some(lines) = lines else {
            return read(format, &all_of(path).map_err(whole)?).map(Self::from);
        };
        let columns = rows_of(path)?.columns;
        if columns.is_empty() {
            return Err(whole(Refusal::new("file-empty")));
        }
        Ok(Self { columns, about: lines.saturating_sub(1), place: Place::File(path.to_owned()) })
    }

    /// The header's cells.
    #[must_use]
    pub fn columns(&self) -> &[String] {
        &self.columns
    }

    /// About how many rows there are, for a bar of progress.
    #[must_use]
    pub fn about(&self) -> usize {
        self.about
    }

    /// Begins at the first row.
    ///
    /// # Errors
    /// As [`broken`], and what is wrong with a header that changed meanwhile.
    pub fn begin(&self) -> Result<Reading<'_>, Vec<Trouble>> {
        Ok(Reading(match &self.place {
            Place::Sheet(sheet) => Left::Sheet(&sheet.rows),
            Place::File(path) => Left::File(Box::new(rows_of(path)?), Gatherer::patient(self.columns.clone())),
        }))
    }
}

/// A table being read.
pub struct Reading<'a>(Left<'a>);

enum Left<'a> {
    /// What is left of a table in memory.
    Sheet(&'a [Row]),
    /// A file, and what gathers its rows.
    File(Box<FileRows>, Gatherer),
}

/// The rows of a file.
type FileRows = Rows<BufReader<File>>;

impl Reading<'_> {
    /// Up to so many further rows, and what is wrong with lines among them; neither at the end.
    pub fn next(&mut self, most: usize) -> (Vec<Row>, Vec<Trouble>) {
        match &mut self.0 {
            Left::Sheet(left) => {
                let (rows, rest) = left.split_at(most.min(left.len()));
                *left = rest;
                (rows.to_vec(), Vec::new())
            }
            Left::File(rows, gatherer) => {
                rows.fill(gatherer, most);
                (std::mem::take(&mut gatherer.sheet.rows), std::mem::take(&mut gatherer.troubles))
            }
        }
    }
}

/// Why a file cannot be read, in words for those who named it: `file-missing`, `file-folder`,
/// `file-forbidden`, else `file-unreadable` with what the system says.
#[must_use]
pub fn broken(path: &Path, error: &std::io::Error) -> Refusal {
    let told = |key| Refusal::new(key).with("name", path.display().to_string());
    match error.kind() {
        ErrorKind::NotFound | ErrorKind::NotADirectory => told("file-missing"),
        ErrorKind::IsADirectory => told("file-folder"),
        ErrorKind::PermissionDenied => told("file-forbidden"),
        _ => told("file-unreadable").with("why", error.to_string()),
    }
}

fn size_of(path: &Path) -> Result<u64, Refusal> {
    std::fs::metadata(path).map(|file| file.len()).map_err(|error| broken(path, &error))
}

/// A file behind its byte-order mark, if it has one.
fn opened(path: &Path) -> Result<BufReader<File>, Refusal> {
    let unreadable = |error| broken(path, &error);
    let mut file = BufReader::with_capacity(256 * 1024, File::open(path).map_err(unreadable)?);
    if file.fill_buf().map_err(unreadable)?.starts_with(decode::MARK) {
        let behind = u64::try_from(decode::MARK.len()).unwrap_or(0);
        file.seek(SeekFrom::Start(behind)).map_err(unreadable)?;
    }
    Ok(file)
}

fn rows_of(path: &Path) -> Result<FileRows, Vec<Trouble>> {
    let whole = |refusal| vec![Trouble::of_file(refusal)];
    let mut file = opened(path).map_err(whole)?;
    let delimiter = csv::delimiter(file.fill_buf().map_err(|error| whole(broken(path, &error)))?);
    Rows::begin(file, delimiter)
}

fn all_of(path: &Path) -> Result<Vec<u8>, Refusal> {
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(|error| broken(path, &error))?;
    // one byte more than allowed is enough to see that it is too big
    file.take(MOST_BYTES as u64 + 1).read_to_end(&mut bytes).map_err(|error| broken(path, &error))?;
    Ok(bytes)
}
