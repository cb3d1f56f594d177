//! The sums of a question: from the roll-ups by month, and by day where a month is cut; of an
//! earlier day from the history.

use super::added::{Columns, added, columns, sums_of};
use super::names::Units;
use super::owners::Owners;
use super::query::ReachQuery;
use super::rollup::{Part, keeps_parts};
use super::stretches::{Stretches, month_end};
use super::{Which, areas, before, counted};
use crate::kernel::{CampaignId, Day};
use crate::reach::{By, Cell, Counted, Sums, cells_of, grouped_by, total};
use crate::store::schema::{reach_days, reach_months};
use crate::store::{Db, StoreError, owned, words};
use diesel::IntoSql;
use diesel::prelude::*;
use diesel::sql_types::{Bool, Text};
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
    /// What was read by month, and what by day.
    pub(super) cut: Stretches,
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
    let mut told = Summed::default();
    if let Some((then, tree)) = query.then() {
        let ids = tree.ids();
        let which = Which::Owners(&ids, query.from, query.to, query.campaign.as_ref());
        let counted = before::load(db, &which, then)?;
        let cells: Vec<Cell> = counted.iter().flat_map(cells_of).collect();
        // areas are summed apart
        told.add_cells(&Owners::load(db, query, units)?, by.filter(|by| *by != By::Area), &cells);
        if by == Some(By::Area) {
            told.rows = areas::then(db, query, &counted)?;
        }
        told.then = Some(counted);
        return Ok(told);
    }
    let cut = Stretches::of(db, query.from, query.to)?;
    let part = by.and_then(part_of);
    if let Some((from, to)) = &cut.months {
        told.add_months(db, query, units, (from, to))?;
        match part {
            Some(part) if keeps_parts(&units.level) => told.add_part(db, query, part, (from, to))?,
            Some(part) => told.add_part_of_days(db, query, part, days_of(query, &(from.clone(), to.clone())))?,
            None => {}
        }
    }
    told.add_edges(db, query, units, part, &cut.edges)?;
    told.cut = cut;
    match by {
        Some(By::Month) => told.rows.clone_from(&told.months),
        Some(By::Committee) => told.rows.clone_from(&told.units),
        Some(By::Area) => told.rows = areas::now(db, query, units)?,
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
    if last { month_end(first) } else { first }
}

/// The days of whole months, as far as they are asked for.
pub(super) fn days_of(query: &ReachQuery, (from, to): &(String, String)) -> (Day, Day) {
    (day_of(from, false).max(query.from), day_of(to, true).min(query.to))
}

pub(super) fn campaign_of(query: &ReachQuery) -> &str {
    query.campaign.as_ref().map_or("", CampaignId::as_str)
}

/// A question's cells of few days, found by day: SQLite would ask for each owner by itself.
macro_rules! few {
    ($query:expr) => {
        cells!($query, "COALESCE(reach_days.committee_id, NULL)")
    };
}

/// A question's cells, with the words for their owner.
macro_rules! cells {
    ($query:expr, $owner:expr) => {{
        let campaign = campaign_of($query);
        reach_days::table
            .filter(words::<Text>($owner).eq_any(owned(&$query.scope)))
            .filter(reach_days::campaign_id.eq(campaign).or(campaign.is_empty().into_sql::<Bool>()))
    }};
}

/// The same, added up by one column.
macro_rules! cells_by {
    ($db:expr, $query:expr, $days:expr, $column:ident) => {{
        let few = $days.0.month() == $days.1.month();
        let owner = if few { "COALESCE(reach_days.committee_id, NULL)" } else { "reach_days.committee_id" };
        let cells = cells!($query, owner).filter(reach_days::day.between($days.0.0, $days.1.0));
        let added = cells.group_by(reach_days::$column).select((reach_days::$column, added!(reach_days)));
        added.load::<(String, Columns)>($db)?
    }};
}

/// A question's sums by month of these committees and one part.
macro_rules! months {
    ($query:expr, $ids:expr, $part:expr, $months:expr) => {
        reach_months::table
            .filter(reach_months::committee_id.eq_any($ids))
            .filter(reach_months::campaign_id.eq(campaign_of($query)))
            .filter(reach_months::part.eq($part.code()))
            .filter(reach_months::month.between($months.0, $months.1))
    };
}

/// The sums of some days by owner.
pub(super) fn by_owner(db: &mut Db, query: &ReachQuery, days: (Day, Day)) -> Result<Vec<(String, Sums)>, StoreError> {
    let rows = cells_by!(db, query, days, committee_id);
    Ok(rows.into_iter().map(|(owner, columns)| (owner, sums_of(columns))).collect())
}

impl Summed {
    /// The totals of the committee by month, and of each unit below.
    fn add_months(
        &mut self,
        db: &mut Db,
        query: &ReachQuery,
        units: &Units,
        span: (&String, &String),
    ) -> Result<(), StoreError> {
        let own: Vec<(String, Columns)> = months!(query, [query.committee.as_str()], Part::Total, span)
            .group_by(reach_months::month)
            .select((reach_months::month, added!(reach_months)))
            .load(db)?;
        let mut rest = Sums::default();
        for (month, columns) in own {
            let sums = sums_of(columns);
            self.total += sums;
            rest += sums;
            *self.months.entry(month).or_default() += sums;
        }
        let ids = units.children.iter().map(|unit| unit.id.as_str());
        let below: Vec<(String, Columns)> = months!(query, ids, Part::Total, span)
            .group_by(reach_months::committee_id)
            .select((reach_months::committee_id, added!(reach_months)))
            .load(db)?;
        let mut below: HashMap<String, Sums> = below.into_iter().map(|(id, columns)| (id, sums_of(columns))).collect();
        for unit in &units.children {
            if let Some(sums) = below.remove(unit.id.as_str()) {
                rest += -sums;
                *self.units.entry(unit.code.clone()).or_default() += sums;
            }
        }
        if !rest.is_zero() {
            *self.units.entry(units.own.code.clone()).or_default() += rest;
        }
        Ok(())
    }

    fn add_part(
        &mut self,
        db: &mut Db,
        query: &ReachQuery,
        part: Part,
        span: (&String, &String),
    ) -> Result<(), StoreError> {
        let rows: Vec<(String, Columns)> = months!(query, [query.committee.as_str()], part, span)
            .group_by(reach_months::name)
            .select((reach_months::name, added!(reach_months)))
            .load(db)?;
        self.add_rows(rows.into_iter().map(|(name, columns)| (name, sums_of(columns))));
        Ok(())
    }

    fn add_rows(&mut self, rows: impl IntoIterator<Item = (String, Sums)>) {
        for (key, sums) in rows {
            *self.rows.entry(key).or_default() += sums;
        }
    }

    /// The cells of the days at both ends: totals, those of each unit below, and a breakdown.
    fn add_edges(
        &mut self,
        db: &mut Db,
        query: &ReachQuery,
        units: &Units,
        part: Option<Part>,
        edges: &[(Day, Day)],
    ) -> Result<(), StoreError> {
        let (Some(first), Some(last)) = (edges.first(), edges.last()) else { return Ok(()) };
        let owners = Owners::load(db, query, units)?;
        macro_rules! by {
            ($column:ident) => {
                few!(query)
                    .filter(
                        reach_days::day.between(first.0.0, first.1.0).or(reach_days::day.between(last.0.0, last.1.0)),
                    )
                    .select((reach_days::day, reach_days::committee_id, reach_days::$column, columns!(reach_days)))
                    .load::<(chrono::NaiveDate, String, String, Columns)>(db)?
            };
        }
        let cells = match part {
            Some(Part::Kind) => by!(kind),
            Some(Part::VenueKind) => by!(venue_kind),
            _ => by!(theme),
        };
        let broken_down = matches!(part, Some(Part::Theme | Part::Kind | Part::VenueKind));
        for (day, owner, name, columns) in cells {
            let sums = sums_of(columns);
            self.total += sums;
            *self.months.entry(Day(day).month()).or_default() += sums;
            *self.units.entry(owners.code(&owner).to_owned()).or_default() += sums;
            if broken_down {
                *self.rows.entry(name).or_default() += sums;
            }
        }
        if part == Some(Part::Grade) {
            for days in edges {
                self.add_part_of_days(db, query, Part::Grade, *days)?;
            }
        }
        Ok(())
    }

    /// A breakdown of some days. The cells hold all grade bands of the listeners; by grade band
    /// the figures themselves are read.
    fn add_part_of_days(
        &mut self,
        db: &mut Db,
        query: &ReachQuery,
        part: Part,
        days: (Day, Day),
    ) -> Result<(), StoreError> {
        let rows = match part {
            Part::Theme => cells_by!(db, query, days, theme),
            Part::Kind => cells_by!(db, query, days, kind),
            Part::VenueKind => cells_by!(db, query, days, venue_kind),
            Part::Total | Part::Grade => {
                let which = Which::Within(&query.scope, days.0, days.1, query.campaign.as_ref());
                let counted = counted::load(db, &which, None)?;
                let cells: Vec<Cell> = counted.iter().flat_map(cells_of).collect();
                self.add_rows(grouped_by(&cells, By::Grade, |_| String::new()));
                return Ok(());
            }
        };
        self.add_rows(rows.into_iter().map(|(name, columns)| (name, sums_of(columns))));
        Ok(())
    }

    fn add_cells(&mut self, owners: &Owners<'_>, by: Option<By>, cells: &[Cell]) {
        let group = |by| grouped_by(cells, by, |owner| owners.code(owner.as_str()).to_owned());
        self.total += total(cells);
        self.months = group(By::Month);
        self.units = group(By::Committee);
        self.rows = by.map(group).unwrap_or_default();
    }
}
