//! Trails: a speaker with time to spare takes a session from another, who takes one from a third, and so on across the
//! whole map, until somebody takes a request that nobody held or can spare one. The other way round, an open request is
//! taken by somebody in place of a session that another takes, and so on.
//!
//! Measured against the prices hardly any step loses, so the best trail is a shortest path: from request to request, each
//! reached at the least loss. It is far longer than a chain or a neighbourhood can follow.

use std::collections::BinaryHeap;

use super::candidates::Candidate;
use super::engine::Engine;
use super::problem::Held;
use super::rules;
use super::schedule::SCALE;

/// Requests that one search may reach before it gives up.
const REACH: usize = 20_000;
/// Ends of trails that are tried.
const TRIED: usize = 24;
/// No request: the trail begins here.
const START: u32 = u32::MAX;

/// How a request is reached: what the trail is worth by then, who takes it, and what that speaker gave up before.
#[derive(Clone, Copy)]
struct Step {
    worth: i64,
    taken: u32,
    gave: u32,
}

/// A search from one speaker.
struct Search {
    steps: Vec<Option<Step>>,
    open: BinaryHeap<(i64, u32)>,
    ends: Vec<(i64, u32, Option<u32>)>,
    best: i64,
    reached: usize,
}

impl Engine<'_> {
    /// Follows trails from each of these speakers, then from every open request of a price; better plans are kept.
    pub fn trails(&mut self, from: &[usize]) {
        for s in from {
            if self.is_over() {
                return;
            }
            while self.trail(*s) {}
            self.kick(*s);
        }
        for r in 0..self.p.requests.len() {
            if self.best.chosen[r].is_none() && self.prices.requests[r] > SCALE && !self.is_over() {
                self.refill(r);
            }
        }
    }

    /// A speaker takes one more session; says whether the plan became better.
    fn trail(&mut self, speaker: usize) -> bool {
        let mut search = Search::new(self.p.requests.len());
        self.widen(&mut search, START, speaker, 0);
        while let Some((r, worth)) = search.next() {
            if let Some(held) = self.best.chosen[r as usize] {
                self.widen(&mut search, r, held.speaker as usize, worth);
            }
        }
        self.finish(search)
    }

    /// Somebody takes a request that nobody holds; says whether the plan became better.
    fn refill(&mut self, request: usize) -> bool {
        let mut search = Search::new(self.p.requests.len());
        self.replace(&mut search, START, request, 0);
        while let Some((r, worth)) = search.next() {
            self.replace(&mut search, r, r as usize, worth);
        }
        self.finish(search)
    }

    /// A speaker's best schedule at the prices, whoever holds it; those who lose by it, and what is given up, look for
    /// trails of their own. Kept where all of it together is better.
    fn kick(&mut self, speaker: usize) {
        let before = self.best.clone();
        if let Some((losing, given)) = self.seize(speaker) {
            for s in losing {
                while self.trail(s) {}
            }
            for r in given.into_iter().filter(|r| before.chosen[*r].is_some()) {
                if self.best.chosen[r].is_none() {
                    self.refill(r);
                }
            }
        }
        if self.best.objective <= before.objective {
            self.best = before;
        }
    }

    /// Gives a speaker the best schedule at the prices: the speakers who lose by it, and what this one gave up;
    /// `None` where a room is taken.
    fn seize(&mut self, speaker: usize) -> Option<(Vec<usize>, Vec<usize>)> {
        let items = self.prices.items(self.p, self.c, self.points, speaker);
        let mut picks = Vec::new();
        self.scheduler.best(speaker, &items, &mut picks);
        let own: Vec<usize> = self.best.calendars[speaker].iter().filter_map(|h| h.request).collect();
        let given: Vec<usize> = own.into_iter().filter(|r| self.p.requests[*r].pin.is_none()).collect();
        for r in &given {
            self.best.drop(self.p, *r);
        }
        let mut losing = Vec::new();
        for c in picks.iter().map(|i| self.c.list[*i as usize]) {
            losing.extend(self.best.drop(self.p, c.request as usize).map(|c| c.speaker as usize));
            if self.best.bars(self.p, &c).is_some() {
                return None;
            }
            self.best.add(self.p, c);
        }
        Some((losing, given))
    }

    /// Tries the best ends of a search; says whether the plan became better.
    fn finish(&mut self, mut search: Search) -> bool {
        search.ends.sort_unstable_by_key(|e| (std::cmp::Reverse(e.0), e.1, e.2));
        let ends = std::mem::take(&mut search.ends);
        ends.iter().take(TRIED).any(|end| self.follow(&search, end))
    }

    /// Who could take a request that has nobody, beside what they hold or in place of one of these.
    fn replace(&self, search: &mut Search, gave: u32, request: usize, worth: i64) {
        let state = &self.best;
        let cost = |c: &Candidate| self.prices.of(self.points, c);
        if let Some(held) = state.chosen[request] {
            search.end(worth - cost(&held), gave, None);
        }
        for i in self.c.of_request(request) {
            let c = &self.c.list[i];
            let s = c.speaker as usize;
            let then = worth + c.gain * SCALE - if gave == START { 0 } else { cost(c) };
            let calendar = &state.calendars[s];
            if state.chosen[request].is_some_and(|held| held.speaker == c.speaker) || then <= search.best {
                continue;
            }
            if self.fits(calendar, c) {
                let load = rules::load::of_nth(self.p, s, state.planned[s] + 1) * SCALE;
                search.end(then - load, gave, Some(i as u32));
                continue;
            }
            if self.is_on(search, gave, c.speaker) {
                continue;
            }
            for r in calendar.iter().filter_map(|h| h.request) {
                let Some(held) = state.chosen[r].filter(|_| self.p.requests[r].pin.is_none()) else { continue };
                let after = then - held.gain * SCALE + cost(&held);
                if after > search.known(r) {
                    let rest: Vec<Held> = calendar.iter().filter(|h| h.request != Some(r)).copied().collect();
                    if self.fits(&rest, c) {
                        search.reach(r as u32, Step { worth: after, taken: i as u32, gave });
                    }
                }
            }
        }
    }

    /// What a speaker who gave up a request (or has time to spare) could take instead.
    fn widen(&self, search: &mut Search, gave: u32, speaker: usize, worth: i64) {
        let state = &self.best;
        let n = state.planned[speaker];
        let given = (gave != START).then_some(gave as usize);
        let lost = given.and_then(|r| state.chosen[r]).map(|c| c.gain * SCALE - self.prices.of(self.points, &c));
        let load = |n: i64| rules::load::of_nth(self.p, speaker, n) * SCALE;
        if let Some(lost) = lost {
            search.end(worth - lost + load(n), gave, None);
        }
        let base = worth - lost.unwrap_or_else(|| load(n + 1));
        let calendar: Vec<Held> =
            state.calendars[speaker].iter().filter(|h| given.is_none() || h.request != given).copied().collect();
        for i in self.c.of_speaker(speaker) {
            let c = &self.c.list[*i as usize];
            let r = c.request as usize;
            if Some(r) == given || self.p.requests[r].pin.is_some() {
                continue;
            }
            let price = self.prices.of(self.points, c);
            let then = base + c.gain * SCALE - price;
            match &state.chosen[r] {
                Some(held) if held.speaker as usize == speaker => {}
                Some(held) => {
                    let free = || self.fits(&calendar, c) && !self.is_on(search, gave, held.speaker);
                    if then > search.known(r) && free() {
                        search.reach(c.request, Step { worth: then, taken: *i, gave });
                    }
                }
                None => {
                    if then + price > search.best && self.fits(&calendar, c) {
                        search.end(then + price, gave, Some(*i));
                    }
                }
            }
        }
    }

    /// Whether a candidate fits beside a calendar and into its room, its own request apart.
    fn fits(&self, calendar: &[Held], c: &Candidate) -> bool {
        let new = c.held(self.p);
        let meets = |h: &Held| h.request != new.request && h.day == new.day && h.begin < new.end && new.begin < h.end;
        !self.best.room(self.p, c.request as usize).iter().any(meets)
            && rules::beside(self.p, c.speaker as usize, calendar, &new).is_none()
    }

    /// Whether a speaker gave up something already on the way here.
    fn is_on(&self, search: &Search, mut at: u32, speaker: u32) -> bool {
        while at != START {
            if self.best.chosen[at as usize].is_some_and(|c| c.speaker == speaker) {
                return true;
            }
            at = search.steps[at as usize].map_or(START, |s| s.gave);
        }
        false
    }

    /// Changes the plan along a trail, where it holds and the plan becomes better by it.
    fn follow(&mut self, search: &Search, end: &(i64, u32, Option<u32>)) -> bool {
        let (objective, mut at) = (self.best.objective, end.1);
        let mut taken: Vec<u32> = end.2.into_iter().collect();
        let mut dropped = Vec::new();
        while let Some(step) = search.steps.get(at as usize).copied().flatten() {
            dropped.extend(self.best.drop(self.p, at as usize));
            taken.push(step.taken);
            at = step.gave;
        }
        let mut added = Vec::new();
        for c in taken.iter().rev().map(|i| self.c.list[*i as usize]) {
            if self.best.bars(self.p, &c).is_some() {
                break;
            }
            self.best.add(self.p, c);
            added.push(c.request as usize);
        }
        if added.len() == taken.len() && self.best.objective > objective {
            return true;
        }
        for r in added {
            self.best.drop(self.p, r);
        }
        for c in dropped {
            self.best.add(self.p, c);
        }
        false
    }
}

impl Search {
    fn new(requests: usize) -> Self {
        Self { steps: vec![None; requests], open: BinaryHeap::new(), ends: Vec::new(), best: 0, reached: 0 }
    }

    /// The open request reached at the least loss, as long as a trail through it may be better than those found.
    fn next(&mut self) -> Option<(u32, i64)> {
        loop {
            let (worth, r) = self.open.pop()?;
            if worth <= self.best || self.reached == REACH {
                return None;
            }
            if self.steps[r as usize].is_some_and(|s| s.worth == worth) {
                self.reached += 1;
                return Some((r, worth));
            }
        }
    }

    /// What another way to a request must be worth more than.
    fn known(&self, r: usize) -> i64 {
        self.steps[r].map_or(self.best, |s| s.worth.max(self.best))
    }

    fn reach(&mut self, r: u32, step: Step) {
        self.steps[r as usize] = Some(step);
        self.open.push((step.worth, r));
    }

    fn end(&mut self, worth: i64, gave: u32, taken: Option<u32>) {
        if worth > 0 {
            self.best = self.best.max(worth);
            self.ends.push((worth, gave, taken));
        }
    }
}
