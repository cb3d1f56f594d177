//! Contests of a period: how many, entrants, winners.

use super::beside_then;
use super::meant::Meant;
use super::query::ReachQuery;
use crate::attendance::Contests;
use crate::store::schema::{contest_results, sessions};
use crate::store::{Db, StoreError};
use diesel::dsl::{count_star, sql, sum};
use diesel::prelude::*;
use diesel::sql_types::Bool;

/// Delivered contests with what is told of them. Two queries.
pub(super) fn contests(db: &mut Db, query: &ReachQuery) -> Result<Contests, StoreError> {
    if let Some((then, tree)) = query.then() {
        return beside_then::contests(db, query, tree, then);
    }
    let meant = Meant::of(&query.which(), true);
    // in these words, by which both databases know the index of contests
    let contest = sql::<Bool>("sessions.kind = 'contest'");
    let contests: i64 = sessions::table.filter(meant.clone()).filter(contest).count().get_result(db)?;
    let (told, entrants, winners): (i64, Option<i64>, Option<i64>) = contest_results::table
        // the outer join keeps SQLite from beginning with the sessions
        .left_join(sessions::table)
        .filter(meant.listed())
        .filter(sql::<Bool>("COALESCE(sessions.kind, NULL) = 'contest'"))
        .select((count_star(), sum(contest_results::entrants), sum(contest_results::winners)))
        .first(db)?;
    Ok(Contests { contests, told, entrants: entrants.unwrap_or(0), winners: winners.unwrap_or(0) })
}
