//! Confirming, through the gates.

use super::act;
use crate::accounts::{Actor, Scope};
use crate::app::App;
use crate::kernel::{SessionId, SpeakerId};
use crate::sessions::{Gate, GateFacts, Session, gates};
use crate::store::{Db, StoreError, lectures, requests, sessions, speakers};

/// Confirms a session; `reason` opens the gates that may be overridden, and is journalled.
///
/// # Errors
/// `not-allowed`, the first closed gate, `changed-meanwhile`.
pub async fn confirm(
    app: &App,
    actor: &Actor,
    id: SessionId,
    seen: Option<i32>,
    reason: String,
) -> Result<Session, StoreError> {
    act(app, actor, id, seen, move |db, session, now| {
        let closed = gates_of(db, session)?;
        Ok(session.confirm(&closed, &reason, now)?)
    })
    .await
}

/// Every gate of a session that is closed now, for its page.
///
/// # Errors
/// `session-missing`, or the database's.
pub async fn closed_gates(app: &App, scope: Scope, id: SessionId) -> Result<Vec<Gate>, StoreError> {
    app.store
        .read(move |db| {
            let session = sessions::find(db, &scope, &id)?;
            gates_of(db, &session)
        })
        .await
}

pub(super) fn gates_of(db: &mut Db, session: &Session) -> Result<Vec<Gate>, StoreError> {
    let lecture = session.lecture.as_ref().map(|id| lectures::load(db, id)).transpose()?;
    let named: Vec<SpeakerId> = session.speaking().map(|assignment| assignment.speaker.clone()).collect();
    let facts = GateFacts {
        lecture: lecture.as_ref(),
        speakers: &speakers::by_ids(db, &named)?,
        records_approval: requests::venue_records_approval(db, &session.venue)?,
    };
    Ok(gates(session, &facts))
}
