//! The one way from rows to saved records, for every kind of file.

use super::header::{self, Header};
use super::kind::{Kind, seen, told};
use super::known::Known;
use super::look::Reader;
use super::rows::Work;
use super::{Job, Only, Report, roster};
use crate::accounts::{Actor, Deed, Scope, Target};
use crate::store::{Db, StoreError};
use crate::tables::{Reading, Row, Sheet, Trouble};
use crate::text::Lang;

/// Reads all rows, and saves them when all are sound and the job says so; whoever asks takes
/// everything back when the report is not clean. While some rows are saved, a thread of its own
/// reads and looks at those after them.
pub(super) fn bring<K: Kind>(db: &mut Db, job: &Job) -> Result<Report, StoreError> {
    let (header, reading) = match begin::<K>(job) {
        Ok(begun) => begun,
        Err(troubles) => return Ok(Report::of(troubles)),
    };
    let mut known = Known::load(db, &job.actor, job.now)?;
    known.told = header.told(K::COLUMNS);
    let mut work = Work::<K>::of(job, &header);
    let mut reader = Reader::<K>::of(job, &header, reading);
    let (mut taken, mut looked) = (reader.take(), None);
    while !taken.is_empty() || looked.is_some() {
        if let Some(roster) = taken.roster {
            return Ok(Report::of(vec![roster]));
        }
        // what the rows before name stays known until they are saved
        if !taken.rows.is_empty() {
            work.prepare(db, &mut known, &taken.rows)?;
        }
        (taken, looked) =
            both(|| reader.go_on(&known, taken), || looked.map_or(Ok(()), |looked| work.take(db, &known, looked)))?;
    }
    work.end(db, &mut known)?;
    Ok(work.report)
}

/// Does one thing on a thread of its own while the other is done.
pub(super) fn both<T: Send>(
    aside: impl FnOnce() -> T + Send,
    here: impl FnOnce() -> Result<(), StoreError>,
) -> Result<T, StoreError> {
    std::thread::scope(|scope| {
        let aside = scope.spawn(aside);
        let here = here();
        let done = aside.join();
        here?;
        done.map_err(|_| StoreError::Stopped("import".to_owned()))
    })
}

/// The header against the columns of the kind, and the rows below it.
fn begin<K: Kind>(job: &Job) -> Result<(Header, Reading<'_>), Vec<Trouble>> {
    let columns = job.source.columns();
    let is_column = |written: &str| K::COLUMNS.iter().any(|column| header::is(written, column));
    let rosters = roster::over(columns, &is_column);
    if !rosters.is_empty() {
        return Err(rosters);
    }
    let whole = !matches!(job.only, Only::Changed(_));
    Ok((Header::read(columns, K::COLUMNS, whole)?, job.source.begin()?))
}

/// A record's version, and its fields by English column name.
pub(super) type OneRecord = (i32, Vec<(String, String)>);

/// The record with this code, if the actor may see its owner's.
pub(super) fn one<K: Kind>(
    db: &mut Db,
    known: &mut Known,
    actor: &Actor,
    code: &str,
) -> Result<Option<OneRecord>, StoreError> {
    let Some(item) = K::existing(db, known, &[code])?.remove(code) else { return Ok(None) };
    if actor.may(Deed::SeeRegisters, &Target::of(&K::owner(&item, known))).is_err() {
        return Ok(None);
    }
    K::acquaint(db, known, std::slice::from_ref(&item))?;
    Ok(Some((seen::<K>(&item, known), told::<K>(&item, known))))
}

/// The fields of a record that nobody has filled in yet.
pub(super) fn blank<K: Kind>(known: &Known) -> Vec<(String, String)> {
    told::<K>(&K::blank(known), known)
}

/// The records of a scope as a table, under English or Chinese headers.
pub(super) fn export<K: Kind>(db: &mut Db, known: &mut Known, scope: &Scope, lang: Lang) -> Result<Sheet, StoreError> {
    let columns = K::COLUMNS.iter().map(|column| lang.pick(column.zh, column.en).to_owned()).collect();
    let items = K::all(db, scope)?;
    K::acquaint(db, known, &items)?;
    let cells = |item: &K::Item| K::COLUMNS.iter().map(|column| (column.print)(item, known)).collect();
    let rows = items.iter().zip(2..).map(|(item, line)| Row { line, cells: cells(item) }).collect();
    Ok(Sheet { columns, rows })
}
