//! A period on its way to the committee above.

use crate::accounts::{Actor, Deed, Scope, Target};
use crate::app::App;
use crate::kernel::{CommitteeId, CommitteePath, Day, JournalLine, Refusal};
use crate::reach::{Filing, FilingState, FilingStep, Period};
use crate::store::reach::{ReachQuery, totals, unit};
use crate::store::{Db, StoreError, filings, journal};
use serde_json::{Value, json};

const REASON_MOST: usize = 500;

/// Takes a step: the committee itself files, the one above returns (with a reason), accepts
/// and locks.
///
/// # Errors
/// `no-such-committee`, `not-allowed`, `filing-period` when it is not a month, quarter, half
/// or year, `filing-not-over`, `filing-overlaps`, `filing-step-not-now`, `filing-reason`.
pub async fn step(
    app: &App,
    actor: &Actor,
    committee: CommitteeId,
    period: Period,
    step: FilingStep,
    reason: String,
) -> Result<FilingState, StoreError> {
    let (now, actor) = (app.clock.now(), actor.clone());
    app.store
        .write(move |db| {
            let owner = unit(db, &committee)?.path;
            may(&actor, &owner, step)?;
            let reason = sound_reason(step, &reason)?;
            let before = standing(db, &committee, period, step, Day::of(now))?;
            let state = before.after(step)?;
            let filing = Filing {
                committee: committee.clone(),
                period,
                state,
                reason: reason.to_owned(),
                by_name: actor.name().to_owned(),
                at: now,
            };
            filings::put(db, &filing)?;
            let mut after = json!({"state": state.code(), "period": period.to_string(), "reason": reason});
            if step == FilingStep::File
                && let Value::Object(fields) = &mut after
            {
                fields.insert("figures".into(), json!(figures(db, &owner, &filing)?));
            }
            let line = JournalLine::new(
                step.key(),
                "committee",
                &committee,
                json!({"state": before.code(), "period": period.to_string()}),
                after,
            );
            journal::write(db, &actor, now, &owner, &[line])?;
            Ok(state)
        })
        .await
}

/// A committee files for itself; what becomes of it the one above decides.
///
/// # Errors
/// `not-allowed`.
pub fn may(actor: &Actor, owner: &CommitteePath, step: FilingStep) -> Result<(), Refusal> {
    match step {
        FilingStep::File => actor.may(Deed::FilePeriod, &Target::of(owner)),
        _ => actor.may(Deed::LockPeriod, &Target::of(&above(owner))),
    }
}

/// The committee above; of a root itself.
fn above(owner: &CommitteePath) -> CommitteePath {
    let line = owner.as_str().trim_end_matches('/');
    line.rsplit_once('/').map_or_else(|| owner.clone(), |(above, _)| CommitteePath(format!("{above}/")))
}

fn sound_reason(step: FilingStep, reason: &str) -> Result<&str, Refusal> {
    let reason = reason.trim();
    let length = reason.chars().count();
    if length > REASON_MOST {
        return Err(Refusal::new("note-too-long").with("count", length).with("most", REASON_MOST).at("reason"));
    }
    if step == FilingStep::Return && reason.is_empty() {
        return Err(Refusal::new("filing-reason").at("reason"));
    }
    Ok(reason)
}

/// Where the period stands; one that nobody has filed yet is a draft.
fn standing(
    db: &mut Db,
    committee: &CommitteeId,
    period: Period,
    step: FilingStep,
    today: Day,
) -> Result<FilingState, StoreError> {
    let filed = filings::of_committee(db, committee)?;
    if let Some(found) = filed.iter().find(|filing| filing.period == period) {
        return Ok(found.state);
    }
    if matches!(period, Period::Span(..) | Period::SchoolYear(_)) {
        return Err(Refusal::new("filing-period").at("period").into());
    }
    if let Some(other) = filed.iter().find(|filing| filing.period.meets(period)) {
        let no = Refusal::new("filing-overlaps").with("other", other.period.to_string());
        return Err(no.with("period", period.to_string()).at("period").into());
    }
    if step == FilingStep::File && period.days().1 >= today {
        return Err(Refusal::new("filing-not-over").with("period", period.to_string()).at("period").into());
    }
    Ok(FilingState::Draft)
}

/// The totals that were filed, for the journal.
fn figures(db: &mut Db, owner: &CommitteePath, filing: &Filing) -> Result<crate::reach::Sums, StoreError> {
    let (from, to) = filing.period.days();
    let query = ReachQuery {
        scope: Scope::public().narrowed(owner)?,
        committee: filing.committee.clone(),
        from,
        to,
        campaign: None,
        as_of: None,
        now: filing.at,
        tree: None,
    };
    totals(db, &query)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_one_above_decides_and_a_root_for_itself() {
        assert_eq!(above(&CommitteePath("city/county/".into())), CommitteePath("city/".into()));
        assert_eq!(above(&CommitteePath("city/".into())), CommitteePath("city/".into()));
    }
}
