//! Protects what the registers know: an expired check, stairs, an age rule or too many invitations bar a pair or a day
//! before planning begins, and the reason stays with it.

use crate::matching::problem::Problem;
use crate::matching::reason::Reason;

/// Bars a speaker from a request for a reason that the registers gave.
pub fn pair(p: &Problem, request: usize, speaker: usize) -> Option<Reason> {
    let out = &p.requests[request].ruled_out;
    let at = out.binary_search_by_key(&speaker, |o| o.0).ok()?;
    Some(Reason::RuledOut(out[at].1))
}

/// Bars a speaker from a day for a reason that the registers gave.
pub fn day(p: &Problem, request: usize, speaker: usize, slot: usize) -> Option<Reason> {
    let (day, _) = p.requests[request].slots[slot];
    let (_, _, bar) = p.speakers[speaker].ruled_out.iter().find(|(from, to, _)| (*from..=*to).contains(&day))?;
    Some(Reason::RuledOut(*bar))
}
