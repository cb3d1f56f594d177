//! Protects the willing from doing everything: each further session of a speaker costs more, in proportion to the wish.

use crate::matching::problem::Problem;

/// Points of a speaker's n-th session, n from 1: floor(load (2n - 1) / wish).
pub fn of_nth(p: &Problem, speaker: usize, n: i64) -> i64 {
    p.instance.weights.load * (2 * n - 1) / p.instance.speakers[speaker].wish_sessions
}

/// Points of a speaker's first n sessions together.
pub fn of_all(p: &Problem, speaker: usize, n: i64) -> i64 {
    (1..=n).map(|k| of_nth(p, speaker, k)).sum()
}
