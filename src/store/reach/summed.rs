//! The sums of a question: from the roll-ups by month, and by day where a month is cut; of an
//! earlier day from the history.

use super::Which;
use super::areas;
use super::before;
use super::names::Units;
use super::query::ReachQuery;
use super::rollup::{DayRow, MonthRow, Part, keeps_parts};
use super::stretches::Stretches;
use crate::kernel::{CampaignId, CommitteeId, Day};
use crate::reach::{By, Cell, Counted, Sums, cells_of, grouped_by, total};
use crate::store::schema::{committees, reach_days, reach_months};
use crate::store::{Db, StoreError, owned};
use diesel::prelude::*;
use std::collections::{BTreeMap, HashMap};

/// What was asked for, added up.
#[derive(Clone, Debug, Default)]
pub(super) struct Summed {
    pub(super) total: Sums,
    /// By `2026-11`.
    pub(super) months: BTreeMap<String, Sums>,
    /// By the key of the breakdown.
    pub(super) rows: BTreeMap<String, Sums>,
    /// By the code of the unit directly below; the committee's own sessions under its own code.
    pub(super) units: BTreeMap<String, Sums>,
    /// Of an earlier day: the sessions that counted then.
    pub(super) then: Option<Vec<Counted>>,
}

/// Confirmed totals of a question.
///
/// # Errors
/// The database's.
pub fn totals(db: &mut Db, query: &ReachQuery) -> Result<Sums, StoreError> {
    let units = Units::load(db, query)?;
    Ok(summed(db, query, &units, None)?.total)
}

/// Adds up what a question asks for.
pub(super) fn summed(db: &mut Db, query: &ReachQuery, units: &Units, by: Option<By>) -> Result<Summed, StoreError> {
    if let Some((then, tree)) = query.then() {
        let owners = tree.ids();
        let which = Which::Owners(&owners, query.from, query.to, query.campaign.as_ref());
        let counted = before::load(db, &which, then)?;
        let cells: Vec<Cell> = counted.iter().flat_map(cells_of).collect();
        let mut told = Summed::default();
        told.add_cells(db, query, units, by, &cells)?;
        if by == Some(By::Area) {
            told.rows = areas::then(db, query, &counted)?;
        }
        told.then = Some(counted);
        return Ok(told);
    }
    let cut = Stretches::of(db, query.from, query.to)?;
    let mut told = Summed::default();
    let kept = by.and_then(part_of);
    let scan = kept.is_some() && !keeps_parts(&units.level);
    if let Some((from, to)) = &cut.months {
        told.add_months(db, query, units, (from, to))?;
        match (kept, scan) {
            (Some(part), false) => told.add_part(db, query, part, (from, to))?,
            (Some(_), true) => {
                let days = (day_of(from, false), day_of(to, true));
                let cells = cells(db, query, days.0.max(query.from), days.1.min(query.to))?;
                told.add_rows(&cells, by, &HashMap::new(), units);
            }
            _ => {}
        }
    }
    for (from, to) in cut.edges {
        let cells = cells(db, query, from, to)?;
        told.add_cells(db, query, units, by, &cells)?;
    }
    match by {
        Some(By::Month) => told.rows.clone_from(&told.months),
        Some(By::Committee) => told.rows.clone_from(&told.units),
        Some(By::Area) => told.rows = areas::now(db, query)?,
        _ => {}
    }
    Ok(told)
}

fn part_of(by: By) -> Option<Part> {
    match by {
        By::Theme => Some(Part::Theme),
        By::Grade => Some(Part::Grade),
        By::Kind => Some(Part::Kind),
        By::VenueKind => Some(Part::VenueKind),
        By::Month | By::Committee | By::Area => None,
    }
}

/// First or last day of `2026-11`.
fn day_of(month: &str, last: bool) -> Day {
    let first = format!("{month}-01").parse().unwrap_or(Day(chrono::NaiveDate::MIN));
    if last { crate::store::reach::stretches::month_end(first) } else { first }
}

/// The cells of some days in a question's scope.
pub(super) fn cells(db: &mut Db, query: &ReachQuery, from: Day, to: Day) -> Result<Vec<Cell>, StoreError> {
    let mut kept = reach_days::table
        .filter(reach_days::committee_id.eq_any(owned(&query.scope)))
        .filter(reach_days::day.between(from.0, to.0))
        .select(DayRow::as_select())
        .into_boxed();
    if let Some(campaign) = &query.campaign {
        kept = kept.filter(reach_days::campaign_id.eq(campaign.to_string()));
    }
    kept.load(db)?.into_iter().map(DayRow::value).collect()
}

fn campaign_of(query: &ReachQuery) -> &str {
    query.campaign.as_ref().map_or("", CampaignId::as_str)
}

impl Summed {
    /// The totals of the committee and of each unit below, by month.
    fn add_months(
        &mut self,
        db: &mut Db,
        query: &ReachQuery,
        units: &Units,
        months: (&String, &String),
    ) -> Result<(), StoreError> {
        let ids = units.children.iter().map(|unit| unit.id.as_str()).chain([query.committee.as_str()]);
        let rows: Vec<MonthRow> = reach_months::table
            .filter(reach_months::committee_id.eq_any(ids))
            .filter(reach_months::campaign_id.eq(campaign_of(query)))
            .filter(reach_months::part.eq(Part::Total.code()))
            .filter(reach_months::month.between(months.0, months.1))
            .select(MonthRow::as_select())
            .load(db)?;
        let codes: HashMap<&str, &str> =
            units.children.iter().map(|unit| (unit.id.as_str(), unit.code.as_str())).collect();
        let mut own = Sums::default();
        for row in rows {
            let sums = row.sums();
            if row.committee_id == query.committee.as_str() {
                self.total += sums;
                own += sums;
                *self.months.entry(row.month).or_default() += sums;
            } else if let Some(code) = codes.get(row.committee_id.as_str()) {
                own += -sums;
                *self.units.entry((*code).to_owned()).or_default() += sums;
            }
        }
        if !own.is_zero() {
            *self.units.entry(units.own.code.clone()).or_default() += own;
        }
        Ok(())
    }

    fn add_part(
        &mut self,
        db: &mut Db,
        query: &ReachQuery,
        part: Part,
        months: (&String, &String),
    ) -> Result<(), StoreError> {
        let rows: Vec<MonthRow> = reach_months::table
            .filter(reach_months::committee_id.eq(query.committee.as_str()))
            .filter(reach_months::campaign_id.eq(campaign_of(query)))
            .filter(reach_months::part.eq(part.code()))
            .filter(reach_months::month.between(months.0, months.1))
            .select(MonthRow::as_select())
            .load(db)?;
        for row in rows {
            let sums = row.sums();
            *self.rows.entry(row.name).or_default() += sums;
        }
        Ok(())
    }

    fn add_rows(&mut self, cells: &[Cell], by: Option<By>, owners: &HashMap<String, String>, units: &Units) {
        // areas are summed apart
        let Some(by) = by.filter(|by| *by != By::Area) else { return };
        for (key, sums) in grouped_by(cells, by, |owner| code_of(owners, owner, units)) {
            *self.rows.entry(key).or_default() += sums;
        }
    }

    fn add_cells(
        &mut self,
        db: &mut Db,
        query: &ReachQuery,
        units: &Units,
        by: Option<By>,
        cells: &[Cell],
    ) -> Result<(), StoreError> {
        let owners = owners(db, query, units)?;
        self.total += total(cells);
        for (month, sums) in grouped_by(cells, By::Month, |_| String::new()) {
            *self.months.entry(month).or_default() += sums;
        }
        for (code, sums) in grouped_by(cells, By::Committee, |owner| code_of(&owners, owner, units)) {
            *self.units.entry(code).or_default() += sums;
        }
        self.add_rows(cells, by, &owners, units);
        Ok(())
    }
}

/// The code of the unit directly below to which each owner of a scope belongs.
fn owners(db: &mut Db, query: &ReachQuery, units: &Units) -> Result<HashMap<String, String>, StoreError> {
    if let Some((_, tree)) = query.then() {
        let code = |(id, path): (&String, &String)| (id.clone(), units.code_at(path).to_owned());
        return Ok(tree.paths().iter().map(code).collect());
    }
    let rows: Vec<(String, String)> = committees::table
        .filter(crate::store::inside(&query.scope))
        .select((committees::id, committees::path))
        .load(db)?;
    Ok(rows.into_iter().map(|(id, path)| (id, units.code_at(&path).to_owned())).collect())
}

fn code_of(owners: &HashMap<String, String>, owner: &CommitteeId, units: &Units) -> String {
    owners.get(owner.as_str()).unwrap_or(&units.own.code).clone()
}
