//! A plan on the board: its items beside everything that stands by now.

use super::facts::PlanFacts;
use super::instance::{Places, build};
use super::placed::Placed;
use super::run::{load, open};
use super::solve::{refusal_of, state_of};
use crate::accounts::Actor;
use crate::calendars::days_off::DaysOff;
use crate::kernel::{CommitteePath, Moment, PlanId, Refusal, RequestId};
use crate::matching::Instance;
use crate::matching::problem::Problem;
use crate::matching::state::State;
use crate::sessions::{Plan, PlanItem};
use crate::store::{Db, StoreError, plans};
use std::collections::{HashMap, HashSet};

use super::placed::Hold;

/// A plan, its items, and the facts of this moment.
pub(super) struct Board {
    pub(super) plan: Plan,
    pub(super) owner: CommitteePath,
    pub(super) items: Vec<PlanItem>,
    pub(super) facts: PlanFacts,
}

impl Board {
    /// Loads it. Sessions that the plan does not hold, and those settled since, bind as they are.
    pub(super) fn load(db: &mut Db, actor: &Actor, id: &PlanId, now: Moment) -> Result<Self, StoreError> {
        let (plan, owner) = open(db, actor, id)?;
        let items = plans::items(db, id)?;
        let basis = plans::run_of(db, id)?.map(|run| run.basis);
        let mut facts = load(db, actor, &owner, &plan, now, basis)?;
        let held: HashMap<&RequestId, &PlanItem> = items.iter().map(|item| (&item.request, item)).collect();
        let elsewhere: Vec<RequestId> = facts
            .standing
            .iter()
            .filter_map(|it| {
                let request = it.session.request.clone()?;
                let item = held.get(&request);
                let same = |item: &PlanItem| item.chosen == it.placed().map(|(_, who, at)| (who, at));
                let keeps = item.is_some_and(|item| it.hold != Hold::Settled || same(item));
                (!keeps).then_some(request)
            })
            .collect();
        for request in &elsewhere {
            facts.bind(request);
        }
        Ok(Self { plan, owner, items, facts })
    }

    /// An item of the plan.
    pub(super) fn item(&self, request: &RequestId) -> Result<&PlanItem, Refusal> {
        self.items.iter().find(|item| item.request == *request).ok_or_else(|| Refusal::missing("plan-item-missing"))
    }

    /// Why an item can no longer be changed: withdrawn, or agreed since.
    pub(super) fn is_open(&self, request: &RequestId) -> Result<(), Refusal> {
        let waits = self.facts.requests.iter().any(|it| it.id == *request);
        let settled = self.facts.settled().iter().any(|it| it.0 == *request);
        match (waits, settled) {
            (true, false) => Ok(()),
            (_, true) => Err(Refusal::conflict("plan-item-settled")),
            (false, _) => Err(Refusal::conflict("plan-item-gone")),
        }
    }

    /// The instance in which every item's start is on offer.
    pub(super) fn instance(&self, days_off: &DaysOff) -> Instance {
        let kept: Vec<Placed> = placed(&self.items);
        build(&self.facts, days_off, &Places { pinned: &[], published: &self.facts.published(), kept: &kept })
    }

    /// The problem and the state in which all items stand but those left out.
    pub(super) fn state<'a>(
        &self,
        instance: &'a Instance,
        without: &[&RequestId],
    ) -> Result<(Problem<'a>, State), Refusal> {
        let p = Problem::new(instance).map_err(|fault| refusal_of(instance, &fault))?;
        let out: HashSet<&RequestId> = without.iter().copied().collect();
        let chosen: HashMap<&str, (&str, Moment)> = self
            .items
            .iter()
            .filter(|item| !out.contains(&item.request))
            .filter_map(|item| {
                let (speaker, start) = item.chosen.as_ref()?;
                Some((item.request.as_str(), (speaker.as_str(), *start)))
            })
            .collect();
        let state = state_of(&p, &chosen);
        Ok((p, state))
    }
}

/// Where items are placed.
pub(super) fn placed(items: &[PlanItem]) -> Vec<Placed> {
    let places = items.iter().filter_map(|item| {
        let (speaker, start) = item.chosen.clone()?;
        Some((item.request.clone(), speaker, start))
    });
    places.collect()
}

/// Index of a request in an instance.
pub(super) fn request_at(instance: &Instance, request: &RequestId) -> Option<usize> {
    instance.requests.iter().position(|it| it.id == request.as_str())
}
