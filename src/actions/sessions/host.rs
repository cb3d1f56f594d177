//! Who hosts a session too (联合主办): they see it, its owner alone counts it.

use super::{load_for, save};
use crate::accounts::{Actor, Deed};
use crate::app::App;
use crate::kernel::{CommitteeId, Refusal, SessionId};
use crate::sessions::Session;
use crate::store::{Db, StoreError, codes, committees};

/// Sets the cohosts: those of `kept`, and the committee of a code or name that is typed.
///
/// # Errors
/// `cohost-unknown`, `name-ambiguous`, `cohost-is-owner`, `changed-meanwhile`, `not-allowed`.
pub async fn host_with(
    app: &App,
    actor: &Actor,
    id: SessionId,
    seen: Option<i32>,
    kept: Vec<CommitteeId>,
    typed: String,
) -> Result<Session, StoreError> {
    let (now, actor) = (app.clock.now(), actor.clone());
    app.store
        .write(move |db| {
            let (session, owner) = load_for(db, &actor, Deed::EditSessions, &id, seen)?;
            let mut cohosts: Vec<CommitteeId> =
                session.cohosts.iter().filter(|cohost| kept.contains(cohost)).cloned().collect();
            cohosts.extend(named(db, typed.trim())?);
            let change = session.host_with(cohosts, now)?;
            codes::set_cohosts(db, &change.session)?;
            save(db, &actor, now, &owner, &change)?;
            Ok(change.session)
        })
        .await
}

/// The committee of a code or of a name that only one has; none when nothing is typed.
fn named(db: &mut Db, typed: &str) -> Result<Option<CommitteeId>, StoreError> {
    if typed.is_empty() {
        return Ok(None);
    }
    let mut found = committees::called(db, typed)?;
    match (found.pop(), found.is_empty()) {
        (Some(one), true) => Ok(Some(one.id)),
        (None, _) => Err(Refusal::new("cohost-unknown").with("text", typed).at("cohost").into()),
        (Some(_), false) => Err(Refusal::new("name-ambiguous").with("text", typed).at("cohost").into()),
    }
}
