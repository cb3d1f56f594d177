//! Rows to drafts: what can be said of a row before the database is asked, and so on a thread of
//! its own while the rows before it are saved.

use super::header::Header;
use super::kind::{Draft, Kind, seen};
use super::known::Known;
use super::seen::Seen;
use super::{Job, Only, roster};
use crate::accounts::{Deed, Target};
use crate::kernel::{CommitteePath, Refusal};
use crate::tables::{Reading, Row, Trouble};
use std::collections::HashMap;
use std::marker::PhantomData;

/// Rows as they were read, and what is wrong with lines among them.
#[derive(Default)]
pub(super) struct Taken {
    pub(super) rows: Vec<Row>,
    pub(super) troubles: Vec<Trouble>,
    /// They name pupils.
    pub(super) roster: Option<Trouble>,
}

impl Taken {
    /// Whether the file has ended.
    pub(super) fn is_empty(&self) -> bool {
        self.rows.is_empty() && self.troubles.is_empty() && self.roster.is_none()
    }
}

/// Rows with their keys, and as drafts where nothing is known of them.
pub(super) struct Looked<T> {
    pub(super) keyed: Vec<Keyed<T>>,
    pub(super) troubles: Vec<Trouble>,
    /// How many rows they came from.
    pub(super) count: usize,
}

/// A row on its way.
pub(super) struct Keyed<T> {
    pub(super) row: Row,
    pub(super) key: String,
    /// A record that holds the cells of the key alone.
    pub(super) blank: Option<T>,
    /// The draft of a new record, made ahead.
    pub(super) new: Option<Result<Draft<T>, Vec<Trouble>>>,
}

/// Reads a file to its end, some rows at a time.
pub(super) struct Reader<'a, K> {
    look: Look<'a, K>,
    reading: Reading<'a>,
    seen: Seen,
    /// Whether drafts are made ahead: most rows of a long file are new.
    ahead: bool,
}

impl<'a, K: Kind> Reader<'a, K> {
    pub(super) fn of(job: &'a Job, header: &'a Header, reading: Reading<'a>) -> Self {
        let ahead = K::AT_ONCE < usize::MAX && job.only == Only::Any;
        Self { look: Look::of(job, header), reading, seen: Seen::default(), ahead }
    }

    /// Further rows; none at the end.
    pub(super) fn take(&mut self) -> Taken {
        let (rows, troubles) = self.reading.next(K::AT_ONCE);
        let roster = roster::among(self.look.job.source.columns(), &rows);
        Taken { rows, troubles, roster }
    }

    /// Looks at the rows that were taken, and takes those after them.
    pub(super) fn go_on(&mut self, known: &Known, taken: Taken) -> (Taken, Option<Looked<K::Item>>) {
        let looked = (!taken.is_empty()).then(|| self.look(known, taken));
        (if looked.is_some() { self.take() } else { Taken::default() }, looked)
    }

    /// Finds the key of each row, and makes drafts ahead.
    fn look(&mut self, known: &Known, taken: Taken) -> Looked<K::Item> {
        let (count, mut troubles) = (taken.rows.len(), taken.troubles);
        let mut keyed = Vec::with_capacity(count);
        for row in taken.rows {
            let mut blank = K::blank(known);
            if !self.look.fill(known, &mut blank, &row, true, &mut troubles) {
                continue;
            }
            let key = K::key(&blank);
            if let Some(line) = self.seen.before(&key, row.line) {
                let refusal = Refusal::new("row-twice").with("line", i64::try_from(line).unwrap_or(0));
                troubles.push(Trouble::of_line(row.line, refusal));
                continue;
            }
            let (blank, new) =
                if self.ahead { (None, Some(self.look.draft(known, &row, None, blank))) } else { (Some(blank), None) };
            keyed.push(Keyed { row, key, blank, new });
        }
        Looked { keyed, troubles, count }
    }
}

/// Reads cells, and asks whether the actor may.
pub(super) struct Look<'a, K> {
    kind: PhantomData<K>,
    job: &'a Job,
    header: &'a Header,
    allowed: HashMap<CommitteePath, bool>,
}

impl<'a, K: Kind> Look<'a, K> {
    pub(super) fn of(job: &'a Job, header: &'a Header) -> Self {
        Self { kind: PhantomData, job, header, allowed: HashMap::new() }
    }

    /// A row as what it makes of the record that is there, or of a blank one.
    pub(super) fn draft(
        &mut self,
        known: &Known,
        row: &Row,
        before: Option<&K::Item>,
        blank: K::Item,
    ) -> Result<Draft<K::Item>, Vec<Trouble>> {
        self.meant(known, before).map_err(|refusal| vec![self.wrong(row, "code", refusal)])?;
        let (mut after, mut troubles) = (before.cloned().unwrap_or(blank), Vec::new());
        if !self.fill(known, &mut after, row, false, &mut troubles) {
            return Err(troubles);
        }
        let wrong = K::check(&after, known);
        troubles.extend(wrong.into_iter().map(|(column, refusal)| self.wrong(row, column, refusal)));
        if troubles.is_empty() && !self.may(known, before, &after) {
            troubles.push(Trouble::of_line(row.line, Refusal::forbidden("import-not-yours")));
        }
        if troubles.is_empty() { Ok(Draft { line: row.line, before: before.cloned(), after }) } else { Err(troubles) }
    }

    /// Reads a row's cells, those of the key or the others; false when one is wrong.
    fn fill(&self, known: &Known, item: &mut K::Item, row: &Row, of_key: bool, troubles: &mut Vec<Trouble>) -> bool {
        let told = troubles.len();
        for (number, column) in K::COLUMNS.iter().enumerate().filter(|(_, column)| column.need.is_key() == of_key) {
            let Some(cell) = self.header.cell(row, number) else { continue };
            let result = if cell.is_empty() && column.need.is_strict() {
                Err(Refusal::new("cell-required"))
            } else {
                (column.parse)(item, cell, known)
            };
            if let Err(refusal) = result {
                let name = self.header.name(self.job.source.columns(), number);
                troubles.push(Trouble::of_cell(row.line, name, refusal));
            }
        }
        told == troubles.len()
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

    fn wrong(&self, row: &Row, column: &str, refusal: Refusal) -> Trouble {
        Trouble::of_cell(row.line, self.column(column), refusal)
    }

    /// A column as the file writes it.
    pub(super) fn column<'c>(&'c self, column: &'c str) -> &'c str {
        let number = K::COLUMNS.iter().position(|known| known.en == column);
        let name = number.map_or("", |number| self.header.name(self.job.source.columns(), number));
        if name.is_empty() { column } else { name }
    }

    /// Whether the actor may: for the owner that a record had, and for the one it gets.
    fn may(&mut self, known: &Known, before: Option<&K::Item>, after: &K::Item) -> bool {
        let (actor, of_file) = (&self.job.actor, self.job.only == Only::Any);
        if self.job.own {
            return before.is_some_and(|before| K::may_own(actor, before).is_ok());
        }
        let allowed = &mut self.allowed;
        before.into_iter().chain([after]).map(|item| K::owner(item, known)).all(|path| {
            *allowed.entry(path).or_insert_with_key(|path| {
                let target = Target::of(path);
                (!of_file || actor.may(Deed::MoveFiles, &target).is_ok()) && actor.may(K::DEED, &target).is_ok()
            })
        })
    }
}
