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
    /// A request whose candidates are these and not the listed ones.
    pub fresh: Option<(usize, Vec<Candidate>)>,
    /// Points that moving or dropping a session costs on top.
    pub toll: i64,
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
    /// What was moved or dropped, as it was.
    ejected: Vec<Candidate>,
}

impl Chains<'_> {
    /// Places these requests (now out of the plan) so that the objective, less tolls, exceeds `goal`.
    ///
    /// Gives what was moved or dropped, as it was; leaves the plan as it stood where nothing is found.
    pub fn settle(&self, state: &mut State, requests: &[usize], goal: i64, effort: Effort) -> Option<Vec<Candidate>> {
        let mut search = Search { goal, steps: effort.steps, placed: Vec::new(), ejected: Vec::new() };
        let mut pending = requests.to_vec();
        self.go(state, &mut search, &mut pending, effort.moves).then_some(search.ejected)
    }

    /// The same for one request that must take this candidate.
    pub fn settle_with(&self, state: &mut State, c: &Candidate, goal: i64, effort: Effort) -> Option<Vec<Candidate>> {
        let placed = vec![c.request as usize];
        let mut search = Search { goal, steps: effort.steps, placed, ejected: Vec::new() };
        self.place(state, &mut search, &mut Vec::new(), effort.moves, c).then_some(search.ejected)
    }

    /// Looks for a better place for one request, in the plan or out of it; says whether the plan became better.
    pub fn improve(&self, state: &mut State, r: usize, effort: Effort) -> bool {
        if self.p.requests[r].pin.is_some() {
            return false;
        }
        let goal = state.objective;
        let before = state.drop(self.p, r);
        let better = self.settle(state, &[r], goal, effort).is_some();
        if let (false, Some(c)) = (better, before) {
            state.add(self.p, c);
        }
        better
    }

    /// A request's usable candidates by what they would add, the most first.
    pub fn choices(&self, state: &State, r: usize) -> Vec<Candidate> {
        self.order(state, r).into_iter().map(|x| x.1).collect()
    }

    /// The objective that can still be hoped for, less tolls.
    fn hoped(&self, state: &State, search: &Search, pending: &[usize]) -> i64 {
        let hope: i64 = pending.iter().map(|r| self.hope[*r]).sum();
        state.objective + hope - self.toll * search.ejected.len() as i64
    }

    fn go(&self, state: &mut State, search: &mut Search, pending: &mut Vec<usize>, moves: usize) -> bool {
        let hoped = self.hoped(state, search, pending);
        if hoped <= search.goal || search.steps == 0 {
            return false;
        }
        search.steps -= 1;
        let Some(r) = pending.pop() else { return true };
        let rest = hoped - self.hope[r];
        for (gain, c) in self.order(state, r) {
            if rest + gain <= search.goal {
                break;
            }
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
    fn order(&self, state: &State, r: usize) -> Vec<(i64, Candidate)> {
        let worth = |c: &Candidate| (state.delta(self.p, c), *c);
        let mut all: Vec<(i64, Candidate)> = match &self.fresh {
            Some((of, list)) if *of == r => list.iter().map(worth).collect(),
            _ => self.c.of_request(r).filter(|i| self.alive[*i]).map(|i| worth(&self.c.list[i])).collect(),
        };
        all.sort_unstable_by_key(|x| (-x.0, x.1.speaker, x.1.slot));
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
            search.ejected.push(before);
            let hoped = self.hoped(state, search, pending) + state.delta(self.p, c);
            if hoped > search.goal && self.place(state, search, pending, moves - 1, c) {
                return true;
            }
            search.ejected.pop();
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
