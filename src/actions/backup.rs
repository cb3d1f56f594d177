//! Everything in one file, and back: taken in one reading transaction while the server runs,
//! and good for either database.
//!
//! The file is lines of JSON: a head with the secret and the tables, then a line that names a
//! table followed by its rows, and a foot with the count and a SHA-256 over all lines before it.

use crate::config::Secret;
use crate::kernel::{Clock, Refusal, Refused};
use crate::store::dump::{self, Table};
use crate::store::{Db, Store, StoreError};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::path::Path;

const FORMAT: u32 = 1;

#[derive(Serialize, Deserialize)]
struct Head {
    xinhuo_backup: u32,
    made_at: String,
    /// Key of links and feed addresses, so that those handed out go on working.
    secret: String,
    migrations: Vec<String>,
    tables: Vec<Table>,
}

#[derive(Serialize, Deserialize)]
struct TableLine {
    table: String,
}

#[derive(Serialize, Deserialize)]
struct Foot {
    rows: u64,
    sha256: String,
}

/// What a restore found.
#[derive(Debug)]
pub struct Restored {
    /// Rows written.
    pub rows: u64,
    /// The secret that the backup carries.
    pub secret: Secret,
}

fn file_trouble(path: &Path, error: &std::io::Error) -> StoreError {
    let path = path.display().to_string();
    Refusal::new("backup-file").with("path", path).with("why", error.to_string()).of(Refused::Unavailable).into()
}

/// Writes everything to a file, which appears whole or not at all; returns the rows written.
/// Blocks.
///
/// # Errors
/// `backup-file`, or the database's.
pub fn backup(store: &Store, secret: &Secret, clock: Clock, path: &Path) -> Result<u64, StoreError> {
    let draft = path.with_extension(format!("{}.part", uuid::Uuid::now_v7()));
    let written = store.read_now(|db| write_all(db, secret, clock, (&draft, path)));
    let placed = written.and_then(|rows| match std::fs::rename(&draft, path) {
        Ok(()) => Ok(rows),
        Err(error) => Err(file_trouble(path, &error)),
    });
    if placed.is_err() {
        // best effort: the cause is what must be told
        let _ = std::fs::remove_file(&draft);
    }
    placed
}

/// A file that hashes what it is given.
struct Hashed<W> {
    inner: W,
    hash: Sha256,
}

impl<W: Write> Hashed<W> {
    fn line(&mut self, line: &str) -> std::io::Result<()> {
        self.hash.update(line.as_bytes());
        self.hash.update(b"\n");
        self.inner.write_all(line.as_bytes())?;
        self.inner.write_all(b"\n")
    }
}

/// Writes to a draft; trouble is told of the file that the operator named.
fn write_all(db: &mut Db, secret: &Secret, clock: Clock, (draft, named): (&Path, &Path)) -> Result<u64, StoreError> {
    let trouble = |error: std::io::Error| file_trouble(named, &error);
    let file = BufWriter::new(private_file(draft).map_err(trouble)?);
    let mut out = Hashed { inner: file, hash: Sha256::new() };
    let tables = dump::tables(db)?;
    let head = Head {
        xinhuo_backup: FORMAT,
        made_at: clock.now().to_rfc3339(),
        secret: secret.0.clone(),
        migrations: dump::migrations(db)?,
        tables,
    };
    out.line(&json(&head)?).map_err(trouble)?;
    let mut rows = 0;
    for table in &head.tables {
        out.line(&json(&TableLine { table: table.name.clone() })?).map_err(trouble)?;
        for row in dump::rows(db, table)? {
            out.line(&row).map_err(trouble)?;
            rows += 1;
        }
    }
    let foot = json(&Foot { rows, sha256: hex(out.hash.clone()) })?;
    out.line(&foot).map_err(trouble)?;
    let file = out.inner.into_inner().map_err(|error| trouble(error.into_error()))?;
    file.sync_all().map_err(trouble)?;
    Ok(rows)
}

/// A new file that only its owner may read: it holds people's data and the secret.
fn private_file(path: &Path) -> std::io::Result<std::fs::File> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

fn json(value: &impl Serialize) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|error| StoreError::Row(error.to_string()))
}

fn hex(hash: Sha256) -> String {
    hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Fills an empty, migrated database from a file; all or nothing. Blocks.
///
/// # Errors
/// `backup-file`, `backup-broken`, `backup-other-version`, `restore-not-empty`, or the database's.
pub fn restore(store: &Store, path: &Path) -> Result<Restored, StoreError> {
    let head = verified(path)?;
    let rows = store.write_now(|db| {
        let tables = dump::tables(db)?;
        if dump::migrations(db)? != head.migrations {
            return Err(Refusal::new("backup-other-version").into());
        }
        dump::same_shape(&tables, &head.tables)?;
        if !dump::is_empty(db, &tables)? {
            return Err(Refusal::conflict("restore-not-empty").into());
        }
        dump::begin_restore(db)?;
        put_all(db, path, &head)
    })?;
    Ok(Restored { rows, secret: Secret(head.secret) })
}

fn broken() -> StoreError {
    Refusal::new("backup-broken").into()
}

/// Reads the whole file once, before anything is written: only a whole one is used.
fn verified(path: &Path) -> Result<Head, StoreError> {
    let mut lines = open(path)?;
    let mut hash = Sha256::new();
    let mut head = None;
    let mut rows = 0u64;
    let mut last = String::new();
    while let Some(line) = next(&mut lines, path)? {
        if head.is_none() {
            let read: Head = serde_json::from_str(&line).map_err(|_| broken())?;
            if read.xinhuo_backup != FORMAT {
                return Err(Refusal::new("backup-other-version").into());
            }
            head = Some(read);
        }
        if !last.is_empty() {
            hash.update(last.as_bytes());
            hash.update(b"\n");
        }
        rows += u64::from(line.starts_with('['));
        last = line;
    }
    let foot: Foot = serde_json::from_str(&last).map_err(|_| broken())?;
    if foot.sha256 != hex(hash) || foot.rows != rows {
        return Err(broken());
    }
    head.ok_or_else(broken)
}

type Lines = std::io::Lines<BufReader<std::fs::File>>;

fn open(path: &Path) -> Result<Lines, StoreError> {
    let file = std::fs::File::open(path).map_err(|error| file_trouble(path, &error))?;
    Ok(BufReader::new(file).lines())
}

fn next(lines: &mut Lines, path: &Path) -> Result<Option<String>, StoreError> {
    match lines.next().transpose() {
        Err(error) if error.kind() == std::io::ErrorKind::InvalidData => Err(broken()),
        other => other.map_err(|error| file_trouble(path, &error)),
    }
}

/// Rows in one statement; a table that refers to itself goes in one piece.
const PIECE: usize = 500;

fn put_all(db: &mut Db, path: &Path, head: &Head) -> Result<u64, StoreError> {
    let mut lines = open(path)?;
    let mut table: Option<&Table> = None;
    let mut piece: Vec<String> = Vec::new();
    let mut rows = 0;
    while let Some(line) = next(&mut lines, path)? {
        let is_row = line.starts_with('[');
        let full = piece.len() >= PIECE && !table.is_some_and(|table| refers_to_itself(&table.name));
        if full || !is_row {
            put_piece(db, table, &mut piece)?;
        }
        if is_row {
            piece.push(line);
            rows += 1;
        } else if let Ok(named) = serde_json::from_str::<TableLine>(&line) {
            table = head.tables.iter().find(|own| own.name == named.table);
        }
    }
    Ok(rows)
}

fn put_piece(db: &mut Db, table: Option<&Table>, piece: &mut Vec<String>) -> Result<(), StoreError> {
    if piece.is_empty() {
        return Ok(());
    }
    dump::put(db, table.ok_or_else(broken)?, piece)?;
    piece.clear();
    Ok(())
}

fn refers_to_itself(table: &str) -> bool {
    matches!(table, "committees" | "speakers" | "venues")
}
