//! A solution as it stands in a file (`lecture-plan-solution/1`), with the proof of its bound.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::clock::{Date, Minute};
use super::instance::Assignment;

/// A plan in a file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Solution {
    /// Always `lecture-plan-solution/1`.
    pub format: String,
    /// The instance's name.
    pub instance: String,
    /// Who speaks where and when; a request that is not among them is unfilled.
    pub assignments: Vec<Assignment>,
    /// No plan is worth more than this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bound: Option<i64>,
    /// The proof of `bound`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub certificate: Option<Certificate>,
}

/// Prices from which anybody can recompute the bound.
///
/// The sum of all prices, plus the best that each speaker can make of the sessions open to him or her when
/// every session pays its prices, bounds every plan.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Certificate {
    /// Prices are in points / `scale`.
    pub scale: i64,
    /// Price of holding each request.
    pub requests: BTreeMap<String, i64>,
    /// Prices of rooms at a minute.
    pub rooms: Vec<RoomPrice>,
}

/// Price of a room at a minute; a session pays it when its `[begin, end)` holds the minute.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct RoomPrice {
    /// Code of the venue.
    pub venue: String,
    /// Name of the room.
    pub room: String,
    /// Day.
    pub date: Date,
    /// Minute.
    pub at: Minute,
    /// Points / scale.
    pub price: i64,
}

/// What a run found.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    /// Who speaks where and when, in the order of the instance's requests.
    pub assignments: Vec<Assignment>,
    /// Points.
    pub objective: i64,
    /// No plan is worth more.
    pub bound: i64,
    /// (bound - objective) / |bound|; 0 where the plan is proven best.
    pub gap: f64,
    /// Requests without a session, as indices into the instance's list.
    pub unfilled: Vec<usize>,
    /// The proof of `bound`.
    pub certificate: Certificate,
}

impl Plan {
    /// The gap of an objective below a bound.
    pub fn gap_of(objective: i64, bound: i64) -> f64 {
        if bound == objective { 0.0 } else { (bound - objective) as f64 / (bound.abs().max(1)) as f64 }
    }

    /// The plan as a solution file holds it.
    pub fn solution(&self, instance: &str) -> Solution {
        Solution {
            format: "lecture-plan-solution/1".into(),
            instance: instance.into(),
            assignments: self.assignments.clone(),
            bound: Some(self.bound),
            certificate: Some(self.certificate.clone()),
        }
    }
}
