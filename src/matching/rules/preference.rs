//! Protects the venue's wishes: the slot wished most, and the speaker asked for again.

use crate::matching::problem::Problem;

/// Points of the preferences met, less those of the slots passed over.
pub fn points(p: &Problem, request: usize, speaker: usize, slot: usize) -> i64 {
    let w = &p.instance.weights;
    let again = if p.requests[request].repeat == Some(speaker) { w.repeat } else { 0 };
    again - w.slot_rank * slot as i64
}
