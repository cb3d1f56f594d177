//! Facts as they stood until a moment, so that a report of an earlier day stays the same for
//! ever: where a committee belonged, targets, approved materials, agreed sessions, results of
//! contests, what counts as regular, liaison areas, windows of campaigns.
//!
//! A change goes through [`around`], which keeps what stood until then; [`stood`] puts that over
//! what stands now. What was never changed has no row and stands as ever.

mod areas;
mod facts;

pub(crate) use areas::{AreaFact, AreaUnit};
pub(crate) use facts::{
    CampaignFact, CommitteeFact, ContestFact, Fact, MaterialFact, RegularFact, SessionFact, TargetFact,
};

use super::schema::stood_before;
use super::{Db, StoreError, dialect, stored};
use crate::kernel::Moment;
use chrono::NaiveDateTime;
use diesel::prelude::*;
use std::collections::HashMap;

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = stood_before, treat_none_as_default_value = false)]
struct Row {
    id: String,
    noun: String,
    subject: String,
    until_at: NaiveDateTime,
    told: String,
}

/// Makes a change to some facts and keeps how they stood until now, where that changed.
///
/// # Errors
/// The change's, or the database's.
pub(crate) fn around<F: Fact, T>(
    db: &mut Db,
    subjects: &[&str],
    now: Moment,
    change: impl FnOnce(&mut Db) -> Result<T, StoreError>,
) -> Result<T, StoreError> {
    let before = F::of(db, subjects)?;
    let done = change(db)?;
    let after = F::of(db, subjects)?;
    let kept = subjects.iter().filter_map(|subject| {
        let (was, is) = (before.get(*subject), after.get(*subject));
        (was != is && F::matters(was, is, now)).then_some((*subject, was))
    });
    keep(db, kept.collect(), now)?;
    Ok(done)
}

/// Before now these facts were not there.
///
/// # Errors
/// The database's.
pub(crate) fn begin<F: Fact>(db: &mut Db, subjects: &[&str], now: Moment) -> Result<(), StoreError> {
    keep::<F>(db, subjects.iter().map(|subject| (*subject, None)).collect(), now)
}

fn keep<F: Fact>(db: &mut Db, kept: Vec<(&str, Option<&F>)>, until: Moment) -> Result<(), StoreError> {
    let row = |(subject, was): (&str, Option<&F>)| {
        let told =
            was.map(serde_json::to_string).transpose().map_err(|error| StoreError::row("fact", &error.to_string()))?;
        Ok(Row {
            id: uuid::Uuid::now_v7().to_string(),
            noun: F::NOUN.to_owned(),
            subject: subject.to_owned(),
            until_at: stored(until),
            told: told.unwrap_or_default(),
        })
    };
    let rows: Vec<Row> = kept.into_iter().map(row).collect::<Result<_, StoreError>>()?;
    dialect::insert_all!(db, stood_before::table, &rows)?;
    Ok(())
}

/// What was told of each subject the last time, also of those that are no more.
///
/// # Errors
/// The database's.
pub(crate) fn last_told<F: Fact>(db: &mut Db) -> Result<HashMap<String, F>, StoreError> {
    let rows: Vec<Row> = stood_before::table
        .filter(stood_before::noun.eq(F::NOUN))
        .filter(stood_before::told.ne(""))
        .order((stood_before::until_at, stood_before::id))
        .select(Row::as_select())
        .load(db)?;
    rows.into_iter().map(|row| Ok((row.subject, read(&row.told)?))).collect()
}

fn read<F: Fact>(told: &str) -> Result<F, StoreError> {
    serde_json::from_str(told).map_err(|error| StoreError::row("fact", &error.to_string()))
}

/// What stands now, put back to how it stood at a moment.
///
/// # Errors
/// The database's.
pub(crate) fn stood<F: Fact>(
    db: &mut Db,
    then: Moment,
    mut now: HashMap<String, F>,
) -> Result<HashMap<String, F>, StoreError> {
    let rows: Vec<Row> = stood_before::table
        .filter(stood_before::noun.eq(F::NOUN))
        .filter(stood_before::until_at.ge(stored(then)))
        .order((stood_before::until_at.desc(), stood_before::id.desc()))
        .select(Row::as_select())
        .load(db)?;
    // of several the earliest is put in last
    for row in rows {
        if row.told.is_empty() {
            now.remove(&row.subject);
        } else {
            now.insert(row.subject, read(&row.told)?);
        }
    }
    Ok(now)
}
