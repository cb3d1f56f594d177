//! The first plan: the request with most to lose goes first, to whom it is worth most.

use super::candidates::Candidates;
use super::problem::Problem;
use super::state::State;

/// Fills what is open in descending order of the best gain, each with its best fitting candidate.
pub fn fill(p: &Problem, c: &Candidates, state: &mut State) {
    let best = |r: usize| c.list[c.of_request(r)].iter().map(|x| x.gain).max();
    let mut order: Vec<_> = (0..p.requests.len())
        .filter(|r| state.chosen[*r].is_none())
        .filter_map(|r| best(r).map(|gain| (std::cmp::Reverse(gain), c.of_request(r).len(), r)))
        .collect();
    order.sort_unstable();
    for (_, _, r) in order {
        place(p, c, state, r);
    }
}

/// Gives an open request its best fitting candidate, where that adds points.
pub fn place(p: &Problem, c: &Candidates, state: &mut State, r: usize) -> bool {
    let all = &c.list[c.of_request(r)];
    let mut order: Vec<_> =
        all.iter().map(|x| (std::cmp::Reverse(state.delta(p, x)), x)).filter(|x| x.0.0 > 0).collect();
    order.sort_by_key(|x| x.0);
    match order.iter().find(|x| state.bars(p, x.1).is_none()) {
        Some((_, x)) => {
            state.add(p, **x);
            true
        }
        None => false,
    }
}
