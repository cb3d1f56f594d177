//! Who speaks and who stands by.

use super::act;
use crate::accounts::Actor;
use crate::app::App;
use crate::kernel::{AssignmentId, SessionId, SpeakerId};
use crate::sessions::{Gate, Session};
use crate::store::{StoreError, speakers};

/// Asks one more speaker, as after a decline.
///
/// # Errors
/// `not-allowed`, `speaker-named-already`, `double-booking`, `changed-meanwhile`.
pub async fn ask(
    app: &App,
    actor: &Actor,
    id: SessionId,
    seen: Option<i32>,
    speaker: SpeakerId,
) -> Result<Session, StoreError> {
    act(app, actor, id, seen, move |db, session, now| {
        speakers::load(db, &speaker)?;
        Ok(session.ask(&speaker, now)?)
    })
    .await
}

/// Names a standby (候补), who is asked but not booked.
///
/// # Errors
/// As [`ask`].
pub async fn name_standby(
    app: &App,
    actor: &Actor,
    id: SessionId,
    seen: Option<i32>,
    speaker: SpeakerId,
) -> Result<Session, StoreError> {
    act(app, actor, id, seen, move |db, session, now| {
        speakers::load(db, &speaker)?;
        Ok(session.name_standby(&speaker, now)?)
    })
    .await
}

/// Another speaker in somebody's place.
///
/// # Errors
/// As [`ask`].
pub async fn replace(
    app: &App,
    actor: &Actor,
    id: SessionId,
    seen: Option<i32>,
    old: AssignmentId,
    speaker: SpeakerId,
) -> Result<Session, StoreError> {
    act(app, actor, id, seen, move |db, session, now| {
        speakers::load(db, &speaker)?;
        Ok(session.replace(&old, &speaker, now)?)
    })
    .await
}

/// Somebody is no longer needed.
///
/// # Errors
/// `not-allowed`, `assignment-over`, `changed-meanwhile`.
pub async fn release(
    app: &App,
    actor: &Actor,
    id: SessionId,
    seen: Option<i32>,
    old: AssignmentId,
) -> Result<Session, StoreError> {
    act(app, actor, id, seen, move |_, session, now| Ok(session.release(&old, now)?)).await
}

/// The standby speaks, in `out`'s place if that is named; a reason opens expired papers.
///
/// # Errors
/// `not-allowed`, `standby-not-ready`, a closed gate, `double-booking`, `changed-meanwhile`.
pub async fn step_in(
    app: &App,
    actor: &Actor,
    id: SessionId,
    seen: Option<i32>,
    standby: AssignmentId,
    out: Option<AssignmentId>,
    reason: String,
) -> Result<Session, StoreError> {
    act(app, actor, id, seen, move |db, session, now| {
        let assignment = session.assignment(&standby)?;
        let speaker = speakers::load(db, &assignment.speaker)?;
        let gates = Gate::of_standby(session, assignment, &speaker);
        Ok(session.step_in(&standby, out.as_ref(), &gates, &reason, now)?)
    })
    .await
}

/// The session moves to the time that the speaker proposed.
///
/// # Errors
/// `not-allowed`, `no-proposal`, `double-booking`, `changed-meanwhile`.
pub async fn take_proposal(
    app: &App,
    actor: &Actor,
    id: SessionId,
    seen: Option<i32>,
    of: AssignmentId,
) -> Result<Session, StoreError> {
    act(app, actor, id, seen, move |_, session, now| Ok(session.take_proposal(&of, now)?)).await
}

/// The proposed time cannot be; the speaker is asked once more about the first.
///
/// # Errors
/// `not-allowed`, `no-proposal`, `changed-meanwhile`.
pub async fn refuse_proposal(
    app: &App,
    actor: &Actor,
    id: SessionId,
    seen: Option<i32>,
    of: AssignmentId,
) -> Result<Session, StoreError> {
    act(app, actor, id, seen, move |_, session, now| Ok(session.refuse_proposal(&of, now)?)).await
}

/// Keeps an assignment in every later plan, or no longer.
///
/// # Errors
/// `not-allowed`, `no-such-assignment`, `changed-meanwhile`.
pub async fn pin(
    app: &App,
    actor: &Actor,
    id: SessionId,
    seen: Option<i32>,
    of: AssignmentId,
    pinned: bool,
) -> Result<Session, StoreError> {
    act(app, actor, id, seen, move |_, session, now| Ok(session.pin(&of, pinned, now)?)).await
}
