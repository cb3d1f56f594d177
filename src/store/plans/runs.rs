//! Runs: their progress, their signs of life, and those that nobody works at any more.

use crate::kernel::{Moment, PlanId};
use crate::sessions::{PlanRun, PlanStatus, RunPhase, RunState};
use crate::store::schema::{plan_runs, plans};
use crate::store::{Db, StoreError, moment, stored};
use chrono::NaiveDateTime;
use diesel::prelude::*;

#[derive(Queryable, Selectable, Insertable, AsChangeset, Clone)]
#[diesel(table_name = plan_runs, treat_none_as_null = true, treat_none_as_default_value = false)]
struct Row {
    plan_id: String,
    state: String,
    phase: String,
    objective: Option<i64>,
    bound: Option<i64>,
    time_limit: i32,
    stop_asked: bool,
    failure: String,
    heartbeat_at: NaiveDateTime,
    basis: String,
    copied_from: Option<String>,
}

impl Row {
    fn of(run: &PlanRun) -> Self {
        Self {
            plan_id: run.plan.to_string(),
            state: run.state.code().to_owned(),
            phase: run.phase.code().to_owned(),
            objective: run.objective,
            bound: run.bound,
            time_limit: run.time_limit,
            stop_asked: run.stop_asked,
            failure: run.failure.clone(),
            heartbeat_at: stored(run.heartbeat),
            basis: serde_json::to_string(&run.basis).unwrap_or_default(),
            copied_from: run.copied_from.as_ref().map(ToString::to_string),
        }
    }

    fn value(self) -> Result<PlanRun, StoreError> {
        Ok(PlanRun {
            plan: PlanId(self.plan_id),
            state: RunState::parse(&self.state).ok_or_else(|| StoreError::row("state", &self.state))?,
            phase: RunPhase::parse(&self.phase).ok_or_else(|| StoreError::row("phase", &self.phase))?,
            objective: self.objective,
            bound: self.bound,
            time_limit: self.time_limit,
            stop_asked: self.stop_asked,
            failure: self.failure,
            heartbeat: moment(self.heartbeat_at),
            basis: serde_json::from_str(&self.basis).unwrap_or_default(),
            copied_from: self.copied_from.map(PlanId),
        })
    }
}

const OPEN: [&str; 2] = ["queued", "running"];

/// The run of a plan; plans of earlier versions have none.
///
/// # Errors
/// The database's.
pub fn run_of(db: &mut Db, plan: &PlanId) -> Result<Option<PlanRun>, StoreError> {
    let row = plan_runs::table.find(plan.as_str()).select(Row::as_select()).first::<Row>(db).optional()?;
    row.map(Row::value).transpose()
}

/// Saves a run, in the place of the plan's earlier one.
///
/// # Errors
/// The database's.
pub fn put_run(db: &mut Db, run: &PlanRun) -> Result<(), StoreError> {
    let row = Row::of(run);
    if diesel::update(plan_runs::table.find(&row.plan_id)).set(&row).execute(db)? == 0 {
        diesel::insert_into(plan_runs::table).values(&row).execute(db)?;
    }
    Ok(())
}

/// A sign of life of a run, with what it has found. `None` when the run is no longer open, so
/// that who works at it stops; else whether somebody asked to stop.
///
/// # Errors
/// The database's.
pub fn beat(
    db: &mut Db,
    plan: &PlanId,
    at: (RunState, RunPhase),
    found: Option<(i64, i64)>,
    wall: Moment,
) -> Result<Option<bool>, StoreError> {
    let target = plan_runs::table.find(plan.as_str()).filter(plan_runs::state.eq_any(OPEN));
    let set = (
        plan_runs::state.eq(at.0.code()),
        plan_runs::phase.eq(at.1.code()),
        plan_runs::objective.eq(found.map(|it| it.0)),
        plan_runs::bound.eq(found.map(|it| it.1)),
        plan_runs::heartbeat_at.eq(stored(wall)),
    );
    if diesel::update(target).set(set).execute(db)? == 0 {
        return Ok(None);
    }
    Ok(run_of(db, plan)?.map(|run| run.stop_asked))
}

/// Asks an open run to end with the best plan so far. Returns whether there was one.
///
/// # Errors
/// The database's.
pub fn ask_stop(db: &mut Db, plan: &PlanId) -> Result<bool, StoreError> {
    let target = plan_runs::table.find(plan.as_str()).filter(plan_runs::state.eq_any(OPEN));
    Ok(diesel::update(target).set(plan_runs::stop_asked.eq(true)).execute(db)? > 0)
}

/// Running plans whose run gave its last sign of life before a moment, or has no run at all.
///
/// # Errors
/// The database's.
pub fn lapsed(db: &mut Db, before: Moment) -> Result<Vec<PlanId>, StoreError> {
    let rows: Vec<String> = plans::table
        .left_join(plan_runs::table)
        .filter(plans::status.eq(PlanStatus::Running.code()))
        .filter(plan_runs::plan_id.nullable().is_null().or(plan_runs::heartbeat_at.nullable().lt(stored(before))))
        .select(plans::id)
        .load(db)?;
    Ok(rows.into_iter().map(PlanId).collect())
}
