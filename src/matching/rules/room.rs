//! Protects a room from being used twice at once (rule 5).

use crate::matching::problem::Held;
use crate::matching::reason::Reason;

/// Bars a session that meets another one of the same room; `held` is what the room holds.
pub fn check(held: &[Held], new: &Held) -> Option<Reason> {
    let other = held.iter().find(|h| h.day == new.day && h.begin < new.end && new.begin < h.end)?;
    Some(Reason::RoomTaken(other.request?))
}
