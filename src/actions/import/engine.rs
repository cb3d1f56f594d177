//! The one way from rows to saved records, for every kind of file.

use super::column::Column;
use super::header::{self, Header};
use super::known::Known;
use super::{Job, Only, Report, roster};
use crate::accounts::{Actor, Deed, Scope, Target};
use crate::kernel::{CommitteePath, JournalLine, Refusal};
use crate::store::{Db, StoreError, journal};
use crate::tables::{Row, Sheet, Trouble};
use crate::text::Lang;
use serde_json::{Map, Value};
use std::collections::HashMap;
use std::marker::PhantomData;

/// A kind of file: its columns, and how its records are found and saved.
pub(super) trait Kind {
    /// One record.
    type Item: Clone + PartialEq + 'static;
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
    /// Its number for optimistic locking, where it has one.
    fn version(_item: &Self::Item) -> i32 {
        0
    }
    /// Whether the actor may change it as its own.
    fn may_own(_actor: &Actor, _item: &Self::Item) -> Result<(), Refusal> {
        Err(Refusal::forbidden("not-allowed"))
    }
    /// Saves new records.
    fn insert(db: &mut Db, known: &Known, new: &[Self::Item]) -> Result<(), StoreError>;
    /// Saves a changed record.
    fn update(db: &mut Db, known: &Known, before: &Self::Item, after: &Self::Item) -> Result<(), StoreError>;
    /// What follows once, after all records are saved.
    fn finish(_db: &mut Db) -> Result<(), StoreError> {
        Ok(())
    }
}

/// A row on its way: the record as it is and as the file wants it.
pub(super) struct Draft<T> {
    pub(super) line: u64,
    pub(super) before: Option<T>,
    pub(super) after: T,
}

const STEP: usize = 500;

/// Reads all rows, and saves them when all are sound and the job says so.
pub(super) fn bring<K: Kind>(db: &mut Db, job: &Job) -> Result<Report, StoreError> {
    let sheet = &job.sheet;
    let is_column = |written: &str| K::COLUMNS.iter().any(|column| header::is(written, column));
    let rosters = roster::look(sheet, &is_column);
    if !rosters.is_empty() {
        return Ok(Report::of(rosters));
    }
    let whole = !matches!(job.only, Only::Changed(_));
    let header = match Header::read(sheet, K::COLUMNS, whole) {
        Ok(header) => header,
        Err(troubles) => return Ok(Report::of(troubles)),
    };
    let mut known = Known::load(db, &job.actor, job.now)?;
    known.told = header.told(K::COLUMNS);
    K::prepare(db, &mut known, &|name| texts::<K>(job, &header, name))?;
    let mut reading =
        Reading::<K> { kind: PhantomData, job, header: &header, known: &known, report: Report::default() };
    let keyed = reading.keys();
    let keys: Vec<String> = keyed.iter().map(|(_, _, key)| key.clone()).collect();
    let existing = K::existing(db, &known, &keys)?;
    let mut drafts = reading.drafts(keyed, &existing);
    let mut report = reading.report;
    K::settle(&mut drafts, &known).into_iter().for_each(|trouble| report.tell(trouble));
    if report.is_clean() {
        finish::<K>(db, job, &known, drafts, &mut report)?;
    }
    Ok(report)
}

fn texts<K: Kind>(job: &Job, header: &Header, name: &str) -> Vec<String> {
    let Some(column) = K::COLUMNS.iter().position(|column| column.en == name) else { return Vec::new() };
    job.sheet.rows.iter().filter_map(|row| header.cell(row, column)).map(str::to_owned).collect()
}

struct Reading<'a, K> {
    kind: PhantomData<K>,
    job: &'a Job,
    header: &'a Header,
    known: &'a Known,
    report: Report,
}

impl<K: Kind> Reading<'_, K> {
    /// Each row with a record that holds its key cells alone, and the key.
    fn keys(&mut self) -> Vec<(usize, K::Item, String)> {
        let mut lines: HashMap<String, u64> = HashMap::new();
        let mut keyed = Vec::with_capacity(self.job.sheet.rows.len());
        for (number, row) in self.job.sheet.rows.iter().enumerate() {
            let mut item = K::blank(self.known);
            if !self.fill(&mut item, row, true) {
                continue;
            }
            let key = K::key(&item);
            match lines.get(&key) {
                Some(line) => {
                    let refusal = Refusal::new("row-twice").with("line", i64::try_from(*line).unwrap_or(0));
                    self.report.tell(Trouble::of_line(row.line, refusal));
                }
                None => {
                    lines.insert(key.clone(), row.line);
                    keyed.push((number, item, key));
                }
            }
        }
        keyed
    }

    fn drafts(
        &mut self,
        keyed: Vec<(usize, K::Item, String)>,
        existing: &HashMap<String, K::Item>,
    ) -> Vec<Draft<K::Item>> {
        let mut allowed: HashMap<CommitteePath, bool> = HashMap::new();
        let total = keyed.len();
        let mut drafts = Vec::with_capacity(total);
        for (done, (number, blank, key)) in keyed.into_iter().enumerate() {
            let Some(row) = self.job.sheet.rows.get(number) else { continue };
            if done % STEP == 0 {
                (self.job.progress)(done, total);
            }
            let before = existing.get(&key).cloned();
            if let Err(refusal) = self.meant(before.as_ref()) {
                self.wrong(row, "code", refusal);
                continue;
            }
            let mut after = before.clone().unwrap_or(blank);
            if !self.fill(&mut after, row, false) {
                continue;
            }
            let wrong = K::check(&after, self.known);
            let sound = wrong.is_empty();
            wrong.into_iter().for_each(|(column, refusal)| self.wrong(row, column, refusal));
            if sound && self.may(row, before.as_ref(), &after, &mut allowed) {
                drafts.push(Draft { line: row.line, before, after });
            }
        }
        (self.job.progress)(total, total);
        drafts
    }

    /// Reads a row's cells, those of the key or the others; false when one is wrong.
    fn fill(&mut self, item: &mut K::Item, row: &Row, of_key: bool) -> bool {
        let mut sound = true;
        for (number, column) in K::COLUMNS.iter().enumerate() {
            if column.need.is_key() != of_key {
                continue;
            }
            let Some(cell) = self.header.cell(row, number) else { continue };
            let result = if cell.is_empty() && column.need.is_strict() {
                Err(Refusal::new("cell-required"))
            } else {
                (column.parse)(item, cell, self.known)
            };
            if let Err(refusal) = result {
                let name = self.header.name(&self.job.sheet, number);
                self.report.tell(Trouble::of_cell(row.line, name, refusal));
                sound = false;
            }
        }
        sound
    }

    /// A form means a new record, or the one that was shown.
    fn meant(&self, before: Option<&K::Item>) -> Result<(), Refusal> {
        match (&self.job.only, before) {
            (Only::New, Some(_)) => Err(Refusal::conflict("already-there")),
            (Only::Changed(_), None) => Err(Refusal::missing("unknown-record")),
            (Only::Changed(seen), Some(before)) if *seen != K::version(before) => {
                Err(Refusal::conflict("changed-meanwhile"))
            }
            _ => Ok(()),
        }
    }

    fn wrong(&mut self, row: &Row, column: &str, refusal: Refusal) {
        let number = K::COLUMNS.iter().position(|known| known.en == column);
        let name = number.map_or("", |number| self.header.name(&self.job.sheet, number));
        let name = if name.is_empty() { column } else { name };
        self.report.tell(Trouble::of_cell(row.line, name, refusal));
    }

    /// Whether the actor may: for the owner that a record had, and for the one it gets.
    fn may(
        &mut self,
        row: &Row,
        before: Option<&K::Item>,
        after: &K::Item,
        allowed: &mut HashMap<CommitteePath, bool>,
    ) -> bool {
        let paths = before.into_iter().chain([after]).map(|item| K::owner(item, self.known));
        let actor = &self.job.actor;
        let of_file = self.job.only == Only::Any;
        let all = if self.job.own {
            before.is_some_and(|before| K::may_own(actor, before).is_ok())
        } else {
            paths.into_iter().all(|path| {
                *allowed.entry(path).or_insert_with_key(|path| {
                    let target = Target::of(path);
                    (!of_file || actor.may(Deed::MoveFiles, &target).is_ok()) && actor.may(K::DEED, &target).is_ok()
                })
            })
        };
        if !all {
            self.report.tell(Trouble::of_line(row.line, Refusal::forbidden("import-not-yours")));
        }
        all
    }
}

fn finish<K: Kind>(
    db: &mut Db,
    job: &Job,
    known: &Known,
    drafts: Vec<Draft<K::Item>>,
    report: &mut Report,
) -> Result<(), StoreError> {
    let mut new = Vec::new();
    let mut changed = Vec::new();
    report.id = drafts.first().map(|draft| K::id(&draft.after));
    for draft in drafts {
        match draft.before {
            None => new.push(draft.after),
            Some(before) if before == draft.after => report.unchanged += 1,
            Some(before) => changed.push((before, draft.after)),
        }
    }
    (report.new, report.changed) = (new.len(), changed.len());
    if !job.save {
        return Ok(());
    }
    K::insert(db, known, &new)?;
    for (before, after) in &changed {
        K::update(db, known, before, after)?;
    }
    if !new.is_empty() || !changed.is_empty() {
        K::finish(db)?;
    }
    let blank = K::blank(known);
    let created = new.iter().map(|item| (K::owner(item, known), line::<K>(K::VERBS.0, known, &blank, item)));
    let verb = if job.own { K::OWN } else { K::VERBS.1 };
    let altered = changed.iter().map(|(from, to)| (K::owner(to, known), line::<K>(verb, known, from, to)));
    let mut by_owner: HashMap<CommitteePath, Vec<JournalLine>> = HashMap::new();
    for (owner, line) in created.chain(altered) {
        by_owner.entry(owner).or_default().push(line);
    }
    for (owner, lines) in by_owner {
        journal::write(db, &job.actor, job.now, &owner, &lines)?;
    }
    Ok(())
}

/// The journal's line: the columns in which two states of a record differ.
fn line<K: Kind>(verb: &'static str, known: &Known, from: &K::Item, to: &K::Item) -> JournalLine {
    let (mut before, mut after) = (Map::new(), Map::new());
    for column in K::COLUMNS {
        let (was, is) = ((column.print)(from, known), (column.print)(to, known));
        if was != is {
            before.insert(column.en.to_owned(), Value::String(was));
            after.insert(column.en.to_owned(), Value::String(is));
        }
    }
    JournalLine::new(verb, K::NOUN, K::id(to), Value::Object(before), Value::Object(after))
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
    Ok(Some((K::version(&item), told::<K>(&item, known))))
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
