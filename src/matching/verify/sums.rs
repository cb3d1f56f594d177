//! The judge's own distances and sums.

use std::collections::HashMap;

use super::Kept;
use crate::matching::clock::Date;
use crate::matching::instance::{Instance, Request, Speaker};
use crate::matching::solution::Solution;

/// The parts of the objective in points, costs negative.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize)]
pub struct Parts {
    /// Young listeners, weighed.
    pub reach: i64,
    /// Road km.
    pub travel: i64,
    /// Slots passed over, speakers asked for again.
    pub preferences: i64,
    /// The convex price of many sessions.
    pub load: i64,
    /// Published requests planned otherwise or dropped.
    pub change: i64,
}

impl Parts {
    /// The objective.
    pub fn objective(&self) -> i64 {
        self.reach + self.travel + self.preferences + self.load + self.change
    }
}

/// Road km between two points.
pub(super) fn road(x: &Instance, p: (f64, f64), q: (f64, f64)) -> f64 {
    let (from, to) = (p.0.to_radians(), q.0.to_radians());
    let across = ((q.1 - p.1).to_radians() / 2.0).sin();
    let along = ((to - from) / 2.0).sin();
    let chord = along * along + from.cos() * to.cos() * (across * across);
    12742.0176 * chord.clamp(0.0, 1.0).sqrt().asin() * x.travel.detour_pct as f64 / 100.0
}

/// Whether the registers ruled this out beforehand.
pub(super) fn ruled_out(r: &Request, s: &Speaker, date: Date) -> bool {
    r.ruled_out.iter().any(|o| o.speaker == s.id) || s.ruled_out_days.iter().any(|o| o.from <= date && date <= o.to)
}

/// Points of holding a request.
pub(super) fn worth(x: &Instance, r: &Request, equity: (i64, i64)) -> i64 {
    let product = i128::from(x.weights.youth)
        * i128::from(r.headcount)
        * i128::from(r.priority_pct)
        * i128::from(equity.0)
        * i128::from(equity.1);
    (product / 1_000_000) as i64
}

/// Points of a return trip.
pub(super) fn trip(x: &Instance, s: &Speaker, at: (f64, f64)) -> i64 {
    x.weights.travel_km * (2.0 * road(x, (s.lat, s.lon), at)).round_ties_even() as i64
}

pub(super) fn parts(x: &Instance, solution: &Solution, kept: &[Kept]) -> Parts {
    let county: HashMap<&str, i64> = x.counties.iter().map(|c| (c.id.as_str(), c.equity_pct)).collect();
    let mut out = Parts::default();
    let mut sessions: HashMap<&str, (i64, i64)> = HashMap::new();
    for k in kept {
        let equity = county.get(k.venue.county.as_str()).copied().unwrap_or(0);
        out.reach += worth(x, k.request, (equity, k.venue.equity_pct));
        out.travel -= trip(x, k.speaker, (k.venue.lat, k.venue.lon));
        out.preferences -= x.weights.slot_rank * k.rank as i64;
        if k.request.repeat_speaker.as_deref() == Some(k.speaker.id.as_str()) {
            out.preferences += x.weights.repeat;
        }
        sessions.entry(&k.speaker.id).or_insert((0, k.speaker.wish_sessions)).0 += 1;
    }
    for (n, wish) in sessions.into_values() {
        out.load -= (1..=n).map(|k| (x.weights.load * (2 * k - 1)).div_euclid(wish)).sum::<i64>();
    }
    let held: HashMap<&str, _> = solution.assignments.iter().map(|a| (a.request.as_str(), a)).collect();
    let changed = x.published.iter().filter(|p| held.get(p.request.as_str()) != Some(p)).count();
    out.change = -x.weights.change * changed as i64;
    out
}
