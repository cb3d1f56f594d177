//! What `plan solve|check|explain|generate` do with the bytes of files; clap and the file system stay outside.

use std::time::Duration;

use serde::Serialize;

use super::candidates::{Candidate, Candidates};
use super::explain::{self, WhyNot, WhyThis, WhyUnfilled};
use super::fault::{Fault, FaultKind};
use super::instance::Instance;
use super::problem::Problem;
use super::solution::{FORMAT, Plan, Solution};
use super::solve::{Options, Progress};
use super::state::State;
use super::verify::{self, Report};

/// The last line that `plan solve` prints.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Summary {
    /// Points.
    pub objective: i64,
    /// No plan is worth more.
    pub bound: i64,
    /// (bound - objective) / |bound|.
    pub gap: f64,
    /// Requests with a session.
    pub assigned: usize,
    /// Requests without one.
    pub unfilled: usize,
    /// Time of the run.
    pub seconds: f64,
}

/// `plan solve`: the solution's bytes and the summary.
///
/// # Errors
/// A fault of the instance, with its place.
pub fn solve(
    instance: &[u8],
    options: &Options,
    tell: &mut dyn FnMut(Progress),
    elapsed: &dyn Fn() -> Duration,
) -> Result<(Vec<u8>, Summary), Fault> {
    let x = Instance::parse(instance)?;
    let plan = super::solve(&x, options, tell, elapsed)?;
    Ok((bytes(&plan.solution(&x.name))?, summary(&plan, elapsed())))
}

fn summary(plan: &Plan, elapsed: Duration) -> Summary {
    Summary {
        objective: plan.objective,
        bound: plan.bound,
        gap: plan.gap,
        assigned: plan.assignments.len(),
        unfilled: plan.unfilled.len(),
        seconds: (elapsed.as_secs_f64() * 1000.0).round() / 1000.0,
    }
}

fn bytes<T: Serialize>(value: &T) -> Result<Vec<u8>, Fault> {
    let mut out = serde_json::to_vec(value).map_err(|_| Fault::new("", FaultKind::Unreadable))?;
    out.push(b'\n');
    Ok(out)
}

/// A solution; the place of its faults begins with `solution`.
fn read_solution(bytes: &[u8]) -> Result<Solution, Fault> {
    super::placed::read(bytes).map_err(|fault: Fault| {
        let dot = if fault.place.is_empty() { "" } else { "." };
        Fault::new(format!("solution{dot}{}", fault.place), fault.kind)
    })
}

/// `plan check`: what the judge found.
///
/// # Errors
/// A document that cannot be read.
pub fn check(instance: &[u8], solution: &[u8]) -> Result<Report, Fault> {
    Ok(verify::check(&Instance::parse(instance)?, &read_solution(solution)?))
}

/// `plan generate`: the bytes of a random instance.
///
/// # Errors
/// None in practice; the writer's own.
pub fn generate(requests: usize, speakers: usize, seed: u64) -> Result<Vec<u8>, Fault> {
    bytes(&super::generate::generate(requests, speakers, seed))
}

/// What `plan explain` found, as values; requests, speakers and slots are indices into the instance.
#[derive(Debug, Clone, PartialEq)]
pub enum Explanation {
    /// Why the request has the speaker that it has.
    This(WhyThis),
    /// Why it does not have the one asked about.
    Not(WhyNot),
    /// Why it has none.
    Unfilled(WhyUnfilled),
}

/// `plan explain`: the instance, to name things by, and the explanation.
///
/// # Errors
/// A document that cannot be read, an unknown id, or a solution that breaks a rule.
pub fn explain(
    instance: &[u8],
    solution: &[u8],
    request: &str,
    speaker: Option<&str>,
) -> Result<(Instance, Explanation), Fault> {
    let x = Instance::parse(instance)?;
    let solution = read_solution(solution)?;
    if solution.format != FORMAT {
        return Err(Fault::new("solution.format", FaultKind::Format(solution.format)));
    }
    if solution.instance != x.name {
        return Err(Fault::new("solution.instance", FaultKind::Unknown(solution.instance)));
    }
    let unknown = |place: &str, id: &str| Fault::new(place, FaultKind::Unknown(id.to_owned()));
    let r = x.requests.iter().position(|r| r.id == request).ok_or_else(|| unknown("--request", request))?;
    let s = match speaker {
        Some(id) => Some(x.speakers.iter().position(|s| s.id == id).ok_or_else(|| unknown("--speaker", id))?),
        None => None,
    };
    let explanation = {
        let p = Problem::new(&x)?;
        let state = state(&p, &solution)?;
        match s {
            Some(s) => Explanation::Not(explain::why_not(&p, &state, r, s)),
            None => match explain::why_this(&p, &Candidates::of_one(&p, r), &state, r) {
                Some(why) => Explanation::This(why),
                None => Explanation::Unfilled(explain::why_unfilled(&p, &state, r, 5)),
            },
        }
    };
    Ok((x, explanation))
}

/// The state that a solution's assignments make.
///
/// # Errors
/// The first assignment that is unknown or breaks a rule.
pub fn state(p: &Problem, solution: &Solution) -> Result<State, Fault> {
    let index = |ids: Vec<&str>| -> std::collections::HashMap<String, usize> {
        ids.into_iter().enumerate().map(|(i, id)| (id.to_owned(), i)).collect()
    };
    let requests = index(p.instance.requests.iter().map(|r| r.id.as_str()).collect());
    let speakers = index(p.instance.speakers.iter().map(|s| s.id.as_str()).collect());
    let mut state = State::empty(p);
    for (i, a) in solution.assignments.iter().enumerate() {
        let unknown = |id: &str| Fault::new(format!("assignments[{i}]"), FaultKind::Unknown(id.to_owned()));
        let r = *requests.get(&a.request).ok_or_else(|| unknown(&a.request))?;
        let s = *speakers.get(&a.speaker).ok_or_else(|| unknown(&a.speaker))?;
        let at = (a.date.number() - p.first, i32::from(a.start.0));
        let slot = p.requests[r].slots.iter().position(|t| *t == at);
        let slot =
            slot.ok_or_else(|| Fault::new(format!("assignments[{i}]"), FaultKind::Broken(super::Reason::NotOffered)))?;
        let c = Candidate::at(p, r, s, slot);
        if let Some(reason) = super::rules::alone(p, r, s, slot).or_else(|| state.bars(p, &c)) {
            return Err(Fault::new(format!("assignments[{i}]"), FaultKind::Broken(reason)));
        }
        state.add(p, c);
    }
    Ok(state)
}
