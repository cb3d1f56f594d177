//! Delivered sessions at each venue, for coverage and regularity.

use super::tallies;
use crate::kernel::{CampaignId, Day, Moment};
use crate::sessions::{Session, SessionStatus};
use crate::store::schema::{sessions, visits_before};
use crate::store::{Db, StoreError, dialect, stored};
use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;
use std::collections::HashMap;

/// Where and when a delivered session counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Visit {
    /// Its venue's id.
    pub(crate) venue: String,
    /// Its day.
    pub(crate) day: Day,
    /// Its campaign's id, or nothing.
    pub(crate) campaign: String,
}

/// What becomes of a session's visit.
pub(crate) struct Turn<'a> {
    /// Which session.
    pub(crate) session: &'a str,
    /// What it counted as; none before it was delivered.
    pub(crate) before: Option<Visit>,
    /// What it counts as.
    pub(crate) after: Option<Visit>,
    /// From when on.
    pub(crate) at: Moment,
}

/// The visit that a session is; none before it was delivered.
#[must_use]
pub(crate) fn visit_of(session: &Session) -> Option<Visit> {
    (session.status == SessionStatus::Delivered).then(|| Visit {
        venue: session.venue.to_string(),
        day: Day::of(session.window.start),
        campaign: session.campaign.as_ref().map(ToString::to_string).unwrap_or_default(),
    })
}

type HeldRow = (String, String, NaiveDate, Option<String>);
const HELD: (sessions::id, sessions::venue_id, sessions::day, sessions::campaign_id) =
    (sessions::id, sessions::venue_id, sessions::day, sessions::campaign_id);

fn held((session, venue, day, campaign): HeldRow) -> (String, Visit) {
    (session, Visit { venue, day: Day(day), campaign: campaign.unwrap_or_default() })
}

/// The visit that a stored session is.
///
/// # Errors
/// The database's.
pub(crate) fn visit_in(db: &mut Db, session: &str) -> Result<Option<Visit>, StoreError> {
    let delivered = sessions::table.find(session).filter(sessions::status.eq(SessionStatus::Delivered.code()));
    let row: Option<HeldRow> = delivered.select(HELD).first(db).optional()?;
    Ok(row.map(|row| held(row).1))
}

/// Carries turns into the counts, and keeps what was until then for reports of earlier days.
///
/// # Errors
/// The database's.
pub(crate) fn carry(db: &mut Db, turns: &[Turn<'_>]) -> Result<(), StoreError> {
    let gone = turns.iter().filter_map(|turn| Some((turn.before.as_ref()?, -1)));
    let come = turns.iter().filter_map(|turn| Some((turn.after.as_ref()?, 1)));
    let visits = gone.chain(come).map(|(visit, count)| (visit.venue.as_str(), visit.day, count));
    tallies::add_visits(db, visits)?;
    let rows: Vec<Row> = turns.iter().filter(|turn| turn.before != turn.after).filter_map(Row::of).collect();
    dialect::insert_all!(db, visits_before::table, &rows)?;
    Ok(())
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = visits_before, treat_none_as_default_value = false)]
struct Row {
    id: String,
    session_id: String,
    until_at: NaiveDateTime,
    venue_id: String,
    day: NaiveDate,
    campaign_id: String,
}

impl Row {
    fn of(turn: &Turn<'_>) -> Option<Self> {
        let day = turn.before.as_ref().or(turn.after.as_ref())?.day.0;
        let before = turn.before.as_ref();
        Some(Self {
            id: uuid::Uuid::now_v7().to_string(),
            session_id: turn.session.to_owned(),
            until_at: stored(turn.at),
            venue_id: before.map(|visit| visit.venue.clone()).unwrap_or_default(),
            day,
            campaign_id: before.map(|visit| visit.campaign.clone()).unwrap_or_default(),
        })
    }
}

/// The sessions that are held otherwise now, as they were held at a moment; none means not.
pub(super) fn earlier(db: &mut Db, then: Moment) -> Result<HashMap<String, Option<Visit>>, StoreError> {
    let rows: Vec<Row> = visits_before::table
        .filter(visits_before::until_at.ge(stored(then)))
        .order((visits_before::until_at.desc(), visits_before::id.desc()))
        .select(Row::as_select())
        .load(db)?;
    let visit = |row: Row| {
        let visit = Visit { venue: row.venue_id, day: Day(row.day), campaign: row.campaign_id };
        (row.session_id, Some(visit).filter(|visit| !visit.venue.is_empty()))
    };
    // of several the earliest is put in last
    Ok(rows.into_iter().map(visit).collect())
}

/// How many sessions each venue had held at a moment, of some days and maybe of one campaign.
pub(super) fn held_then(
    db: &mut Db,
    then: Moment,
    (from, to): (Day, Day),
    campaign: Option<&CampaignId>,
) -> Result<HashMap<String, i64>, StoreError> {
    let earlier = earlier(db, then)?;
    let delivered = sessions::table
        .filter(sessions::status.eq(SessionStatus::Delivered.code()))
        .filter(sessions::day.between(from.0, to.0));
    let now: Vec<HeldRow> = delivered.select(HELD).load(db)?;
    let same = now.into_iter().map(held).filter(|(session, _)| !earlier.contains_key(session)).map(|(_, visit)| visit);
    let meant = |visit: &Visit| {
        (from..=to).contains(&visit.day) && campaign.is_none_or(|campaign| visit.campaign == campaign.as_str())
    };
    let mut counts: HashMap<String, i64> = HashMap::new();
    for visit in same.chain(earlier.values().flatten().cloned()).filter(meant) {
        *counts.entry(visit.venue).or_default() += 1;
    }
    Ok(counts)
}

/// All visits, from the sessions themselves.
pub(super) fn from_rows(db: &mut Db) -> Result<Vec<Visit>, StoreError> {
    let delivered = sessions::table.filter(sessions::status.eq(SessionStatus::Delivered.code()));
    let rows: Vec<HeldRow> = delivered.select(HELD).load(db)?;
    Ok(rows.into_iter().map(|row| held(row).1).collect())
}
