//! Mending a plan at once: a decline, a sick day, a request opened, withdrawn or moved.
//!
//! Everything else of the plan stands; what must move is offered as ranked alternatives, each with its points and the
//! people it touches. Moving a session that nobody complained about costs `change` points on top.

use super::candidates::{Candidate, Candidates};
use super::chain::{Chains, Effort};
use super::problem::Problem;
use super::state::State;
use std::collections::HashMap;

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// The speaker does not take this request.
    Decline {
        /// Index of the request.
        request: usize,
        /// Index of the speaker.
        speaker: usize,
    },
    /// The speaker holds nothing from the first to the last day, both counted from the horizon's first.
    Sick {
        /// Index of the speaker.
        speaker: usize,
        /// First day.
        from: i32,
        /// Last day.
        to: i32,
    },
    /// A request without a session is to be placed.
    Open {
        /// Index of the request.
        request: usize,
    },
    /// A request is no longer wanted.
    Withdrawn {
        /// Index of the request.
        request: usize,
    },
    /// A request offers these slots now: day and begin.
    Moved {
        /// Index of the request.
        request: usize,
        /// Its slots, the most wished first.
        slots: Vec<(i32, i32)>,
    },
}

/// Speaker, day and begin.
pub type Place = (usize, i32, i32);

/// One request that is planned otherwise than before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Change {
    /// Index of the request.
    pub request: usize,
    /// Where it was.
    pub before: Option<Place>,
    /// Where it is.
    pub after: Option<Place>,
}

/// One way to go on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alternative {
    /// Points gained or lost against the plan before the event.
    pub points: i64,
    /// Every request that is planned otherwise.
    pub changes: Vec<Change>,
}

/// A plan that can be mended.
pub struct Mender<'a> {
    p: Problem<'a>,
    c: Candidates,
    alive: Vec<bool>,
    state: State,
}

/// Sessions that a mend may move beside the one it places, and steps of one search.
const EFFORT: Effort = Effort { moves: 2, steps: 300 };
/// First choices of a request that are tried with moves.
const TRIED: usize = 12;
/// Times of one speaker among them.
const TIMES_EACH: usize = 2;
/// Times a found chain is bettered.
const ROUNDS: usize = 3;

impl<'a> Mender<'a> {
    /// Over a plan of the problem.
    pub fn new(p: Problem<'a>, c: Candidates, state: State) -> Self {
        let alive = vec![true; c.list.len()];
        Self { p, c, alive, state }
    }

    /// A what-if copy: events that befall it leave this one as it is.
    pub fn again(&self) -> Self {
        Self { p: self.p.clone(), c: self.c.clone(), alive: self.alive.clone(), state: self.state.clone() }
    }

    /// The plan as it stands.
    pub fn state(&self) -> &State {
        &self.state
    }

    /// What the event does to the plan and the ways to go on, the best first; nothing is decided yet.
    ///
    /// A plan always goes on: the last alternative leaves open what cannot be placed.
    pub fn alternatives(&mut self, event: &Event, most: usize) -> Vec<Alternative> {
        let before = self.state.objective;
        let (orphans, fresh) = self.strike(event);
        let mut out = match event {
            Event::Withdrawn { .. } => self.refill(before, &orphans),
            Event::Open { request } | Event::Moved { request, .. } => {
                self.place_all(before, &orphans, Some(*request), fresh)
            }
            _ => self.place_all(before, &orphans, None, fresh),
        };
        out.sort_by(|a, b| self.rank(b).cmp(&self.rank(a)).then(a.changes.len().cmp(&b.changes.len())));
        out.dedup();
        out.truncate(most);
        out
    }

    /// Carries one alternative out.
    pub fn choose(&mut self, alternative: &Alternative) {
        for change in &alternative.changes {
            self.state.drop(&self.p, change.request);
        }
        for change in &alternative.changes {
            let Some((speaker, day, begin)) = change.after else { continue };
            let slot = self.p.requests[change.request].slots.iter().position(|s| *s == (day, begin));
            if let Some(slot) = slot {
                self.state.add(&self.p, Candidate::at(&self.p, change.request, speaker, slot));
            }
        }
    }

    /// Points, less what it costs to move sessions that stood.
    fn rank(&self, a: &Alternative) -> i64 {
        let moved = a.changes.iter().filter(|c| c.before.is_some()).count() as i64;
        a.points - self.p.instance.weights.change * moved
    }

    /// Takes out of the plan what the event forbids; gives what was lost as it was, and a moved request's candidates.
    fn strike(&mut self, event: &Event) -> (Vec<Candidate>, Option<(usize, Vec<Candidate>)>) {
        match event {
            Event::Decline { request, speaker } => {
                self.bar(|c| c.request as usize == *request && c.speaker as usize == *speaker);
                let held = self.state.chosen[*request].is_some_and(|c| c.speaker as usize == *speaker);
                (self.drop_all(held.then_some(*request)), None)
            }
            Event::Sick { speaker, from, to } => {
                let hit = |c: &Candidate| c.speaker as usize == *speaker && (*from..=*to).contains(&i32::from(c.day));
                self.bar(hit);
                let lost: Vec<usize> =
                    (0..self.p.requests.len()).filter(|r| self.state.chosen[*r].is_some_and(|c| hit(&c))).collect();
                (self.drop_all(lost), None)
            }
            Event::Open { .. } => (Vec::new(), None),
            Event::Withdrawn { request } => {
                self.bar(|c| c.request as usize == *request);
                (self.drop_all([*request]), None)
            }
            Event::Moved { request, slots } => {
                let lost = self.drop_all([*request]);
                self.p.requests[*request].slots.clone_from(slots);
                self.p.requests[*request].pin = None;
                let fresh = Candidates::of_one(&self.p, *request);
                (lost, Some((*request, fresh)))
            }
        }
    }

    fn drop_all(&mut self, requests: impl IntoIterator<Item = usize>) -> Vec<Candidate> {
        requests.into_iter().filter_map(|r| self.state.drop(&self.p, r)).collect()
    }

    fn bar(&mut self, hit: impl Fn(&Candidate) -> bool) {
        for (alive, c) in self.alive.iter_mut().zip(&self.c.list) {
            *alive &= !hit(c);
        }
    }

    fn chains(&self, fresh: Option<(usize, Vec<Candidate>)>) -> Chains<'_> {
        let best = |r: usize| self.c.list[self.c.of_request(r)].iter().map(|c| c.gain).max().unwrap_or(0);
        let hope = (0..self.p.requests.len()).map(best).collect();
        Chains { p: &self.p, c: &self.c, hope, alive: &self.alive, fresh, toll: self.p.instance.weights.change }
    }

    /// Ways to place the orphans: each first choice of the dearest, the others behind it as well as may be.
    fn place_all(
        &mut self,
        before: i64,
        orphans: &[Candidate],
        open: Option<usize>,
        fresh: Option<(usize, Vec<Candidate>)>,
    ) -> Vec<Alternative> {
        let mut state = std::mem::replace(&mut self.state, State::empty(&self.p));
        let chains = self.chains(fresh);
        let mut requests: Vec<usize> = orphans.iter().map(|c| c.request as usize).chain(open).collect();
        requests.dedup();
        requests.sort_by_key(|r| std::cmp::Reverse((chains.hope[*r], *r)));
        let mut out = Vec::new();
        let mut way = Way { chains: &chains, state: &mut state, before, touched: orphans.to_vec(), placed: Vec::new() };
        if let Some((first, rest)) = requests.split_first() {
            for c in varied(chains.choices(way.state, *first)) {
                way.with(Some(&c), *first, &mut |w| w.through(rest, &mut out));
            }
        }
        way.through(requests.get(1..).unwrap_or_default(), &mut out);
        self.state = state;
        out
    }

    /// Ways to use what a withdrawn request leaves free.
    fn refill(&mut self, before: i64, gone: &[Candidate]) -> Vec<Alternative> {
        let mut state = std::mem::replace(&mut self.state, State::empty(&self.p));
        let chains = self.chains(None);
        let mut out = Vec::new();
        let mut way = Way { chains: &chains, state: &mut state, before, touched: gone.to_vec(), placed: Vec::new() };
        way.through(&[], &mut out);
        for c in gone {
            let near = |r: &usize| {
                let room = self.p.requests[*r].room == self.p.requests[c.request as usize].room;
                let of = &self.c.list[self.c.of_request(*r)];
                of.iter().any(|o| o.speaker == c.speaker || room && o.day == c.day)
            };
            let open: Vec<usize> = (0..self.p.requests.len())
                .filter(|r| way.state.chosen[*r].is_none() && *r != c.request as usize)
                .collect();
            for r in open.into_iter().filter(near) {
                way.with(None, r, &mut |w| w.through(&[], &mut out));
            }
        }
        self.state = state;
        out
    }
}

/// The first choices, of one speaker only a few: other people are other ways, later hours hardly.
fn varied(choices: Vec<Candidate>) -> impl Iterator<Item = Candidate> {
    let mut times: HashMap<u32, usize> = HashMap::new();
    let few = move |c: &Candidate| {
        let n = times.entry(c.speaker).or_default();
        *n += 1;
        *n <= TIMES_EACH
    };
    choices.into_iter().filter(few).take(TRIED)
}

/// A plan on the way to an alternative, and how to come back.
struct Way<'a, 'b> {
    chains: &'a Chains<'b>,
    state: &'a mut State,
    /// Points before the event.
    before: i64,
    /// What stood otherwise before the event.
    touched: Vec<Candidate>,
    /// Requests placed on the way.
    placed: Vec<usize>,
}

impl Way<'_, '_> {
    /// Places a request as well as chains can, beginning with one candidate where one is given, goes on, and comes back.
    fn with(&mut self, first: Option<&Candidate>, request: usize, then: &mut dyn FnMut(&mut Self)) {
        let start = self.state.objective;
        let mut goal = if first.is_some() { i64::MIN / 2 } else { start };
        let mut best: Option<(Vec<Candidate>, Vec<Candidate>)> = None;
        for _ in 0..ROUNDS {
            let found = match first {
                Some(c) => self.chains.settle_with(self.state, c, goal, EFFORT),
                None => self.chains.settle(self.state, &[request], goal, EFFORT),
            };
            let Some(ejected) = found else { break };
            goal = self.state.objective - self.chains.toll * ejected.len() as i64;
            let now = self.now(request, &ejected);
            self.swap(request, &ejected, &ejected);
            best = Some((ejected, now));
        }
        let Some((ejected, now)) = best else { return };
        self.swap(request, &ejected, &now);
        self.touched.extend(&ejected);
        self.placed.push(request);
        then(self);
        self.placed.pop();
        self.touched.truncate(self.touched.len() - ejected.len());
        self.swap(request, &ejected, &ejected);
    }

    /// The request and what was ejected, as they stand now.
    fn now(&self, request: usize, ejected: &[Candidate]) -> Vec<Candidate> {
        let all = ejected.iter().map(|c| c.request as usize).chain([request]);
        all.filter_map(|r| self.state.chosen[r]).collect()
    }

    /// Takes the request and what was ejected out and puts these in.
    fn swap(&mut self, request: usize, ejected: &[Candidate], put: &[Candidate]) {
        for r in ejected.iter().map(|c| c.request as usize).chain([request]) {
            self.state.drop(self.chains.p, r);
        }
        for c in put {
            self.state.add(self.chains.p, *c);
        }
    }

    /// Places the requests that are left, notes the alternative, and comes back.
    fn through(&mut self, rest: &[usize], out: &mut Vec<Alternative>) {
        if let Some((r, rest)) = rest.split_first() {
            let seen = out.len();
            self.with(None, *r, &mut |w| w.through(rest, out));
            if out.len() == seen {
                self.through(rest, out);
            }
            return;
        }
        let place = |c: &Candidate| (c.speaker as usize, i32::from(c.day), i32::from(c.begin));
        let mut requests: Vec<usize> = self.touched.iter().map(|c| c.request as usize).collect();
        requests.extend(self.chains.fresh.iter().map(|f| f.0));
        requests.extend(&self.placed);
        requests.sort_unstable();
        requests.dedup();
        let change = |r: usize| {
            let before = self.touched.iter().find(|c| c.request as usize == r).map(place);
            Change { request: r, before, after: self.state.chosen[r].as_ref().map(place) }
        };
        let changes = requests.into_iter().map(change).filter(|c| c.before != c.after).collect();
        out.push(Alternative { points: self.state.objective - self.before, changes });
    }
}
