//! Protects what was accepted: a pinned request keeps its speaker and its slot (rule 9).

use crate::matching::problem::Problem;
use crate::matching::reason::Reason;

/// Bars every other speaker and slot from a pinned request.
pub fn check(p: &Problem, request: usize, speaker: usize, slot: usize) -> Option<Reason> {
    let pin = p.requests[request].pin?;
    (pin != (speaker, slot)).then_some(Reason::Pinned(request))
}
