//! Somebody tells what came of a contest.

use crate::accounts::{Actor, Deed, Target};
use crate::app::App;
use crate::attendance::ContestResult;
use crate::kernel::{JournalLine, SessionId};
use crate::store::history::{self, ContestFact};
use crate::store::{self, StoreError, journal};
use serde_json::json;

/// Notes entrants and winners of a contest: by the holder of the attendance code, the venue's
/// contact, or a coordinator. Told twice counts once.
///
/// # Errors
/// `session-missing`, `not-allowed`, and what [`ContestResult::sound`] refuses.
pub async fn contest(app: &App, actor: &Actor, session: SessionId, result: ContestResult) -> Result<(), StoreError> {
    let (now, actor) = (app.clock.now(), actor.clone());
    app.store
        .write(move |db| {
            let gathering = store::attendance::gathering(db, &session)?;
            let target = Target::of(&gathering.owner).venue(&gathering.venue).session(&session);
            actor.may(Deed::ReportHeadcount, &target)?;
            gathering.begun(now)?;
            let result = result.sound(&gathering)?;
            let before = store::attendance::contest(db, &session)?;
            if before == Some(result) {
                return Ok(());
            }
            history::around::<ContestFact, _>(db, &[session.as_str()], now, |db| {
                store::attendance::put_contest(db, &session, result, actor.name(), now)
            })?;
            let told = |one: ContestResult| json!({"entrants": one.entrants, "winners": one.winners});
            let before = before.map_or(json!({}), told);
            let line = JournalLine::between("contest-told", "session", &session, before, told(result));
            journal::write(db, &actor, now, &gathering.owner, &[line])
        })
        .await
}
