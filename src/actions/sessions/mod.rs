//! Sessions: answered for, confirmed, moved, recast, called off, held.

mod candidates;
mod cast;
pub(crate) mod close;
mod confirm;
mod host;
mod redate;

pub use candidates::{Candidate, Choice, candidates};
pub use cast::{ask, name_standby, pin, refuse_proposal, release, replace, step_in, take_proposal};
pub(crate) use close::call_off;
pub use close::{AfterCancel, cancel, cancel_day, deliver, move_room, note, reschedule};
pub use confirm::{closed_gates, confirm};
pub use host::host_with;
pub use redate::{NewDate, Redate, new_dates, send_dates};

use crate::accounts::{Actor, Deed, Target};
use crate::app::App;
use crate::kernel::{CommitteePath, Moment, Refusal, SessionId};
use crate::sessions::{Change, Session, SessionStatus};
use crate::store::{Db, StoreError, committees, journal, letters, requests, sessions};

/// One transition of a session that a coordinator makes.
async fn act(
    app: &App,
    actor: &Actor,
    id: SessionId,
    seen: Option<i32>,
    decide: impl Fn(&mut Db, &Session, Moment) -> Result<Change, StoreError> + Send + 'static,
) -> Result<Session, StoreError> {
    let (now, actor) = (app.clock.now(), actor.clone());
    app.store
        .write(move |db| {
            let (session, owner) = load_for(db, &actor, Deed::EditSessions, &id, seen)?;
            let change = decide(db, &session, now)?;
            save(db, &actor, now, &owner, &change)?;
            Ok(change.session)
        })
        .await
}

/// A session that the actor may do this to, as it was seen.
fn load_for(
    db: &mut Db,
    actor: &Actor,
    deed: Deed,
    id: &SessionId,
    seen: Option<i32>,
) -> Result<(Session, CommitteePath), StoreError> {
    let session = sessions::load(db, id)?;
    let owner = committees::path_of(db, &session.committee)?;
    actor.may(deed, &Target::of(&owner).session(id))?;
    if seen.is_some_and(|seen| seen != session.version) {
        return Err(Refusal::conflict("changed-meanwhile").into());
    }
    Ok((session, owner))
}

/// Saves a transition: the session and what it holds, letters, journal line, and the request
/// behind a session that has been held.
pub(crate) fn save(
    db: &mut Db,
    actor: &Actor,
    now: Moment,
    owner: &CommitteePath,
    change: &Change,
) -> Result<(), StoreError> {
    sessions::update(db, &change.session)?;
    letters::owe(db, owner, now, &change.letters)?;
    journal::write(db, actor, now, owner, &change.journal)?;
    if change.session.status != SessionStatus::Delivered {
        return Ok(());
    }
    let Some(request) = &change.session.request else { return Ok(()) };
    match requests::load(db, request)?.finish(now) {
        Some(change) => super::requests::save(db, actor, now, owner, &change),
        None => Ok(()),
    }
}
