//! The roll-ups as they are kept: cells by owner and day, sums by month for each committee with
//! all below it, and the largest headcounts of each venue.

mod days;
mod lineage;
mod months;
mod peaks;
mod upsert;

pub(super) use lineage::keeps_parts;
pub(super) use months::{Part, Row as MonthRow};
pub(super) use peaks::most_by_venue;

use super::{Which, counted};
use crate::kernel::CommitteeId;
use crate::reach::{Counted, Sums};
use crate::store::schema::committees;
use crate::store::{Db, StoreError};
use diesel::prelude::*;
use lineage::Lineage;
use std::collections::HashMap;
use std::hash::Hash;

/// Sums by key, each added up.
type Heap<K> = HashMap<K, Sums>;

fn put<K: Eq + Hash>(heap: &mut Heap<K>, key: K, sums: Sums) {
    *heap.entry(key).or_default() += sums;
}

/// The keys that change, in order: neighbours in a table are written one after the other.
fn ordered<K: Ord>(heap: Heap<K>) -> Vec<(K, Sums)> {
    let mut rows: Vec<(K, Sums)> = heap.into_iter().filter(|(_, sums)| !sums.is_zero()).collect();
    rows.sort_unstable_by(|one, other| one.0.cmp(&other.0));
    rows
}

/// Takes what some sessions counted before out of the roll-ups and puts in what they count now.
/// While some sums are written, those after them are made by a thread of their own.
pub(super) fn carry(db: &mut Db, before: &[Counted], after: &[Counted]) -> Result<(), StoreError> {
    let lineage = Lineage::load(db)?;
    let shrinks = before.iter().any(|session| !session.figures.is_empty());
    let lost = |_| StoreError::Stopped("roll-ups".to_owned());
    std::thread::scope(|scope| {
        let months = scope.spawn(|| months::change(&lineage, before, after));
        days::add(db, before, after, shrinks)?;
        let months = months.join().map_err(lost)?;
        let peaks = scope.spawn(|| peaks::Change::of(&lineage, before, after));
        months::put(db, &months, shrinks)?;
        peaks.join().map_err(lost)?.put(db, &lineage)
    })
}

/// Makes all roll-ups anew from the rows; returns how many cells there are.
///
/// # Errors
/// The database's.
pub fn rebuild(db: &mut Db) -> Result<usize, StoreError> {
    let counted = counted::load(db, &Which::All, None)?;
    let lineage = Lineage::load(db)?;
    days::clear(db)?;
    months::clear(db, None)?;
    peaks::clear(db, None)?;
    super::tallies::rebuild(db)?;
    super::untold::rebuild(db)?;
    super::claims::rebuild(db)?;
    let cells = days::add(db, &[], &counted, false)?;
    months::put(db, &months::change(&lineage, &[], &counted), false)?;
    peaks::add(db, &lineage, &counted)?;
    Ok(cells)
}

/// Makes what is kept of these committees with all below them anew: others stand there now.
///
/// # Errors
/// The database's.
pub(crate) fn regrow(db: &mut Db, ids: &[CommitteeId]) -> Result<(), StoreError> {
    if ids.is_empty() {
        return Ok(());
    }
    months::clear(db, Some(ids))?;
    peaks::clear(db, Some(ids))?;
    let mut lineage = Lineage::load(db)?;
    lineage.keep_only(ids);
    let paths: Vec<String> = committees::table
        .filter(committees::id.eq_any(ids.iter().map(CommitteeId::as_str)))
        .select(committees::path)
        .load(db)?;
    let counted = counted::load(db, &Which::Under(&paths), None)?;
    months::put(db, &months::change(&lineage, &[], &counted), false)?;
    peaks::add(db, &lineage, &counted)
}

/// A place where a roll-up does not say what the rows say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// Which table and row.
    pub place: String,
    /// What the roll-up holds: its young listeners, or its number.
    pub kept: i64,
    /// What the rows add up to.
    pub counted: i64,
}

/// Recomputes everything from the rows and names each place that differs; none when all is well.
///
/// # Errors
/// The database's.
pub fn compare(db: &mut Db) -> Result<Vec<Difference>, StoreError> {
    let counted = counted::load(db, &Which::All, None)?;
    let lineage = Lineage::load(db)?;
    let mut found = days::compare(db, &counted)?;
    found.extend(months::compare(db, &lineage, &counted)?);
    found.extend(peaks::compare(db, &lineage, &counted)?);
    found.extend(super::tallies::compare(db)?);
    found.extend(super::untold::compare(db)?);
    found.extend(super::claims::compare(db)?);
    Ok(found)
}

/// Names each key at which two maps differ.
pub(super) fn differing<K: Eq + Hash + std::fmt::Debug, V: Default + PartialEq>(
    table: &str,
    kept: HashMap<K, V>,
    mut counted: HashMap<K, V>,
    number: impl Fn(&V) -> i64,
) -> Vec<Difference> {
    let mut found = Vec::new();
    let mut tell = |key: &K, kept: &V, counted: &V| {
        if kept != counted {
            found.push(Difference { place: format!("{table} {key:?}"), kept: number(kept), counted: number(counted) });
        }
    };
    for (key, value) in kept {
        let rows = counted.remove(&key).unwrap_or_default();
        tell(&key, &value, &rows);
    }
    for (key, rows) in counted {
        tell(&key, &V::default(), &rows);
    }
    found
}

/// Whether all sums of a row are zero, as a condition.
macro_rules! nothing {
    ($table:ident) => {
        $table::sessions
            .eq(0)
            .and($table::talks.eq(0))
            .and($table::youth.eq(0))
            .and($table::parents.eq(0))
            .and($table::others.eq(0))
            .and($table::field_persons.eq(0))
            .and($table::online_views.eq(0))
            .and($table::left_behind.eq(0))
            .and($table::migrant.eq(0))
            .and($table::hardship.eq(0))
    };
}

use nothing;
