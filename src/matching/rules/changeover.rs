//! Protects the way between two talks of one day: time to get there and to catch breath (rule 6).

use crate::matching::problem::{Held, Problem};
use crate::matching::reason::Reason;
use crate::matching::rules::nearness;

/// Bars a session that leaves too little time before or after another one of that day.
pub fn check(p: &Problem, held: &[Held], new: &Held) -> Option<Reason> {
    held.iter().filter(|h| h.day == new.day).find_map(|h| {
        let there_are =
            i64::from(if (h.begin, h.end) <= (new.begin, new.end) { new.begin - h.end } else { h.begin - new.end });
        let needed = minutes(p, h, new);
        (there_are < needed).then_some(Reason::NoTimeBetween { other: h.request, needed, there_are })
    })
}

/// Minutes that must lie between two sessions: none at one venue, else the road and the buffer.
pub fn minutes(p: &Problem, a: &Held, b: &Held) -> i64 {
    if a.venue == b.venue && a.venue != usize::MAX {
        return 0;
    }
    let t = &p.instance.travel;
    (nearness::road_km(t, a.at, b.at) * 60.0 / t.speed_kmh as f64).ceil() as i64 + t.buffer_min
}
