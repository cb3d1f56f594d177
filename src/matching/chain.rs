//! Ejection chains: a session is placed even where others are in its way, and those find another place in turn.
//!
//! What a request out of the plan could still bring is known from prices; a chain whose best hope is no better than its
//! goal is given up at once, so that a search takes microseconds.

use super::candidates::{Candidate, Candidates};
use super::problem::Problem;
use super::reason::Reason;
use super::rules;
use super::state::State;

/// Places requests by chains.
pub struct Chains<'a> {
    /// The problem.
    pub p: &'a Problem<'a>,
    /// Its candidates.
    pub c: &'a Candidates,
    /// By request: points that it can hope to bring once it is out of the plan.
    pub hope: Vec<i64>,
    /// By candidate: may be used.
    pub alive: &'a [bool],
}

/// Bounds of one search.
#[derive(Debug, Clone, Copy)]
pub struct Effort {
    /// Sessions that may be moved or dropped beside the one that is placed.
    pub moves: usize,
    /// Steps before the search gives up.
    pub steps: usize,
}

struct Search {
    goal: i64,
    steps: usize,
    placed: Vec<usize>,
}

impl Chains<'_> {
    /// Places these requests (now out of the plan) so that the objective exceeds `goal`; leaves the plan as it was where that fails.
    pub fn settle(&self, state: &mut State, requests: &[usize], goal: i64, effort: Effort) -> bool {
        let mut search = Search { goal, steps: effort.steps, placed: Vec::new() };
        let mut pending = requests.to_vec();
        self.go(state, &mut search, &mut pending, effort.moves)
    }

    /// Looks for a better place for one request, in the plan or out of it; says whether the plan became better.
    pub fn improve(&self, state: &mut State, r: usize, effort: Effort) -> bool {
        if self.p.requests[r].pin.is_some() {
            return false;
        }
        let goal = state.objective;
        let before = state.drop(self.p, r);
        let better = self.settle(state, &[r], goal, effort);
        if let (false, Some(c)) = (better, before) {
            state.add(self.p, c);
        }
        better
    }

    fn go(&self, state: &mut State, search: &mut Search, pending: &mut Vec<usize>, moves: usize) -> bool {
        let hope: i64 = pending.iter().map(|r| self.hope[*r]).sum();
        if state.objective + hope <= search.goal || search.steps == 0 {
            return false;
        }
        search.steps -= 1;
        let Some(r) = pending.pop() else { return true };
        let rest = state.objective + hope - self.hope[r];
        for (gain, i) in self.order(state, r) {
            if rest + gain <= search.goal {
                break;
            }
            let c = self.c.list[i];
            search.placed.push(r);
            let done = self.place(state, search, pending, moves, &c);
            search.placed.pop();
            if done {
                return true;
            }
        }
        if rest > search.goal && self.go(state, search, pending, moves) {
            return true;
        }
        pending.push(r);
        false
    }

    /// A request's usable candidates with what they would add, the most first.
    fn order(&self, state: &State, r: usize) -> Vec<(i64, usize)> {
        let usable = self.c.of_request(r).filter(|i| self.alive[*i]);
        let mut all: Vec<(i64, usize)> = usable.map(|i| (state.delta(self.p, &self.c.list[i]), i)).collect();
        all.sort_unstable_by_key(|x| (-x.0, x.1));
        all
    }

    /// Adds a candidate, ejecting what bars it, and goes on.
    fn place(
        &self,
        state: &mut State,
        search: &mut Search,
        pending: &mut Vec<usize>,
        moves: usize,
        c: &Candidate,
    ) -> bool {
        let Some(reason) = state.bars(self.p, c) else {
            state.add(self.p, *c);
            if self.go(state, search, pending, moves) {
                return true;
            }
            state.drop(self.p, c.request as usize);
            return false;
        };
        if moves == 0 {
            return false;
        }
        for out in self.in_the_way(state, c, &reason) {
            if search.placed.contains(&out) || self.p.requests[out].pin.is_some() {
                continue;
            }
            let Some(before) = state.drop(self.p, out) else { continue };
            pending.push(out);
            let hope: i64 = pending.iter().map(|r| self.hope[*r]).sum();
            let worth = state.delta(self.p, c);
            if state.objective + hope + worth > search.goal && self.place(state, search, pending, moves - 1, c) {
                return true;
            }
            pending.retain(|r| *r != out);
            state.add(self.p, before);
        }
        false
    }

    /// The requests of which one must go before a candidate fits.
    fn in_the_way(&self, state: &State, c: &Candidate, reason: &Reason) -> Vec<usize> {
        let new = c.held(self.p);
        let calendar = &state.calendars[c.speaker as usize];
        let of =
            |same: &dyn Fn(i32) -> bool| calendar.iter().filter(|h| same(h.day)).filter_map(|h| h.request).collect();
        match reason {
            Reason::RoomTaken(r) => vec![*r],
            Reason::NoTimeBetween { other, .. } => other.iter().copied().collect(),
            Reason::DayFull(..) => of(&|d| d == new.day),
            Reason::WeekFull(..) => of(&|d| self.p.week(d) == self.p.week(new.day)),
            Reason::MonthFull(..) => of(&|d| self.p.month(d) == self.p.month(new.day)),
            Reason::Rest(..) => {
                let near =
                    calendar.iter().find(|h| rules::rest::check(self.p, c.speaker as usize, &[**h], &new).is_some());
                near.and_then(|h| h.request).into_iter().collect()
            }
            _ => Vec::new(),
        }
    }
}
