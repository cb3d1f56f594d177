//! Protects old people from long roads: every road km from home and back costs points.

use crate::matching::instance::Travel;
use crate::matching::problem::Problem;

/// Road km between two points in degrees north and east.
pub fn road_km(t: &Travel, p: (f64, f64), q: (f64, f64)) -> f64 {
    let (a, b) = (p.0.to_radians(), q.0.to_radians());
    let h = ((b - a) / 2.0).sin().powi(2) + a.cos() * b.cos() * ((q.1 - p.1).to_radians() / 2.0).sin().powi(2);
    12_742.017_6 * h.min(1.0).sqrt().asin() * t.detour_pct as f64 / 100.0
}

/// Points of the return trip; a half km is rounded to even.
pub fn points(p: &Problem, request: usize, speaker: usize) -> i64 {
    p.instance.weights.travel_km * (2.0 * p.home_km(speaker, request)).round_ties_even() as i64
}
