//! The one way from rows to saved records, for every kind of file.

use super::header::{self, Header};
use super::kind::{Kind, seen, told};
use super::known::Known;
use super::rows::Work;
use super::{Job, Only, Report, roster};
use crate::accounts::{Actor, Deed, Scope, Target};
use crate::store::{Db, StoreError};
use crate::tables::{Reading, Row, Sheet, Trouble};
use crate::text::Lang;

/// Reads all rows, and saves them when all are sound and the job says so; whoever asks takes
/// everything back when the report is not clean.
pub(super) fn bring<K: Kind>(db: &mut Db, job: &Job) -> Result<Report, StoreError> {
    let (header, mut reading) = match begin::<K>(job) {
        Ok(begun) => begun,
        Err(troubles) => return Ok(Report::of(troubles)),
    };
    let mut known = Known::load(db, &job.actor, job.now)?;
    known.told = header.told(K::COLUMNS);
    let mut work = Work::<K>::of(job, &header);
    loop {
        let (rows, troubles) = reading.next(K::AT_ONCE);
        if rows.is_empty() && troubles.is_empty() {
            work.end(db, &mut known)?;
            return Ok(work.report);
        }
        if let Some(roster) = roster::among(job.source.columns(), rows) {
            return Ok(Report::of(vec![roster]));
        }
        troubles.into_iter().for_each(|trouble| work.report.tell(trouble));
        work.take(db, &mut known, rows)?;
    }
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
    let Some(item) = K::existing(db, known, &[code.to_owned()])?.remove(code) else { return Ok(None) };
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
