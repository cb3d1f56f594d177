//! What a better plan can still hold: candidates whose loss against the prices is within the gap.
//!
//! Prices bound every plan by a sum of speakers' best schedules. A plan better than the one known can give away only the
//! difference; a candidate that costs its speaker more than that, and one that stands in the way of what is certain, is out.

use super::candidates::Candidates;
use super::prices::{Points, Prices};
use super::problem::Problem;
use super::schedule::Scheduler;

/// More than any profit, so that a candidate that bears it is in every best schedule.
const FORCE: i64 = 1 << 55;

/// What is left of a problem once the gap is known.
pub struct Reduced {
    /// By candidate: a better plan may hold it.
    pub alive: Vec<bool>,
    /// By request: a better plan must hold it.
    pub needed: Vec<bool>,
}

/// Everything that prices say about a problem at a gap (scaled).
pub struct Reducer<'a> {
    /// The problem.
    pub p: &'a Problem<'a>,
    /// Its candidates.
    pub c: &'a Candidates,
    /// Its priced minutes.
    pub points: &'a Points,
    /// Finds speakers' best schedules.
    pub scheduler: &'a Scheduler<'a>,
}

impl Reducer<'_> {
    /// What a plan that loses at most `gap` against these prices may hold.
    pub fn reduce(&self, prices: &Prices, gap: i64, before: &[bool]) -> Reduced {
        let mut alive = vec![false; self.c.list.len()];
        for s in 0..self.p.speakers.len() {
            self.speaker(s, prices, gap, before, &mut alive);
        }
        let needed = (0..self.p.requests.len()).map(|r| prices.requests[r] > gap).collect();
        Reduced { alive, needed }
    }

    fn speaker(&self, s: usize, prices: &Prices, gap: i64, before: &[bool], alive: &mut [bool]) {
        let all: Vec<(u32, i64)> = self.worth(s, prices, before);
        let good: Vec<(u32, i64)> = all.iter().copied().filter(|i| i.1 > 0).collect();
        let mut picks = Vec::new();
        let best = self.scheduler.best(s, &good, &mut picks);
        for i in &picks {
            alive[*i as usize] = true;
        }
        for (at, (i, profit)) in all.iter().enumerate() {
            if *profit < -gap || alive[*i as usize] {
                continue;
            }
            let mut items: Vec<(u32, i64)> = Vec::with_capacity(good.len() + 1);
            items.extend(all[..at].iter().filter(|x| x.1 > 0));
            items.push((*i, profit + FORCE));
            items.extend(all[at + 1..].iter().filter(|x| x.1 > 0));
            let forced = self.scheduler.best(s, &items, &mut picks) - FORCE;
            if best - forced <= gap {
                for i in &picks {
                    alive[*i as usize] = true;
                }
            }
        }
    }

    /// A speaker's open candidates with gain less prices, by day and begin.
    pub fn worth(&self, s: usize, prices: &Prices, open: &[bool]) -> Vec<(u32, i64)> {
        let profit = |i: &u32| {
            let x = &self.c.list[*i as usize];
            let free = open[*i as usize] && self.p.requests[x.request as usize].pin.is_none();
            free.then(|| (*i, x.gain * super::schedule::SCALE - prices.of(self.points, x)))
        };
        self.c.of_speaker(s).iter().filter_map(profit).collect()
    }
}
