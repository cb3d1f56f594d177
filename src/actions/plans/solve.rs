//! From facts to a plan with reasons: the engine at work on this thread.

use super::facts::PlanFacts;
use super::instance::{Places, build};
use super::placed::{Placed, moment_of, slot_of};
use super::why::{self, Why};
use crate::calendars::days_off::DaysOff;
use crate::kernel::{Moment, Refusal, RequestId, SpeakerId};
use crate::matching::candidates::{Candidate, Candidates};
use crate::matching::fault::FaultKind;
use crate::matching::problem::Problem;
use crate::matching::state::State;
use crate::matching::{Fault, Instance, Options, Plan, Progress};
use crate::sessions::PlanItem;
use std::collections::HashMap;
use std::time::{Duration, Instant};

/// A plan, its items, and how long it took.
pub(super) struct Solved {
    pub(super) plan: Plan,
    pub(super) items: Vec<PlanItem>,
    pub(super) seconds: f64,
}

/// Who is told how far the run has come: a phase begins, or a better plan or bound was found.
pub(super) trait Hears {
    fn solving(&mut self, progress: Progress);
    fn explaining(&mut self);
}

/// Solves; a pin of an earlier plan that the registers no longer allow is given up, a settled
/// session that breaks a rule by now binds as it is.
pub(super) fn solve(
    mut facts: PlanFacts,
    days_off: &DaysOff,
    mut pins: Vec<Placed>,
    options: &Options,
    hears: &mut dyn Hears,
) -> Result<Solved, Refusal> {
    let begun = Instant::now();
    let elapsed = || begun.elapsed();
    loop {
        let kept: Vec<Placed> = all_pins(&facts, &pins);
        let instance = build(&facts, days_off, &Places { pinned: &kept, published: &facts.published(), kept: &[] });
        match crate::matching::solve(&instance, options, &mut |it| hears.solving(it), &elapsed) {
            Ok(plan) => {
                hears.explaining();
                let items = items_of(&facts, &instance, &plan).map_err(|fault| refusal_of(&instance, &fault))?;
                return Ok(Solved { plan, items, seconds: seconds(begun.elapsed()) });
            }
            Err(fault) => {
                let request = broken_pin(&instance, &fault).ok_or_else(|| refusal_of(&instance, &fault))?;
                facts.bind(&request);
                pins.retain(|pin| pin.0 != request);
            }
        }
    }
}

fn seconds(time: Duration) -> f64 {
    time.as_secs_f64()
}

/// Settled sessions, and what was pinned by hand beside them.
pub(super) fn all_pins(facts: &PlanFacts, by_hand: &[Placed]) -> Vec<Placed> {
    let settled = facts.settled();
    let own = by_hand.iter().filter(|pin| settled.iter().all(|it| it.0 != pin.0)).cloned();
    let own: Vec<Placed> = own.collect();
    settled.into_iter().chain(own).collect()
}

/// The request of a pin that breaks a rule by now: its session binds as it is.
pub(super) fn broken_pin(instance: &Instance, fault: &Fault) -> Option<RequestId> {
    let at = fault.place.strip_prefix("pinned[")?.strip_suffix(']')?.parse::<usize>().ok()?;
    let broken = matches!(fault.kind, FaultKind::Pin(_));
    instance.pinned.get(at).filter(|_| broken).map(|pin| RequestId(pin.request.clone()))
}

/// A fault of the instance in words; the rule that a pin breaks is a sentence within the sentence.
pub(super) fn refusal_of(instance: &Instance, fault: &Fault) -> Refusal {
    let said = |key, args: Vec<(&'static str, String)>| {
        args.into_iter().fold(Refusal::new(key), |refusal, (name, value)| refusal.with(name, value))
    };
    let named = |n: usize| instance.requests.get(n).map_or_else(String::new, |it| it.id.clone());
    let refusal = said(fault.key(), fault.args());
    match fault.inner(&named) {
        Some((name, key, args)) => refusal.with(name, said(key, args)),
        None => refusal,
    }
}

/// One item a request, with why it has what it has.
fn items_of(facts: &PlanFacts, instance: &Instance, solution: &Plan) -> Result<Vec<PlanItem>, Fault> {
    let p = Problem::new(instance)?;
    let all = Candidates::new(&p)?;
    let chosen: HashMap<&str, (&str, Moment)> = solution
        .assignments
        .iter()
        .map(|it| (it.request.as_str(), (it.speaker.as_str(), moment_of(it.date, it.start))))
        .collect();
    let state = state_of(&p, &chosen);
    let code = codes(facts);
    let items = instance.requests.iter().enumerate().map(|(n, request)| {
        let pinned = instance.pinned.iter().any(|pin| pin.request == request.id);
        // a pin is the only candidate of its request: who else could have it is looked up
        let own = pinned.then(|| Candidates::of_one(&p, n));
        let own = own.as_deref().unwrap_or(&all.list[all.of_request(n)]);
        let reasons: Vec<Why> = why::of_request(&p, own, &state, n, &code);
        PlanItem {
            request: RequestId(request.id.clone()),
            chosen: chosen.get(request.id.as_str()).map(|(speaker, start)| (SpeakerId::from(*speaker), *start)),
            pinned,
            reasons: serde_json::to_value(reasons).unwrap_or_default(),
        }
    });
    Ok(items.collect())
}

/// The code of a request by its id.
pub(super) fn codes(facts: &PlanFacts) -> impl Fn(&str) -> String {
    let codes: HashMap<String, String> = facts.requests.iter().map(|it| (it.id.to_string(), it.code.clone())).collect();
    move |id: &str| codes.get(id).cloned().unwrap_or_default()
}

/// The planner's state in which exactly these sessions stand.
pub(super) fn state_of(p: &Problem, chosen: &HashMap<&str, (&str, Moment)>) -> State {
    let speakers: HashMap<&str, usize> =
        p.instance.speakers.iter().enumerate().map(|(n, speaker)| (speaker.id.as_str(), n)).collect();
    let mut state = State::empty(p);
    for (n, request) in p.instance.requests.iter().enumerate() {
        let Some((speaker, start)) = chosen.get(request.id.as_str()) else { continue };
        let (date, start) = slot_of(*start);
        let slot = request.slots.iter().position(|slot| slot.date == date && slot.start == start);
        if let (Some(slot), Some(speaker)) = (slot, speakers.get(speaker)) {
            state.add(p, Candidate::at(p, n, *speaker, slot));
        }
    }
    state
}
