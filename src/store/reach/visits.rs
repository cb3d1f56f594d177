//! Delivered sessions at each venue by month and year, for coverage and regularity.

use super::rollup::{Difference, differing};
use crate::kernel::Day;
use crate::sessions::{Session, SessionStatus};
use crate::store::schema::{sessions, venue_visits};
use crate::store::{Db, StoreError};
use chrono::NaiveDate;
use diesel::prelude::*;
use std::collections::{BTreeMap, HashMap};

/// Where a delivered session counts: its venue's id and day.
pub(crate) type Visit = (String, Day);

/// The visit that a session is; none before it was delivered.
#[must_use]
pub(crate) fn visit_of(session: &Session) -> Option<Visit> {
    (session.status == SessionStatus::Delivered).then(|| (session.venue.to_string(), Day::of(session.window.start)))
}

/// The visit that a stored session is.
///
/// # Errors
/// The database's.
pub(crate) fn visit_in(db: &mut Db, session: &str) -> Result<Option<Visit>, StoreError> {
    let row: Option<(String, String, NaiveDate)> = sessions::table
        .find(session)
        .select((sessions::status, sessions::venue_id, sessions::day))
        .first(db)
        .optional()?;
    let delivered = row.filter(|(status, _, _)| status == SessionStatus::Delivered.code());
    Ok(delivered.map(|(_, venue, day)| (venue, Day(day))))
}

fn spans(day: Day) -> [String; 2] {
    let (year, month, _) = day.parts();
    [format!("{year:04}"), format!("{year:04}-{month:02}")]
}

/// Takes some visits out and puts others in.
///
/// # Errors
/// The database's.
pub(crate) fn carry(
    db: &mut Db,
    gone: impl IntoIterator<Item = Visit>,
    come: impl IntoIterator<Item = Visit>,
) -> Result<(), StoreError> {
    let mut change: BTreeMap<(String, String), i64> = BTreeMap::new();
    let all = gone.into_iter().map(|visit| (visit, -1)).chain(come.into_iter().map(|visit| (visit, 1)));
    for ((venue, day), count) in all {
        for span in spans(day) {
            *change.entry((span, venue.clone())).or_default() += count;
        }
    }
    for ((span, venue), count) in change.into_iter().filter(|(_, count)| *count != 0) {
        let row = venue_visits::table.find((&span, &venue));
        let more = venue_visits::sessions.eq(venue_visits::sessions + count);
        if diesel::update(row).set(more).execute(db)? == 0 {
            let values =
                (venue_visits::span.eq(&span), venue_visits::venue_id.eq(&venue), venue_visits::sessions.eq(count));
            diesel::insert_into(venue_visits::table).values(values).execute(db)?;
        } else if count < 0 {
            diesel::delete(venue_visits::table.find((&span, &venue)).filter(venue_visits::sessions.eq(0)))
                .execute(db)?;
        }
    }
    Ok(())
}

fn from_rows(db: &mut Db) -> Result<Vec<Visit>, StoreError> {
    let rows: Vec<(String, NaiveDate)> = sessions::table
        .filter(sessions::status.eq(SessionStatus::Delivered.code()))
        .select((sessions::venue_id, sessions::day))
        .load(db)?;
    Ok(rows.into_iter().map(|(venue, day)| (venue, Day(day))).collect())
}

pub(super) fn rebuild(db: &mut Db) -> Result<(), StoreError> {
    diesel::delete(venue_visits::table).execute(db)?;
    let all = from_rows(db)?;
    carry(db, [], all)
}

pub(super) fn compare(db: &mut Db) -> Result<Vec<Difference>, StoreError> {
    let mut counted: HashMap<(String, String), i64> = HashMap::new();
    for (venue, day) in from_rows(db)? {
        for span in spans(day) {
            *counted.entry((span, venue.clone())).or_default() += 1;
        }
    }
    let kept: Vec<(String, String, i64)> =
        venue_visits::table.select((venue_visits::span, venue_visits::venue_id, venue_visits::sessions)).load(db)?;
    let kept = kept.into_iter().map(|(span, venue, count)| ((span, venue), count)).collect();
    Ok(differing("venue_visits", kept, counted, |count| *count))
}
