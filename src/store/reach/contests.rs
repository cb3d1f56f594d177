//! Contests of a period: how many, entrants, winners.

use super::Which;
use super::beside_then;
use super::meant::Meant;
use super::query::ReachQuery;
use super::rollup::Part;
use super::stretches::Stretches;
use super::summed::{campaign_of, days_of};
use crate::attendance::Contests;
use crate::kernel::Day;
use crate::sessions::SessionKind;
use crate::store::schema::{attendance, contest_results, reach_months, sessions, sessions_untold};
use crate::store::{Db, StoreError, Words, words};
use diesel::dsl::{count, count_star, sum};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Nullable};

/// Delivered contests with what is told of them, of a question whose stretch is cut; a level that
/// `keeps` its breakdowns by month has most of them counted already.
pub(super) fn contests(db: &mut Db, query: &ReachQuery, cut: &Stretches, keeps: bool) -> Result<Contests, StoreError> {
    if let Some((then, tree)) = query.then() {
        return beside_then::contests(db, query, tree, then);
    }
    let mut contests = 0;
    match &cut.months {
        Some(months) if keeps => {
            contests += signed(db, query, months)? + unsigned(db, query, days_of(query, months))?;
            for days in &cut.edges {
                contests += held(db, query, *days)?;
            }
        }
        _ => contests += held(db, query, (query.from, query.to))?,
    }
    let (told, entrants, winners): (i64, Option<i64>, Option<i64>) = contest_results::table
        // the outer join keeps SQLite from beginning with the sessions
        .left_join(sessions::table)
        .filter(Meant::of(&query.which(), true).listed())
        .filter(contest())
        .select((count_star(), sum(contest_results::entrants), sum(contest_results::winners)))
        .first(db)?;
    Ok(Contests { contests, told, entrants: entrants.unwrap_or(0), winners: winners.unwrap_or(0) })
}

/// Whether a session of a short list is one.
fn contest() -> Words<Bool> {
    words("COALESCE(sessions.kind, NULL) = 'contest'")
}

fn meant(query: &ReachQuery, (from, to): (Day, Day)) -> Meant {
    Meant::of(&Which::Within(&query.scope, from, to, query.campaign.as_ref()), true)
}

/// Those of some days, from the sessions.
fn held(db: &mut Db, query: &ReachQuery, days: (Day, Day)) -> Result<i64, StoreError> {
    // in these words, by which both databases know the index of contests
    let contest = words::<Bool>("sessions.kind = 'contest'");
    Ok(sessions::table.filter(meant(query, days)).filter(contest).count().get_result(db)?)
}

/// Those of some months that have a headcount somebody signed, from the roll-up.
fn signed(db: &mut Db, query: &ReachQuery, months: &(String, String)) -> Result<i64, StoreError> {
    let counted: Option<i64> = reach_months::table
        .filter(reach_months::committee_id.eq(query.committee.as_str()))
        .filter(reach_months::campaign_id.eq(campaign_of(query)))
        .filter(reach_months::part.eq(Part::Kind.code()))
        .filter(reach_months::name.eq(SessionKind::Contest.code()))
        .filter(reach_months::month.between(&months.0, &months.1))
        .select(words::<Nullable<BigInt>>("CAST(SUM(reach_months.sessions) AS BIGINT)"))
        .first(db)?;
    Ok(counted.unwrap_or(0))
}

/// Those that were delivered and whose headcount nobody has told or signed, from two short lists.
fn unsigned(db: &mut Db, query: &ReachQuery, days: (Day, Day)) -> Result<i64, StoreError> {
    let untold: i64 = sessions_untold::table
        .left_join(sessions::table)
        .filter(meant(query, days).listed())
        .filter(contest())
        .count()
        .get_result(db)?;
    let waiting: i64 = attendance::table
        .left_join(sessions::table)
        .filter(words::<Bool>("attendance.state = 'reported' AND attendance.replaced_at IS NULL"))
        .filter(meant(query, days).listed())
        .filter(contest())
        .filter(words::<Bool>(
            "NOT EXISTS (SELECT 1 FROM attendance AS signed WHERE signed.session_id = sessions.id \
             AND signed.state <> 'reported' AND signed.replaced_at IS NULL)",
        ))
        .select(count(attendance::session_id).aggregate_distinct())
        .first(db)?;
    Ok(untold + waiting)
}
