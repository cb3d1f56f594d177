//! New dates after a day was called off: for each order that waits again, the next starts that a
//! speaker could take, one beside the other, so that nobody is offered twice at once.

use super::candidates::widest;
use crate::accounts::{Actor, Deed, Scope, Target};
use crate::actions::plans::facts::PlanFacts;
use crate::actions::plans::instance::{Places, build};
use crate::actions::plans::place;
use crate::actions::plans::placed::moment_of;
use crate::app::App;
use crate::calendars::days_off::DaysOff;
use crate::kernel::{CommitteeId, Day, Moment, Refusal, RequestId, SessionId, SpeakerId, Window};
use crate::matching::Fault;
use crate::matching::candidates::{Candidate, Candidates};
use crate::matching::explain::{Offer, candidates_for};
use crate::matching::problem::Problem;
use crate::matching::state::State;
use crate::requests::{Request, RequestStatus};
use crate::sessions::{Basis, PlanWeights, Session, SessionStatus};
use crate::store::{Db, StoreError, committees, requests, sessions, venues};
use chrono::TimeDelta;

/// Days ahead in which a new date is looked for.
const AHEAD: i64 = 15;
/// So many starts are offered for one order.
const MOST: usize = 3;
/// The speaker who had prepared may come so many days later and is still offered first.
const LOYALTY: i64 = 3;

/// An order whose session was called off, with the dates that could take its place.
#[derive(Clone, Debug)]
pub struct Redate {
    /// The order.
    pub request: Request,
    /// The venue's name.
    pub venue: String,
    /// When it would have been.
    pub was: Window,
    /// The best first; empty where nobody can.
    pub offers: Vec<NewDate>,
}

/// A start with its speaker.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewDate {
    /// Who.
    pub speaker: SpeakerId,
    /// The name.
    pub name: String,
    /// When.
    pub start: Moment,
    /// Who was to speak on the day that was called off.
    pub same: bool,
    /// Road kilometres from home.
    pub km: i64,
}

/// What a day that was called off left behind, in the order of the day.
///
/// # Errors
/// `not-allowed`, or the database's.
pub async fn new_dates(app: &App, actor: &Actor, committee: CommitteeId, day: Day) -> Result<Vec<Redate>, StoreError> {
    let (now, actor, days_off) = (app.clock.now(), actor.clone(), app.almanac.days());
    app.store.read(move |db| found(db, &actor, &days_off, &committee, day, now)).await
}

/// Publishes the dates that were chosen among those offered; their speakers are asked.
///
/// # Errors
/// `not-allowed`, `redate-nothing`, `redate-not-offered` when something changed meanwhile, `plan-item-taken`.
pub async fn send_dates(
    app: &App,
    actor: &Actor,
    committee: CommitteeId,
    day: Day,
    chosen: Vec<(RequestId, SpeakerId, Moment)>,
) -> Result<Vec<SessionId>, StoreError> {
    if chosen.is_empty() {
        return Err(Refusal::new("redate-nothing").into());
    }
    let (now, actor, days_off) = (app.clock.now(), actor.clone(), app.almanac.days());
    app.store
        .write(move |db| {
            // what is offered is found once more where it is taken: nobody became busy in between
            let offered = found(db, &actor, &days_off, &committee, day, now)?;
            let is_offered = |(request, speaker, start): &(RequestId, SpeakerId, Moment)| {
                let own = offered.iter().find(|it| it.request.id == *request);
                own.is_some_and(|it| it.offers.iter().any(|o| o.speaker == *speaker && o.start == *start))
            };
            if !chosen.iter().all(is_offered) {
                return Err(Refusal::conflict("redate-not-offered").into());
            }
            place(db, &actor, now, &chosen)
        })
        .await
}

fn found(
    db: &mut Db,
    actor: &Actor,
    days_off: &DaysOff,
    committee: &CommitteeId,
    day: Day,
    now: Moment,
) -> Result<Vec<Redate>, StoreError> {
    let root = committees::path_of(db, committee)?;
    actor.may(Deed::EditSessions, &Target::of(&root))?;
    let scope = widest(db, actor, &root)?;
    let left = left_behind(db, &scope.narrowed(&root)?, day)?;
    if left.is_empty() {
        return Ok(Vec::new());
    }
    let days = (Day::of(now), Day::of(now).max(day).plus(AHEAD));
    let wishes = left.iter().map(|(request, was)| wish(request, was, days, now)).collect();
    let weights = PlanWeights::of_settings(&committees::settings(db, committee)?);
    let facts = PlanFacts::load(db, &scope, days, now, wishes, &[], Basis { weights, behind: Vec::new() })?;
    let places: Vec<_> = left.iter().map(|(request, _)| request.venue.clone()).collect();
    let places = venues::by_ids(db, &places)?;
    let offers = offers(&facts, days_off, &left, day)?;
    let all = left.into_iter().zip(offers).map(|((request, was), offers)| Redate {
        venue: places
            .iter()
            .find(|venue| venue.id == request.venue)
            .map_or_else(String::new, |venue| venue.name.clone()),
        was: was.window,
        request,
        offers,
    });
    Ok(all.collect())
}

/// Orders that wait again, each with its session that was called off on the day.
fn left_behind(db: &mut Db, scope: &Scope, day: Day) -> Result<Vec<(Request, Session)>, StoreError> {
    let mut off = sessions::between(db, scope, day, day)?;
    off.retain(|session| session.status == SessionStatus::Cancelled);
    let ids: Vec<RequestId> = off.iter().filter_map(|session| session.request.clone()).collect();
    let open = requests::by_ids(db, &ids)?.into_iter().filter(|request| request.status == RequestStatus::Approved);
    let open: Vec<Request> = open.collect();
    let mut left: Vec<(Request, Session)> = Vec::new();
    for session in off {
        let own = open.iter().find(|request| Some(&request.id) == session.request.as_ref());
        if let Some(request) = own.filter(|request| left.iter().all(|(known, _)| known.id != request.id)) {
            left.push((request.clone(), session));
        }
    }
    Ok(left)
}

/// The order with what is left of its own windows, then the same clock on each later day.
fn wish(request: &Request, was: &Session, (from, to): (Day, Day), now: Moment) -> Request {
    let off = was.window.day();
    let own = request.windows.iter().copied().filter(|window| window.start > now && window.day() != off);
    let clock = was.window.start - was.window.day().start();
    let length = TimeDelta::minutes(i64::from(request.minutes));
    let later = from.max(off).plus(1).through(to).map(|day| {
        let start = day.start() + clock;
        Window { start, end: start + length }
    });
    Request { windows: own.chain(later).collect(), ..request.clone() }
}

fn offers(
    facts: &PlanFacts,
    days_off: &DaysOff,
    left: &[(Request, Session)],
    day: Day,
) -> Result<Vec<Vec<NewDate>>, StoreError> {
    let instance = build(facts, days_off, &Places::default());
    let fault = |fault: Fault| Refusal::new(fault.key());
    let p = Problem::new(&instance).map_err(fault)?;
    let all = Candidates::new(&p).map_err(fault)?;
    let mut state = State::empty(&p);
    let mut found = Vec::new();
    for (request, was) in left {
        let Some(r) = instance.requests.iter().position(|it| it.id == request.id.as_str()) else {
            found.push(Vec::new());
            continue;
        };
        let mut open = ranked(&p, candidates_for(&p, &all.list[all.of_request(r)], &state, r), r, was, day);
        // what one order takes first is not offered to the next
        if let Some((first, _)) = open.first() {
            state.add(&p, Candidate::at(&p, r, first.speaker, first.slot));
        }
        found.push(open.drain(..).map(|(_, date)| date).collect());
    }
    Ok(found)
}

/// The soonest first, who had prepared some days before others; one speaker a start.
fn ranked(p: &Problem<'_>, offers: Vec<Offer>, r: usize, was: &Session, day: Day) -> Vec<(Offer, NewDate)> {
    let date = |offer: Offer| {
        let person = p.instance.speakers.get(offer.speaker)?;
        let slot = p.instance.requests.get(r)?.slots.get(offer.slot)?;
        let speaker = SpeakerId(person.id.clone());
        let date = NewDate {
            name: person.name.clone(),
            start: moment_of(slot.date, slot.start),
            same: was.assignments.iter().any(|a| a.speaker == speaker && a.stands()),
            km: p.home_km(offer.speaker, r).round() as i64,
            speaker,
        };
        Some((offer, date))
    };
    let mut all: Vec<(Offer, NewDate)> = offers.into_iter().filter_map(date).collect();
    // the engine's own order stays among equals
    all.sort_by_key(|(_, date)| Day::of(date.start).since(day) + if date.same { 0 } else { LOYALTY });
    let mut starts = Vec::new();
    all.retain(|(_, date)| {
        let fresh = !starts.contains(&date.start);
        starts.push(date.start);
        fresh
    });
    all.truncate(MOST);
    all
}
