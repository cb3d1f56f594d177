//! To which unit below a committee each committee of its subtree belongs.

use super::names::Units;
use super::query::ReachQuery;
use crate::store::schema::committees;
use crate::store::{Db, StoreError, inside};
use diesel::prelude::*;
use std::collections::HashMap;

/// The committees of a subtree.
pub(super) struct Owners<'a> {
    units: &'a Units,
    by_id: HashMap<String, Owner>,
}

struct Owner {
    path: String,
    /// Which of the children; the committee itself when none.
    unit: Option<usize>,
}

impl<'a> Owners<'a> {
    /// Loads them as they are, by one query, or as they stood on an earlier day.
    pub(super) fn load(db: &mut Db, query: &ReachQuery, units: &'a Units) -> Result<Self, StoreError> {
        let rows: Vec<(String, String)> = match query.then() {
            Some((_, tree)) => tree.paths().iter().map(|(id, path)| (id.clone(), path.clone())).collect(),
            None => {
                committees::table.filter(inside(&query.scope)).select((committees::id, committees::path)).load(db)?
            }
        };
        let places: HashMap<&str, usize> =
            units.children.iter().zip(0..).map(|(unit, n)| (unit.id.as_str(), n)).collect();
        let own = units.own.path.as_str();
        let owner = |(id, path): (String, String)| {
            let below = path.strip_prefix(own).unwrap_or("").split('/').next().unwrap_or("");
            let unit = places.get(below).copied();
            (id, Owner { path, unit })
        };
        Ok(Self { by_id: rows.into_iter().map(owner).collect(), units })
    }

    /// All of them.
    pub(super) fn ids(&self) -> impl Iterator<Item = &str> {
        self.by_id.keys().map(String::as_str)
    }

    /// Where it stands; nowhere outside.
    pub(super) fn path(&self, id: &str) -> &str {
        self.by_id.get(id).map_or("", |owner| owner.path.as_str())
    }

    /// The code of the unit directly below to which it belongs, or the own one.
    pub(super) fn code(&self, id: &str) -> &'a str {
        let unit = self.by_id.get(id).and_then(|owner| self.units.children.get(owner.unit?));
        unit.unwrap_or(&self.units.own).code.as_str()
    }
}
