//! Publishing: every proposal becomes a session with its booking and invitation, in one
//! transaction, or nothing does.

use super::board::Board;
use super::difference::{Deed, Difference, Line, Place};
use super::run::open;
use super::slots::room_of;
use super::stale::broken;
use crate::accounts::Actor;
use crate::actions::sessions::{AfterCancel, call_off};
use crate::app::App;
use crate::kernel::{
    CommitteePath, Day, LectureId, Moment, PlanId, Refusal, RequestId, RoomId, SessionId, SpeakerId, Window,
};
use crate::lectures::{Lecture, TextStatus};
use crate::requests::{Repeat, Request};
use crate::sessions::{Arrangement, Change, Plan, PlanRun, RunPhase, RunState, Session, SessionKind};
use crate::store::{
    Db, StoreError, bookings, committees, journal, lectures, letters, plans, requests, sessions, venues,
};
use crate::text::{Lang, say};
use crate::venues::Venue;
use chrono::TimeDelta;
use std::collections::{BTreeSet, HashMap, HashSet};

/// What a publication made.
#[derive(Clone, Debug)]
pub struct Published {
    /// The plan.
    pub plan: Plan,
    /// New and changed sessions, all published and waiting for answers.
    pub sessions: Vec<SessionId>,
    /// Codes of requests that were proposed but do not wait any more, or were agreed otherwise.
    pub skipped: Vec<String>,
}

/// Publishes a plan. `seen` is the version that was looked at: of two who publish at once, one wins.
///
/// # Errors
/// `not-allowed`, `changed-meanwhile`, `plan-not-open`, `plan-nothing-to-publish`, `plan-item-taken`,
/// `plan-stale` when a proposal breaks a rule by now.
pub async fn publish(app: &App, actor: &Actor, id: PlanId, seen: i32) -> Result<Published, StoreError> {
    publish_seen(app, actor, id, seen, None).await
}

/// The same for who has looked at the comparison with what stands: `looked` is its digest.
///
/// # Errors
/// As [`publish`], and `plan-overtaken` when what stands is not what was looked at any more.
pub async fn publish_seen(
    app: &App,
    actor: &Actor,
    id: PlanId,
    seen: i32,
    looked: Option<String>,
) -> Result<Published, StoreError> {
    let (now, actor, days_off) = (app.clock.now(), actor.clone(), app.almanac.days());
    app.store
        .write(move |db| {
            let (plan, owner) = open(db, &actor, &id)?;
            let done = plan.published(seen, now)?;
            let board = Board::load(db, &actor, &id, now)?;
            let items = &board.items;
            let difference = Difference::load(db, items, now)?;
            if looked.as_ref().is_some_and(|looked| *looked != difference.digest) {
                return Err(Refusal::conflict("plan-overtaken").into());
            }
            let stale = broken(&board, &days_off, &difference.lines)?;
            if !stale.is_empty() {
                return Err(Refusal::conflict("plan-stale").with("count", stale.len()).into());
            }
            plans::update(db, &done)?;
            let pinned = items.iter().filter(|item| item.pinned).map(|item| item.request.clone()).collect();
            let published = Publishing { plan: Some(&plan), pinned }.make(db, &actor, now, &difference.lines)?;
            if published.0.is_empty() {
                return Err(Refusal::new("plan-nothing-to-publish").into());
            }
            journal::write(db, &actor, now, &owner, &[plan.line("plan-publish", &done)])?;
            Ok(Published { plan: done, sessions: published.0, skipped: published.1 })
        })
        .await
}

/// A copy of a plan to try something on; what was done by hand comes along, but for the way back.
///
/// # Errors
/// `not-allowed`, `plan-nothing-to-copy`.
pub async fn copy(app: &App, actor: &Actor, id: PlanId) -> Result<Plan, StoreError> {
    let (now, actor) = (app.clock.now(), actor.clone());
    app.store
        .write(move |db| {
            let (plan, owner) = open(db, &actor, &id)?;
            let twin = plan.copied(actor.name(), now)?;
            plans::insert(db, &twin)?;
            let items = plans::items(db, &id)?;
            plans::set_items(db, &twin.id, &items)?;
            let run = plans::run_of(db, &id)?.unwrap_or_else(|| PlanRun::queued(id.clone(), 0, now));
            let run = PlanRun {
                plan: twin.id.clone(),
                state: RunState::Done,
                phase: RunPhase::Ended,
                copied_from: Some(id.clone()),
                ..run
            };
            plans::put_run(db, &run)?;
            journal::write(db, &actor, now, &owner, &[plan.line("plan-copy", &twin)])?;
            Ok(twin)
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

/// Sessions for requests that a coordinator places outside any plan: booked, published and asked
/// like those of a plan, in the caller's transaction.
///
/// # Errors
/// `plan-item-taken`, or that a request does not wait any more.
pub(crate) fn place(
    db: &mut Db,
    actor: &Actor,
    now: Moment,
    places: &[(RequestId, SpeakerId, Moment)],
) -> Result<Vec<SessionId>, StoreError> {
    let line = |(request, speaker, start): &(RequestId, SpeakerId, Moment)| Line {
        request: request.clone(),
        before: None,
        after: Some((speaker.clone(), *start)),
        deed: Deed::Add,
    };
    let lines: Vec<Line> = places.iter().map(line).collect();
    Ok(Publishing { plan: None, pinned: HashSet::new() }.make(db, actor, now, &lines)?.0)
}

struct Registers {
    venues: HashMap<String, Venue>,
    lectures: Vec<Lecture>,
    owners: HashMap<String, CommitteePath>,
}

/// Turns the lines of a difference into sessions.
pub(super) struct Publishing<'a> {
    /// The plan that they come from, if any.
    pub(super) plan: Option<&'a Plan>,
    /// Requests whose place was pinned.
    pub(super) pinned: HashSet<RequestId>,
}

impl Publishing<'_> {
    /// All or nothing; returns the sessions, and the codes of what was left out.
    pub(super) fn make(
        &self,
        db: &mut Db,
        actor: &Actor,
        now: Moment,
        lines: &[Line],
    ) -> Result<(Vec<SessionId>, Vec<String>), StoreError> {
        let ids: Vec<_> = lines.iter().map(|line| line.request.clone()).collect();
        let mut by_id: HashMap<RequestId, Request> =
            requests::by_ids(db, &ids)?.into_iter().map(|request| (request.id.clone(), request)).collect();
        let registers = registers(db, by_id.values())?;
        // an imported wish may name its lecture alone
        for request in by_id.values_mut().filter(|request| request.theme.is_none()) {
            let lecture = registers.lectures.iter().find(|lecture| Some(&lecture.id) == request.lecture.as_ref());
            request.theme = lecture.map(|lecture| lecture.theme.clone());
        }
        let standing = sessions::standing_for(db, &ids)?;
        let mut codes = sessions::fresh_codes(db, now, lines.len())?.into_iter();
        let (mut added, mut skipped): (Vec<(Change, &Request)>, Vec<String>) = (Vec::new(), Vec::new());
        let mut changed: Vec<(Change, &Request)> = Vec::new();
        let mut dropped: Vec<(&Session, &Request)> = Vec::new();
        for line in lines {
            let Some(request) = by_id.get(&line.request) else { continue };
            match (line.deed, standing.get(&line.request), &line.after) {
                (Deed::Add, _, Some(place)) => {
                    let code = codes.next().unwrap_or_default();
                    let with = self.arrangement(&registers, request, code, place.clone());
                    added.push((Session::arranged(request, with, now)?.publish(now)?, request));
                }
                (Deed::Replace | Deed::Move | Deed::Remake, Some(session), Some((who, start))) => {
                    let mut change = session.replan(Some((who, *start)), now)?;
                    change.session.plan = self.plan.map(|plan| plan.id.clone()).or(change.session.plan);
                    changed.push((change, request));
                }
                (Deed::Release, Some(session), _) => changed.push((session.replan(None, now)?, request)),
                (Deed::Drop, Some(session), _) => dropped.push((session, request)),
                (Deed::Agreed | Deed::Gone, ..) => skipped.push(request.code.clone()),
                _ => {}
            }
        }
        for (session, request) in &dropped {
            let reason = say(Lang::Zh, "plan-dropped-reason");
            let owner = registers.owner(request);
            call_off(db, actor, now, &owner, session, &reason, AfterCancel::PlanAgain)?;
        }
        let made: Vec<SessionId> = added
            .iter()
            .chain(&changed)
            .map(|(change, _)| change.session.id.clone())
            .chain(dropped.iter().map(|it| it.0.id.clone()))
            .collect();
        free_or_say_which(db, &added, &changed)?;
        save(db, actor, now, &registers, &added, &changed)?;
        Ok((made, skipped))
    }

    fn arrangement(&self, registers: &Registers, request: &Request, code: String, place: Place) -> Arrangement {
        let (speaker, start) = place;
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
            plan: self.plan.map(|plan| plan.id.clone()),
            campaign: None,
            speaker,
            start,
            pinned: self.pinned.contains(&request.id),
        }
    }
}

impl Registers {
    fn owner(&self, request: &Request) -> CommitteePath {
        self.owners.get(request.committee.as_str()).cloned().unwrap_or_else(CommitteePath::everything)
    }
}

fn registers<'a>(db: &mut Db, requests: impl Iterator<Item = &'a Request>) -> Result<Registers, StoreError> {
    let places: BTreeSet<_> = requests.map(|request| request.venue.clone()).collect();
    let venues = venues::by_ids(db, &places.into_iter().collect::<Vec<_>>())?;
    Ok(Registers {
        venues: venues.into_iter().map(|venue| (venue.id.to_string(), venue)).collect(),
        lectures: lectures::within(db, &crate::accounts::Scope::public())?,
        owners: committees::all(db)?.into_iter().map(|it| (it.id.to_string(), it.path)).collect(),
    })
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
/// What the changed sessions themselves held before is free.
fn free_or_say_which(
    db: &mut Db,
    added: &[(Change, &Request)],
    changed: &[(Change, &Request)],
) -> Result<(), StoreError> {
    let all = || added.iter().chain(changed);
    let resources: BTreeSet<String> =
        all().flat_map(|(change, _)| change.session.bookings()).map(|booking| booking.resource).collect();
    let starts = all().map(|(change, _)| change.session.window.start);
    let ends = all().map(|(change, _)| change.session.window.end);
    let (Some(start), Some(end)) = (starts.min(), ends.max()) else { return Ok(()) };
    let whole = Window { start: start - TimeDelta::days(1), end };
    let own: HashSet<&SessionId> = changed.iter().map(|(change, _)| &change.session.id).collect();
    let mut held = bookings::of_resources(db, &resources.into_iter().collect::<Vec<_>>(), whole)?;
    held.retain(|it| !own.contains(&it.session));
    for (change, request) in all() {
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
    added: &[(Change, &Request)],
    changed: &[(Change, &Request)],
) -> Result<(), StoreError> {
    // first everything is let go, so that two may change places
    for (change, _) in changed {
        bookings::release(db, &change.session.id)?;
    }
    for (change, request) in changed {
        crate::actions::sessions::save(db, actor, now, &registers.owner(request), change)?;
    }
    let new: Vec<Session> = added.iter().map(|(change, _)| change.session.clone()).collect();
    sessions::insert(db, &new)?;
    for (change, request) in added {
        let owner = registers.owner(request);
        letters::owe(db, &owner, now, &change.letters)?;
        journal::write(db, actor, now, &owner, &change.journal)?;
        crate::actions::requests::save(db, actor, now, &owner, &request.schedule(now)?)?;
    }
    Ok(())
}
