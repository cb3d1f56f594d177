//! Protects what people were already told: a published request planned otherwise, or dropped, costs `change`.
//!
//! Every plan starts with the cost of all published requests; one that is kept regains its own.

use crate::matching::problem::Problem;

/// Points regained by planning a request as it was published.
pub fn regained(p: &Problem, request: usize, speaker: usize, slot: usize) -> i64 {
    let r = &p.requests[request];
    let (day, begin) = r.slots[slot];
    if r.published == Some((speaker, day, begin)) { p.instance.weights.change } else { 0 }
}
