//! By liaison area (联系片), the second grouping of units beside the tree.
//!
//! A report groups by the areas of its committee, or of the nearest one above that has drawn any.
//! A session counts in the area of its venue, when the venue itself was put into one; else in
//! that of its owner or of the nearest committee above it; else in none. So every session stands
//! in one row, and the rows add up to the total.

use super::added::{Columns, added, sums_of};
use super::names::Units;
use super::owners::Owners;
use super::query::ReachQuery;
use super::rollup::Part;
use super::stretches::Stretches;
use super::summed::by_owner;
use super::{Which, counted};
use crate::kernel::CampaignId;
use crate::reach::{Counted, Sums, cells_of, total};
use crate::store::history::{AreaFact, AreaUnit, last_told, stood};
use crate::store::schema::{committees, reach_months};
use crate::store::{Db, StoreError};
use crate::text::{Lang, say};
use diesel::prelude::*;
use std::collections::{BTreeMap, HashMap};

/// The key of what stands in no area.
pub const NO_AREA: &str = "none";

/// The areas by which a committee's report groups.
struct Areas {
    /// Area by the id of a committee that was put into it.
    committees: HashMap<String, String>,
    /// Area by the id of a venue that was put into it.
    venues: HashMap<String, String>,
    /// Those that stand in the report even without a session: all, when its committee drew them.
    all: Vec<String>,
}

impl Areas {
    fn load(db: &mut Db, query: &ReachQuery) -> Result<Self, StoreError> {
        let (mut areas, mut units) = (AreaFact::all(db)?, AreaUnit::all(db)?);
        let line = match query.then() {
            Some((then, tree)) => {
                (areas, units) = (stood(db, then, areas)?, stood(db, then, units)?);
                tree.line_up()
            }
            None => line_of(&path_of(db, query)?),
        };
        let drawn = |id: &&String| areas.values().any(|area| area.committee == **id);
        let owner = line.iter().rev().find(drawn);
        areas.retain(|_, area| Some(&area.committee) == owner);
        // below, those of other counties would be rows of zero for ever
        let whole = owner.is_some_and(|owner| owner == query.committee.as_str());
        let all = if whole { areas.keys().cloned().collect() } else { Vec::new() };
        let of = |kind: &str| {
            let one = |(unit, area): (&String, &AreaUnit)| Some((unit.strip_prefix(kind)?.to_owned(), area.0.clone()));
            units.iter().filter(|(_, area)| areas.contains_key(&area.0)).filter_map(one).collect()
        };
        Ok(Self { committees: of("c:"), venues: of("v:"), all })
    }

    /// The area of the committee at a path, or of the nearest above it.
    fn at(&self, path: &str) -> &str {
        let nearest = path.rsplit('/').find_map(|id| self.committees.get(id));
        nearest.map_or(NO_AREA, String::as_str)
    }

    /// Rows of zero, so that an area without sessions is seen.
    fn rows(&self) -> BTreeMap<String, Sums> {
        self.all.iter().map(|area| (area.clone(), Sums::default())).collect()
    }
}

/// What stands in one area: by venues that were put into it, else by owners.
pub(super) struct InArea {
    /// Ids of the venues that were put into it.
    pub(super) venues: Vec<String>,
    /// Ids of all venues that were put into any.
    pub(super) placed: Vec<String>,
    /// Ids of the committees whose sessions are its own.
    pub(super) owners: Vec<String>,
}

impl InArea {
    /// Of the areas by which the committee's report groups; [`NO_AREA`] for what stands in none.
    pub(super) fn load(db: &mut Db, query: &ReachQuery, area: &str) -> Result<Self, StoreError> {
        let areas = Areas::load(db, query)?;
        let below = format!("{}%", path_of(db, query)?);
        let all: Vec<(String, String)> = committees::table
            .filter(committees::path.like(below))
            .select((committees::id, committees::path))
            .load(db)?;
        let own = |(id, path): (String, String)| (areas.at(&path) == area).then_some(id);
        let placed = |(venue, at): (&String, &String)| (at == area).then(|| venue.clone());
        Ok(Self {
            owners: all.into_iter().filter_map(own).collect(),
            venues: areas.venues.iter().filter_map(placed).collect(),
            placed: areas.venues.into_keys().collect(),
        })
    }
}

/// The name of an area, also of one that is no more.
///
/// # Errors
/// The database's.
pub fn area_name(db: &mut Db, lang: Lang, key: &str) -> Result<Option<String>, StoreError> {
    Ok(names(db, lang)?.into_iter().find_map(|(id, name)| (id == key).then_some(name)))
}

fn path_of(db: &mut Db, query: &ReachQuery) -> Result<String, StoreError> {
    Ok(committees::table.find(query.committee.as_str()).select(committees::path).first(db)?)
}

fn line_of(path: &str) -> Vec<String> {
    path.split('/').filter(|id| !id.is_empty()).map(str::to_owned).collect()
}

/// The sums of each area on an earlier day, from the sessions that counted then.
pub(super) fn then(db: &mut Db, query: &ReachQuery, counted: &[Counted]) -> Result<BTreeMap<String, Sums>, StoreError> {
    let areas = Areas::load(db, query)?;
    let paths = query.then().map(|(_, tree)| tree.paths());
    let mut rows = areas.rows();
    for session in counted {
        let path = paths.and_then(|paths| paths.get(session.key.committee.as_str())).map_or("", String::as_str);
        let area = areas.venues.get(session.venue.as_str()).map_or_else(|| areas.at(path), String::as_str);
        *rows.entry(area.to_owned()).or_default() += total(&cells_of(session));
    }
    Ok(told(rows))
}

/// The sums of each area now: from the roll-ups by owner, then what a venue's own area moves.
pub(super) fn now(db: &mut Db, query: &ReachQuery, units: &Units) -> Result<BTreeMap<String, Sums>, StoreError> {
    let owners = Owners::load(db, query, units)?;
    let areas = Areas::load(db, query)?;
    let mut rows = areas.rows();
    let cut = Stretches::of(db, query.from, query.to)?;
    if let Some((from, to)) = &cut.months {
        add_months(db, query, &areas, &owners, (from, to), &mut rows)?;
    }
    for days in &cut.edges {
        for (owner, sums) in by_owner(db, query, *days)? {
            *rows.entry(areas.at(owners.path(&owner)).to_owned()).or_default() += sums;
        }
    }
    let venues: Vec<String> = areas.venues.keys().cloned().collect();
    if !venues.is_empty() {
        let which = Which::At(&venues, &query.scope, query.from, query.to, query.campaign.as_ref());
        for session in counted::load(db, &which, None)? {
            let Some(area) = areas.venues.get(session.venue.as_str()) else { continue };
            let sums = total(&cells_of(&session));
            let own = areas.at(owners.path(session.key.committee.as_str()));
            *rows.entry(own.to_owned()).or_default() += -sums;
            *rows.entry(area.clone()).or_default() += sums;
        }
    }
    Ok(told(rows))
}

/// Without the row of none where nothing stands in it.
fn told(mut rows: BTreeMap<String, Sums>) -> BTreeMap<String, Sums> {
    rows.retain(|area, sums| area != NO_AREA || !sums.is_zero());
    rows
}

/// Whole months: a committee's roll-up holds all below it, so what stands in another area is
/// taken out of it again.
fn add_months(
    db: &mut Db,
    query: &ReachQuery,
    areas: &Areas,
    owners: &Owners<'_>,
    months: (&String, &String),
    rows: &mut BTreeMap<String, Sums>,
) -> Result<(), StoreError> {
    let own = query.committee.as_str();
    let marked: Vec<&str> = owners.ids().filter(|id| *id == own || areas.committees.contains_key(*id)).collect();
    let kept: Vec<(String, Columns)> = reach_months::table
        .group_by(reach_months::committee_id)
        .filter(reach_months::committee_id.eq_any(&marked))
        .filter(reach_months::campaign_id.eq(query.campaign.as_ref().map_or("", CampaignId::as_str)))
        .filter(reach_months::part.eq(Part::Total.code()))
        .filter(reach_months::month.between(months.0, months.1))
        .select((reach_months::committee_id, added!(reach_months)))
        .load(db)?;
    for (committee, columns) in kept {
        let (path, sums) = (owners.path(&committee), sums_of(columns));
        *rows.entry(areas.at(path).to_owned()).or_default() += sums;
        if committee != own {
            // the nearest above that was added with all below it
            let above = path.trim_end_matches('/').rsplit_once('/').map_or("", |(above, _)| above);
            *rows.entry(areas.at(above).to_owned()).or_default() += -sums;
        }
    }
    Ok(())
}

/// Names of all areas by their ids, in the order of their names; last what stands in none.
pub(super) fn names(db: &mut Db, lang: Lang) -> Result<Vec<(String, String)>, StoreError> {
    // a report of an earlier day may tell of one that is no more
    let mut known = last_told::<AreaFact>(db)?;
    known.extend(AreaFact::all(db)?);
    let mut names: Vec<(String, String)> = known.into_iter().map(|(id, area)| (id, area.name)).collect();
    names.sort_by(|one, other| (&one.1, &one.0).cmp(&(&other.1, &other.0)));
    names.push((NO_AREA.to_owned(), say(lang, "reach-no-area")));
    Ok(names)
}
