//! The school tells how many came.

use super::{deliver_when_over, told};
use crate::accounts::{Actor, Deed, Target};
use crate::app::App;
use crate::attendance::{self, Figure, Flag, Gathering, Report, Verdict, flags};
use crate::kernel::{JournalLine, Moment, SessionId};
use crate::store::{self, Db, StoreError, journal};
use serde_json::json;

/// What became of a report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reported {
    /// Whether it changed anything: sent twice counts once.
    pub is_new: bool,
    /// What is odd about the figures, told to whoever reports and to whoever signs.
    pub flags: Vec<Flag>,
}

/// Puts a headcount: by the holder of the attendance code, the venue's contact, or a
/// coordinator from paper. Until it is signed a further report takes its place.
///
/// # Errors
/// `session-missing`, `not-allowed` (a token of another session too), and what
/// [`attendance::report`] refuses.
pub async fn report(app: &App, actor: &Actor, session: SessionId, report: Report) -> Result<Reported, StoreError> {
    let (now, actor) = (app.clock.now(), actor.clone());
    app.store
        .write(move |db| {
            let decided = decide(db, &actor, now, &session, &report)?;
            save(db, &actor, now, decided)
        })
        .await
}

/// A report that may be put: the session, what stands, and what becomes of it.
pub(super) type Decided = (Gathering, Vec<Figure>, Verdict);

/// Asks whether somebody may report this, and what it changes.
pub(super) fn decide(
    db: &mut Db,
    actor: &Actor,
    now: Moment,
    session: &SessionId,
    report: &Report,
) -> Result<Decided, StoreError> {
    let gathering = store::attendance::gathering(db, session)?;
    let target = Target::of(&gathering.owner).venue(&gathering.venue).session(session);
    actor.may(Deed::ReportHeadcount, &target)?;
    let current = store::attendance::current(db, session)?;
    let verdict = attendance::report(&gathering, &current, report, actor.name(), now)?;
    Ok((gathering, current, verdict))
}

/// Saves what was decided.
pub(super) fn save(
    db: &mut Db,
    actor: &Actor,
    now: Moment,
    (gathering, current, verdict): Decided,
) -> Result<Reported, StoreError> {
    let new = match verdict {
        Verdict::Same => return Ok(Reported { is_new: false, flags: flags(&gathering, &current) }),
        Verdict::Put(new) => new,
    };
    deliver_when_over(db, actor, now, &gathering)?;
    store::attendance::retire(db, &current, now)?;
    store::attendance::insert(db, &new, now)?;
    journal::write(db, actor, now, &gathering.owner, &[line(&gathering.session, &current, &new)])?;
    Ok(Reported { is_new: true, flags: flags(&gathering, &new) })
}

fn line(session: &SessionId, before: &[Figure], after: &[Figure]) -> JournalLine {
    let (before, after) = (json!({"figures": told(before)}), json!({"figures": told(after)}));
    JournalLine::new("attendance-report", "session", session, before, after)
}
