//! What a review page shows: the report, its months, and the units below with targets and coverage.

use super::names::{self, Unit};
use super::query::{ReachQuery, cells, report_of};
use super::venues;
use crate::kernel::Day;
use crate::reach::{By, Cell, Measure, ReachReport, ReachRow, Sums, VenueTally, coverage, grouped_by};
use crate::store::schema::reach_days;
use crate::store::{Db, StoreError, owned, targets};
use crate::text::Lang;
use chrono::NaiveDate;
use diesel::dsl::min;
use diesel::prelude::*;
use std::collections::HashMap;

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
}

/// Loads a review page with a number of queries that does not depend on the number of rows.
///
/// # Errors
/// The database's.
pub fn overview(db: &mut Db, query: &ReachQuery, by: By, lang: Lang) -> Result<Overview, StoreError> {
    let cells = cells(db, query)?;
    let report = report_of(db, query, &cells, Some(by), lang)?;
    let parts = names::parts(db, query)?;
    let months = grouped_by(&cells, By::Month, |_| String::new());
    let months = names::rows(db, By::Month, months, &parts, lang)?;
    let units = units(db, query, &cells, &parts)?;
    Ok(Overview { report, months, units, line: names::line(db, &query.committee)? })
}

fn units(db: &mut Db, query: &ReachQuery, cells: &[Cell], parts: &names::Parts) -> Result<Vec<UnitReach>, StoreError> {
    let sums = grouped_by(cells, By::Committee, |owner| parts.code_of(owner));
    let set = targets::of_committees(db, parts.children().map(|unit| &unit.id))?;
    let mut venues: HashMap<String, Vec<VenueTally>> = HashMap::new();
    for (committee, tally) in venues::tallies(db, query)? {
        venues.entry(parts.code_of(&committee)).or_default().push(tally);
    }
    let target = |unit: &Unit| {
        let of = set.iter().filter(|t| t.committee == unit.id && t.measure == Measure::YouthReach && t.is_overall());
        of.filter(|t| t.period.days().0 == query.from && t.period.days().1 >= query.to)
            .min_by_key(|t| t.period.days().1)
            .map(|t| t.value)
    };
    let none = Vec::new();
    Ok(parts
        .children()
        .map(|unit| UnitReach {
            sums: sums.get(&unit.code).copied().unwrap_or_default(),
            target: target(unit),
            coverage: coverage(venues.get(&unit.code).unwrap_or(&none)),
            unit: unit.clone(),
        })
        .collect())
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
