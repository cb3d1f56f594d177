//! Closing the last points: a proof by cases over who takes which request, each case with prices of its own.
//!
//! What the first prices rule out at the gap that is left ([`Reducer`]) makes the relaxations of the cases small. A case
//! is closed when its prices bound it by the best plan known; the tree with the prices of its leaves is the proof.

use std::rc::Rc;

use super::dive::Dive;
use super::engine::{Engine, read_prices};
use super::pdhg::{Pdhg, Point};
use super::prices::Prices;
use super::reduce::Reducer;
use super::relax::Relaxation;
use super::schedule::SCALE;
use super::solution::{CaseNode, Cases};
use super::solve::Progress;
use super::warm::Warm;

/// A decision. With a slot: the request is held so, or not. Without: nobody but the speaker holds it, or somebody else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Decision {
    /// Index of the request.
    pub request: u32,
    /// Index of the speaker.
    pub speaker: u32,
    /// Index of the slot, where one is named.
    pub slot: Option<u16>,
    /// The first, or the second.
    pub yes: bool,
}

/// One case of the tree.
pub struct Case {
    /// What led here, from the root.
    pub decisions: Vec<Decision>,
    /// The prices of this case.
    pub prices: Rc<Prices>,
    /// What they prove, scaled.
    pub bound: i64,
    /// The cases that this one was split into.
    pub split: Option<(Decision, usize, usize)>,
    warm: Option<Rc<Warm>>,
    next: Option<Decision>,
}

/// A proof by cases.
pub struct Tree {
    /// The root first; a case's parts come after it.
    pub cases: Vec<Case>,
    /// Plans up to this many points are not what the cases are about.
    pub floor: i64,
}

/// What the first prices leave: by candidate, and each speaker's, by day and begin.
struct Field {
    alive: Vec<bool>,
    of: Vec<(usize, Vec<u32>)>,
}

/// Points that may be open before a proof by cases.
const NEAR: i64 = 1_000;
/// Most cases of one proof.
const CASES: usize = 3_000;
/// Iterations after which a case's bound is looked at.
const LOOKS: [u32; 6] = [60, 120, 240, 400, 600, 900];
/// More than all profits together, so that what bears it is in every best schedule that it fits.
const FORCE: i64 = 1 << 52;
/// Steps of a case's prices beyond its relaxation.
const STEPS: usize = 24;
/// Most dives in what is left before the first split, and most of them in vain.
const DIVES: u64 = 8;
const VAIN: u64 = 2;
/// A plan is made of every so many cases' shares.
const ROUND: usize = 4;

impl Engine<'_> {
    /// Whether so little is open that cases can close it.
    pub fn is_near(&self) -> bool {
        self.bound_points() - self.best.objective <= NEAR
    }

    /// Splits cases, the weakest first, until all are closed or the run is over; a proof where that lowers the bound.
    pub fn close(&mut self, tell: &mut dyn FnMut(Progress)) -> Option<Cases> {
        let first = (Rc::new(self.prices.clone()), self.bound);
        let mut field = self.field(&first.0, first.1);
        self.search(&mut field, &first);
        self.tell(tell);
        let mut tree = Tree { cases: vec![Case::of(Vec::new(), &first.0, first.1)], floor: self.best.objective };
        let mut open = vec![0_usize];
        while let Some(at) = weakest(&tree, &mut open) {
            self.bound = tree.cases[at].bound;
            if self.is_closed() || self.is_over() || tree.cases.len() >= CASES {
                break;
            }
            self.rounds += 1;
            let known = self.best.objective;
            if at == 0 {
                let warm = self.warm.clone();
                self.solve_case(&mut tree.cases[0], warm.as_deref(), &field, true);
            }
            let Some(decision) = tree.cases[at].next else { break };
            let from = tree.cases[at].warm.take();
            let begun = tree.cases.len();
            for yes in [true, false] {
                let round = (tree.cases.len() / 2).is_multiple_of(ROUND);
                let child = self.child(&tree.cases[at], Decision { yes, ..decision }, from.as_deref(), &field, round);
                tree.cases.push(child);
            }
            tree.cases[at].split = Some((decision, begun, begun + 1));
            open.extend([begun, begun + 1]);
            if self.best.objective > known {
                field = self.field(&first.0, first.1);
            }
            self.tell(tell);
        }
        self.settle(&mut tree, &first);
        (self.bound_points() < first.1.div_euclid(SCALE)).then(|| self.proof(&tree))
    }

    /// The tree as a certificate holds it.
    fn proof(&self, tree: &Tree) -> Cases {
        let mut known: Vec<&Rc<Prices>> = Vec::new();
        let x = self.p.instance;
        let mut out = Cases { floor: tree.floor, tree: Vec::new(), prices: Vec::new() };
        for case in &tree.cases {
            out.tree.push(match case.split {
                Some((d, yes, no)) => {
                    let r = &x.requests[d.request as usize];
                    CaseNode::Split {
                        request: r.id.clone(),
                        speaker: x.speakers[d.speaker as usize].id.clone(),
                        slot: d.slot.map(|k| r.slots[k as usize].clone()),
                        yes,
                        no,
                    }
                }
                None => {
                    let at = known.iter().position(|k| Rc::ptr_eq(k, &case.prices)).unwrap_or_else(|| {
                        known.push(&case.prices);
                        out.prices.push(case.prices.beside(&self.prices, self.p, self.points));
                        known.len() - 1
                    });
                    CaseNode::Leaf { prices: at }
                }
            });
        }
        out
    }

    /// What the tree proves in the end.
    fn settle(&mut self, tree: &mut Tree, first: &(Rc<Prices>, i64)) {
        tree.floor = self.best.objective;
        let leaves = tree.cases.iter().filter(|c| c.split.is_none()).map(|c| c.bound);
        let open = leaves.filter(|b| b.div_euclid(SCALE) > tree.floor).max();
        self.bound = open.unwrap_or(tree.floor * SCALE).min(first.1);
        self.prices = (*first.0).clone();
    }

    fn is_done(&self, case: &Case) -> bool {
        case.bound.div_euclid(SCALE) <= self.best.objective
    }

    fn field(&self, prices: &Prices, bound: i64) -> Field {
        let k = Reducer { p: self.p, c: self.c, points: self.points, scheduler: self.scheduler };
        let alive =
            k.within(prices, bound - (self.best.objective + 1) * SCALE, self.options.threads, &|| self.is_cut());
        let of = |s: usize| self.c.of_speaker(s).iter().copied().filter(|i| alive[*i as usize]).collect::<Vec<u32>>();
        let of = (0..self.p.speakers.len()).map(|s| (s, of(s))).filter(|x| !x.1.is_empty()).collect();
        Field { alive, of }
    }

    /// Dives in what is left, as long as they find better plans; each of these leaves less.
    fn search(&mut self, field: &mut Field, first: &(Rc<Prices>, i64)) {
        let mut vain = 0;
        for n in 0..DIVES {
            if self.is_closed() || self.is_over() || vain == VAIN {
                return;
            }
            self.rounds += 1;
            let known = self.best.objective;
            let seed = self.options.seed.wrapping_add(n);
            let warm = self.warm.clone();
            self.dive(Dive::new(&field.alive, warm.as_deref(), self.pins.clone(), seed, 0.1 + n as f64 / 8.0));
            vain += 1;
            if self.best.objective > known {
                *field = self.field(&first.0, first.1);
                vain = 0;
            }
        }
    }

    fn child(&mut self, parent: &Case, d: Decision, from: Option<&Warm>, field: &Field, round: bool) -> Case {
        let mut decisions = parent.decisions.clone();
        decisions.push(d);
        let bound = self.bound_in(&parent.prices, &decisions, field).min(parent.bound);
        let mut out = Case::of(decisions, &parent.prices, bound);
        if !self.is_done(&out) {
            self.solve_case(&mut out, from, field, round);
        }
        out
    }

    /// Prices of a case from its relaxation; what is left in parts says where to split it.
    fn solve_case(&mut self, case: &mut Case, from: Option<&Warm>, field: &Field, round: bool) {
        let mut alive = field.alive.clone();
        case.decisions.iter().for_each(|d| self.apply(d, &mut alive));
        let mut lp = Relaxation::new(self.p, self.c, self.points, self.pins, &alive);
        for (i, lower) in lp.candidates.iter().zip(&mut lp.lower) {
            let c = &self.c.list[*i as usize];
            let held = |d: &&Decision| d.demands() && (d.request, d.slot) == (c.request, Some(c.slot));
            *lower = f64::from(u8::from(case.decisions.iter().any(|d| held(&d))));
        }
        let mut method = match from {
            Some(warm) => warm.start(&lp, 1),
            None => Pdhg::new(&lp, None, None, 1),
        };
        for look in LOOKS {
            method.run(look - method.iterations());
            let prices = read_prices(&lp, &method.point(), self.p.requests.len(), self.points.list.len());
            let bound = self.bound_in(&prices, &case.decisions, field);
            if bound < case.bound {
                (case.bound, case.prices) = (bound, Rc::new(prices));
            }
            if self.is_done(case) || method.error < 1e-8 || self.is_over() {
                break;
            }
        }
        self.lower(case, field);
        let point = method.point();
        if round {
            self.round(&lp, &point, &alive);
        }
        case.next =
            undecided(self, &lp, &point, &case.decisions).or_else(|| untried(self, &lp, &point, &case.decisions));
        case.warm = Some(Rc::new(Warm::new(&lp, &point, method.weight())));
    }

    /// Prices below what the relaxation gives: a speaker's whole schedules bind more than its rows. Steps against the
    /// surplus of each price, as long as they should be to reach the best plan known.
    fn lower(&self, case: &mut Case, field: &Field) {
        let target = self.best.objective * SCALE;
        let mut prices = (*case.prices).clone();
        let mut part = 1.0;
        for _ in 0..STEPS {
            if self.is_done(case) || self.is_cut() {
                return;
            }
            let mut used = prices.none();
            let bound = self.bound_with(&prices, &case.decisions, field, &mut |i| {
                used.count(self.points, &self.c.list[i as usize]);
            });
            if bound < case.bound {
                (case.bound, case.prices) = (bound, Rc::new(prices.clone()));
            } else {
                part *= 0.7;
            }
            let Some(next) = prices.stepped(&used, part * (bound - target) as f64) else { return };
            prices = next;
        }
    }

    /// What prices prove of the plans that keep these decisions and lie within the field, scaled.
    fn bound_in(&self, prices: &Prices, decisions: &[Decision], field: &Field) -> i64 {
        self.bound_with(prices, decisions, field, &mut |_| {})
    }

    /// The same; tells each candidate of the speakers' best schedules.
    fn bound_with(&self, prices: &Prices, decisions: &[Decision], field: &Field, tell: &mut dyn FnMut(u32)) -> i64 {
        let mut picks = Vec::new();
        let fixed = prices.requests.iter().sum::<i64>() + prices.points.iter().sum::<i64>();
        let (mut possible, mut met) = (true, 0);
        let best = field.of.iter().map(|(s, all)| {
            let demanded: Vec<&Decision> =
                decisions.iter().filter(|d| d.demands() && d.speaker as usize == *s).collect();
            let worth = |i: &u32| {
                let c = &self.c.list[*i as usize];
                let profit = c.gain * SCALE - prices.of(self.points, c);
                let demanded = demanded.iter().any(|d| d.request == c.request && d.slot == Some(c.slot));
                let kept = || decisions.iter().all(|d| d.keeps(c.request, c.speaker, c.slot));
                ((demanded || profit > 0) && kept()).then_some((*i, if demanded { profit + FORCE } else { profit }))
            };
            let items: Vec<(u32, i64)> = all.iter().filter_map(worth).collect();
            let best = self.scheduler.best(*s, &items, &mut picks) - FORCE * demanded.len() as i64;
            picks.iter().for_each(|i| tell(*i));
            met += demanded.len();
            possible &= best > -FORCE / 2;
            best.max(-FORCE / 2)
        });
        let sum = best.sum::<i64>();
        if !possible || met < decisions.iter().filter(|d| d.demands()).count() {
            return i64::MIN / 4;
        }
        sum + fixed + self.pins.objective * SCALE
    }

    /// Takes out the candidates that a decision rules out.
    fn apply(&self, d: &Decision, alive: &mut [bool]) {
        for i in self.c.of_request(d.request as usize) {
            let c = &self.c.list[i];
            alive[i] &= d.keeps(c.request, c.speaker, c.slot);
        }
    }
}

impl Decision {
    /// Whether the session is held in every plan of the case.
    fn demands(&self) -> bool {
        self.yes && self.slot.is_some()
    }

    fn keeps(&self, request: u32, speaker: u32, slot: u16) -> bool {
        request != self.request || (speaker == self.speaker && self.slot.is_none_or(|k| k == slot)) == self.yes
    }
}

impl Case {
    fn of(decisions: Vec<Decision>, prices: &Rc<Prices>, bound: i64) -> Self {
        Self { decisions, prices: Rc::clone(prices), bound, split: None, warm: None, next: None }
    }
}

/// The open case that proves least; taken off the list.
fn weakest(tree: &Tree, open: &mut Vec<usize>) -> Option<usize> {
    let at = (0..open.len()).max_by_key(|i| (tree.cases[open[*i]].bound, std::cmp::Reverse(open[*i])))?;
    Some(open.swap_remove(at))
}

/// The pair whose share is nearest to one half, or the slot where pairs are whole.
fn undecided(e: &Engine, lp: &Relaxation, point: &Point, decisions: &[Decision]) -> Option<Decision> {
    let mut share: std::collections::BTreeMap<(u32, u32, Option<u16>), f64> = std::collections::BTreeMap::new();
    for (i, x) in lp.candidates.iter().zip(&point.x) {
        let c = &e.c.list[*i as usize];
        *share.entry((c.request, c.speaker, None)).or_default() += x;
        *share.entry((c.request, c.speaker, Some(c.slot))).or_default() += x;
    }
    let mut best: Option<(f64, Decision)> = None;
    for (key, v) in share {
        let half = v.min(1.0 - v) * if key.2.is_some() { 0.2 } else { 1.0 };
        let d = Decision { request: key.0, speaker: key.1, slot: key.2, yes: true };
        if half > 0.002 && !decisions.contains(&d) && best.is_none_or(|b| half > b.0 + 1e-9) {
            best = Some((half, d));
        }
    }
    best.map(|b| b.1)
}

/// Where all is whole and still nothing is proven: the greatest share on which no decision was taken yet.
fn untried(e: &Engine, lp: &Relaxation, point: &Point, decisions: &[Decision]) -> Option<Decision> {
    let mut best: Option<(f64, Decision)> = None;
    for (i, x) in lp.candidates.iter().zip(&point.x) {
        let c = &e.c.list[*i as usize];
        let d = Decision { request: c.request, speaker: c.speaker, slot: Some(c.slot), yes: true };
        if best.is_none_or(|b| *x > b.0) && !decisions.contains(&d) {
            best = Some((*x, d));
        }
    }
    best.map(|b| b.1)
}
