//! Running a plan: queued, read, solved, explained, kept; watched over by signs of life.

use super::facts::PlanFacts;
use super::instance::check_days;
use super::placed::Placed;
use super::pulse::{Ear, Pulse};
use super::solve::{Solved, solve};
use super::standing::Question;
use super::why::Why;
use crate::accounts::{Actor, Deed, Target};
use crate::app::App;
use crate::kernel::{Clock, CommitteeId, CommitteePath, Day, Moment, PlanId, Refusal};
use crate::matching::Options;
use crate::sessions::{Basis, Plan, PlanItem, PlanRun, PlanStatus, RunPhase, RunState};
use crate::store::{Db, Paging, StoreError, committees, journal, plans};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;
use tokio::sync::Semaphore;

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

/// One run at a time in this process: the engine takes a whole core.
static TURN: Semaphore = Semaphore::const_new(1);

/// A run without a sign of life for so long has nobody who works at it.
const LEASE: chrono::TimeDelta = chrono::TimeDelta::seconds(12);

/// Plans the approved requests of a committee's subtree.
///
/// # Errors
/// `not-allowed`, `plan-bad-days`, `plan-no-requests`, a fault of the instance.
pub async fn run(app: &App, actor: &Actor, committee: CommitteeId, options: RunOptions) -> Result<Ran, StoreError> {
    check_days(options.from, options.to)?;
    let plan = begin(app, actor, committee, &options).await?;
    carried(app, actor, plan, options).await
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
        let id = running.id.clone();
        if let Err(error) = carried(&app, &actor, running, options).await {
            tracing::warn!(plan = %id, %error, "a plan came to no end");
        }
    });
    Ok(plan)
}

/// Asks a run, on whichever node, to end with the best plan so far.
///
/// # Errors
/// `not-allowed`, `plan-missing`, `plan-not-running`.
pub async fn stop(app: &App, actor: &Actor, id: PlanId) -> Result<(), StoreError> {
    let (actor, now) = (actor.clone(), app.clock.now());
    app.store
        .write(move |db| {
            let (plan, owner) = open(db, &actor, &id)?;
            if !plans::ask_stop(db, &id)? {
                return Err(Refusal::conflict("plan-not-running").into());
            }
            journal::write(db, &actor, now, &owner, &[plan.line("plan-stop", &plan)])
        })
        .await
}

async fn begin(app: &App, actor: &Actor, committee: CommitteeId, options: &RunOptions) -> Result<Plan, StoreError> {
    let (now, actor, days, seed) = (app.clock.now(), actor.clone(), (options.from, options.to), options.seed);
    let limit = i32::try_from(options.time_limit.as_secs()).unwrap_or(i32::MAX);
    app.store
        .write(move |db| {
            let owner = committees::path_of(db, &committee)?;
            actor.may(Deed::Plan, &Target::of(&owner))?;
            let plan = Plan::begun(committee.clone(), days, i64::from(seed), actor.name(), now);
            plans::insert(db, &plan)?;
            plans::put_run(db, &PlanRun::queued(plan.id.clone(), limit, Clock::system().now()))?;
            journal::write(db, &actor, now, &owner, &[plan.first_line()])?;
            Ok(plan)
        })
        .await
}

/// Works, with signs of life beside it; whatever ends the work is written down.
async fn carried(app: &App, actor: &Actor, plan: Plan, options: RunOptions) -> Result<Ran, StoreError> {
    let pulse = Pulse::begin(app, &plan.id, options.stop.clone());
    let done = work(app, actor, plan.clone(), options, &pulse).await;
    pulse.end().await;
    if let Err(error) = &done {
        let why = match error {
            StoreError::Refused(refusal) => Why::of_refusal(refusal),
            _ => Why::plain("plan-run-broke"),
        };
        give_up(app, actor, plan.id, RunState::Failed, Some(why)).await?;
    }
    done
}

async fn work(app: &App, actor: &Actor, plan: Plan, options: RunOptions, pulse: &Pulse) -> Result<Ran, StoreError> {
    let _turn = TURN.acquire().await.map_err(|error| StoreError::Stopped(error.to_string()))?;
    pulse.at(RunPhase::Reading);
    let (now, actor_, of) = (app.clock.now(), actor.clone(), plan.clone());
    let (facts, pins) = app
        .store
        .read(move |db| {
            let owner = committees::path_of(db, &of.committee)?;
            Ok((load(db, &actor_, &owner, &of, now, None)?, pins_of(db, &actor_, &owner, &of)?))
        })
        .await?;
    if facts.requests.is_empty() {
        return Err(Refusal::new("plan-no-requests").into());
    }
    let (days_off, basis, ear) = (app.almanac.days(), facts.basis.clone(), pulse.ear());
    let solved = tokio::task::spawn_blocking(move || engine(facts, &days_off, pins, &options, ear)).await;
    let solved = solved.map_err(|error| StoreError::Stopped(error.to_string()))??;
    finish(app, actor, plan, solved, basis, pulse.was_stopped()).await
}

fn engine(
    facts: PlanFacts,
    days_off: &crate::calendars::days_off::DaysOff,
    pins: Vec<Placed>,
    options: &RunOptions,
    mut ear: Ear,
) -> Result<Solved, Refusal> {
    let bounded = Options {
        time_limit: options.time_limit,
        seed: u64::from(options.seed),
        threads: 1,
        iterations: None,
        stop: options.stop.clone(),
    };
    solve(facts, days_off, pins, &bounded, &mut ear)
}

/// The facts of a plan's days within the committee's subtree; `basis` is what the plan was made upon.
pub(super) fn load(
    db: &mut Db,
    actor: &Actor,
    owner: &CommitteePath,
    plan: &Plan,
    now: Moment,
    basis: Option<Basis>,
) -> Result<PlanFacts, StoreError> {
    let scope = actor.scope(Deed::Plan)?.narrowed(owner)?;
    let (days, committee) = ((plan.from, plan.to), plan.committee.clone());
    let question = Question { days, now, basis, committee, anew: Vec::new(), wanted: Vec::new() };
    PlanFacts::whole(db, &scope, &question)
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

async fn finish(
    app: &App,
    actor: &Actor,
    plan: Plan,
    solved: Solved,
    basis: Basis,
    stopped: bool,
) -> Result<Ran, StoreError> {
    let (now, actor) = (app.clock.now(), actor.clone());
    let done = plan.finished(solved.plan.objective, solved.plan.bound, solved.seconds, now)?;
    let ran = Ran { plan: done.clone(), items: solved.items };
    let items = ran.items.clone();
    let state = if stopped { RunState::Stopped } else { RunState::Done };
    app.store
        .write(move |db| {
            let owner = committees::path_of(db, &plan.committee)?;
            plans::update(db, &done)?;
            plans::set_items(db, &done.id, &items)?;
            if let Some(run) = plans::run_of(db, &done.id)? {
                let found = (Some(done.objective), Some(done.bound));
                let (objective, bound) = found;
                let phase = RunPhase::Ended;
                plans::put_run(db, &PlanRun { state, phase, objective, bound, basis: basis.clone(), ..run })?;
            }
            journal::write(db, &actor, now, &owner, &[plan.line("plan-finish", &done)])
        })
        .await?;
    Ok(ran)
}

/// A run that comes to no end: the plan is marked so, and keeps nothing.
async fn give_up(app: &App, actor: &Actor, id: PlanId, state: RunState, why: Option<Why>) -> Result<(), StoreError> {
    let (now, actor) = (app.clock.now(), actor.clone());
    app.store
        .write(move |db| {
            let plan = plans::load(db, &id)?;
            // somebody else found it abandoned before
            if plan.status != PlanStatus::Running {
                return Ok(());
            }
            let owner = committees::path_of(db, &plan.committee)?;
            let off = plan.interrupted(now)?;
            plans::update(db, &off)?;
            if let Some(run) = plans::run_of(db, &id)? {
                let failure = why.as_ref().map(|why| serde_json::to_string(&[why]).unwrap_or_default());
                let failure = failure.unwrap_or_default();
                plans::put_run(db, &PlanRun { state, phase: RunPhase::Ended, failure, ..run })?;
            }
            journal::write(db, &actor, now, &owner, &[plan.line("plan-interrupt", &off)])
        })
        .await
}

/// Marks runs as interrupted that nobody works at any more: a node has ended, or was cut off.
/// Returns how many.
///
/// # Errors
/// The database's.
pub async fn interrupt_running(app: &App) -> Result<usize, StoreError> {
    let before = Clock::system().now() - LEASE;
    let gone = app.store.read(move |db| plans::lapsed(db, before)).await?;
    for id in &gone {
        give_up(app, &Actor::clock(), id.clone(), RunState::Interrupted, None).await?;
    }
    Ok(gone.len())
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
