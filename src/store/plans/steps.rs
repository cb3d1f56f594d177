//! What was changed by hand, step by step.

use super::ItemRow;
use crate::kernel::{Moment, PlanId};
use crate::sessions::PlanItem;
use crate::store::schema::plan_steps;
use crate::store::{Db, StoreError, stored};
use diesel::prelude::*;

/// The items of one step, before and after.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// Rises with each step of a plan.
    pub number: i32,
    /// Item by item.
    pub changes: Vec<(PlanItem, PlanItem)>,
}

/// Notes a step; what was undone before it can no longer be made again.
///
/// # Errors
/// The database's.
pub fn note(
    db: &mut Db,
    plan: &PlanId,
    changes: &[(PlanItem, PlanItem)],
    by: &str,
    now: Moment,
) -> Result<(), StoreError> {
    let own = || plan_steps::table.filter(plan_steps::plan_id.eq(plan.as_str()));
    diesel::delete(own().filter(plan_steps::undone.eq(true))).execute(db)?;
    let last: Option<i32> = own().select(diesel::dsl::max(plan_steps::step)).first(db)?;
    let kept: Vec<_> =
        changes.iter().map(|(before, after)| (ItemRow::of(plan, before), ItemRow::of(plan, after))).collect();
    let row = (
        plan_steps::plan_id.eq(plan.as_str()),
        plan_steps::step.eq(last.unwrap_or(0) + 1),
        plan_steps::changes.eq(serde_json::to_string(&kept).unwrap_or_default()),
        plan_steps::undone.eq(false),
        plan_steps::by_name.eq(by),
        plan_steps::made_at.eq(stored(now)),
    );
    diesel::insert_into(plan_steps::table).values(row).execute(db)?;
    Ok(())
}

/// The step that undo takes back, and the one that redo makes again.
///
/// # Errors
/// The database's.
pub fn ends(db: &mut Db, plan: &PlanId) -> Result<(Option<Step>, Option<Step>), StoreError> {
    let own = |undone: bool| {
        plan_steps::table
            .filter(plan_steps::plan_id.eq(plan.to_string()))
            .filter(plan_steps::undone.eq(undone))
            .select((plan_steps::step, plan_steps::changes))
    };
    let made: Option<(i32, String)> = own(false).order(plan_steps::step.desc()).first(db).optional()?;
    let undone: Option<(i32, String)> = own(true).order(plan_steps::step.asc()).first(db).optional()?;
    Ok((made.map(read).transpose()?, undone.map(read).transpose()?))
}

/// Marks a step as undone, or as made again.
///
/// # Errors
/// The database's.
pub fn mark(db: &mut Db, plan: &PlanId, step: i32, undone: bool) -> Result<(), StoreError> {
    diesel::update(plan_steps::table.find((plan.as_str(), step))).set(plan_steps::undone.eq(undone)).execute(db)?;
    Ok(())
}

fn read((number, changes): (i32, String)) -> Result<Step, StoreError> {
    let rows: Vec<(ItemRow, ItemRow)> =
        serde_json::from_str(&changes).map_err(|_| StoreError::row("changes", &changes))?;
    let changes = rows.into_iter().map(|(before, after)| (before.value(), after.value())).collect();
    Ok(Step { number, changes })
}
