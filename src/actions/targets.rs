//! Targets and yearly indicators.

use crate::accounts::{Actor, Deed, Target};
use crate::app::App;
use crate::kernel::{JournalLine, Refusal};
use crate::reach::{Indicator, Measure, Period, ReachTarget};
use crate::store::history::{self, TargetFact};
use crate::store::reach::unit;
use crate::store::{StoreError, indicators, journal, targets};
use serde_json::json;

/// Sets a target, or gives the one of the same committee, period, measure and part a new value.
///
/// # Errors
/// `no-such-committee`, `not-allowed`, `target-value`, `target-percent`, `target-period`.
pub async fn set_target(app: &App, actor: &Actor, target: ReachTarget) -> Result<(), StoreError> {
    let (now, actor) = (app.clock.now(), actor.clone());
    sound_target(&target)?;
    app.store
        .write(move |db| {
            let owner = unit(db, &target.committee)?.path;
            actor.may(Deed::EditTargets, &Target::of(&owner))?;
            let subject = TargetFact::new(&target).subject();
            let before =
                history::around::<TargetFact, _>(db, &[subject.as_str()], now, |db| targets::put(db, &target))?;
            let part = json!({"period": target.period.to_string(), "measure": target.measure.code(),
                "theme": target.theme, "venue_kind": target.venue_kind});
            let line = JournalLine::new(
                "target-set",
                "committee",
                &target.committee,
                json!({"value": before}),
                json!({"value": target.value, "of": part}),
            );
            journal::write(db, &actor, now, &owner, &[line])
        })
        .await
}

fn sound_target(target: &ReachTarget) -> Result<(), Refusal> {
    if target.value < 1 {
        return Err(Refusal::new("target-value").at("value"));
    }
    if target.measure == Measure::Coverage && target.value > 100 {
        return Err(Refusal::new("target-percent").at("value"));
    }
    if matches!(target.period, Period::Span(..)) {
        return Err(Refusal::new("target-period").at("period"));
    }
    Ok(())
}

/// Takes a target away.
///
/// # Errors
/// `target-missing`, `not-allowed`.
pub async fn remove_target(app: &App, actor: &Actor, id: String) -> Result<(), StoreError> {
    let (now, actor) = (app.clock.now(), actor.clone());
    app.store
        .write(move |db| {
            let target = targets::find(db, &id)?.ok_or_else(|| Refusal::missing("target-missing"))?;
            let owner = unit(db, &target.committee)?.path;
            actor.may(Deed::EditTargets, &Target::of(&owner))?;
            let subject = TargetFact::new(&target).subject();
            history::around::<TargetFact, _>(db, &[subject.as_str()], now, |db| targets::remove(db, &id))?;
            let before = json!({"value": target.value, "period": target.period.to_string(),
                "measure": target.measure.code()});
            let line = JournalLine::new("target-remove", "committee", &target.committee, before, json!(null));
            journal::write(db, &actor, now, &owner, &[line])
        })
        .await
}

/// Sets a yearly indicator.
///
/// # Errors
/// `no-such-committee`, `not-allowed`, `indicator-name`, `indicator-year`, `indicator-share`.
pub async fn set_indicator(app: &App, actor: &Actor, indicator: Indicator) -> Result<(), StoreError> {
    let (now, actor) = (app.clock.now(), actor.clone());
    sound_indicator(&indicator)?;
    app.store
        .write(move |db| {
            let owner = unit(db, &indicator.committee)?.path;
            actor.may(Deed::EditTargets, &Target::of(&owner))?;
            let before = indicators::put(db, &indicator)?;
            let told = |one: &Indicator| json!({"numerator": one.numerator, "denominator": one.denominator});
            let line = JournalLine::new(
                "indicator-set",
                "committee",
                &indicator.committee,
                before.as_ref().map_or(json!(null), told),
                json!({"year": indicator.year, "name": indicator.name, "figures": told(&indicator)}),
            );
            journal::write(db, &actor, now, &owner, &[line])
        })
        .await
}

fn sound_indicator(indicator: &Indicator) -> Result<(), Refusal> {
    if indicator.name.trim().is_empty() || indicator.name.chars().count() > 100 {
        return Err(Refusal::new("indicator-name").at("name"));
    }
    if !(1990..2199).contains(&indicator.year) {
        return Err(Refusal::new("indicator-year").at("year"));
    }
    let shares = indicator.numerator >= 0 && indicator.numerator <= indicator.denominator;
    if shares { Ok(()) } else { Err(Refusal::new("indicator-share").at("numerator")) }
}
