//! A solution as it stands in a file (`lecture-plan-solution/1`), with the proof of its bound.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::clock::{Date, Minute};
use super::instance::{Assignment, Slot};

/// What a solution's `format` says.
pub const FORMAT: &str = "lecture-plan-solution/1";

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
    /// A proof by cases of a lower bound than these prices alone prove.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cases: Option<Cases>,
}

/// A proof by cases: a tree of decisions over who takes which request, with prices at its leaves.
///
/// It is about plans worth more than `floor` points. Let `gap` be what the certificate's own prices prove (scaled, before
/// rounding) less `(floor + 1) * scale`. A session is out of the cases where its speaker's best set of sessions at the
/// certificate's own prices is worth more than the best set with that session by more than `gap`: no plan worth more
/// than `floor` holds it. Pinned sessions are never out.
///
/// Each leaf has prices, which bound the plans of its case as the certificate's own prices bound all plans, over the
/// sessions that are left and that the decisions on the way from the root allow. The greatest of `floor` and of the
/// leaves' bounds bounds every plan.
///
/// ```json
/// {"floor": 6887772,
///  "tree": [{"request": "r7", "speaker": "s3", "yes": 1, "no": 2}, {"prices": 0}, {"prices": 1}],
///  "prices": [{"requests": {"r7": 5120}, "rooms": []}, {"requests": {}, "rooms": []}]}
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Cases {
    /// A plan's points; the cases are about better ones.
    pub floor: i64,
    /// The root first; the parts of a case stand after it.
    pub tree: Vec<CaseNode>,
    /// Prices of the leaves.
    pub prices: Vec<CasePrices>,
}

/// A case: split by a decision, or closed by prices.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum CaseNode {
    /// With a slot: either the request is held so, or not. Without: either nobody but the speaker holds it, or somebody else.
    Split {
        /// Code of the request.
        request: String,
        /// Code of the speaker.
        speaker: String,
        /// One of the request's slots.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        slot: Option<Slot>,
        /// Where in the tree the first is: with a slot the session is in every set of that speaker's.
        yes: usize,
        /// Where in the tree the second is.
        no: usize,
    },
    /// Closed by these prices.
    Leaf {
        /// Where in `prices`.
        prices: usize,
    },
}

/// Prices of a leaf: what differs from the certificate's own.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct CasePrices {
    /// Price of holding each request.
    pub requests: BTreeMap<String, i64>,
    /// Prices of rooms at a minute, in place of the one there.
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
            format: FORMAT.into(),
            instance: instance.into(),
            assignments: self.assignments.clone(),
            bound: Some(self.bound),
            certificate: Some(self.certificate.clone()),
        }
    }
}
