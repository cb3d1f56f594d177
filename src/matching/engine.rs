//! One run: what is known of the problem, the best plan and the best prices so far, and when to stop.

use std::rc::Rc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use super::candidates::Candidates;
use super::chain::{Chains, Effort};
use super::pdhg::{Pdhg, Point};
use super::prices::{Points, Prices};
use super::problem::Problem;
use super::relax::{Key, Relaxation};
use super::schedule::{SCALE, Scheduler};
use super::solution::Plan;
use super::solve::{Options, Progress};
use super::state::State;
use super::warm::Warm;

/// What a run knows.
pub struct Engine<'a> {
    /// The problem.
    pub p: &'a Problem<'a>,
    /// Its candidates.
    pub c: &'a Candidates,
    /// Its priced minutes.
    pub points: &'a Points,
    /// Speakers' best schedules.
    pub scheduler: &'a Scheduler<'a>,
    /// The pins alone.
    pub pins: &'a State,
    /// How the run is bounded.
    pub options: &'a Options,
    /// Time since the start.
    pub elapsed: &'a dyn Fn() -> Duration,
    /// The best plan so far.
    pub best: State,
    /// The best prices so far.
    pub prices: Prices,
    /// What they prove, scaled.
    pub bound: i64,
    /// Rounds of search done.
    pub rounds: u64,
    /// Where the relaxation of the whole ended.
    pub warm: Option<Rc<Warm>>,
}

/// Iterations between two looks at the bound.
const STRETCH: u32 = 100;
/// The part of the time after which the relaxation of the whole does not go on.
const LATE: f64 = 0.55;
/// Most stretches of one relaxation.
const STRETCHES: u32 = 40;

impl Engine<'_> {
    /// The bound in whole points.
    pub fn bound_points(&self) -> i64 {
        self.bound.div_euclid(SCALE)
    }

    /// Whether the plan is proven best.
    pub fn is_closed(&self) -> bool {
        self.bound_points() <= self.best.objective
    }

    /// Whether the run must end: stopped, out of time, or out of rounds.
    pub fn is_over(&self) -> bool {
        self.is_cut() || self.options.iterations.is_some_and(|n| self.rounds >= n)
    }

    /// Whether the run was stopped or is out of time, whatever its rounds.
    pub fn is_cut(&self) -> bool {
        self.options.stop.load(Ordering::Relaxed) || (self.elapsed)() >= self.options.time_limit
    }

    /// Whether more than this part of the time is used up; a run of so many rounds goes by those alone, so that it ends
    /// with the same plan on any machine.
    pub fn is_past(&self, part: f64) -> bool {
        self.options.iterations.is_none() && (self.elapsed)() >= self.options.time_limit.mul_f64(part)
    }

    /// Tells how far the run has come.
    pub fn tell(&self, tell: &mut dyn FnMut(Progress)) {
        let (objective, bound) = (self.best.objective, self.bound_points());
        tell(Progress { objective, bound, gap: Plan::gap_of(objective, bound), elapsed: (self.elapsed)() });
    }

    /// Keeps a plan that is better than the best.
    pub fn offer(&mut self, state: &State) -> bool {
        let better = state.objective > self.best.objective;
        if better {
            self.best = state.clone();
        }
        better
    }

    /// Keeps prices that prove more.
    pub fn offer_prices(&mut self, prices: &Prices, bound: i64) {
        if bound < self.bound {
            self.bound = bound;
            self.prices = prices.clone();
        }
    }

    /// Solves the relaxation of the whole, stretch by stretch: prices from its duals, plans from its shares.
    pub fn relax(&mut self, tell: &mut dyn FnMut(Progress)) {
        let alive = vec![true; self.c.list.len()];
        let lp = Relaxation::new(self.p, self.c, self.points, self.pins, &alive);
        if lp.candidates.is_empty() {
            return self.offer_zero();
        }
        let mut method = Pdhg::new(&lp, None, None, self.options.threads);
        let mut gains = Vec::new();
        for stretch in 1..=STRETCHES {
            for _ in 0..STRETCH / 5 {
                if self.is_cut() || self.is_past(LATE) {
                    break;
                }
                method.run(5);
            }
            self.rounds += 1;
            let point = method.point();
            let (prices, bound) = self.prices_of(&lp, &point);
            gains.push((self.bound - bound).max(0));
            self.offer_prices(&prices, bound);
            let done = self.is_settled(&gains) || stretch == STRETCHES || self.is_over() || self.is_past(LATE);
            if done || stretch % 4 == 0 {
                self.round(&lp, &point, &alive);
            }
            self.tell(tell);
            if self.is_closed() || self.is_over() {
                return;
            }
            if done {
                let warm = Rc::new(Warm::new(&lp, &point, method.weight()));
                self.warm = Some(Rc::clone(&warm));
                drop(method);
                drop(lp);
                self.dives(&warm, tell);
                return;
            }
        }
    }

    /// Whether the last stretches proved next to nothing beside what is open.
    fn is_settled(&self, gains: &[i64]) -> bool {
        let last = gains.len().saturating_sub(4);
        let open = self.bound - self.best.objective * SCALE;
        gains.len() > 8 && gains[last..].iter().sum::<i64>() < (open / 64).min(SCALE.max(self.bound >> 17))
    }

    /// Nothing is open: pins are all there is, and prices of nothing prove it.
    fn offer_zero(&mut self) {
        let none = Prices { requests: vec![0; self.p.requests.len()], points: vec![0; self.points.list.len()] };
        let bound = self.bound_of(&none);
        self.offer_prices(&none, bound);
    }

    fn bound_of(&self, prices: &Prices) -> i64 {
        prices.bound(self.p, self.c, self.points, self.scheduler, self.pins)
    }

    /// The prices that a relaxation's duals give to requests and rooms, and what they prove.
    fn prices_of(&self, lp: &Relaxation, point: &Point) -> (Prices, i64) {
        let prices = read_prices(lp, point, self.p.requests.len(), self.points.list.len());
        let bound = self.bound_of(&prices);
        (prices, bound)
    }

    /// A plan from the shares of a relaxation: the largest first, the rest by chains.
    pub fn round(&mut self, lp: &Relaxation, point: &Point, alive: &[bool]) {
        let mut order: Vec<(f64, u32)> =
            lp.candidates.iter().zip(&point.x).filter(|(_, x)| **x > 0.1).map(|(i, x)| (*x, *i)).collect();
        order.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        let mut state = self.pins.clone();
        for (_, i) in order {
            let c = &self.c.list[i as usize];
            if state.bars(self.p, c).is_none() && state.delta(self.p, c) > 0 {
                state.add(self.p, *c);
            }
        }
        self.mend(&mut state, alive, None);
        self.offer(&state);
    }

    /// Improves a plan by chains until none helps; only these requests lead off, where they are given.
    pub fn mend(&self, state: &mut State, alive: &[bool], only: Option<&[usize]>) {
        let hope = self.prices.requests.iter().map(|v| v / SCALE + 3).collect();
        let chains = Chains { p: self.p, c: self.c, hope, alive, fresh: None, toll: 0 };
        let all: Vec<usize> = only.map_or_else(|| (0..self.p.requests.len()).collect(), <[usize]>::to_vec);
        for moves in [1, 2, 3, 4, 6] {
            let mut again = true;
            while again {
                again = false;
                for (n, r) in all.iter().enumerate() {
                    if n % 32 == 0 && self.is_cut() {
                        return;
                    }
                    again |= chains.improve(state, *r, Effort { moves, steps: 400 });
                }
            }
        }
    }
}

/// The prices that a relaxation's duals give to requests and rooms.
pub fn read_prices(lp: &Relaxation, point: &Point, requests: usize, points: usize) -> Prices {
    let mut out = Prices { requests: vec![0; requests], points: vec![0; points] };
    for (key, y) in lp.keys.iter().zip(&point.y) {
        let price = (y.max(0.0) * SCALE as f64).round() as i64;
        match key {
            Key::Request(r) => out.requests[*r as usize] = price,
            Key::Point(o) => out.points[*o as usize] = price,
            _ => {}
        }
    }
    out
}
