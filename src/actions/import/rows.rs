//! Drafts to saved records, some rows at a time.

use super::engine::both;
use super::header::Header;
use super::kind::{Draft, Kind, line};
use super::known::Known;
use super::look::{Keyed, Look, Looked};
use super::{Job, Report};
use crate::store::{Db, StoreError, journal};
use crate::tables::{Row, Trouble};
use std::collections::HashMap;

const STEP: usize = 500;

/// What lasts from the first row of a file to its last.
pub(super) struct Work<'a, K> {
    job: &'a Job,
    header: &'a Header,
    look: Look<'a, K>,
    pub(super) report: Report,
    done: usize,
}

impl<'a, K: Kind> Work<'a, K> {
    pub(super) fn of(job: &'a Job, header: &'a Header) -> Self {
        Self { job, header, look: Look::of(job, header), report: Report::default(), done: 0 }
    }

    /// Loads what the rows name.
    pub(super) fn prepare(&self, db: &mut Db, known: &mut Known, rows: &[Row]) -> Result<(), StoreError> {
        K::prepare(db, known, &|name| self.texts(rows, name))
    }

    fn texts(&self, rows: &[Row], name: &str) -> Vec<String> {
        let Some(column) = K::COLUMNS.iter().position(|column| column.en == name) else { return Vec::new() };
        rows.iter().filter_map(|row| self.header.cell(row, column)).map(str::to_owned).collect()
    }

    /// Looks at further rows with what is stored, and saves them when nothing was wrong so far.
    pub(super) fn take(&mut self, db: &mut Db, known: &Known, looked: Looked<K::Item>) -> Result<(), StoreError> {
        looked.troubles.into_iter().for_each(|trouble| self.report.tell(trouble));
        let keys: Vec<&str> = looked.keyed.iter().map(|keyed| keyed.key.as_str()).collect();
        let existing = K::existing(db, known, &keys)?;
        self.done += looked.count - looked.keyed.len();
        let mut drafts = self.drafts(known, looked.keyed, &existing);
        K::settle(&mut drafts, known).into_iter().for_each(|trouble| self.report.tell(trouble));
        if self.report.is_clean() { self.finish(db, known, drafts) } else { Ok(()) }
    }

    fn drafts(
        &mut self,
        known: &Known,
        keyed: Vec<Keyed<K::Item>>,
        existing: &HashMap<String, K::Item>,
    ) -> Vec<Draft<K::Item>> {
        let total = self.job.source.about();
        let mut drafts = Vec::with_capacity(keyed.len());
        for Keyed { row, key, blank, new } in keyed {
            if self.done.is_multiple_of(STEP) {
                (self.job.progress)(self.done.min(total), total);
            }
            self.done += 1;
            let before = if existing.is_empty() { None } else { existing.get(&key) };
            let draft = match (before, new) {
                (None, Some(draft)) => draft,
                _ => self.look.draft(known, &row, before, blank.unwrap_or_else(|| K::blank(known))),
            };
            match draft {
                Ok(draft) => drafts.push(draft),
                Err(troubles) => troubles.into_iter().for_each(|trouble: Trouble| self.report.tell(trouble)),
            }
        }
        (self.job.progress)(self.done.min(total), total);
        drafts
    }

    /// Tells what is worth a word of records that are new or changed.
    fn notice(&mut self, db: &mut Db, drafts: &[Draft<K::Item>]) -> Result<(), StoreError> {
        let touched: Vec<&Draft<K::Item>> = drafts.iter().filter(|it| it.before.as_ref() != Some(&it.after)).collect();
        let items: Vec<&K::Item> = touched.iter().map(|it| &it.after).collect();
        for (number, column, refusal) in K::notices(db, &self.job.days, &items)? {
            if let Some(draft) = touched.get(number) {
                let told = Trouble::of_cell(draft.line, self.look.column(column), refusal);
                self.report.notices.push(told);
            }
        }
        self.report.notices.sort_by_key(|it| it.line);
        Ok(())
    }

    /// What follows the last row.
    pub(super) fn end(&self, db: &mut Db, known: &mut Known) -> Result<(), StoreError> {
        let changes = self.report.new + self.report.changed > 0;
        if self.job.save && self.report.is_clean() && changes { K::finish(db, known) } else { Ok(()) }
    }

    fn finish(&mut self, db: &mut Db, known: &Known, drafts: Vec<Draft<K::Item>>) -> Result<(), StoreError> {
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
        let lines = both(|| self.lines(known, &new, &changed), || K::save(db, known, &new, &changed))?;
        journal::put(db, &lines)
    }

    /// What the journal says of it.
    fn lines(&self, known: &Known, new: &[K::Item], changed: &[(K::Item, K::Item)]) -> Vec<journal::Written> {
        let verb = if self.job.own { K::OWN } else { K::VERBS.1 };
        let altered = changed.iter().map(|(from, to)| (K::owner(to, known), line::<K>(verb, known, from, to)));
        let told = K::told(known, new).into_iter().chain(altered);
        told.map(|(owner, line)| journal::Written::of(&self.job.actor, self.job.now, &owner, &line)).collect()
    }
}
