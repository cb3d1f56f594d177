//! Large neighbourhoods: where the plan loses most against the prices, the speakers who could change places are planned
//! anew together, while everybody else stands.
//!
//! A plan's distance from the bound is a sum over speakers: what the best schedule at the prices is worth, less what the
//! own one is. A neighbourhood grows from a speaker who loses: the sessions held, the people who could hold them, their
//! sessions, and so on. (By venue instead, a speaker's sessions lie half in and half out, and hardly any dive is better.)

use std::collections::HashSet;

use super::dive::{Dive, TIE};
use super::engine::Engine;
use super::random::Random;
use super::schedule::SCALE;
use super::solve::Progress;
use super::warm::Warm;

/// Requests of a neighbourhood, pass after pass.
const SIZES: [usize; 4] = [150, 600, 300, 900];
/// Most passes.
const PASSES: usize = 40;
/// Neighbourhoods between two reports.
const TOLD: u64 = 32;

impl Engine<'_> {
    /// Dives anew in one neighbourhood after the other, while much is open and passes are of use.
    pub fn polish(&mut self, near: &[bool], warm: &Warm, tell: &mut dyn FnMut(Progress)) {
        let mut vain = 0;
        for pass in 0..PASSES {
            let before = self.best.objective;
            let mut covered = vec![false; self.p.speakers.len()];
            for centre in self.losers(pass as u64) {
                if self.is_near() || self.is_over() {
                    return;
                }
                if !covered[centre] {
                    self.anew(centre, SIZES[pass % SIZES.len()], pass as u64, (near, warm), &mut covered);
                    if self.rounds.is_multiple_of(TOLD) {
                        self.tell(tell);
                    }
                }
            }
            self.tell(tell);
            let little = self.best.objective - before < (self.bound_points() - before) / 200;
            vain = if little { vain + 1 } else { 0 };
            if vain == SIZES.len() {
                return;
            }
        }
    }

    /// One neighbourhood; the half of its people nearest to the centre count as covered.
    fn anew(&mut self, centre: usize, size: usize, pass: u64, from: (&[bool], &Warm), covered: &mut [bool]) {
        self.rounds += 1;
        let (near, warm) = from;
        let (people, free) = self.linked(centre, size, near);
        people[..people.len().div_ceil(2)].iter().for_each(|s| covered[*s] = true);
        let mut base = self.best.clone();
        for r in &free {
            base.drop(self.p, *r);
        }
        let candidates = free.iter().flat_map(|r| self.c.of_request(*r)).filter(|i| near[*i]).map(|i| i as u32);
        let seed = self.options.seed.wrapping_add(pass);
        let only = Some(free.as_slice());
        let dive =
            Dive { candidates: candidates.collect(), warm: Some(warm), base: &base, seed, tie: TIE, only, until: 0.97 };
        self.dive(dive);
    }

    /// Speakers whose best schedule at the prices is worth more than their own, about the most first.
    fn losers(&self, pass: u64) -> Vec<usize> {
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
        out.into_iter().map(|x| x.1).collect()
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
