//! What a review page shows: the report, its months, and the units below with targets and coverage.

use super::contests;
use super::names::{self, Unit, Units};
use super::query::{ReachQuery, report_of, targets_of};
use super::rollup::keeps_parts;
use super::summed::summed;
use super::venues::{self, Tallied, Unreached};
use crate::attendance::Contests;
use crate::kernel::Day;
use crate::reach::{By, Measure, ReachReport, ReachRow, Sums, VenueTally, coverage};
use crate::store::schema::reach_days;
use crate::store::{Db, Page, Paging, StoreError, owned};
use crate::text::Lang;
use chrono::NaiveDate;
use diesel::dsl::min;
use diesel::prelude::*;
use std::collections::{BTreeMap, HashMap};

/// A unit directly below.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnitReach {
    /// Which.
    pub unit: Unit,
    /// Its confirmed sums, with all below it.
    pub sums: Sums,
    /// Its target of young listeners in the period.
    pub target: Option<i64>,
    /// Venues reached, and active venues.
    pub coverage: (i64, i64),
}

/// Everything on the review page.
#[derive(Clone, Debug)]
pub struct Overview {
    /// The figures, broken down as asked.
    pub report: ReachReport,
    /// The same by month.
    pub months: Vec<ReachRow>,
    /// The units directly below.
    pub units: Vec<UnitReach>,
    /// The ways up, the highest first, and the committee itself.
    pub line: Vec<Unit>,
    /// Contests with their entrants and winners.
    pub contests: Contests,
    /// The first venues without a delivered session.
    pub unreached: Page<Unreached>,
}

/// Loads a review page with a number of queries that does not depend on the number of rows.
///
/// # Errors
/// The database's.
pub fn overview(db: &mut Db, query: &ReachQuery, by: By, lang: Lang) -> Result<Overview, StoreError> {
    let units = Units::load(db, query)?;
    let summed = summed(db, query, &units, Some(by))?;
    let tallied = venues::tallies(db, query, &units)?;
    let report = report_of(db, query, &units, &summed, &tallied, (Some(by), lang))?;
    let months = names::rows(db, By::Month, summed.months.clone(), &units, lang)?;
    let below = below(db, query, &units, &summed.units, &tallied)?;
    let unreached = venues::unreached_of(db, &tallied, Paging::new(1, 20))?;
    let contests = contests::contests(db, query, &summed.cut, keeps_parts(&units.level))?;
    Ok(Overview { report, months, units: below, line: names::line(db, &units.own)?, contests, unreached })
}

fn below(
    db: &mut Db,
    query: &ReachQuery,
    units: &Units,
    sums: &BTreeMap<String, Sums>,
    tallied: &[Tallied],
) -> Result<Vec<UnitReach>, StoreError> {
    let set = targets_of(db, query, units.children.iter().map(|unit| &unit.id))?;
    let mut venues: HashMap<&str, Vec<VenueTally>> = HashMap::new();
    for one in tallied {
        venues.entry(units.code_of(&one.unit)).or_default().push(one.tally);
    }
    let target = |unit: &Unit| {
        let of = set.iter().filter(|t| t.committee == unit.id && t.measure == Measure::YouthReach && t.is_overall());
        of.filter(|t| t.period.days().0 == query.from && t.period.days().1 >= query.to)
            .min_by_key(|t| t.period.days().1)
            .map(|t| t.value)
    };
    let none = Vec::new();
    let one = |unit: &Unit| UnitReach {
        sums: sums.get(&unit.code).copied().unwrap_or_default(),
        target: target(unit),
        coverage: coverage(venues.get(unit.code.as_str()).unwrap_or(&none)),
        unit: unit.clone(),
    };
    Ok(units.children.iter().map(one).collect())
}

/// The first day on which a scope counted anything.
///
/// # Errors
/// The database's.
pub fn first_day(db: &mut Db, scope: &crate::accounts::Scope) -> Result<Option<Day>, StoreError> {
    let first: Option<NaiveDate> = reach_days::table
        .filter(reach_days::committee_id.eq_any(owned(scope)))
        .select(min(reach_days::day))
        .first(db)?;
    Ok(first.map(Day))
}
