//! What a better plan can still hold: candidates whose loss against the prices is within the gap.
//!
//! Prices bound every plan by a sum of speakers' best schedules. A plan better than the one known can give away only the
//! difference; a candidate that costs its speaker more than that is out.

use super::candidates::Candidates;
use super::prices::{Points, Prices};
use super::problem::Problem;
use super::schedule::{SCALE, Scheduler};

/// More than any profit, so that a candidate that bears it is in every best schedule.
const FORCE: i64 = 1 << 55;
/// Speakers that a thread looks at between two looks at the clock.
const BLOCK: usize = 64;

/// Everything that prices say about a problem.
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
    /// By candidate: a plan that loses at most `gap` (scaled) against these prices may hold it; pins apart.
    ///
    /// Once time is up, the weaker test of [`Self::near`] stands for those that are left.
    pub fn within(&self, prices: &Prices, gap: i64, threads: usize, is_cut: &dyn Fn() -> bool) -> Vec<bool> {
        let mut alive = vec![false; self.c.list.len()];
        let speakers: Vec<usize> = (0..self.p.speakers.len()).collect();
        for block in speakers.chunks(BLOCK * threads.max(1)) {
            if is_cut() {
                return self.near(prices, gap);
            }
            let of = |part: &[usize]| part.iter().flat_map(|s| self.speaker(*s, prices, gap)).collect::<Vec<u32>>();
            let mut found = vec![Vec::new(); block.len().div_ceil(BLOCK)];
            std::thread::scope(|scope| {
                let (first, others) = found.split_at_mut(1);
                for (part, out) in block.chunks(BLOCK).skip(1).zip(others) {
                    scope.spawn(move || *out = of(part));
                }
                first[0] = of(&block[..block.len().min(BLOCK)]);
            });
            found.iter().flatten().for_each(|i| alive[*i as usize] = true);
        }
        alive
    }

    /// By candidate: worth at least its price less `margin` (scaled); a cheaper and weaker test.
    pub fn near(&self, prices: &Prices, margin: i64) -> Vec<bool> {
        let near = |x: usize| self.c.list[x].gain * SCALE - prices.of(self.points, &self.c.list[x]) >= -margin;
        (0..self.c.list.len()).map(near).collect()
    }

    /// The candidates of one speaker that are within the gap.
    fn speaker(&self, s: usize, prices: &Prices, gap: i64) -> Vec<u32> {
        let all = self.worth(s, prices);
        let good: Vec<(u32, i64)> = all.iter().copied().filter(|i| i.1 > 0).collect();
        let mut picks = Vec::new();
        let best = self.scheduler.best(s, &good, &mut picks);
        if gap < 0 {
            return Vec::new();
        }
        let mut alive = picks.clone();
        for (at, (i, profit)) in all.iter().enumerate() {
            if *profit < -gap || alive.contains(i) {
                continue;
            }
            let mut items: Vec<(u32, i64)> = Vec::with_capacity(good.len() + 1);
            items.extend(all[..at].iter().filter(|x| x.1 > 0));
            items.push((*i, profit + FORCE));
            items.extend(all[at + 1..].iter().filter(|x| x.1 > 0));
            let forced = self.scheduler.best(s, &items, &mut picks) - FORCE;
            if best - forced <= gap {
                alive.extend(&picks);
            }
        }
        alive
    }

    /// A speaker's open candidates with gain less prices, by day and begin.
    fn worth(&self, s: usize, prices: &Prices) -> Vec<(u32, i64)> {
        let profit = |i: &u32| {
            let x = &self.c.list[*i as usize];
            let open = self.p.requests[x.request as usize].pin.is_none();
            open.then(|| (*i, x.gain * SCALE - prices.of(self.points, x)))
        };
        self.c.of_speaker(s).iter().filter_map(profit).collect()
    }
}
