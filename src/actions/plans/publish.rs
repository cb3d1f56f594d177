//! Publishing: every proposal becomes a session with its booking and invitation, in one
//! transaction, or nothing does.

use super::run::open;
use super::slots::room_of;
use crate::accounts::Actor;
use crate::app::App;
use crate::kernel::{CommitteePath, Day, LectureId, Moment, PlanId, Refusal, RoomId, SessionId, SpeakerId, Window};
use crate::lectures::{Lecture, TextStatus};
use crate::requests::{Repeat, Request, RequestStatus};
use crate::sessions::{Arrangement, Change, Plan, PlanItem, Session, SessionKind};
use crate::store::{
    Db, StoreError, bookings, committees, journal, lectures, letters, plans, requests, sessions, venues,
};
use crate::venues::Venue;
use chrono::TimeDelta;
use std::collections::HashMap;

/// What a publication made.
#[derive(Clone, Debug)]
pub struct Published {
    /// The plan.
    pub plan: Plan,
    /// The sessions, all published and waiting for answers.
    pub sessions: Vec<SessionId>,
    /// Codes of requests that were proposed but do not wait any more (withdrawn, returned).
    pub skipped: Vec<String>,
}

/// Publishes a plan. `seen` is the version that was looked at: of two who publish at once, one wins.
///
/// # Errors
/// `not-allowed`, `changed-meanwhile`, `plan-not-open`, `plan-nothing-to-publish`, `plan-item-taken`.
pub async fn publish(app: &App, actor: &Actor, id: PlanId, seen: i32) -> Result<Published, StoreError> {
    let (now, actor) = (app.clock.now(), actor.clone());
    app.store
        .write(move |db| {
            let (plan, owner) = open(db, &actor, &id)?;
            let done = plan.published(seen, now)?;
            let items: Vec<PlanItem> =
                plans::items(db, &id)?.into_iter().filter(|item| item.chosen.is_some()).collect();
            plans::update(db, &done)?;
            let (made, skipped) = make(db, &actor, now, &plan, &items)?;
            if made.is_empty() {
                return Err(Refusal::new("plan-nothing-to-publish").into());
            }
            journal::write(db, &actor, now, &owner, &[plan.line("plan-publish", &done)])?;
            Ok(Published { plan: done, sessions: made, skipped })
        })
        .await
}

/// Puts a plan aside.
///
/// # Errors
/// `not-allowed`, `changed-meanwhile`, `plan-not-open`.
pub async fn discard(app: &App, actor: &Actor, id: PlanId, seen: i32) -> Result<Plan, StoreError> {
    let (now, actor) = (app.clock.now(), actor.clone());
    app.store
        .write(move |db| {
            let (plan, owner) = open(db, &actor, &id)?;
            let off = plan.discarded(seen)?;
            plans::update(db, &off)?;
            journal::write(db, &actor, now, &owner, &[plan.line("plan-discard", &off)])?;
            Ok(off)
        })
        .await
}

struct Registers {
    venues: HashMap<String, Venue>,
    lectures: Vec<Lecture>,
    owners: HashMap<String, CommitteePath>,
}

fn make(
    db: &mut Db,
    actor: &Actor,
    now: Moment,
    plan: &Plan,
    items: &[PlanItem],
) -> Result<(Vec<SessionId>, Vec<String>), StoreError> {
    let ids: Vec<_> = items.iter().map(|item| item.request.clone()).collect();
    let by_id: HashMap<String, Request> =
        requests::by_ids(db, &ids)?.into_iter().map(|request| (request.id.to_string(), request)).collect();
    let registers = registers(db, by_id.values())?;
    let mut codes = sessions::fresh_codes(db, now, items.len())?.into_iter();
    let (mut changes, mut skipped): (Vec<(Change, &Request)>, Vec<String>) = (Vec::new(), Vec::new());
    for item in items {
        let (Some(request), Some((speaker, start))) = (by_id.get(item.request.as_str()), &item.chosen) else {
            continue;
        };
        if request.status != RequestStatus::Approved || *start <= now {
            skipped.push(request.code.clone());
            continue;
        }
        let code = codes.next().unwrap_or_default();
        let arrangement = arrangement(&registers, plan, request, code, (speaker.clone(), *start), item.pinned);
        changes.push((Session::arranged(request, arrangement, now)?.publish(now)?, request));
    }
    free_or_say_which(db, &changes)?;
    save(db, actor, now, &registers, &changes)?;
    Ok((changes.into_iter().map(|(change, _)| change.session.id).collect(), skipped))
}

fn registers<'a>(db: &mut Db, requests: impl Iterator<Item = &'a Request>) -> Result<Registers, StoreError> {
    let places: std::collections::BTreeSet<_> = requests.map(|request| request.venue.clone()).collect();
    let venues = venues::by_ids(db, &places.into_iter().collect::<Vec<_>>())?;
    Ok(Registers {
        venues: venues.into_iter().map(|venue| (venue.id.to_string(), venue)).collect(),
        lectures: lectures::within(db, &crate::accounts::Scope::public())?,
        owners: committees::all(db)?.into_iter().map(|it| (it.id.to_string(), it.path)).collect(),
    })
}

fn arrangement(
    registers: &Registers,
    plan: &Plan,
    request: &Request,
    code: String,
    chosen: (SpeakerId, Moment),
    pinned: bool,
) -> Arrangement {
    let (speaker, start) = chosen;
    let room = registers.venues.get(request.venue.as_str()).filter(|venue| !venue.rooms.is_empty());
    let classes = matches!(Repeat::parse(&request.repeat), Ok(Repeat::Classes(_)));
    Arrangement {
        code,
        room: room.map(|venue| RoomId(room_of(request, venue))),
        kind: if classes { SessionKind::ClassTalk } else { SessionKind::Lecture },
        lecture: request
            .lecture
            .clone()
            .or_else(|| lecture_for(&registers.lectures, request, &speaker, Day::of(start))),
        plan: Some(plan.id.clone()),
        campaign: None,
        speaker,
        start,
        pinned,
    }
}

/// For a wish by theme: an approved lecture of the theme and grade band that this speaker holds.
fn lecture_for(all: &[Lecture], request: &Request, speaker: &SpeakerId, day: Day) -> Option<LectureId> {
    let suits = |lecture: &&Lecture| {
        Some(&lecture.theme) == request.theme.as_ref()
            && lecture.speakers.contains(speaker)
            && lecture.status == TextStatus::Approved
            && lecture.approved_until.is_none_or(|until| day <= until)
            && (lecture.grades.is_empty() || lecture.grades.contains(&request.grade))
    };
    all.iter().filter(suits).min_by_key(|lecture| &lecture.code).map(|lecture| lecture.id.clone())
}

/// The database refuses a double booking anyway; asked before, it can be said which request it is.
fn free_or_say_which(db: &mut Db, changes: &[(Change, &Request)]) -> Result<(), StoreError> {
    let resources: std::collections::BTreeSet<String> =
        changes.iter().flat_map(|(change, _)| change.session.bookings()).map(|booking| booking.resource).collect();
    let starts = changes.iter().map(|(change, _)| change.session.window.start);
    let ends = changes.iter().map(|(change, _)| change.session.window.end);
    let (Some(start), Some(end)) = (starts.min(), ends.max()) else { return Ok(()) };
    let whole = Window { start: start - TimeDelta::days(1), end };
    let held = bookings::of_resources(db, &resources.into_iter().collect::<Vec<_>>(), whole)?;
    for (change, request) in changes {
        let taken = |mine: &crate::sessions::Booking| {
            held.iter().any(|it| it.resource == mine.resource && it.window.meets(&mine.window))
        };
        if change.session.bookings().iter().any(taken) {
            return Err(Refusal::conflict("plan-item-taken").with("code", &request.code).into());
        }
    }
    Ok(())
}

fn save(
    db: &mut Db,
    actor: &Actor,
    now: Moment,
    registers: &Registers,
    changes: &[(Change, &Request)],
) -> Result<(), StoreError> {
    let new: Vec<Session> = changes.iter().map(|(change, _)| change.session.clone()).collect();
    sessions::insert(db, &new)?;
    for (change, request) in changes {
        let owner = registers.owners.get(request.committee.as_str());
        let owner = owner.cloned().unwrap_or_else(CommitteePath::everything);
        letters::owe(db, &owner, now, &change.letters)?;
        journal::write(db, actor, now, &owner, &change.journal)?;
        super::super::requests::save(db, actor, now, &owner, &request.schedule(now)?)?;
    }
    Ok(())
}
