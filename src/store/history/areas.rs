//! Liaison areas and what was put into them, as reports see them.

use super::Fact;
use crate::committees::Unit;
use crate::store::schema::{liaison_areas, liaison_members, liaison_venues};
use crate::store::{Db, StoreError};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// A liaison area.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct AreaFact {
    pub(crate) name: String,
    pub(crate) committee: String,
}

impl AreaFact {
    /// All that stand now.
    pub(crate) fn all(db: &mut Db) -> Result<HashMap<String, Self>, StoreError> {
        let rows: Vec<(String, String, String)> = liaison_areas::table
            .select((liaison_areas::id, liaison_areas::name, liaison_areas::committee_id))
            .load(db)?;
        Ok(rows.into_iter().map(|(id, name, committee)| (id, Self { name, committee })).collect())
    }
}

impl Fact for AreaFact {
    const NOUN: &'static str = "area";

    fn of(db: &mut Db, subjects: &[&str]) -> Result<HashMap<String, Self>, StoreError> {
        // there are dozens at most
        let mut all = Self::all(db)?;
        all.retain(|id, _| subjects.contains(&id.as_str()));
        Ok(all)
    }
}

/// In which area a committee (`c:ID`) or a venue (`v:ID`) stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct AreaUnit(pub(crate) String);

impl AreaUnit {
    /// What a unit is known by.
    pub(crate) fn subject(unit: &Unit) -> String {
        match unit {
            Unit::Committee(id) => format!("c:{id}"),
            Unit::Venue(id) => format!("v:{id}"),
        }
    }

    /// The units that stand in an area now.
    pub(crate) fn inside(db: &mut Db, area: &str) -> Result<Vec<String>, StoreError> {
        Ok(Self::all(db)?.into_iter().filter(|(_, it)| it.0 == area).map(|(unit, _)| unit).collect())
    }

    /// All that stand now.
    pub(crate) fn all(db: &mut Db) -> Result<HashMap<String, Self>, StoreError> {
        let members: Vec<(String, String)> =
            liaison_members::table.select((liaison_members::committee_id, liaison_members::area_id)).load(db)?;
        let venues: Vec<(String, String)> =
            liaison_venues::table.select((liaison_venues::venue_id, liaison_venues::area_id)).load(db)?;
        let one = |kind: &'static str| move |(id, area): (String, String)| (format!("{kind}:{id}"), Self(area));
        Ok(members.into_iter().map(one("c")).chain(venues.into_iter().map(one("v"))).collect())
    }
}

impl Fact for AreaUnit {
    const NOUN: &'static str = "area-unit";

    fn of(db: &mut Db, subjects: &[&str]) -> Result<HashMap<String, Self>, StoreError> {
        let mut all = Self::all(db)?;
        all.retain(|id, _| subjects.contains(&id.as_str()));
        Ok(all)
    }
}
