//! A kind of file: its columns and how its records are found and saved; a row on its way.

use super::column::Column;
use super::known::Known;
use crate::accounts::{Actor, Deed, Scope};
use crate::calendars::days_off::DaysOff;
use crate::kernel::{CommitteePath, JournalLine, Refusal};
use crate::store::{Db, StoreError};
use crate::tables::Trouble;
use serde_json::{Map, Value};
use std::collections::HashMap;
use std::hash::{Hash, Hasher};

/// A kind of file: its columns, and how its records are found and saved.
pub(super) trait Kind: Sized + Send + Sync {
    /// One record.
    type Item: Clone + PartialEq + Send + Sync + 'static;
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
    fn existing(db: &mut Db, known: &Known, keys: &[&str]) -> Result<HashMap<String, Self::Item>, StoreError>;
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
    /// What is worth a word and yet taken, of records that are new or changed, by English column name.
    fn notices(_db: &mut Db, _days: &DaysOff, _items: &[&Self::Item]) -> Result<Vec<Notice>, StoreError> {
        Ok(Vec::new())
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
    fn insert(db: &mut Db, known: &Known, new: &[Self::Item]) -> Result<(), StoreError>;
    /// Saves a changed record.
    fn update(db: &mut Db, known: &Known, before: &Self::Item, after: &Self::Item) -> Result<(), StoreError>;
    /// Saves new and changed records.
    fn save(
        db: &mut Db,
        known: &Known,
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

/// The number of an item among those asked about, the column, and what is to be known about it.
pub(super) type Notice = (usize, &'static str, Refusal);

/// A row on its way: the record as it is and as the file wants it.
pub(super) struct Draft<T> {
    pub(super) line: u64,
    pub(super) before: Option<T>,
    pub(super) after: T,
}

/// What a form carries to tell that the record is still as it was shown.
pub(super) fn seen<K: Kind>(item: &K::Item, known: &Known) -> i32 {
    K::version(item).unwrap_or_else(|| {
        let mut said = std::hash::DefaultHasher::new();
        told::<K>(item, known).hash(&mut said);
        i32::try_from(said.finish() >> 33).unwrap_or(i32::MAX)
    })
}

/// A record's fields by English column name.
pub(super) fn told<K: Kind>(item: &K::Item, known: &Known) -> Vec<(String, String)> {
    K::COLUMNS.iter().map(|column| (column.en.to_owned(), (column.print)(item, known))).collect()
}

/// The journal's line: the columns in which two states of a record differ.
pub(super) fn line<K: Kind>(verb: &'static str, known: &Known, from: &K::Item, to: &K::Item) -> JournalLine {
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
