//! Rows to drafts, and drafts to saved records, some rows at a time.

use super::header::Header;
use super::kind::{Draft, Kind, line, seen};
use super::known::Known;
use super::seen::Seen;
use super::{Job, Only, Report};
use crate::accounts::{Deed, Target};
use crate::kernel::{CommitteePath, JournalLine, Refusal};
use crate::store::{Db, StoreError, journal};
use crate::tables::{Row, Trouble};
use std::collections::HashMap;
use std::marker::PhantomData;

const STEP: usize = 500;

/// What lasts from the first row of a file to its last.
pub(super) struct Work<'a, K> {
    kind: PhantomData<K>,
    job: &'a Job,
    header: &'a Header,
    pub(super) report: Report,
    seen: Seen,
    allowed: HashMap<CommitteePath, bool>,
    done: usize,
}

impl<'a, K: Kind> Work<'a, K> {
    pub(super) fn of(job: &'a Job, header: &'a Header) -> Self {
        let (seen, allowed) = (Seen::default(), HashMap::new());
        Self { kind: PhantomData, job, header, report: Report::default(), seen, allowed, done: 0 }
    }

    /// Looks at further rows, and saves them when nothing was wrong so far.
    pub(super) fn take(&mut self, db: &mut Db, known: &mut Known, rows: &[Row]) -> Result<(), StoreError> {
        K::prepare(db, known, &|name| self.texts(rows, name))?;
        let keyed = self.keys(known, rows);
        let keys: Vec<String> = keyed.iter().map(|(_, _, key)| key.clone()).collect();
        let existing = K::existing(db, known, &keys)?;
        let mut drafts = self.drafts(known, keyed, &existing);
        K::settle(&mut drafts, known).into_iter().for_each(|trouble| self.report.tell(trouble));
        if self.report.is_clean() { self.finish(db, known, drafts) } else { Ok(()) }
    }

    fn texts(&self, rows: &[Row], name: &str) -> Vec<String> {
        let Some(column) = K::COLUMNS.iter().position(|column| column.en == name) else { return Vec::new() };
        rows.iter().filter_map(|row| self.header.cell(row, column)).map(str::to_owned).collect()
    }

    /// Each row with a record that holds its key cells alone, and the key.
    fn keys<'r>(&mut self, known: &Known, rows: &'r [Row]) -> Vec<(&'r Row, K::Item, String)> {
        let mut keyed = Vec::with_capacity(rows.len());
        for row in rows {
            let mut item = K::blank(known);
            if !self.fill(known, &mut item, row, true) {
                self.done += 1;
                continue;
            }
            let key = K::key(&item);
            match self.seen.before(&key, row.line) {
                Some(line) => {
                    let refusal = Refusal::new("row-twice").with("line", i64::try_from(line).unwrap_or(0));
                    self.report.tell(Trouble::of_line(row.line, refusal));
                    self.done += 1;
                }
                None => keyed.push((row, item, key)),
            }
        }
        keyed
    }

    fn drafts(
        &mut self,
        known: &Known,
        keyed: Vec<(&Row, K::Item, String)>,
        existing: &HashMap<String, K::Item>,
    ) -> Vec<Draft<K::Item>> {
        let total = self.job.source.about();
        let mut drafts = Vec::with_capacity(keyed.len());
        for (row, blank, key) in keyed {
            if self.done.is_multiple_of(STEP) {
                (self.job.progress)(self.done.min(total), total);
            }
            self.done += 1;
            let before = existing.get(&key).cloned();
            if let Err(refusal) = self.meant(known, before.as_ref()) {
                self.wrong(row, "code", refusal);
                continue;
            }
            let mut after = before.clone().unwrap_or(blank);
            if !self.fill(known, &mut after, row, false) {
                continue;
            }
            let wrong = K::check(&after, known);
            let sound = wrong.is_empty();
            wrong.into_iter().for_each(|(column, refusal)| self.wrong(row, column, refusal));
            if sound && self.may(known, row, before.as_ref(), &after) {
                drafts.push(Draft { line: row.line, before, after });
            }
        }
        (self.job.progress)(self.done.min(total), total);
        drafts
    }

    /// Reads a row's cells, those of the key or the others; false when one is wrong.
    fn fill(&mut self, known: &Known, item: &mut K::Item, row: &Row, of_key: bool) -> bool {
        let mut sound = true;
        for (number, column) in K::COLUMNS.iter().enumerate() {
            if column.need.is_key() != of_key {
                continue;
            }
            let Some(cell) = self.header.cell(row, number) else { continue };
            let result = if cell.is_empty() && column.need.is_strict() {
                Err(Refusal::new("cell-required"))
            } else {
                (column.parse)(item, cell, known)
            };
            if let Err(refusal) = result {
                let name = self.header.name(self.job.source.columns(), number);
                self.report.tell(Trouble::of_cell(row.line, name, refusal));
                sound = false;
            }
        }
        sound
    }

    /// A form means a new record, or the one that was shown.
    fn meant(&self, known: &Known, before: Option<&K::Item>) -> Result<(), Refusal> {
        match (&self.job.only, before) {
            (Only::New, Some(_)) => Err(Refusal::conflict("already-there")),
            (Only::Changed(_), None) => Err(Refusal::missing("unknown-record")),
            (Only::Changed(shown), Some(before)) if *shown != seen::<K>(before, known) => {
                Err(Refusal::conflict("changed-meanwhile"))
            }
            _ => Ok(()),
        }
    }

    /// Tells what is worth a word of records that are new or changed.
    fn notice(&mut self, db: &mut Db, drafts: &[Draft<K::Item>]) -> Result<(), StoreError> {
        let touched: Vec<&Draft<K::Item>> = drafts.iter().filter(|it| it.before.as_ref() != Some(&it.after)).collect();
        let items: Vec<&K::Item> = touched.iter().map(|it| &it.after).collect();
        for (number, column, refusal) in K::notices(db, &self.job.days, &items)? {
            if let Some(draft) = touched.get(number) {
                let told = Trouble::of_cell(draft.line, self.column(column), refusal);
                self.report.notices.push(told);
            }
        }
        self.report.notices.sort_by_key(|it| it.line);
        Ok(())
    }

    fn wrong(&mut self, row: &Row, column: &str, refusal: Refusal) {
        let told = Trouble::of_cell(row.line, self.column(column), refusal);
        self.report.tell(told);
    }

    /// A column as the file writes it.
    fn column<'c>(&'c self, column: &'c str) -> &'c str {
        let number = K::COLUMNS.iter().position(|known| known.en == column);
        let name = number.map_or("", |number| self.header.name(self.job.source.columns(), number));
        if name.is_empty() { column } else { name }
    }

    /// Whether the actor may: for the owner that a record had, and for the one it gets.
    fn may(&mut self, known: &Known, row: &Row, before: Option<&K::Item>, after: &K::Item) -> bool {
        let paths = before.into_iter().chain([after]).map(|item| K::owner(item, known));
        let (actor, allowed) = (&self.job.actor, &mut self.allowed);
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

    /// What follows the last row.
    pub(super) fn end(&self, db: &mut Db, known: &mut Known) -> Result<(), StoreError> {
        let changes = self.report.new + self.report.changed > 0;
        if self.job.save && self.report.is_clean() && changes { K::finish(db, known) } else { Ok(()) }
    }

    fn finish(&mut self, db: &mut Db, known: &mut Known, drafts: Vec<Draft<K::Item>>) -> Result<(), StoreError> {
        let mut new = Vec::new();
        let mut changed = Vec::new();
        if self.report.id.is_none() {
            self.report.id = drafts.first().map(|draft| K::id(&draft.after));
        }
        self.notice(db, &drafts)?;
        for draft in drafts {
            match draft.before {
                None => new.push(draft.after),
                Some(before) if before == draft.after => self.report.unchanged += 1,
                Some(before) => changed.push((before, draft.after)),
            }
        }
        self.report.new += new.len();
        self.report.changed += changed.len();
        if !self.job.save || new.is_empty() && changed.is_empty() {
            return Ok(());
        }
        K::save(db, known, &new, &changed)?;
        let verb = if self.job.own { K::OWN } else { K::VERBS.1 };
        let altered = changed.iter().map(|(from, to)| (K::owner(to, known), line::<K>(verb, known, from, to)));
        let mut by_owner: HashMap<CommitteePath, Vec<JournalLine>> = HashMap::new();
        for (owner, line) in K::told(known, &new).into_iter().chain(altered) {
            by_owner.entry(owner).or_default().push(line);
        }
        for (owner, lines) in by_owner {
            journal::write(db, &self.job.actor, self.job.now, &owner, &lines)?;
        }
        Ok(())
    }
}
