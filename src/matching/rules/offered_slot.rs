//! Protects the venue's word: a session is held only when the venue offered it, and never on a day off (rule 1).

use crate::matching::problem::Problem;
use crate::matching::reason::Reason;

/// Bars a slot on a holiday or within a blackout of the venue.
pub fn check(p: &Problem, request: usize, slot: usize) -> Option<Reason> {
    all(p, request, slot).next()
}

/// Every holiday and blackout that a slot meets.
pub fn all(p: &Problem, request: usize, slot: usize) -> impl Iterator<Item = Reason> {
    let r = &p.requests[request];
    let (day, _) = r.slots[slot];
    let date = p.date(day);
    let off = usize::try_from(day).ok().and_then(|d| p.holiday.get(d)).copied().unwrap_or(true);
    let closed = p.instance.venues[r.venue].blackouts.iter().filter(move |b| b.from <= date && date <= b.to);
    off.then_some(Reason::Holiday(date)).into_iter().chain(closed.map(|b| Reason::VenueClosed(b.from, b.to)))
}
