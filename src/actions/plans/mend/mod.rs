//! When something happens to what was published: ranked ways to go on, and one of them taken.

mod case;
mod found;

use super::difference::Difference;
use super::publish::Publishing;
use crate::accounts::{Actor, Deed, Target};
use crate::actions::sessions::{AfterCancel, call_off};
use crate::app::App;
use crate::calendars::days_off::DaysOff;
use crate::kernel::{
    CommitteeId, CommitteePath, Day, JournalLine, Moment, Refusal, RequestId, SessionId, SpeakerId, Window,
};
use crate::sessions::{Through, Weight};
use crate::speakers::DayException;
use crate::store::{Db, StoreError, committees, journal, requests, sessions, speakers};
use crate::text::{Lang, say};
use case::Case;
use serde_json::json;
use std::collections::HashSet;

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Happened {
    /// The speaker of a session cannot come, or nobody is left to speak there.
    Declined(SessionId),
    /// A speaker can hold nothing from the first to the last of these days.
    Sick(SpeakerId, Day, Day),
    /// A request waits and is to be placed now.
    Asked(RequestId),
    /// A request wishes these times instead.
    Moved(RequestId, Vec<Window>),
    /// A request with a session is no longer wanted: speaker and room are free for others who wait.
    Withdrawn(RequestId),
}

/// One way to go on.
#[derive(Clone, Debug, PartialEq)]
pub struct Way {
    /// Names it when it is chosen; another once anything of it has changed.
    pub key: String,
    /// Points gained or lost against what stands.
    pub points: i64,
    /// What is done, request by request, and person by person.
    pub difference: Difference,
}

/// The ways to go on, the best first.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Ways {
    /// The last may leave something open.
    pub ways: Vec<Way>,
    /// Sessions that it concerns and no plan places: with a standby, with several speakers, or
    /// without a request.
    pub apart: Vec<SessionId>,
}

/// Ways that are shown.
const MOST: usize = 6;

/// The ways to go on. Nothing is decided yet.
///
/// # Errors
/// `not-allowed`, what is missing, why nothing is to be mended, or the database's.
pub async fn ways(app: &App, actor: &Actor, happened: Happened) -> Result<Ways, StoreError> {
    let (now, actor, days_off) = (app.clock.now(), actor.clone(), app.almanac.days());
    app.store.read(move |db| found(db, &actor, &days_off, now, &happened)).await
}

/// Takes the way of a key: what happened is written down, sessions are placed, and exactly those
/// who change are written to.
///
/// # Errors
/// As [`ways`], and `mend-overtaken` when that way is no longer there.
pub async fn mend(app: &App, actor: &Actor, happened: Happened, key: String) -> Result<Vec<SessionId>, StoreError> {
    let (now, actor, days_off) = (app.clock.now(), actor.clone(), app.almanac.days());
    app.store
        .write(move |db| {
            let all = found(db, &actor, &days_off, now, &happened)?;
            let way = all.ways.into_iter().find(|way| way.key == key);
            let way = way.ok_or_else(|| Refusal::conflict("mend-overtaken"))?;
            let (committee, path) = note(db, &actor, now, &happened)?;
            let publishing = Publishing { plan: None, pinned: HashSet::new() };
            let (made, _) = publishing.make(db, &actor, now, &way.difference.lines)?;
            let after = json!({ "sessions": made, "points": way.points });
            let line = JournalLine::new("plan-mend", "committee", committee, json!({}), after);
            journal::write(db, &actor, now, &path, &[line])?;
            Ok(made)
        })
        .await
}

fn found(db: &mut Db, actor: &Actor, days_off: &DaysOff, now: Moment, happened: &Happened) -> Result<Ways, StoreError> {
    let committee = owner_of(db, happened)?;
    let path = committees::path_of(db, &committee)?;
    actor.may(Deed::Plan, &Target::of(&path))?;
    if matches!(happened, Happened::Sick(..)) {
        actor.may(Deed::EditRegisters, &Target::of(&path))?;
    }
    let mut case = Case::load(db, &actor.scope(Deed::Plan)?, now, happened, committee)?;
    let anew: HashSet<RequestId> = case.struck.iter().cloned().collect();
    let stays = matches!(happened, Happened::Declined(_) | Happened::Sick(..));
    let toll = case.facts.basis.weights.get(Weight::Change);
    let mut ways: Vec<Way> = Vec::new();
    for (points, items) in found::alternatives(&mut case, days_off)? {
        let difference = Difference::forced(db, &items, now, &anew, stays)?;
        // nothing would be done: neither a session changes nor is anything written down
        let idle = matches!(happened, Happened::Asked(_) | Happened::Declined(_)) && difference.changes() == 0;
        if !idle && ways.iter().all(|way| way.key != difference.digest) {
            ways.push(Way { key: difference.digest.clone(), points, difference });
        }
    }
    // to the school a new time is a change as well, whoever speaks
    let rank = |way: &Way| {
        let moved = |line: &&super::Line| matches!(line.deed, super::Deed::Move | super::Deed::Remake);
        let moves = way.difference.lines.iter().filter(moved).count();
        std::cmp::Reverse(way.points - toll * i64::try_from(moves).unwrap_or(i64::MAX))
    };
    ways.sort_by_key(rank);
    ways.truncate(MOST);
    Ok(Ways { ways, apart: case.apart })
}

fn owner_of(db: &mut Db, happened: &Happened) -> Result<CommitteeId, StoreError> {
    Ok(match happened {
        Happened::Declined(id) => sessions::load(db, id)?.committee,
        Happened::Sick(id, ..) => speakers::load(db, id)?.committee,
        Happened::Asked(id) | Happened::Moved(id, _) | Happened::Withdrawn(id) => requests::load(db, id)?.committee,
    })
}

/// Writes down what happened itself: a decline on the telephone, days off of the speaker, other
/// times of the request, a request that is no longer wanted.
fn note(
    db: &mut Db,
    actor: &Actor,
    now: Moment,
    happened: &Happened,
) -> Result<(CommitteeId, CommitteePath), StoreError> {
    let committee = owner_of(db, happened)?;
    let path = committees::path_of(db, &committee)?;
    match happened {
        Happened::Asked(_) => {}
        Happened::Declined(id) => {
            let session = sessions::load(db, id)?;
            let told: Vec<_> = session.speaking().map(|it| it.id.clone()).collect();
            for assignment in told {
                let declined = session.decline(&assignment, "", Through::Telephone, now)?;
                if let Some(change) = declined {
                    crate::actions::sessions::save(db, actor, now, &path, &change)?;
                }
            }
        }
        Happened::Sick(id, from, to) => stay_home(db, actor, now, &path, (id, *from, *to))?,
        Happened::Moved(id, windows) => {
            let change = requests::load(db, id)?.wish_instead(windows.clone(), now)?;
            crate::actions::requests::save(db, actor, now, &path, &change)?;
        }
        Happened::Withdrawn(id) => {
            let standing = sessions::standing_for(db, std::slice::from_ref(id))?.remove(id);
            let session = standing.ok_or_else(|| Refusal::conflict("mend-nothing"))?;
            let reason = say(Lang::Zh, "mend-withdrawn-reason");
            call_off(db, actor, now, &path, &session, &reason, AfterCancel::Withdraw)?;
        }
    }
    Ok((committee, path))
}

/// Days off in the speaker's own calendar, so that no later plan asks for them.
fn stay_home(
    db: &mut Db,
    actor: &Actor,
    now: Moment,
    path: &CommitteePath,
    (id, from, to): (&SpeakerId, Day, Day),
) -> Result<(), StoreError> {
    let mut speaker = speakers::load(db, id)?;
    speaker.exceptions.retain(|it| it.day < from || to < it.day);
    speaker.exceptions.extend(from.through(to).map(|day| DayException { day, hours: None }));
    speakers::update(db, &speaker)?;
    let line = JournalLine::new("speaker-away", "speaker", id, json!({}), json!({ "from": from, "to": to }));
    journal::write(db, actor, now, path, &[line])
}
