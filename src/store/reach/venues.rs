//! What does not add up over venues: the largest headcounts, coverage, regularity.

use super::names::Units;
use super::packed::{self, Enrolled, Most};
use super::query::ReachQuery;
use super::rollup::most_by_venue;
use super::stood::{self, Stood};
use super::tree::Tree;
use super::{tallies, visits};
use crate::kernel::{CampaignId, Day, Grade, Moment};
use crate::reach::{Counted, VenueTally, term_of};
use crate::store::schema::{committees, reach_peaks, sessions, venue_tallies, venues};
use crate::store::{Db, Page, Paging, StoreError, dialect, inside};
use diesel::prelude::*;
use diesel::sql_types::{Integer, Text};
use std::collections::HashMap;

/// The largest single headcount of youths by venue and grade band, with the enrolment where
/// it is known; `then` are the sessions that counted at an earlier day, if one is asked for.
pub(super) fn largest(
    db: &mut Db,
    query: &ReachQuery,
    then: Option<&[Counted]>,
    tallied: &[Tallied],
) -> Result<Vec<(i64, Option<i64>)>, StoreError> {
    let Some(counted) = then else { return largest_now(db, query, tallied) };
    let mut enrolment = tallies::enrolled(db, None)?;
    if let Some((then, _)) = query.then() {
        let count = |stood: &Stood, grade: &Grade| i32::try_from(*stood.enrolment.get(grade.code())?).ok();
        let bands = |stood: Stood| Grade::ALL.iter().map(|grade| count(&stood, grade)).collect::<Vec<_>>();
        for (venue, stood) in stood::earlier(db, then)? {
            enrolment.insert(venue, Enrolled::try_from(bands(stood)).unwrap_or_default());
        }
    }
    let mut largest = Vec::new();
    for (venue, most) in most_by_venue(counted) {
        add_bands(&mut largest, most, enrolment.get(&venue).copied().unwrap_or_default());
    }
    Ok(largest)
}

fn add_bands(largest: &mut Vec<(i64, Option<i64>)>, most: Most, enrolled: Enrolled) {
    let bands = most.into_iter().zip(enrolled).filter(|(count, _)| *count > 0);
    largest.extend(bands.map(|(count, pupils)| (i64::from(count), pupils.map(i64::from))));
}

/// Whether a question begins with a year and ends with one.
fn whole_years(query: &ReachQuery) -> bool {
    let ((_, first, day), (_, last, end)) = (query.from.parts(), query.to.parts());
    (first, day, last, end) == (1, 1, 12, 31)
}

fn largest_now(db: &mut Db, query: &ReachQuery, tallied: &[Tallied]) -> Result<Vec<(i64, Option<i64>)>, StoreError> {
    let kept = reach_peaks::table
        .filter(reach_peaks::committee_id.eq(query.committee.as_str()))
        .filter(reach_peaks::campaign_id.eq(query.campaign.as_ref().map_or("", CampaignId::as_str)));
    let rows: Vec<(String, Vec<u8>)> = match whole_years(query) {
        true => kept.select((reach_peaks::venue_id, reach_peaks::years)).load(db)?,
        false => kept.select((reach_peaks::venue_id, reach_peaks::days)).load(db)?,
    };
    let known: HashMap<&str, Enrolled> = tallied.iter().map(|one| (one.id.as_str(), one.enrolled)).collect();
    // venues that others keep
    let others: Vec<&str> = rows.iter().map(|(venue, _)| venue.as_str()).filter(|id| !known.contains_key(id)).collect();
    let others = tallies::enrolled(db, Some(&others))?;
    let mut largest = Vec::new();
    for (venue, days) in &rows {
        let enrolled = known.get(venue.as_str()).or_else(|| others.get(venue)).copied().unwrap_or_default();
        add_bands(&mut largest, packed::most_within(days, query.from, query.to), enrolled);
    }
    Ok(largest)
}

/// One active venue of a subtree.
#[derive(Clone, Debug)]
pub(super) struct Tallied {
    id: String,
    /// The unit directly below to whose subtree its keeper belongs; none for the committee's own.
    pub(super) unit: String,
    pub(super) tally: VenueTally,
    enrolled: Enrolled,
}

/// Delivered sessions of each active venue that the subtree keeps, by whichever owner.
pub(super) fn tallies(db: &mut Db, query: &ReachQuery, units: &Units) -> Result<Vec<Tallied>, StoreError> {
    let active = active(db, query, units)?;
    let (term_from, _) = term_of(query.to).days();
    let (period, term) = ((query.from, query.to), (term_from, query.to));
    if query.then().is_none() && query.campaign.is_none() {
        let tally = |venue: Active| {
            let count = |(from, to)| packed::visits_within(&venue.visits, from, to);
            let tally = VenueTally { in_period: count(period), in_term: count(term) };
            venue.told(tally)
        };
        return Ok(active.into_iter().map(tally).collect());
    }
    let in_period = delivered(db, query, period)?;
    let in_term = delivered(db, query, term)?;
    let of = |counts: &HashMap<String, i64>, venue: &str| counts.get(venue).copied().unwrap_or(0);
    let tally = |venue: Active| {
        let tally = VenueTally { in_period: of(&in_period, &venue.id), in_term: of(&in_term, &venue.id) };
        venue.told(tally)
    };
    Ok(active.into_iter().map(tally).collect())
}

/// An active venue with what is kept of it now.
struct Active {
    id: String,
    /// See [`Tallied::unit`].
    unit: String,
    /// The days of its visits, packed.
    visits: Vec<u8>,
    enrolled: Enrolled,
}

impl Active {
    fn told(self, tally: VenueTally) -> Tallied {
        Tallied { id: self.id, unit: self.unit, tally, enrolled: self.enrolled }
    }
}

/// Id, the unit at the beginning of a piece of path, packed visits and enrolment.
type ActiveRow = (String, String, Option<(Vec<u8>, Vec<u8>)>);

diesel::define_sql_function! {
    /// So many characters of a text, from one that is counted from 1.
    fn substr(text: Text, from: Integer, count: Integer) -> Text;
}

/// Characters of a committee's id, a UUID.
const ID: i32 = 36;

/// Venues that the subtree keeps and that are active, or were.
fn active(db: &mut Db, query: &ReachQuery, units: &Units) -> Result<Vec<Active>, StoreError> {
    if let Some((then, tree)) = query.then() {
        return active_then(db, then, tree);
    }
    let kept = (venue_tallies::visits, venue_tallies::enrolled).nullable();
    let begin = i32::try_from(units.own.path.as_str().len()).unwrap_or(i32::MAX).saturating_add(1);
    let rows: Vec<ActiveRow> = venues::table
        .inner_join(committees::table)
        .left_join(venue_tallies::table)
        .filter(inside(&query.scope))
        .filter(venues::active.eq(true))
        .filter(venues::merged_into.is_null())
        .select((venues::id, substr(committees::path, begin, ID), kept))
        .load(db)?;
    let active = |(id, mut unit, kept): ActiveRow| {
        unit.truncate(unit.find('/').unwrap_or(unit.len()));
        let (visits, enrolled) = kept.unwrap_or_default();
        Active { id, unit, visits, enrolled: packed::enrolled(&enrolled) }
    };
    Ok(rows.into_iter().map(active).collect())
}

/// Those that were active at a moment, with who kept them then.
fn active_then(db: &mut Db, then: Moment, tree: &Tree) -> Result<Vec<Active>, StoreError> {
    let rows: Vec<(String, String, bool, Option<String>)> =
        venues::table.select((venues::id, venues::committee_id, venues::active, venues::merged_into)).load(db)?;
    let mut earlier = stood::earlier(db, then)?;
    let stood = |(id, keeper, active, merged): (String, String, bool, Option<String>)| {
        let keeper = match earlier.remove(&id) {
            Some(stood) => stood.committee,
            None => (active && merged.is_none()).then_some(keeper),
        };
        let unit = tree.unit_of(&keeper?)?.to_owned();
        Some(Active { id, unit, visits: Vec::new(), enrolled: Enrolled::default() })
    };
    Ok(rows.into_iter().filter_map(stood).collect())
}

/// Delivered sessions by venue, of an earlier day or of one campaign.
fn delivered(db: &mut Db, query: &ReachQuery, (from, to): (Day, Day)) -> Result<HashMap<String, i64>, StoreError> {
    if let Some((then, _)) = query.then() {
        return visits::held_then(db, then, (from, to), query.campaign.as_ref());
    }
    held(db, from, to, query.campaign.as_ref())
}

/// Delivered sessions of some days by venue, maybe of one campaign.
fn held(db: &mut Db, from: Day, to: Day, campaign: Option<&CampaignId>) -> Result<HashMap<String, i64>, StoreError> {
    let mut rows = sessions::table
        .filter(sessions::status.eq("delivered"))
        .filter(sessions::day.between(from.0, to.0))
        .select(sessions::venue_id)
        .into_boxed();
    if let Some(campaign) = campaign {
        rows = rows.filter(sessions::campaign_id.eq(campaign.to_string()));
    }
    let mut counts = HashMap::new();
    for venue in rows.load::<String>(db)? {
        *counts.entry(venue).or_default() += 1;
    }
    Ok(counts)
}

/// An active venue without a delivered session: its id, name, owner and kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unreached {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Who keeps it.
    pub owner: String,
    /// Its kind, by code.
    pub kind: String,
}

/// Active venues of the subtree without a delivered session in the period.
///
/// # Errors
/// The database's.
pub fn unreached(db: &mut Db, query: &ReachQuery, paging: Paging) -> Result<Page<Unreached>, StoreError> {
    let units = Units::load(db, query)?;
    let tallied = tallies(db, query, &units)?;
    unreached_of(db, &tallied, paging)
}

pub(super) fn unreached_of(db: &mut Db, tallied: &[Tallied], paging: Paging) -> Result<Page<Unreached>, StoreError> {
    let missed: Vec<&str> = tallied.iter().filter(|one| one.tally.in_period == 0).map(|one| one.id.as_str()).collect();
    let total = i64::try_from(missed.len()).unwrap_or(i64::MAX);
    let mut places: Vec<(String, String, String)> = Vec::with_capacity(missed.len());
    for ids in missed.chunks(dialect::MANY) {
        let those = venues::table.inner_join(committees::table).filter(venues::id.eq_any(ids));
        places.extend(those.select((committees::path, venues::code, venues::id)).load::<(_, _, _)>(db)?);
    }
    places.sort_unstable();
    let (skip, size) = (usize::try_from(paging.offset()).unwrap_or(0), usize::try_from(paging.size()).unwrap_or(0));
    let ids: Vec<&str> = places.iter().skip(skip).take(size).map(|(.., id)| id.as_str()).collect();
    let rows: Vec<(String, String, String, String)> = venues::table
        .inner_join(committees::table)
        .filter(venues::id.eq_any(&ids))
        .order((committees::path, venues::code))
        .select((venues::id, venues::name, committees::name, venues::kind))
        .load(db)?;
    let rows = rows.into_iter().map(|(id, name, owner, kind)| Unreached { id, name, owner, kind }).collect();
    Ok(Page::of(rows, paging, total))
}
