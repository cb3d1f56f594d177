//! Protects a speaker's wish not to visit a venue (rule 2).

use crate::matching::problem::Problem;
use crate::matching::reason::Reason;

/// Bars a speaker from a venue on the speaker's own list.
pub fn check(p: &Problem, request: usize, speaker: usize) -> Option<Reason> {
    let venue = p.requests[request].venue;
    p.speakers[speaker].blocked.binary_search(&venue).is_ok().then_some(Reason::BlockedVenue)
}
