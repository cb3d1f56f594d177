//! Plans from relaxations: what is nearly whole is fixed, the rest is solved anew, round by round.

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
    /// Candidates that may be used, in ascending order.
    pub candidates: Vec<u32>,
    /// Where relaxations start from.
    pub warm: Option<&'a Warm>,
    /// What stays as it is.
    pub base: State,
    /// Another seed breaks ties otherwise.
    pub seed: u64,
    /// Points by which ties are broken.
    pub tie: f64,
    /// Requests that chains may begin with, where not all.
    pub only: Option<&'a [usize]>,
    /// How far chance may lift a share that is not nearly whole; another seed then rounds otherwise.
    pub jitter: f64,
    /// The part of the time after which it does not go on.
    pub until: f64,
}

/// Points that a candidate of a dive may be worth less than its price.
const NEAR: i64 = 100 * SCALE;
/// Points by which ties between candidates are broken.
pub const TIE: f64 = 0.5;
/// The part of the time after which no dive goes on.
const LATE: f64 = 0.85;
/// The least share that chance lifts.
const SPLIT: f64 = 0.05;
/// Most iterations of one relaxation.
const ITERATIONS: u32 = 1_200;

impl<'a> Dive<'a> {
    /// From `base`, with these candidates.
    pub fn new(alive: &[bool], warm: Option<&'a Warm>, base: State, seed: u64, tie: f64) -> Self {
        let candidates = (0..alive.len() as u32).filter(|i| alive[*i as usize]).collect();
        Self { candidates, warm, base, seed, tie, only: None, jitter: 0.0, until: LATE }
    }
}

impl Engine<'_> {
    /// A dive among what is worth nearly its price; then neighbourhoods.
    pub fn dives(&mut self, warm: &Warm, tell: &mut dyn FnMut(Progress)) {
        let k = Reducer { p: self.p, c: self.c, points: self.points, scheduler: self.scheduler };
        let alive = k.near(&self.prices, NEAR);
        if !self.is_past(LATE) {
            self.rounds += 1;
            self.dive(Dive::new(&alive, Some(warm), self.pins.clone(), self.options.seed, TIE));
            self.tell(tell);
        }
        self.polish(alive, warm, tell);
    }

    /// One dive; a better plan is kept.
    pub fn dive(&mut self, d: Dive) {
        let (mut state, mut open) = (d.base, d.candidates);
        let mut bar = 0.95;
        let mut last: Option<Warm> = None;
        loop {
            open.retain(|i| state.bars(self.p, &self.c.list[*i as usize]).is_none());
            if open.is_empty() {
                break;
            }
            let mut lp = Relaxation::of(self.p, self.c, self.points, &state, open.clone());
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
            let mut shares: Vec<(f64, u32)> = lp.candidates.iter().zip(&point.x).map(|(i, x)| (*x, *i)).collect();
            if cut() {
                self.fix(&mut state, shares, 0.01);
                break;
            }
            lift(&mut shares, bar, (d.jitter, d.seed));
            self.fix(&mut state, shares, bar);
            bar = (bar - 0.05_f64).max(0.6);
            last = Some(Warm::new(&lp, &point, method.weight()));
        }
        self.mend(&mut state, &vec![true; self.c.list.len()], d.only);
        self.offer(&state);
    }

    /// Adds what is above the bar, the greatest share at least.
    fn fix(&self, state: &mut State, mut shares: Vec<(f64, u32)>, bar: f64) {
        shares.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        let mut any = false;
        for (x, i) in shares {
            if any && x < bar {
                break;
            }
            let c = &self.c.list[i as usize];
            if state.bars(self.p, c).is_none() && state.delta(self.p, c) > 0 {
                state.add(self.p, *c);
                any = true;
            }
        }
    }
}

/// Lifts shares below the bar by chance, none above it.
fn lift(shares: &mut [(f64, u32)], bar: f64, (jitter, seed): (f64, u64)) {
    if jitter == 0.0 {
        return;
    }
    for (x, i) in shares.iter_mut().filter(|s| SPLIT < s.0 && s.0 < bar) {
        let by = jitter * Random::new(u64::from(*i) ^ (seed << 40)).unit();
        *x = (*x + by).min(bar - f64::EPSILON);
    }
}
