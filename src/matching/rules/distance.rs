//! Protects a speaker's strength on the road: near home, within the distance agreed (rule 4).

use crate::matching::problem::Problem;
use crate::matching::reason::Reason;

/// Slack for the last digit of a distance, the same as the checker's.
pub const SLACK_KM: f64 = 1e-9;

/// Bars a venue farther from home than the speaker travels.
pub fn check(p: &Problem, request: usize, speaker: usize) -> Option<Reason> {
    let most = p.instance.speakers[speaker].caps.max_travel_km;
    let km = p.home_km(speaker, request);
    (km > most + SLACK_KM).then_some(Reason::TooFar(km, most))
}
