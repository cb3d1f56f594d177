//! The one way in: an instance, options, somebody to tell and a clock; out comes a plan with its proof.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use super::candidates::Candidates;
use super::engine::Engine;
use super::fault::Fault;
use super::instance::{Assignment, Instance};
use super::prices::{Points, Prices};
use super::problem::Problem;
use super::schedule::Scheduler;
use super::solution::Plan;
use super::state::State;

/// How a run is bounded.
#[derive(Debug, Clone)]
pub struct Options {
    /// The run ends at this time by the clock that it is given.
    pub time_limit: Duration,
    /// Same instance, seed and threads: same bytes, where the time limit did not end the run.
    pub seed: u64,
    /// Threads to use, at least 1; the plan does not depend on them.
    pub threads: usize,
    /// Rounds of search at most; `None` is as many as are of use.
    pub iterations: Option<u64>,
    /// Set from outside to end the run with the best plan so far.
    pub stop: Arc<AtomicBool>,
}

impl Default for Options {
    fn default() -> Self {
        Self { time_limit: Duration::from_secs(60), seed: 1, threads: 1, iterations: None, stop: Arc::default() }
    }
}

/// How far a run has come.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Progress {
    /// Points of the best plan so far.
    pub objective: i64,
    /// No plan is worth more.
    pub bound: i64,
    /// The gap between the two.
    pub gap: f64,
    /// Time since the start.
    pub elapsed: Duration,
}

/// Plans an instance.
///
/// # Errors
/// An instance that cannot be planned: a fault with its place.
pub fn solve(
    x: &Instance,
    options: &Options,
    tell: &mut dyn FnMut(Progress),
    elapsed: &dyn Fn() -> Duration,
) -> Result<Plan, Fault> {
    let p = Problem::new(x)?;
    let c = Candidates::new(&p)?;
    let pins = State::of_pins(&p)?;
    let points = Points::new(&p, &c);
    let scheduler = Scheduler::new(&p, &c, &pins);
    let prices = Prices::highest(&p, &c, &points);
    let bound = prices.bound(&p, &c, &points, &scheduler, &pins);
    let mut first = pins.clone();
    super::greedy::fill(&p, &c, &mut first);
    let mut engine = Engine {
        p: &p,
        c: &c,
        points: &points,
        scheduler: &scheduler,
        pins: &pins,
        options,
        elapsed,
        best: first,
        prices,
        bound,
        rounds: 0,
        warm: None,
    };
    engine.tell(tell);
    if !engine.is_closed() && !engine.is_over() {
        engine.relax(tell);
    }
    let mut cases = None;
    if !engine.is_closed() && !engine.is_over() && engine.is_near() {
        cases = engine.close(tell);
    }
    let bound = engine.bound_points();
    let mut plan = plan(&p, &engine.best, bound, &engine.prices, &points);
    plan.certificate.cases = cases;
    Ok(plan)
}

/// The plan that a state and prices make.
fn plan(p: &Problem, state: &State, bound: i64, prices: &Prices, points: &Points) -> Plan {
    let assignments = state.chosen.iter().flatten().map(|c| {
        let r = &p.instance.requests[c.request as usize];
        let slot = &r.slots[c.slot as usize];
        let speaker = p.instance.speakers[c.speaker as usize].id.clone();
        Assignment { request: r.id.clone(), speaker, date: slot.date, start: slot.start }
    });
    Plan {
        assignments: assignments.collect(),
        objective: state.objective,
        bound,
        gap: Plan::gap_of(state.objective, bound),
        unfilled: (0..p.requests.len()).filter(|r| state.chosen[*r].is_none()).collect(),
        certificate: prices.certificate(p, points),
    }
}
