//! Protects a speaker's rest: free days lie between two working days (rule 8).

use crate::matching::problem::{Held, Problem};
use crate::matching::reason::Reason;

/// Bars a session too few days before or after another working day.
pub fn check(p: &Problem, speaker: usize, held: &[Held], new: &Held) -> Option<Reason> {
    let rest = p.instance.speakers[speaker].caps.min_rest_days;
    let near = held.iter().find(|h| h.day != new.day && i64::from((h.day - new.day).abs()) <= rest)?;
    Some(Reason::Rest(p.date(near.day), rest))
}
