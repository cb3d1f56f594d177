//! The one way from rows to saved records, for every kind of file.

use super::column::Column;
use super::header::{self, Header};
use super::known::Known;
use super::rows::{Work, line};
use super::{Job, Only, Report, roster};
use crate::accounts::{Actor, Deed, Scope, Target};
use crate::kernel::{CommitteePath, JournalLine, Refusal};
use crate::store::{Db, StoreError};
use crate::tables::{Reading, Row, Sheet, Trouble};
use crate::text::Lang;
use std::collections::HashMap;
use std::hash::{Hash, Hasher};

/// A kind of file: its columns, and how its records are found and saved.
pub(super) trait Kind: Sized {
    /// One record.
    type Item: Clone + PartialEq + 'static;
    /// How many rows are read, looked at and saved together. All of them where one row may
    /// speak of another; a kind that sets a bound can take a file of any length.
    const AT_ONCE: usize = usize::MAX;
    /// The noun of the journal.
    const NOUN: &'static str;
    /// The journal's verbs for a new and a changed record.
    const VERBS: (&'static str, &'static str);
    /// The verb when somebody changes the own record.
    const OWN: &'static str = Self::VERBS.1;
    /// What one must be allowed to do with the owner's records.
    const DEED: Deed;
    /// The columns, in the order of exports.
    const COLUMNS: &'static [Column<Self::Item>];

    /// Loads what this kind's cells name beyond [`Known`]; `texts` gives all cells of a column.
    fn prepare(_db: &mut Db, _known: &mut Known, _texts: &dyn Fn(&str) -> Vec<String>) -> Result<(), StoreError> {
        Ok(())
    }
    /// Loads what printing these records needs beyond [`Known`].
    fn acquaint(_db: &mut Db, _known: &mut Known, _items: &[Self::Item]) -> Result<(), StoreError> {
        Ok(())
    }
    /// A record with its defaults.
    fn blank(known: &Known) -> Self::Item;
    /// What it is known by: the same in two rows means the same record.
    fn key(item: &Self::Item) -> String;
    /// The stored records among these keys.
    fn existing(db: &mut Db, known: &Known, keys: &[String]) -> Result<HashMap<String, Self::Item>, StoreError>;
    /// Every record of a scope, in the order of exports.
    fn all(db: &mut Db, scope: &Scope) -> Result<Vec<Self::Item>, StoreError>;
    /// What is wrong with a record as a whole, by English column name.
    fn check(_item: &Self::Item, _known: &Known) -> Vec<(&'static str, Refusal)> {
        Vec::new()
    }
    /// Looks at all records together: order, and what one says about another.
    fn settle(_drafts: &mut Vec<Draft<Self::Item>>, _known: &Known) -> Vec<Trouble> {
        Vec::new()
    }
    /// Whose it is.
    fn owner(item: &Self::Item, known: &Known) -> CommitteePath;
    /// Its identity, for the journal.
    fn id(item: &Self::Item) -> String;
    /// Its number for optimistic locking, where its table has one; else what it says is its mark.
    fn version(_item: &Self::Item) -> Option<i32> {
        None
    }
    /// Whether the actor may change it as its own.
    fn may_own(_actor: &Actor, _item: &Self::Item) -> Result<(), Refusal> {
        Err(Refusal::forbidden("not-allowed"))
    }
    /// Saves new records.
    fn insert(db: &mut Db, known: &mut Known, new: &[Self::Item]) -> Result<(), StoreError>;
    /// Saves a changed record.
    fn update(db: &mut Db, known: &Known, before: &Self::Item, after: &Self::Item) -> Result<(), StoreError>;
    /// Saves new and changed records.
    fn save(
        db: &mut Db,
        known: &mut Known,
        new: &[Self::Item],
        changed: &[(Self::Item, Self::Item)],
    ) -> Result<(), StoreError> {
        Self::insert(db, known, new)?;
        changed.iter().try_for_each(|(before, after)| Self::update(db, known, before, after))
    }
    /// What follows once, after all records are saved.
    fn finish(_db: &mut Db, _known: &mut Known) -> Result<(), StoreError> {
        Ok(())
    }
    /// The journal's lines of new records, each with its owner.
    fn told(known: &Known, new: &[Self::Item]) -> Vec<(CommitteePath, JournalLine)> {
        let blank = Self::blank(known);
        new.iter().map(|item| (Self::owner(item, known), line::<Self>(Self::VERBS.0, known, &blank, item))).collect()
    }
}

/// A row on its way: the record as it is and as the file wants it.
pub(super) struct Draft<T> {
    pub(super) line: u64,
    pub(super) before: Option<T>,
    pub(super) after: T,
}

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

/// What a form carries to tell that the record is still as it was shown.
pub(super) fn seen<K: Kind>(item: &K::Item, known: &Known) -> i32 {
    K::version(item).unwrap_or_else(|| {
        let mut said = std::hash::DefaultHasher::new();
        told::<K>(item, known).hash(&mut said);
        i32::try_from(said.finish() >> 33).unwrap_or(i32::MAX)
    })
}

/// The fields of a record that nobody has filled in yet.
pub(super) fn blank<K: Kind>(known: &Known) -> Vec<(String, String)> {
    told::<K>(&K::blank(known), known)
}

fn told<K: Kind>(item: &K::Item, known: &Known) -> Vec<(String, String)> {
    K::COLUMNS.iter().map(|column| (column.en.to_owned(), (column.print)(item, known))).collect()
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
