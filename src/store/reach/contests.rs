//! Contests of a period: how many, entrants, winners.

use super::beside_then;
use super::meant::Meant;
use super::query::ReachQuery;
use crate::attendance::Contests;
use crate::store::schema::{contest_results, sessions};
use crate::store::{Db, StoreError};
use diesel::dsl::{count, count_star, sum};
use diesel::prelude::*;

/// Delivered contests with what is told of them. One query.
pub(super) fn contests(db: &mut Db, query: &ReachQuery) -> Result<Contests, StoreError> {
    if let Some((then, tree)) = query.then() {
        return beside_then::contests(db, query, tree, then);
    }
    let (contests, told, entrants, winners): (i64, i64, Option<i64>, Option<i64>) = sessions::table
        .left_join(contest_results::table)
        .filter(Meant::of(&query.which(), true))
        .filter(sessions::kind.eq("contest"))
        .select((
            count_star(),
            count(contest_results::session_id.nullable()),
            sum(contest_results::entrants.nullable()),
            sum(contest_results::winners.nullable()),
        ))
        .first(db)?;
    Ok(Contests { contests, told, entrants: entrants.unwrap_or(0), winners: winners.unwrap_or(0) })
}
