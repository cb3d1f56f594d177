//! Plans and their items: one request in one plan, proposed or unfilled.

mod runs;
mod steps;

pub use runs::{ask_stop, beat, lapsed, put_run, run_of};
pub use steps::{Step, ends, mark, note};

use crate::accounts::Scope;
use crate::kernel::{CommitteeId, Day, PlanId, Refusal, RequestId, SpeakerId};
use crate::sessions::{Plan, PlanItem, PlanStatus};
use crate::store::schema::{plan_items, plans};
use crate::store::{Db, Page, Paging, StoreError, dialect, moment, owned, stored};
use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

#[derive(Queryable, Selectable, Insertable, AsChangeset, Clone)]
#[diesel(table_name = plans, treat_none_as_null = true, treat_none_as_default_value = false)]
struct Row {
    id: String,
    committee_id: String,
    from_day: NaiveDate,
    to_day: NaiveDate,
    status: String,
    objective: i64,
    bound: i64,
    seed: i64,
    seconds: f64,
    started_at: NaiveDateTime,
    finished_at: Option<NaiveDateTime>,
    published_at: Option<NaiveDateTime>,
    by_name: String,
    version: i32,
}

#[derive(Queryable, Selectable, Insertable, AsChangeset, Clone, serde::Serialize, serde::Deserialize)]
#[diesel(table_name = plan_items, treat_none_as_null = true, treat_none_as_default_value = false)]
struct ItemRow {
    plan_id: String,
    request_id: String,
    speaker_id: Option<String>,
    starts_at: Option<NaiveDateTime>,
    pinned: bool,
    reasons: String,
}

impl Row {
    fn of(plan: &Plan) -> Self {
        Self {
            id: plan.id.to_string(),
            committee_id: plan.committee.to_string(),
            from_day: plan.from.0,
            to_day: plan.to.0,
            status: plan.status.code().to_owned(),
            objective: plan.objective,
            bound: plan.bound,
            seed: plan.seed,
            seconds: plan.seconds,
            started_at: stored(plan.started_at),
            finished_at: plan.finished_at.map(stored),
            published_at: plan.published_at.map(stored),
            by_name: plan.by_name.clone(),
            version: plan.version,
        }
    }

    fn value(self) -> Result<Plan, StoreError> {
        Ok(Plan {
            id: PlanId(self.id),
            committee: CommitteeId(self.committee_id),
            from: Day(self.from_day),
            to: Day(self.to_day),
            status: PlanStatus::parse(&self.status).ok_or_else(|| StoreError::row("status", &self.status))?,
            objective: self.objective,
            bound: self.bound,
            seed: self.seed,
            seconds: self.seconds,
            started_at: moment(self.started_at),
            finished_at: self.finished_at.map(moment),
            published_at: self.published_at.map(moment),
            by_name: self.by_name,
            version: self.version,
        })
    }
}

impl ItemRow {
    fn of(plan: &PlanId, item: &PlanItem) -> Self {
        Self {
            plan_id: plan.to_string(),
            request_id: item.request.to_string(),
            speaker_id: item.chosen.as_ref().map(|(speaker, _)| speaker.to_string()),
            starts_at: item.chosen.as_ref().map(|(_, start)| stored(*start)),
            pinned: item.pinned,
            reasons: item.reasons.to_string(),
        }
    }

    fn value(self) -> PlanItem {
        PlanItem {
            request: RequestId(self.request_id),
            chosen: self.speaker_id.zip(self.starts_at).map(|(speaker, start)| (SpeakerId(speaker), moment(start))),
            pinned: self.pinned,
            reasons: serde_json::from_str(&self.reasons).unwrap_or_default(),
        }
    }
}

/// One, for an action that asks `may` next.
///
/// # Errors
/// `plan-missing`, or the database's.
pub fn load(db: &mut Db, id: &PlanId) -> Result<Plan, StoreError> {
    let row = plans::table.find(id.as_str()).select(Row::as_select()).first::<Row>(db).optional()?;
    row.ok_or_else(|| Refusal::missing("plan-missing"))?.value()
}

/// One that the scope holds, for a page.
///
/// # Errors
/// `plan-missing`, or the database's.
pub fn find(db: &mut Db, scope: &Scope, id: &PlanId) -> Result<Plan, StoreError> {
    let query = plans::table.filter(plans::committee_id.eq_any(owned(scope))).filter(plans::id.eq(id.as_str()));
    let row = query.select(Row::as_select()).first::<Row>(db).optional()?;
    row.ok_or_else(|| Refusal::missing("plan-missing"))?.value()
}

/// The plans of a scope, the latest first.
///
/// # Errors
/// The database's.
pub fn list(db: &mut Db, scope: &Scope, paging: Paging) -> Result<Page<Plan>, StoreError> {
    let all = || plans::table.filter(plans::committee_id.eq_any(owned(scope)));
    let total = all().count().get_result(db)?;
    let query = all().select(Row::as_select()).order((plans::started_at.desc(), plans::id.desc()));
    let rows = query.limit(paging.size()).offset(paging.offset()).load::<Row>(db)?;
    let values = rows.into_iter().map(Row::value).collect::<Result<_, _>>()?;
    Ok(Page::of(values, paging, total))
}

/// Its items, by request.
///
/// # Errors
/// The database's.
pub fn items(db: &mut Db, plan: &PlanId) -> Result<Vec<PlanItem>, StoreError> {
    let query = plan_items::table.filter(plan_items::plan_id.eq(plan.as_str())).order(plan_items::request_id);
    Ok(query.select(ItemRow::as_select()).load::<ItemRow>(db)?.into_iter().map(ItemRow::value).collect())
}

/// Adds a plan.
///
/// # Errors
/// The database's.
pub fn insert(db: &mut Db, plan: &Plan) -> Result<(), StoreError> {
    let row = Row::of(plan);
    dialect::insert_all!(db, plans::table, std::slice::from_ref(&row))?;
    Ok(())
}

/// Saves a plan that a move has just given its next version.
///
/// # Errors
/// `changed-meanwhile`, or the database's.
pub fn update(db: &mut Db, plan: &Plan) -> Result<(), StoreError> {
    let target = plans::table.find(plan.id.as_str()).filter(plans::version.eq(plan.version - 1));
    if diesel::update(target).set(&Row::of(plan)).execute(db)? == 0 {
        return Err(Refusal::conflict("changed-meanwhile").into());
    }
    Ok(())
}

/// Puts these items in the place of all that the plan had.
///
/// # Errors
/// The database's.
pub fn set_items(db: &mut Db, plan: &PlanId, items: &[PlanItem]) -> Result<(), StoreError> {
    diesel::delete(plan_items::table.filter(plan_items::plan_id.eq(plan.as_str()))).execute(db)?;
    let rows: Vec<ItemRow> = items.iter().map(|item| ItemRow::of(plan, item)).collect();
    dialect::insert_all!(db, plan_items::table, &rows)?;
    Ok(())
}

/// Saves one item.
///
/// # Errors
/// `plan-item-missing`, or the database's.
pub fn set_item(db: &mut Db, plan: &PlanId, item: &PlanItem) -> Result<(), StoreError> {
    let target = plan_items::table.find((plan.as_str(), item.request.as_str()));
    if diesel::update(target).set(&ItemRow::of(plan, item)).execute(db)? == 0 {
        return Err(Refusal::missing("plan-item-missing").into());
    }
    Ok(())
}
