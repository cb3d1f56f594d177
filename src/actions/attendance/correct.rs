//! A signed headcount is put right, with a date and a reason.

use super::{deliver_when_over, told};
use crate::accounts::{Actor, Deed, Target};
use crate::app::App;
use crate::attendance::{self, Flag, Line, flags};
use crate::kernel::{JournalLine, SessionId};
use crate::store::reach::{Which, around};
use crate::store::{self, StoreError, journal};
use serde_json::json;

/// Puts further figures in the place of signed ones; also in a locked period, where it is the
/// only way. The roll-ups change in the same transaction.
///
/// # Errors
/// `session-missing`, `not-allowed`, and what [`attendance::correct`] refuses.
pub async fn correct(
    app: &App,
    actor: &Actor,
    session: SessionId,
    seen: String,
    lines: Vec<Line>,
    reason: String,
) -> Result<Vec<Flag>, StoreError> {
    let (now, actor) = (app.clock.now(), actor.clone());
    app.store
        .write(move |db| {
            let gathering = store::attendance::gathering(db, &session)?;
            actor.may(Deed::ConfirmHeadcount, &Target::of(&gathering.owner).session(&session))?;
            let current = store::attendance::current(db, &session)?;
            let signature = (actor.name(), now);
            let correction = attendance::correct(&gathering, &current, &seen, &lines, &reason, signature)?;
            deliver_when_over(db, &actor, now, &gathering)?;
            around(db, &Which::Sessions(std::slice::from_ref(&session)), now, |db| {
                store::attendance::retire(db, &correction.replaced, now)?;
                store::attendance::insert(db, &correction.added, now)
            })?;
            let line = JournalLine::new(
                "attendance-correct",
                "session",
                &session,
                json!({"figures": told(&current)}),
                json!({"figures": told(&correction.added), "reason": reason.trim()}),
            );
            journal::write(db, &actor, now, &gathering.owner, &[line])?;
            Ok(flags(&gathering, &store::attendance::current(db, &session)?))
        })
        .await
}
