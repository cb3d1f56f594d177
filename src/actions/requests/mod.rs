//! Requests: placed, judged, taken back, asked again.

pub(crate) mod days;
pub(crate) mod facts;
mod place;

pub use days::days_told;
pub use place::{Placed, place, resubmit};

use crate::accounts::{Actor, Deed, Target, tokens};
use crate::app::App;
use crate::kernel::{CommitteePath, Moment, Refusal, RequestId};
use crate::requests::{Request, RequestChange};
use crate::store::{Db, StoreError, committees, journal, letters, requests};

/// The coordinator takes a request on, so that the next plan heeds it.
///
/// # Errors
/// `not-allowed`, `request-not-open`, `request-windows-past`, `changed-meanwhile`.
pub async fn approve(app: &App, actor: &Actor, id: RequestId, seen: Option<i32>) -> Result<Request, StoreError> {
    step(app, actor, Deed::JudgeRequest, id, seen, |request, now| request.approve(now)).await
}

/// The coordinator sends a request back with a reason.
///
/// # Errors
/// `not-allowed`, `reason-missing`, `request-not-open`, `changed-meanwhile`.
pub async fn send_back(
    app: &App,
    actor: &Actor,
    id: RequestId,
    seen: Option<i32>,
    reason: String,
) -> Result<Request, StoreError> {
    step(app, actor, Deed::JudgeRequest, id, seen, move |request, now| request.send_back(&reason, now)).await
}

/// The school takes a request back.
///
/// # Errors
/// `not-allowed`, `request-has-session`, `changed-meanwhile`.
pub async fn withdraw(app: &App, actor: &Actor, id: RequestId, seen: Option<i32>) -> Result<Request, StoreError> {
    step(app, actor, Deed::WithdrawRequest, id, seen, |request, now| request.withdraw(now)).await
}

/// The secret part of the address at which a request is followed without signing in.
#[must_use]
pub fn follow_token(app: &App, id: &RequestId) -> String {
    tokens::mint(&app.secret, tokens::Opens::Follow, id.as_str(), FOLLOW_GENERATION)
}

/// The request that a follow link shows.
///
/// # Errors
/// `request-missing` for a wrong link, or the database's.
pub async fn follow(app: &App, token: &str) -> Result<Request, StoreError> {
    let missing = || Refusal::missing("request-missing");
    let (opens, id) = tokens::names(token).ok_or_else(missing)?;
    let proven = tokens::proves(&app.secret, token, tokens::Opens::Follow, &id, FOLLOW_GENERATION);
    if opens != tokens::Opens::Follow || !proven {
        return Err(missing().into());
    }
    app.store.read(move |db| requests::load(db, &RequestId(id))).await
}

const FOLLOW_GENERATION: i32 = 1;

async fn step(
    app: &App,
    actor: &Actor,
    deed: Deed,
    id: RequestId,
    seen: Option<i32>,
    decide: impl Fn(&Request, Moment) -> Result<RequestChange, Refusal> + Send + 'static,
) -> Result<Request, StoreError> {
    let (now, actor) = (app.clock.now(), actor.clone());
    app.store
        .write(move |db| {
            let (request, owner) = load_for(db, &actor, deed, &id, seen)?;
            let change = decide(&request, now)?;
            save(db, &actor, now, &owner, &change)?;
            Ok(change.request)
        })
        .await
}

/// A request that the actor may do this to, as it was seen.
fn load_for(
    db: &mut Db,
    actor: &Actor,
    deed: Deed,
    id: &RequestId,
    seen: Option<i32>,
) -> Result<(Request, CommitteePath), StoreError> {
    let request = requests::load(db, id)?;
    let owner = committees::path_of(db, &request.committee)?;
    actor.may(deed, &Target::of(&owner).venue(&request.venue))?;
    if seen.is_some_and(|seen| seen != request.version) {
        return Err(Refusal::conflict("changed-meanwhile").into());
    }
    Ok((request, owner))
}

/// Saves a move with its letters and journal line.
pub(crate) fn save(
    db: &mut Db,
    actor: &Actor,
    now: Moment,
    owner: &CommitteePath,
    change: &RequestChange,
) -> Result<(), StoreError> {
    requests::update(db, &change.request)?;
    tell(db, actor, now, owner, change)
}

fn tell(
    db: &mut Db,
    actor: &Actor,
    now: Moment,
    owner: &CommitteePath,
    change: &RequestChange,
) -> Result<(), StoreError> {
    letters::owe(db, owner, now, &change.letters)?;
    journal::write(db, actor, now, owner, &change.journal)
}
