//! Protects understanding: the talk is held in the language that was asked for (rule 2).

use crate::matching::problem::Problem;
use crate::matching::reason::Reason;

/// Bars a speaker who does not speak the language.
pub fn check(p: &Problem, request: usize, speaker: usize) -> Option<Reason> {
    let spoken = &p.instance.speakers[speaker].languages;
    (!spoken.contains(&p.instance.requests[request].language)).then_some(Reason::Language)
}
