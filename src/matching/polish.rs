//! Large neighbourhoods: where the plan loses most against the prices, the speakers who could change places are planned
//! anew together, while everybody else stands.
//!
//! A plan's distance from the bound is a sum over speakers: what the best schedule at the prices is worth, less what the
//! own one is. A neighbourhood grows from a speaker who loses: the sessions held, the people who could hold them, their
//! sessions, and so on. (By venue instead, a speaker's sessions lie half in and half out, and hardly any dive is better.)

use std::collections::HashSet;

use super::candidates::Candidate;
use super::dive::{Dive, TIE};
use super::engine::Engine;
use super::random::Random;
use super::reduce::Reducer;
use super::schedule::SCALE;
use super::solve::Progress;
use super::warm::Warm;

/// Requests of a neighbourhood, pass after pass.
const SIZES: [usize; 4] = [150, 600, 300, 900];
/// Passes in vain before the end.
const VAIN: usize = 60;
/// Points that a candidate of the later passes may cost its speaker.
const CLOSE: i64 = 30 * SCALE;
/// The part of all loss that the centres of every other of the later passes stand for.
const SHARE: f64 = 0.9;
/// How far chance may lift shares in the later passes.
const JITTER: f64 = 0.5;
/// Steps that lower the prices before the later passes, and the part of what is open that they reach for.
const STEPS: usize = 60;
const GOAL: f64 = 0.3;
/// Neighbourhoods between two reports.
const TOLD: u64 = 32;

/// What a pass works with.
struct Pass<'a> {
    number: usize,
    /// By candidate: may be used.
    alive: &'a [bool],
    warm: &'a Warm,
    jitter: f64,
}

impl Engine<'_> {
    /// Betters the plan until it is nearly proven or nothing helps any more: passes among all that is worth nearly its
    /// price, as long as they gain; then, at lower prices, among what costs its speaker next to nothing.
    pub fn polish(&mut self, near: Vec<bool>, warm: &Warm, tell: &mut dyn FnMut(Progress)) {
        let (mut alive, mut jitter, mut vain) = (near, 0.0, 0);
        let mut trailed = i64::MIN;
        for number in 0.. {
            let before = self.best.objective;
            let losers = self.losers(number as u64);
            if before > trailed {
                self.trails(&losers.iter().map(|x| x.1).collect::<Vec<usize>>());
                trailed = self.best.objective;
            }
            self.pass(&losers, &Pass { number, alive: &alive, warm, jitter }, tell);
            if self.is_near() || self.is_over() || vain == VAIN {
                return;
            }
            let gained = self.best.objective - before;
            vain = if gained > 0 { 0 } else { vain + 1 };
            if jitter == 0.0 && gained < (self.bound_points() - before) / 200 {
                self.lower_prices();
                let k = Reducer { p: self.p, c: self.c, points: self.points, scheduler: self.scheduler };
                alive = k.within(&self.prices, CLOSE, self.options.threads, &|| self.is_cut());
                (jitter, vain, trailed) = (JITTER, 0, i64::MIN);
            }
        }
    }

    /// Neighbourhoods around the speakers who lose most; every other one of the later passes is around all of them.
    fn pass(&mut self, losers: &[(f64, usize)], pass: &Pass, tell: &mut dyn FnMut(Progress)) {
        let mut covered = vec![false; self.p.speakers.len()];
        let all: f64 = losers.iter().map(|x| x.0).sum();
        let mut left = if pass.jitter > 0.0 && pass.number.is_multiple_of(2) { SHARE * all } else { all };
        for (loss, centre) in losers {
            if self.is_near() || self.is_over() || left < 0.0 {
                break;
            }
            left -= loss;
            if !covered[*centre] {
                self.anew(*centre, pass, &mut covered);
                if self.rounds.is_multiple_of(TOLD) {
                    self.tell(tell);
                }
            }
        }
        self.tell(tell);
    }

    /// Lowers the prices beyond what the relaxation gave: speakers' whole schedules bind more than its rows.
    fn lower_prices(&mut self) {
        let mut prices = self.prices.clone();
        let mut part = GOAL;
        for _ in 0..STEPS {
            if self.is_cut() {
                return;
            }
            let mut used = prices.none();
            let count = &mut |c: &Candidate| used.count(self.points, c);
            let bound = prices.bound_telling(self.p, self.c, self.points, self.scheduler, self.pins, count);
            part *= if bound < self.bound { 1.0 } else { 0.8 };
            self.offer_prices(&prices, bound);
            let open = (bound - self.best.objective * SCALE) as f64;
            let Some(next) = prices.stepped(&used, part * open) else { return };
            prices = next;
        }
    }

    /// One neighbourhood; the half of its people nearest to the centre count as covered.
    fn anew(&mut self, centre: usize, pass: &Pass, covered: &mut [bool]) {
        self.rounds += 1;
        let (people, free) = self.linked(centre, SIZES[pass.number % SIZES.len()], pass.alive);
        people[..people.len().div_ceil(2)].iter().for_each(|s| covered[*s] = true);
        let mut base = self.best.clone();
        for r in &free {
            base.drop(self.p, *r);
        }
        let candidates = free.iter().flat_map(|r| self.c.of_request(*r)).filter(|i| pass.alive[*i]);
        self.dive(Dive {
            candidates: candidates.map(|i| i as u32).collect(),
            warm: Some(pass.warm),
            base,
            seed: self.options.seed.wrapping_add(pass.number as u64),
            tie: TIE,
            only: Some(&free),
            jitter: pass.jitter,
            until: 0.97,
        });
    }

    /// Speakers whose best schedule at the prices is worth more than their own, about the most first.
    fn losers(&self, pass: u64) -> Vec<(f64, usize)> {
        let mut picks = Vec::new();
        let mut own = vec![0_i64; self.p.speakers.len()];
        let planned = self.best.chosen.iter().flatten().filter(|c| self.p.requests[c.request as usize].pin.is_none());
        let mut held = vec![0_i64; own.len()];
        for c in planned {
            own[c.speaker as usize] += c.gain * SCALE - self.prices.of(self.points, c);
            held[c.speaker as usize] += 1;
        }
        let mut out: Vec<(f64, usize)> = Vec::new();
        for s in 0..own.len() {
            let items = self.prices.items(self.p, self.c, self.points, s);
            let best = self.scheduler.best(s, &items, &mut picks);
            let loss = best - (own[s] - self.scheduler.load(s, 0, held[s]));
            if loss >= SCALE {
                out.push((loss as f64 * (0.5 + Random::new(s as u64 ^ (pass << 32)).unit()), s));
            }
        }
        out.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        out
    }

    /// People and requests linked to a speaker: what they hold, open requests of a price that they could, who could
    /// hold these, and so on; the requests in ascending order.
    fn linked(&self, centre: usize, size: usize, near: &[bool]) -> (Vec<usize>, Vec<usize>) {
        let (mut people, mut requests) = (vec![centre], Vec::new());
        let (mut known, mut seen) = (HashSet::from([centre]), HashSet::new());
        let (mut of_people, mut of_requests) = (0, 0);
        while requests.len() < size {
            if let Some(s) = people.get(of_people) {
                of_people += 1;
                requests.extend(self.wishes(*s, near).filter(|r| seen.insert(*r)));
            } else if let Some(r) = requests.get(of_requests) {
                of_requests += 1;
                let all = self.c.of_request(*r).filter(|i| near[*i]).map(|i| self.c.list[i].speaker as usize);
                people.extend(all.filter(|s| known.insert(*s)));
            } else {
                break;
            }
        }
        requests.sort_unstable();
        (people, requests)
    }

    /// Open requests of a speaker: those held, and those of a price that nobody holds.
    fn wishes<'b>(&'b self, speaker: usize, near: &'b [bool]) -> impl Iterator<Item = usize> + 'b {
        let held = self.best.calendars[speaker].iter().filter_map(|h| h.request);
        let could = self.c.of_speaker(speaker).iter().filter(|i| near[**i as usize]);
        let lost = could
            .map(|i| self.c.list[*i as usize].request as usize)
            .filter(|r| self.best.chosen[*r].is_none() && self.prices.requests[*r] > 0);
        held.chain(lost).filter(|r| self.p.requests[*r].pin.is_none())
    }
}
