//! The rules of a plan, one a file, each named after what it protects.
//!
//! Hard rules answer with the [`Reason`] that stands in the way, or nothing. Those of the first group look at a
//! pair alone; those of the second also at what the speaker already holds; [`room`] at what the room holds.
//! The soft parts answer in whole points.

pub mod availability;
pub mod distance;
pub mod language;
pub mod offered_slot;
pub mod qualification;
pub mod registers;
pub mod venue_wish;

pub mod changeover;
pub mod pins;
pub mod rest;
pub mod room;
pub mod strength;

pub mod change;
pub mod load;
pub mod nearness;
pub mod preference;
pub mod reach;

use super::problem::{Held, Problem};
use super::reason::Reason;

/// The first rule that bars this speaker from this request at any time.
pub fn pair(p: &Problem, request: usize, speaker: usize) -> Option<Reason> {
    registers::pair(p, request, speaker)
        .or_else(|| qualification::check(p, request, speaker))
        .or_else(|| language::check(p, request, speaker))
        .or_else(|| venue_wish::check(p, request, speaker))
        .or_else(|| distance::check(p, request, speaker))
}

/// The first rule that bars this speaker from this request at this slot, whatever else is planned.
pub fn alone(p: &Problem, request: usize, speaker: usize, slot: usize) -> Option<Reason> {
    offered_slot::check(p, request, slot)
        .or_else(|| pair(p, request, speaker))
        .or_else(|| registers::day(p, request, speaker, slot))
        .or_else(|| availability::check(p, request, speaker, slot))
}

/// The first rule that bars a session from a calendar that already holds others.
pub fn beside(p: &Problem, speaker: usize, held: &[Held], new: &Held) -> Option<Reason> {
    changeover::check(p, held, new)
        .or_else(|| strength::check(p, speaker, held, new))
        .or_else(|| rest::check(p, speaker, held, new))
}

/// What a session is worth alone: reach, travel, preferences, and `change` regained where it was published so.
pub fn gain(p: &Problem, request: usize, speaker: usize, slot: usize) -> i64 {
    let r = &p.requests[request];
    r.value - nearness::points(p, request, speaker)
        + preference::points(p, request, speaker, slot)
        + change::regained(p, request, speaker, slot)
}
