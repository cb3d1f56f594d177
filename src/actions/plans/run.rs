//! Running a plan: read the registers, solve, explain, keep.

use super::facts::PlanFacts;
use super::instance::{Placed, build, check_days, moment_of, slot_of};
use super::why::{self, Why};
use crate::accounts::{Actor, Deed, Target};
use crate::app::App;
use crate::calendars::days_off::DaysOff;
use crate::kernel::{CommitteeId, CommitteePath, Day, Moment, PlanId, Refusal, RequestId, SpeakerId};
use crate::matching::candidates::{Candidate, Candidates};
use crate::matching::fault::FaultKind;
use crate::matching::problem::Problem;
use crate::matching::state::State;
use crate::matching::{Fault, Instance, Options};
use crate::sessions::{Plan, PlanItem, PlanStatus};
use crate::store::{Db, Paging, StoreError, committees, journal, plans, requests};
use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant};

/// How a run is bounded.
#[derive(Clone, Debug)]
pub struct RunOptions {
    /// First day.
    pub from: Day,
    /// Last day, included.
    pub to: Day,
    /// It ends then with the best plan so far.
    pub time_limit: Duration,
    /// Same requests, seed and registers: same plan, where the time limit did not end the run.
    pub seed: u32,
    /// Set from outside to end the run early.
    pub stop: Arc<AtomicBool>,
}

/// What a run found.
#[derive(Clone, Debug)]
pub struct Ran {
    /// The plan as kept.
    pub plan: Plan,
    /// Its items, by request.
    pub items: Vec<PlanItem>,
}

/// Plans the approved requests of a committee's subtree.
///
/// # Errors
/// `not-allowed`, `plan-bad-days`, `plan-no-requests`, a fault of the instance.
pub async fn run(app: &App, actor: &Actor, committee: CommitteeId, options: RunOptions) -> Result<Ran, StoreError> {
    check_days(options.from, options.to)?;
    let plan = begin(app, actor, committee, &options).await?;
    let done = work(app, actor, plan.clone(), options).await;
    if done.is_err() {
        interrupt(app, actor, plan).await?;
    }
    done
}

/// The same in the background: returns at once with the running plan, whose page tells the rest.
///
/// # Errors
/// `not-allowed`, `plan-bad-days`.
pub async fn start(app: &App, actor: &Actor, committee: CommitteeId, options: RunOptions) -> Result<Plan, StoreError> {
    check_days(options.from, options.to)?;
    let plan = begin(app, actor, committee, &options).await?;
    let (app, actor, running) = (app.clone(), actor.clone(), plan.clone());
    tokio::spawn(async move {
        if let Err(error) = work(&app, &actor, running.clone(), options).await {
            tracing::warn!(plan = %running.id, %error, "a plan came to no end");
            if let Err(error) = interrupt(&app, &actor, running.clone()).await {
                tracing::error!(plan = %running.id, %error, "a plan could not be marked as interrupted");
            }
        }
    });
    Ok(plan)
}

async fn begin(app: &App, actor: &Actor, committee: CommitteeId, options: &RunOptions) -> Result<Plan, StoreError> {
    let (now, actor, days, seed) = (app.clock.now(), actor.clone(), (options.from, options.to), options.seed);
    app.store
        .write(move |db| {
            let owner = committees::path_of(db, &committee)?;
            actor.may(Deed::Plan, &Target::of(&owner))?;
            let plan = Plan::begun(committee.clone(), days, i64::from(seed), actor.name(), now);
            plans::insert(db, &plan)?;
            journal::write(db, &actor, now, &owner, &[plan.first_line()])?;
            Ok(plan)
        })
        .await
}

async fn work(app: &App, actor: &Actor, plan: Plan, options: RunOptions) -> Result<Ran, StoreError> {
    let (now, actor_, of) = (app.clock.now(), actor.clone(), plan.clone());
    let (facts, pins) = app
        .store
        .read(move |db| {
            let owner = committees::path_of(db, &of.committee)?;
            Ok((load(db, &actor_, &owner, &of, now)?, pins_of(db, &actor_, &owner, &of)?))
        })
        .await?;
    if facts.requests.is_empty() {
        return Err(Refusal::new("plan-no-requests").into());
    }
    let days_off = app.days_off.clone();
    let solved = tokio::task::spawn_blocking(move || solve(&facts, &days_off, &pins, &options)).await;
    let (solution, items, seconds) = solved.map_err(|error| StoreError::Stopped(error.to_string()))??;
    finish(app, actor, plan, solution, items, seconds).await
}

/// The facts of a plan's days: requests that wait there, within the committee's subtree.
pub(super) fn load(
    db: &mut Db,
    actor: &Actor,
    owner: &CommitteePath,
    plan: &Plan,
    now: Moment,
) -> Result<PlanFacts, StoreError> {
    let scope = actor.scope(Deed::Plan)?.narrowed(owner)?;
    let wanted = requests::waiting(db, &scope, plan.from, plan.to)?;
    PlanFacts::load(db, &scope, (plan.from, plan.to), now, wanted, &[])
}

/// What was pinned in the committee's last proposal is kept by the next run.
fn pins_of(db: &mut Db, actor: &Actor, owner: &CommitteePath, plan: &Plan) -> Result<Vec<Placed>, StoreError> {
    let scope = actor.scope(Deed::Plan)?.narrowed(owner)?;
    let earlier = plans::list(db, &scope, Paging::new(1, 20))?.rows;
    let last = earlier.into_iter().find(|it| it.status == PlanStatus::Proposed && it.committee == plan.committee);
    let Some(last) = last else { return Ok(Vec::new()) };
    let pinned = plans::items(db, &last.id)?.into_iter().filter(|item| item.pinned);
    Ok(pinned.filter_map(|item| item.chosen.map(|(speaker, start)| (item.request, speaker, start))).collect())
}

type Solved = (crate::matching::Plan, Vec<PlanItem>, f64);

fn solve(facts: &PlanFacts, days_off: &DaysOff, pins: &[Placed], options: &RunOptions) -> Result<Solved, Refusal> {
    let begun = Instant::now();
    let mut instance = build(facts, days_off, pins, &[]);
    let bounded = Options {
        time_limit: options.time_limit,
        seed: u64::from(options.seed),
        threads: 1,
        iterations: None,
        stop: options.stop.clone(),
    };
    let solution = loop {
        match crate::matching::solve(&instance, &bounded, &mut |_| {}, &|| begun.elapsed()) {
            Ok(solution) => break solution,
            Err(fault) => drop_pin(&mut instance, &fault)?,
        }
    };
    let items = items_of(facts, &instance, &solution).map_err(|fault| refusal_of(&fault))?;
    Ok((solution, items, begun.elapsed().as_secs_f64()))
}

/// A pin that the registers no longer allow is given up, so that the rest can be planned.
fn drop_pin(instance: &mut Instance, fault: &Fault) -> Result<(), Refusal> {
    let at = fault.place.strip_prefix("pinned[").and_then(|rest| rest.strip_suffix(']')?.parse::<usize>().ok());
    match at {
        Some(at) if matches!(fault.kind, FaultKind::Pin(_)) && at < instance.pinned.len() => {
            instance.pinned.remove(at);
            Ok(())
        }
        _ => Err(refusal_of(fault)),
    }
}

pub(super) fn refusal_of(fault: &Fault) -> Refusal {
    fault.args().into_iter().fold(Refusal::new(fault.key()), |refusal, (name, value)| refusal.with(name, value))
}

/// One item a request, with why it has what it has.
fn items_of(facts: &PlanFacts, instance: &Instance, solution: &crate::matching::Plan) -> Result<Vec<PlanItem>, Fault> {
    let p = Problem::new(instance)?;
    let all = Candidates::new(&p)?;
    let chosen: HashMap<&str, (&str, Moment)> = solution
        .assignments
        .iter()
        .map(|it| (it.request.as_str(), (it.speaker.as_str(), moment_of(it.date, it.start))))
        .collect();
    let state = state_of(&p, &chosen);
    let codes: HashMap<&str, &str> = facts.requests.iter().map(|it| (it.id.as_str(), it.code.as_str())).collect();
    let code = |id: &str| codes.get(id).map_or_else(String::new, |code| (*code).to_owned());
    let items = instance.requests.iter().enumerate().map(|(n, request)| {
        let reasons: Vec<Why> = why::of_request(&p, &all, &state, n, &code);
        PlanItem {
            request: RequestId(request.id.clone()),
            chosen: chosen.get(request.id.as_str()).map(|(speaker, start)| (SpeakerId::from(*speaker), *start)),
            pinned: instance.pinned.iter().any(|pin| pin.request == request.id),
            reasons: serde_json::to_value(reasons).unwrap_or_default(),
        }
    });
    Ok(items.collect())
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

async fn finish(
    app: &App,
    actor: &Actor,
    plan: Plan,
    solution: crate::matching::Plan,
    items: Vec<PlanItem>,
    seconds: f64,
) -> Result<Ran, StoreError> {
    let (now, actor) = (app.clock.now(), actor.clone());
    let done = plan.finished(solution.objective, solution.bound, seconds, now)?;
    let ran = Ran { plan: done.clone(), items: items.clone() };
    app.store
        .write(move |db| {
            let owner = committees::path_of(db, &plan.committee)?;
            plans::update(db, &done)?;
            plans::set_items(db, &done.id, &items)?;
            journal::write(db, &actor, now, &owner, &[plan.line("plan-finish", &done)])
        })
        .await?;
    Ok(ran)
}

async fn interrupt(app: &App, actor: &Actor, plan: Plan) -> Result<(), StoreError> {
    let (now, actor) = (app.clock.now(), actor.clone());
    app.store
        .write(move |db| {
            let owner = committees::path_of(db, &plan.committee)?;
            let off = plan.interrupted(now)?;
            plans::update(db, &off)?;
            journal::write(db, &actor, now, &owner, &[plan.line("plan-interrupt", &off)])
        })
        .await
}

/// At a start: runs that an earlier end of the program cut off are marked so. Returns how many.
///
/// # Errors
/// The database's.
pub async fn interrupt_running(app: &App) -> Result<usize, StoreError> {
    // where other nodes may be at work, only what no page's run can last so long
    let age = if app.store.is_sqlite() { chrono::TimeDelta::zero() } else { chrono::TimeDelta::minutes(15) };
    let before = app.clock.now() - age;
    app.store.write(move |db| plans::interrupt_running(db, before)).await
}

/// A plan and its items, as the actor's scope holds them.
///
/// # Errors
/// `plan-missing`, or the database's.
pub(super) fn open(db: &mut Db, actor: &Actor, id: &PlanId) -> Result<(Plan, CommitteePath), StoreError> {
    let plan = plans::load(db, id)?;
    let owner = committees::path_of(db, &plan.committee)?;
    actor.may(Deed::Plan, &Target::of(&owner))?;
    Ok((plan, owner))
}
