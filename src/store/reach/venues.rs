//! What does not add up over venues: the largest headcounts, coverage, regularity.

use super::names::Units;
use super::query::ReachQuery;
use super::rollup::{Most, larger, most_by_venue, no_most};
use super::stretches::Stretches;
use super::{Which, counted, stood, visits};
use crate::kernel::{CampaignId, Day, Grade};
use crate::reach::{Counted, VenueTally, term_of};
use crate::store::schema::{committees, reach_venues, sessions, venue_visits, venues};
use crate::store::{Db, Page, Paging, StoreError, owned};
use diesel::prelude::*;
use std::collections::HashMap;

/// The largest single headcount of youths by venue and grade band, with the enrolment where
/// it is known; `then` are the sessions that counted at an earlier day, if one is asked for.
pub(super) fn largest(
    db: &mut Db,
    query: &ReachQuery,
    then: Option<&[Counted]>,
) -> Result<Vec<(i64, Option<i64>)>, StoreError> {
    let by_venue = match then {
        Some(counted) => most_by_venue(counted),
        None => largest_now(db, query)?,
    };
    let mut enrolment: HashMap<String, HashMap<String, i64>> = HashMap::new();
    for (venue, grade, count) in stood::enrolled(db, None)? {
        enrolment.entry(venue).or_default().insert(grade, count);
    }
    if let Some((then, _)) = query.then() {
        enrolment.extend(stood::earlier(db, then)?.into_iter().map(|(venue, stood)| (venue, stood.enrolment)));
    }
    let mut largest = Vec::new();
    for (venue, most) in &by_venue {
        for (grade, count) in Grade::ALL.iter().zip(most).filter(|(_, count)| **count > 0) {
            let most = enrolment.get(venue).and_then(|bands| bands.get(grade.code())).copied();
            largest.push((i64::from(*count), most));
        }
    }
    Ok(largest)
}

type MostRow = (String, i32, i32, i32, i32, i32, i32, i32, i32);

fn largest_now(db: &mut Db, query: &ReachQuery) -> Result<HashMap<String, Most>, StoreError> {
    let cut = Stretches::of(db, query.from, query.to)?;
    let mut kept = reach_venues::table
        .filter(reach_venues::committee_id.eq_any(owned(&query.scope)))
        .filter(reach_venues::span.eq_any(cut.spans))
        .select((
            reach_venues::venue_id,
            reach_venues::kindergarten,
            reach_venues::primary_1_3,
            reach_venues::primary_4_6,
            reach_venues::junior,
            reach_venues::senior,
            reach_venues::vocational,
            reach_venues::university,
            reach_venues::community,
        ))
        .into_boxed();
    if let Some(campaign) = &query.campaign {
        kept = kept.filter(reach_venues::campaign_id.eq(campaign.to_string()));
    }
    let rows: Vec<MostRow> = kept.load(db)?;
    let mut by_venue: HashMap<String, Most> = HashMap::new();
    for (venue, a, b, c, d, e, f, g, h) in rows {
        larger(by_venue.entry(venue).or_insert_with(no_most), [a, b, c, d, e, f, g, h]);
    }
    for (from, to) in cut.edges {
        let which = Which::Within(&query.scope, from, to, query.campaign.as_ref());
        let counted = counted::load(db, &which, None)?;
        for (venue, most) in most_by_venue(&counted) {
            larger(by_venue.entry(venue).or_insert_with(no_most), most);
        }
    }
    Ok(by_venue)
}

/// One active venue of a subtree.
#[derive(Clone, Debug)]
pub(super) struct Tallied {
    id: String,
    code: String,
    path: String,
    pub(super) tally: VenueTally,
}

impl Tallied {
    /// The code of the unit below that keeps it.
    pub(super) fn unit<'a>(&self, units: &'a Units) -> &'a str {
        units.code_at(&self.path)
    }
}

/// Delivered sessions of each active venue that the subtree keeps, by whichever owner.
pub(super) fn tallies(db: &mut Db, query: &ReachQuery) -> Result<Vec<Tallied>, StoreError> {
    let active = active(db, query)?;
    let in_period = delivered(db, query, query.from, query.to)?;
    let (term_from, _) = term_of(query.to).days();
    let in_term = delivered(db, query, term_from, query.to)?;
    let of = |counts: &HashMap<String, i64>, venue: &str| counts.get(venue).copied().unwrap_or(0);
    Ok(active
        .into_iter()
        .map(|(id, code, path)| {
            let tally = VenueTally { in_period: of(&in_period, &id), in_term: of(&in_term, &id) };
            Tallied { id, code, path, tally }
        })
        .collect())
}

/// Venues that the subtree keeps and that are active, or were: id, code, path of the owner.
fn active(db: &mut Db, query: &ReachQuery) -> Result<Vec<(String, String, String)>, StoreError> {
    let columns = (venues::id, venues::code, committees::path);
    let kept = venues::table.inner_join(committees::table).filter(venues::active.eq(true));
    let kept = kept.filter(venues::merged_into.is_null());
    let Some((then, tree)) = query.then() else {
        return Ok(kept.filter(crate::store::inside(&query.scope)).select(columns).load(db)?);
    };
    let mut keepers: HashMap<String, (String, Option<String>)> = venues::table
        .select((venues::id, (venues::code, venues::committee_id.nullable())))
        .load(db)?
        .into_iter()
        .collect();
    let now: Vec<String> = kept.select(venues::id).load(db)?;
    let earlier = stood::earlier(db, then)?;
    let standing = now.into_iter().filter(|id| !earlier.contains_key(id)).collect::<Vec<_>>();
    let mut active: Vec<(String, Option<String>)> = standing
        .into_iter()
        .map(|id| {
            let keeper = keepers.get(&id).and_then(|(_, keeper)| keeper.clone());
            (id, keeper)
        })
        .collect();
    active.extend(earlier.into_iter().map(|(id, stood)| (id, stood.committee)));
    Ok(active
        .into_iter()
        .filter_map(|(id, keeper)| {
            let path = tree.paths().get(&keeper?)?.clone();
            let (code, _) = keepers.remove(&id)?;
            Some((id, code, path))
        })
        .collect())
}

fn delivered(db: &mut Db, query: &ReachQuery, from: Day, to: Day) -> Result<HashMap<String, i64>, StoreError> {
    if let Some((then, _)) = query.then() {
        return visits::held_then(db, then, (from, to), query.campaign.as_ref());
    }
    let mut counts: HashMap<String, i64> = HashMap::new();
    if query.campaign.is_some() {
        for (venue, count) in held(db, from, to, query.campaign.as_ref())? {
            *counts.entry(venue).or_default() += count;
        }
        return Ok(counts);
    }
    let cut = Stretches::of(db, from, to)?;
    let kept: Vec<(String, i64)> = venue_visits::table
        .filter(venue_visits::span.eq_any(cut.spans))
        .select((venue_visits::venue_id, venue_visits::sessions))
        .load(db)?;
    let mut found = kept;
    for (from, to) in cut.edges {
        found.extend(held(db, from, to, None)?);
    }
    for (venue, count) in found {
        *counts.entry(venue).or_default() += count;
    }
    Ok(counts)
}

/// Delivered sessions of some days by venue, maybe of one campaign.
fn held(db: &mut Db, from: Day, to: Day, campaign: Option<&CampaignId>) -> Result<Vec<(String, i64)>, StoreError> {
    let mut rows = sessions::table
        .filter(sessions::status.eq("delivered"))
        .filter(sessions::day.between(from.0, to.0))
        .select(sessions::venue_id)
        .into_boxed();
    if let Some(campaign) = campaign {
        rows = rows.filter(sessions::campaign_id.eq(campaign.to_string()));
    }
    Ok(rows.load::<String>(db)?.into_iter().map(|venue| (venue, 1)).collect())
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
    let tallied = tallies(db, query)?;
    unreached_of(db, tallied, paging)
}

pub(super) fn unreached_of(db: &mut Db, tallied: Vec<Tallied>, paging: Paging) -> Result<Page<Unreached>, StoreError> {
    let mut missed: Vec<Tallied> = tallied.into_iter().filter(|one| one.tally.in_period == 0).collect();
    missed.sort_by(|one, other| (&one.path, &one.code).cmp(&(&other.path, &other.code)));
    let total = i64::try_from(missed.len()).unwrap_or(i64::MAX);
    let (skip, size) = (usize::try_from(paging.offset()).unwrap_or(0), usize::try_from(paging.size()).unwrap_or(0));
    let ids: Vec<&str> = missed.iter().skip(skip).take(size).map(|one| one.id.as_str()).collect();
    let rows: Vec<(String, String, String, String)> = venues::table
        .inner_join(committees::table)
        .filter(venues::id.eq_any(&ids))
        .order((committees::path, venues::code))
        .select((venues::id, venues::name, committees::name, venues::kind))
        .load(db)?;
    let rows = rows.into_iter().map(|(id, name, owner, kind)| Unreached { id, name, owner, kind }).collect();
    Ok(Page::of(rows, paging, total))
}
