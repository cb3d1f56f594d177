//! Plans from relaxations: what is nearly whole is fixed, the rest is solved anew, round by round; first for the whole,
//! then for one neighbourhood after the other.

use super::engine::Engine;
use super::pdhg::Pdhg;
use super::random::Random;
use super::reduce::Reducer;
use super::relax::Relaxation;
use super::schedule::SCALE;
use super::solve::Progress;
use super::state::State;
use super::warm::Warm;

/// What a dive starts from.
pub struct Dive<'a> {
    alive: &'a [bool],
    warm: Option<&'a Warm>,
    base: &'a State,
    seed: u64,
    tie: f64,
    only: Option<&'a [usize]>,
    until: f64,
}

/// Points that a candidate of a dive may be worth less than its price.
const NEAR: i64 = 100 * SCALE;
/// Points by which ties between candidates are broken.
const TIE: f64 = 0.5;
/// The part of the time after which no dive goes on.
const LATE: f64 = 0.85;
/// Requests of one neighbourhood, and how often all of them are gone through at most.
const NEIGHBOURS: usize = 3_000;
const PASSES: u64 = 6;
/// Most iterations of one relaxation.
const ITERATIONS: u32 = 1_200;

impl<'a> Dive<'a> {
    /// From `base`, with these candidates.
    pub fn new(alive: &'a [bool], warm: Option<&'a Warm>, base: &'a State, seed: u64, tie: f64) -> Self {
        Self { alive, warm, base, seed, tie, only: None, until: LATE }
    }
}

impl Engine<'_> {
    /// A dive among what is worth nearly its price; then neighbourhoods.
    pub fn dives(&mut self, warm: &Warm, tell: &mut dyn FnMut(Progress)) {
        let k = Reducer { p: self.p, c: self.c, points: self.points, scheduler: self.scheduler };
        let alive = k.near(&self.prices, NEAR);
        if !self.is_past(LATE) {
            self.rounds += 1;
            self.dive(&Dive::new(&alive, Some(warm), self.pins, self.options.seed, TIE));
            self.tell(tell);
        }
        self.polish(&alive, warm, tell);
    }

    /// Dives anew in one neighbourhood of requests after the other, while much is open.
    fn polish(&mut self, near: &[bool], warm: &Warm, tell: &mut dyn FnMut(Progress)) {
        let mut random = Random::new(self.options.seed);
        for pass in 0..PASSES {
            let before = self.best.objective;
            let mut order: Vec<usize> =
                (0..self.p.requests.len()).filter(|r| self.p.requests[*r].pin.is_none()).collect();
            random.shuffle(&mut order);
            let mut covered = vec![false; self.p.requests.len()];
            for centre in order {
                if self.is_near() || self.is_over() {
                    return;
                }
                if covered[centre] {
                    continue;
                }
                self.rounds += 1;
                let free = self.around(centre);
                free.iter().for_each(|r| covered[*r] = true);
                let mut base = self.best.clone();
                for r in &free {
                    base.drop(self.p, *r);
                }
                let mut alive = vec![false; near.len()];
                for r in &free {
                    self.c.of_request(*r).for_each(|i| alive[i] = near[i]);
                }
                let seed = self.options.seed.wrapping_add(pass);
                let whole = Dive::new(&alive, Some(warm), &base, seed, TIE);
                self.dive(&Dive { only: Some(&free), until: 0.97, ..whole });
                self.tell(tell);
            }
            if self.best.objective - before < (self.bound_points() - before) / 50 {
                return;
            }
        }
    }

    /// The open requests nearest to one, by venue.
    fn around(&self, centre: usize) -> Vec<usize> {
        let at = |r: usize| {
            let v = &self.p.instance.venues[self.p.requests[r].venue];
            (v.lat, v.lon)
        };
        let here = at(centre);
        let off = |r: usize| (at(r).0 - here.0).powi(2) + ((at(r).1 - here.1) * 0.85).powi(2);
        let mut all: Vec<(f64, usize)> =
            (0..self.p.requests.len()).filter(|r| self.p.requests[*r].pin.is_none()).map(|r| (off(r), r)).collect();
        all.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        all.truncate(NEIGHBOURS);
        let mut out: Vec<usize> = all.into_iter().map(|x| x.1).collect();
        out.sort_unstable();
        out
    }

    /// One dive; a better plan is kept.
    pub fn dive(&mut self, d: &Dive) {
        let mut state = d.base.clone();
        let mut alive = d.alive.to_vec();
        let mut bar = 0.95;
        let mut last: Option<Warm> = None;
        loop {
            let mut lp = Relaxation::new(self.p, self.c, self.points, &state, &alive);
            if lp.candidates.is_empty() {
                break;
            }
            for (g, i) in lp.gain.iter_mut().zip(&lp.candidates) {
                *g += Random::new(u64::from(*i) ^ (d.seed << 32)).unit() * d.tie;
            }
            let mut method = match last.as_ref().or(d.warm) {
                Some(warm) => warm.start(&lp, self.options.threads),
                None => Pdhg::new(&lp, None, None, self.options.threads),
            };
            let cut = || self.is_cut() || self.is_past(d.until);
            while method.error > 1e-6 && method.iterations() < ITERATIONS && !cut() {
                method.run(20);
            }
            let point = method.point();
            let shares: Vec<(f64, u32)> = lp.candidates.iter().zip(&point.x).map(|(i, x)| (*x, *i)).collect();
            if cut() {
                self.fix(&mut state, &mut alive, shares, 0.01);
                break;
            }
            self.fix(&mut state, &mut alive, shares, bar);
            bar = (bar - 0.05_f64).max(0.6);
            last = Some(Warm::new(&lp, &point, method.weight()));
        }
        self.mend(&mut state, &vec![true; self.c.list.len()], d.only);
        self.offer(&state);
    }

    /// Adds what is above the bar (the greatest share at least), and takes out what no longer fits.
    fn fix(&self, state: &mut State, alive: &mut [bool], mut shares: Vec<(f64, u32)>, bar: f64) {
        shares.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        let mut any = false;
        for (x, i) in &shares {
            if any && *x < bar {
                break;
            }
            let c = &self.c.list[*i as usize];
            if state.bars(self.p, c).is_none() && state.delta(self.p, c) > 0 {
                state.add(self.p, *c);
                any = true;
            }
        }
        for (_, i) in shares {
            let c = &self.c.list[i as usize];
            alive[i as usize] &= state.bars(self.p, c).is_none();
        }
    }
}
