//! What does not add up over venues: the largest headcounts, coverage, regularity.

use super::query::ReachQuery;
use crate::kernel::{CommitteeId, Day};
use crate::reach::{VenueTally, term_of};
use crate::store::schema::{attendance, sessions, venue_enrolment, venues};
use crate::store::{Db, StoreError, owned, stored};
use diesel::dsl::{count_star, max};
use diesel::prelude::*;
use std::collections::HashMap;

diesel::allow_columns_to_appear_in_same_group_by_clause!(sessions::venue_id, attendance::grade);

/// The largest single headcount of youths by venue and grade band, with the enrolment where
/// it is known. Field practice counts persons in its own column and stays out.
pub(super) fn largest(db: &mut Db, query: &ReachQuery) -> Result<Vec<(i64, Option<i64>)>, StoreError> {
    let signed = attendance::table
        .inner_join(sessions::table)
        .filter(query.which().meant())
        .filter(attendance::state.ne("reported"))
        .filter(attendance::kind.eq("youth"))
        .filter(sessions::kind.ne("field_practice"))
        .group_by((sessions::venue_id, attendance::grade))
        .select((sessions::venue_id, attendance::grade, max(attendance::headcount)));
    let rows: Vec<(String, String, Option<i32>)> = match query.then().map(stored) {
        None => signed.filter(attendance::replaced_at.is_null()).load(db)?,
        Some(then) => signed
            .filter(attendance::confirmed_at.lt(then))
            .filter(attendance::replaced_at.is_null().or(attendance::replaced_at.ge(then)))
            .load(db)?,
    };
    let enrolled: Vec<(String, String, i32)> = venue_enrolment::table
        .filter(
            venue_enrolment::venue_id.eq_any(sessions::table.filter(query.which().meant()).select(sessions::venue_id)),
        )
        .select((venue_enrolment::venue_id, venue_enrolment::grade, venue_enrolment::count))
        .load(db)?;
    let enrolled: HashMap<(String, String), i64> =
        enrolled.into_iter().map(|(venue, grade, count)| ((venue, grade), i64::from(count))).collect();
    Ok(rows
        .into_iter()
        .map(|(venue, grade, most)| (i64::from(most.unwrap_or(0)), enrolled.get(&(venue, grade)).copied()))
        .collect())
}

/// Delivered sessions of each active venue that the subtree keeps, by whichever owner, with
/// the committee that keeps the venue.
pub(super) fn tallies(db: &mut Db, query: &ReachQuery) -> Result<Vec<(CommitteeId, VenueTally)>, StoreError> {
    let active: Vec<(String, String)> = venues::table
        .filter(venues::committee_id.eq_any(owned(&query.scope)))
        .filter(venues::active.eq(true))
        .filter(venues::merged_into.is_null())
        .select((venues::id, venues::committee_id))
        .load(db)?;
    let in_period = delivered(db, query, query.from, query.to)?;
    let (term_from, _) = term_of(query.to).days();
    let in_term = delivered(db, query, term_from, query.to)?;
    let of = |counts: &HashMap<String, i64>, venue: &String| counts.get(venue).copied().unwrap_or(0);
    Ok(active
        .into_iter()
        .map(|(venue, committee)| {
            let tally = VenueTally { in_period: of(&in_period, &venue), in_term: of(&in_term, &venue) };
            (CommitteeId(committee), tally)
        })
        .collect())
}

fn delivered(db: &mut Db, query: &ReachQuery, from: Day, to: Day) -> Result<HashMap<String, i64>, StoreError> {
    let mut counts = sessions::table
        .group_by(sessions::venue_id)
        .filter(sessions::status.eq("delivered"))
        .filter(sessions::day.between(from.0, to.0))
        .select((sessions::venue_id, count_star()))
        .into_boxed();
    if let Some(campaign) = &query.campaign {
        counts = counts.filter(sessions::campaign_id.eq(campaign.to_string()));
    }
    Ok(counts.load(db)?.into_iter().collect())
}
