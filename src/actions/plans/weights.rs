//! A committee's weights, and who is behind the target today.

use super::standing::basis_of;
use crate::accounts::{Actor, Deed, Target};
use crate::app::App;
use crate::kernel::{CommitteeId, JournalLine};
use crate::sessions::{Basis, PlanWeights, Weight};
use crate::store::{StoreError, committees, journal, requests};
use serde_json::{Value, json};

/// Sets what a committee weighs; a weight as it holds from above is not kept twice.
///
/// # Errors
/// `not-allowed`, or the database's.
pub async fn set_weights(
    app: &App,
    actor: &Actor,
    committee: CommitteeId,
    weights: PlanWeights,
) -> Result<(), StoreError> {
    let (actor, now) = (actor.clone(), app.clock.now());
    app.store
        .write(move |db| {
            let path = committees::path_of(db, &committee)?;
            actor.may(Deed::Plan, &Target::of(&path))?;
            let before = PlanWeights::of_settings(&committees::settings(db, &committee)?);
            for weight in Weight::ALL.iter().filter(|it| weights.get(**it) != before.get(**it)) {
                let value = weights.get(*weight).to_string();
                committees::set_setting(db, &committee, &weight.setting(), Some(&value))?;
            }
            let line = JournalLine::between("plan-weights", "committee", &committee, told(&before), told(&weights));
            journal::write(db, &actor, now, &path, &[line])
        })
        .await
}

fn told(weights: &PlanWeights) -> Value {
    let pairs = Weight::ALL.iter().map(|it| (it.code().to_owned(), json!(weights.get(*it))));
    Value::Object(pairs.collect())
}

/// The weights that hold for a committee, and who is behind the target today among those whose
/// requests wait.
///
/// # Errors
/// `not-allowed`, `no-such-committee`, or the database's.
pub async fn measured(app: &App, actor: &Actor, committee: CommitteeId) -> Result<Basis, StoreError> {
    let (actor, today) = (actor.clone(), app.clock.today());
    app.store
        .read(move |db| {
            let path = committees::path_of(db, &committee)?;
            actor.may(Deed::Plan, &Target::of(&path))?;
            let scope = actor.scope(Deed::Plan)?.narrowed(&path)?;
            let wanted = requests::waiting(db, &scope, today, today.plus(366))?;
            let all = committees::all(db)?.into_iter().map(|it| (it.id.to_string(), it)).collect();
            basis_of(db, &all, &committee, &wanted, today)
        })
        .await
}
