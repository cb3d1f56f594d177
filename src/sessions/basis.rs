//! What a plan was made upon: the weights, and who was behind the target on that day.

use super::{PlanWeights, Weight};
use crate::kernel::{CommitteeId, Grade, Shortfall, VenueId};
use serde::{Deserialize, Serialize};

/// What may be behind its target.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Whom {
    /// A county as a whole.
    County(CommitteeId),
    /// A grade band within a county.
    Grade(CommitteeId, Grade),
    /// A kind of venue within a county, by its code.
    Kind(CommitteeId, String),
    /// One venue.
    Venue(VenueId),
}

/// How far something is behind what should have been reached by the day of the plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Behind {
    /// What.
    pub whom: Whom,
    /// Due and reached.
    pub shortfall: Shortfall,
}

/// What a plan heeded beside the registers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Basis {
    /// The weights.
    #[serde(default)]
    pub weights: PlanWeights,
    /// Everything that had a target to be measured by, those ahead of it too.
    #[serde(default)]
    pub behind: Vec<Behind>,
}

impl Basis {
    /// The uplift of one, in percent: 100 when on pace or without a target, weighed by the committee.
    #[must_use]
    pub fn percent(&self, whom: &Whom) -> i64 {
        let found = self.behind.iter().find(|it| it.whom == *whom);
        found.map_or(100, |it| self.weighed(it.shortfall))
    }

    /// The uplift that a shortfall gives under these weights, in percent.
    #[must_use]
    pub fn weighed(&self, shortfall: Shortfall) -> i64 {
        100 + (i64::from(shortfall.equity_pct()) - 100) * self.weights.get(Weight::Equity) / 100
    }

    /// Those that weigh more than usual, the most first.
    #[must_use]
    pub fn lifted(&self) -> Vec<(&Behind, i64)> {
        let mut all: Vec<(&Behind, i64)> = self
            .behind
            .iter()
            .map(|it| (it, self.weighed(it.shortfall)))
            .filter(|(_, percent)| *percent > 100)
            .collect();
        all.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.whom.cmp(&b.0.whom)));
        all
    }
}
