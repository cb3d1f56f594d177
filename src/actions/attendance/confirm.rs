//! A coordinator signs what was reported; from here on it counts.

use super::{deliver_when_over, told};
use crate::accounts::{Actor, Deed, Target};
use crate::app::App;
use crate::attendance;
use crate::kernel::{JournalLine, Refusal, SessionId};
use crate::store::reach::{Which, around};
use crate::store::{self, StoreError, journal};
use serde_json::{Value, json};

/// Signs the headcount of a session; `seen` is the revision that the page showed. The roll-ups
/// change in the same transaction.
///
/// # Errors
/// `session-missing`, `not-allowed`, and what [`attendance::confirm`] refuses: of two people
/// who sign at once the second is told who was faster.
pub async fn confirm(app: &App, actor: &Actor, session: SessionId, seen: String) -> Result<(), StoreError> {
    let (now, actor) = (app.clock.now(), actor.clone());
    app.store
        .write(move |db| {
            let gathering = store::attendance::gathering(db, &session)?;
            actor.may(Deed::ConfirmHeadcount, &Target::of(&gathering.owner).session(&session))?;
            let current = store::attendance::current(db, &session)?;
            let signed = attendance::confirm(&gathering, &current, &seen, actor.name(), now)?;
            deliver_when_over(db, &actor, now, &gathering)?;
            let which = Which::Sessions(std::slice::from_ref(&session));
            around(db, &which, now, |db| store::attendance::sign(db, &signed))?;
            let line = JournalLine::new(
                "attendance-confirm",
                "session",
                &session,
                Value::Null,
                json!({"figures": told(&signed)}),
            );
            journal::write(db, &actor, now, &gathering.owner, &[line])
        })
        .await
}

/// What became of several signatures.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Signed {
    /// How many were signed.
    pub done: usize,
    /// Those that were not, and why.
    pub refused: Vec<(SessionId, Refusal)>,
}

/// Signs several headcounts, each in its own transaction: one that was changed meanwhile
/// holds up no other.
///
/// # Errors
/// The database's; what was signed before stays signed.
pub async fn confirm_all(app: &App, actor: &Actor, seen: Vec<(SessionId, String)>) -> Result<Signed, StoreError> {
    let mut signed = Signed::default();
    for (session, revision) in seen {
        match confirm(app, actor, session.clone(), revision).await {
            Ok(()) => signed.done += 1,
            Err(StoreError::Refused(refusal)) => signed.refused.push((session, refusal)),
            Err(other) => return Err(other),
        }
    }
    Ok(signed)
}
