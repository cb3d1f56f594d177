//! Who stands above whom.

use crate::committees::Level;
use crate::kernel::CommitteeId;
use crate::store::schema::committees;
use crate::store::{Db, StoreError};
use diesel::prelude::*;
use std::collections::{HashMap, HashSet};

/// Whether a committee of this level has its breakdowns kept by month; of those below, a few
/// cells by day are soon added up.
#[must_use]
pub(in crate::store::reach) fn keeps_parts(level: &str) -> bool {
    matches!(Level::parse(level), Some(Level::Province | Level::City | Level::County | Level::Township))
}

/// The line of each committee: itself and all above it, each with whether it keeps breakdowns.
pub(super) struct Lineage {
    lines: HashMap<String, Vec<(String, bool)>>,
    only: Option<HashSet<String>>,
}

impl Lineage {
    pub(super) fn load(db: &mut Db) -> Result<Self, StoreError> {
        let rows: Vec<(String, String, String)> =
            committees::table.select((committees::id, committees::path, committees::level)).load(db)?;
        let keeps: HashMap<&str, bool> = rows.iter().map(|(id, _, level)| (id.as_str(), keeps_parts(level))).collect();
        let line = |path: &str| {
            let ids = path.split('/').filter(|id| !id.is_empty());
            ids.map(|id| (id.to_owned(), keeps.get(id).copied().unwrap_or(false))).collect()
        };
        let lines = rows.iter().map(|(id, path, _)| (id.clone(), line(path))).collect();
        Ok(Self { lines, only: None })
    }

    /// Leaves everybody else out.
    pub(super) fn keep_only(&mut self, ids: &[CommitteeId]) {
        self.only = Some(ids.iter().map(ToString::to_string).collect());
    }

    /// Those in whose sums an owner's sessions count.
    pub(super) fn of(&self, owner: &CommitteeId) -> impl Iterator<Item = (&str, bool)> {
        let line = self.lines.get(owner.as_str()).map_or(&[][..], Vec::as_slice);
        let meant = |id: &str| self.only.as_ref().is_none_or(|only| only.contains(id));
        line.iter().map(|(id, keeps)| (id.as_str(), *keeps)).filter(move |(id, _)| meant(id))
    }
}
