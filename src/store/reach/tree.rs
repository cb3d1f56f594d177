//! The committees as they stood at the end of an earlier day: who belonged below whom.

use super::names::Unit;
use crate::kernel::{CommitteeId, CommitteePath, Moment};
use crate::store::history::{CommitteeFact, stood};
use crate::store::{Db, StoreError};
use std::collections::HashMap;

/// A committee of an earlier day with all that stood below it.
#[derive(Clone, Debug)]
pub struct Tree {
    own: Unit,
    /// The units directly below, in the order of their codes.
    children: Vec<Unit>,
    /// Each committee of the subtree with its path of that day.
    paths: HashMap<String, String>,
    /// All committees of that day with the one above each.
    above: HashMap<String, Option<String>>,
}

impl Tree {
    /// The subtree of a committee at a moment; empty below when it was not there yet.
    pub(super) fn at(db: &mut Db, own: &Unit, then: Moment) -> Result<Self, StoreError> {
        let now = CommitteeFact::all(db)?;
        let facts = stood(db, then, now)?;
        let path = |id: &str| {
            line(&facts, id)
                .iter()
                .rev()
                .fold(CommitteePath::everything(), |path, id| path.child(&CommitteeId(id.clone())))
        };
        let own = Unit { path: path(own.id.as_str()), ..own.clone() };
        let mut paths: HashMap<String, String> = facts
            .keys()
            .map(|id| (id.clone(), path(id)))
            .filter(|(_, path)| own.path.contains(path))
            .map(|(id, path)| (id, path.to_string()))
            .collect();
        paths.insert(own.id.to_string(), own.path.to_string());
        let mut children: Vec<Unit> = facts
            .iter()
            .filter(|(_, fact)| fact.parent.as_deref() == Some(own.id.as_str()))
            .map(|(id, fact)| Unit {
                id: CommitteeId(id.clone()),
                code: fact.code.clone(),
                name: fact.name.clone(),
                path: path(id),
            })
            .collect();
        children.sort_by(|one, other| one.code.cmp(&other.code));
        let above = facts.into_iter().map(|(id, fact)| (id, fact.parent)).collect();
        Ok(Self { own, children, paths, above })
    }

    /// The committee and the units directly below it.
    pub(super) fn units(&self) -> (Unit, Vec<Unit>) {
        (self.own.clone(), self.children.clone())
    }

    /// Each committee of the subtree with its path of that day.
    pub(super) fn paths(&self) -> &HashMap<String, String> {
        &self.paths
    }

    /// The id of the unit directly below to whose subtree a committee belonged, empty for the
    /// committee itself; nothing outside.
    pub(super) fn unit_of(&self, id: &str) -> Option<&str> {
        let below = self.paths.get(id)?.strip_prefix(self.own.path.as_str())?;
        below.split('/').next()
    }

    /// The committees of the subtree.
    pub(super) fn ids(&self) -> Vec<CommitteeId> {
        self.paths.keys().map(|id| CommitteeId(id.clone())).collect()
    }

    /// The committee and those above it, the highest first.
    pub(super) fn line_up(&self) -> Vec<String> {
        let mut line = vec![self.own.id.to_string()];
        while let Some(Some(above)) = line.last().and_then(|id| self.above.get(id)) {
            if line.contains(above) {
                break;
            }
            line.push(above.clone());
        }
        line.reverse();
        line
    }
}

/// A committee and those above it, the nearest first.
fn line(facts: &HashMap<String, CommitteeFact>, id: &str) -> Vec<String> {
    let mut line = vec![id.to_owned()];
    while let Some(above) = line.last().and_then(|id| facts.get(id)).and_then(|fact| fact.parent.clone()) {
        // what is stored makes no ring; if it did, this would end all the same
        if line.contains(&above) {
            break;
        }
        line.push(above);
    }
    line
}
