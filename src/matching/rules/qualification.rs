//! Protects the listeners: a speaker holds only what he or she is qualified for, before that grade (rule 2).

use crate::matching::problem::Problem;
use crate::matching::reason::Reason;

/// Bars a speaker of whom no qualification has a wanted topic and the request's grade.
pub fn check(p: &Problem, request: usize, speaker: usize) -> Option<Reason> {
    let r = &p.instance.requests[request];
    let held = &p.instance.speakers[speaker].qualifications;
    let fits = held.iter().any(|q| r.topics.contains(&q.topic) && q.grades.contains(&r.grade));
    (!fits).then_some(Reason::NotQualified)
}
