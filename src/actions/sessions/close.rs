//! Moving, calling off, holding.

use super::{act, save};
use crate::accounts::{Actor, Deed, Target};
use crate::app::App;
use crate::kernel::{CommitteeId, CommitteePath, Day, Moment, Refusal, RoomId, SessionId, Window};
use crate::sessions::{Details, Session, SessionStatus};
use crate::store::{Db, StoreError, committees, requests, sessions, venues};

/// What becomes of the request behind a session that is called off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AfterCancel {
    /// It waits for the planner again.
    PlanAgain,
    /// The school does not want it any more.
    Withdraw,
}

/// Calls a session off with a reason.
///
/// # Errors
/// `not-allowed`, `reason-missing`, `changed-meanwhile`.
pub async fn cancel(
    app: &App,
    actor: &Actor,
    id: SessionId,
    seen: Option<i32>,
    reason: String,
    after: AfterCancel,
) -> Result<Session, StoreError> {
    let (now, actor) = (app.clock.now(), actor.clone());
    app.store
        .write(move |db| {
            let (session, owner) = super::load_for(db, &actor, Deed::EditSessions, &id, seen)?;
            call_off(db, &actor, now, &owner, &session, &reason, after)
        })
        .await
}

/// Calls off everything of a committee's subtree on one day (typhoon, heat, snow). Returns what was called off.
///
/// # Errors
/// `not-allowed`, `reason-missing`.
pub async fn cancel_day(
    app: &App,
    actor: &Actor,
    committee: CommitteeId,
    day: Day,
    reason: String,
) -> Result<Vec<Session>, StoreError> {
    let (now, actor) = (app.clock.now(), actor.clone());
    app.store
        .write(move |db| {
            let root = committees::path_of(db, &committee)?;
            actor.may(Deed::EditSessions, &Target::of(&root))?;
            let scope = actor.scope(Deed::EditSessions)?.narrowed(&root)?;
            let mut off = Vec::new();
            for session in sessions::between(db, &scope, day, day)? {
                let owner = committees::path_of(db, &session.committee)?;
                let open = matches!(session.status, SessionStatus::Published | SessionStatus::Confirmed);
                if open && session.window.end > now && root.contains(&owner) {
                    off.push(call_off(db, &actor, now, &owner, &session, &reason, AfterCancel::PlanAgain)?);
                }
            }
            Ok(off)
        })
        .await
}

/// Calls off one session; its request waits again, or is withdrawn.
pub(crate) fn call_off(
    db: &mut Db,
    actor: &Actor,
    now: Moment,
    owner: &CommitteePath,
    session: &Session,
    reason: &str,
    after: AfterCancel,
) -> Result<Session, StoreError> {
    let change = session.cancel(reason, now)?;
    save(db, actor, now, owner, &change)?;
    if let Some(request) = &session.request {
        let freed = requests::load(db, request)?.give_back(now);
        if let Some(freed) = freed {
            super::super::requests::save(db, actor, now, owner, &freed)?;
            if after == AfterCancel::Withdraw {
                super::super::requests::save(db, actor, now, owner, &freed.request.withdraw(now)?)?;
            }
        }
    }
    Ok(change.session)
}

/// Another start; `agreed` says that the speakers have said yes on the telephone.
///
/// # Errors
/// `not-allowed`, `session-in-the-past`, `session-outside-hours`, `double-booking`, `changed-meanwhile`.
pub async fn reschedule(
    app: &App,
    actor: &Actor,
    id: SessionId,
    seen: Option<i32>,
    start: Moment,
    agreed: bool,
) -> Result<Session, StoreError> {
    act(app, actor, id, seen, move |_, session, now| {
        let window = Window { start, end: start + (session.window.end - session.window.start) };
        if Day::of(window.end) != window.day() {
            return Err(Refusal::new("session-outside-hours").at("start").into());
        }
        Ok(session.reschedule(window, agreed, now)?)
    })
    .await
}

/// Another room of the same venue.
///
/// # Errors
/// `not-allowed`, `session-room-unknown`, `double-booking`, `changed-meanwhile`.
pub async fn move_room(
    app: &App,
    actor: &Actor,
    id: SessionId,
    seen: Option<i32>,
    room: Option<RoomId>,
) -> Result<Session, StoreError> {
    act(app, actor, id, seen, move |db, session, now| {
        let venue = venues::load(db, &session.venue)?;
        if room.as_ref().is_some_and(|room| venue.rooms.iter().all(|own| own.id != *room)) {
            return Err(Refusal::new("session-room-unknown").at("room").into());
        }
        Ok(session.move_room(room.clone(), now)?)
    })
    .await
}

/// Notes the teacher, the approval, the lecture, who fetches and who goes along.
///
/// # Errors
/// `not-allowed`, `pickup-after-start`, `changed-meanwhile`.
pub async fn note(
    app: &App,
    actor: &Actor,
    id: SessionId,
    seen: Option<i32>,
    details: Details,
) -> Result<Session, StoreError> {
    act(app, actor, id, seen, move |_, session, now| Ok(session.note(details.clone(), now)?)).await
}

/// Marks a confirmed session as held, after its end; its request is done.
///
/// # Errors
/// `not-allowed`, `session-not-ended`, `changed-meanwhile`.
pub async fn deliver(app: &App, actor: &Actor, id: SessionId, seen: Option<i32>) -> Result<Session, StoreError> {
    act(app, actor, id, seen, |_, session, now| Ok(session.deliver(now)?)).await
}
