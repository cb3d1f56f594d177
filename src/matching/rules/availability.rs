//! Protects a speaker's own time: sessions lie within one window of availability and clear of what is busy (rule 3).

use crate::matching::clock::Minute;
use crate::matching::problem::Problem;
use crate::matching::reason::Reason;

/// Bars a slot outside the speaker's availability, or one that meets a busy interval.
pub fn check(p: &Problem, request: usize, speaker: usize, slot: usize) -> Option<Reason> {
    all(p, request, speaker, slot).next()
}

/// Everything in the speaker's own time that a slot meets.
pub fn all(p: &Problem, request: usize, speaker: usize, slot: usize) -> impl Iterator<Item = Reason> {
    let r = &p.requests[request];
    let (day, begin) = r.slots[slot];
    let end = begin + r.duration;
    let date = p.date(day);
    let s = &p.speakers[speaker];
    let free = on(&s.free, day).any(|w| w.1 <= begin && end <= w.2);
    let outside = (!free).then(|| Reason::NotAvailable(date, minute(begin), minute(end)));
    let busy = on(&s.busy, day).filter(move |w| w.1 < end && begin < w.2);
    outside.into_iter().chain(busy.map(move |w| Reason::Busy(date, minute(w.1), minute(w.2))))
}

/// The spans of one day in a sorted list.
fn on(spans: &[(i32, i32, i32)], day: i32) -> impl Iterator<Item = &(i32, i32, i32)> {
    let from = spans.partition_point(|w| w.0 < day);
    spans[from..].iter().take_while(move |w| w.0 == day)
}

fn minute(m: i32) -> Minute {
    Minute(u16::try_from(m).unwrap_or(u16::MAX))
}
