//! Who could speak in a session instead, ranked with reasons: after a decline, or as a standby.

use super::load_for;
use crate::accounts::{Actor, Deed, Scope};
use crate::actions::plans::facts::PlanFacts;
use crate::actions::plans::instance::{Places, build};
use crate::actions::plans::why::{self, Why};
use crate::app::App;
use crate::kernel::{CommitteePath, Refusal, RequestId, SessionId, SpeakerId};
use crate::matching::candidates::Candidates;
use crate::matching::explain::candidates_for;
use crate::matching::problem::Problem;
use crate::matching::state::State;
use crate::requests::{Request, RequestStatus};
use crate::sessions::{Basis, PlanWeights, Session};
use crate::store::{Db, StoreError, committees};

/// Somebody who could be asked for a session, the best first.
#[derive(Clone, Debug, PartialEq)]
pub struct Candidate {
    /// Who.
    pub speaker: SpeakerId,
    /// The name.
    pub name: String,
    /// Points that it is worth; for the order alone.
    pub points: i64,
    /// Road kilometres from home.
    pub km: i64,
    /// Talks agreed in the month around.
    pub talks: usize,
}

/// Who could be asked and, where that is nobody, what stands in the way of those who come nearest.
#[derive(Clone, Debug, Default)]
pub struct Choice {
    /// The best first.
    pub people: Vec<Candidate>,
    /// Empty where somebody could be asked.
    pub why: Vec<Why>,
}

/// Most names that are offered at once.
const MOST: usize = 12;

/// Everybody who could speak at the session's time and place, by all hard rules, ranked; those
/// who were named in it already are left out.
///
/// # Errors
/// `not-allowed`, `session-missing`, or the database's.
pub async fn candidates(app: &App, actor: &Actor, id: SessionId) -> Result<Choice, StoreError> {
    let (now, actor, days_off) = (app.clock.now(), actor.clone(), app.almanac.days());
    app.store
        .read(move |db| {
            let (session, owner) = load_for(db, &actor, Deed::EditSessions, &id, None)?;
            let scope = widest(db, &actor, &owner)?;
            let day = session.window.day();
            let wish = wish_of(&session);
            let weights = PlanWeights::of_settings(&committees::settings(db, &session.committee)?);
            let basis = Basis { weights, behind: Vec::new() };
            let facts =
                PlanFacts::load(db, &scope, (day, day), now, vec![wish], std::slice::from_ref(&session), basis)?;
            ranked(&facts, &days_off, &session)
        })
        .await
}

/// A county's coordinator asks within the county, the city's within the city.
pub(super) fn widest(db: &mut Db, actor: &Actor, owner: &CommitteePath) -> Result<Scope, StoreError> {
    let scope = actor.scope(Deed::EditSessions)?;
    let holding = scope.subtrees().into_iter().find(|path| path.contains(owner)).cloned();
    let root = holding.ok_or_else(|| Refusal::forbidden("not-allowed"))?;
    // a command at the server's own shell plans for the whole tree of the owner
    if root.as_str().is_empty() {
        let all = committees::all(db)?;
        let top = all.into_iter().find(|it| it.path.depth() == 0 && it.path.contains(owner));
        return Ok(scope.narrowed(&top.map_or(root, |it| it.path))?);
    }
    Ok(scope.narrowed(&root)?)
}

fn ranked(
    facts: &PlanFacts,
    days_off: &crate::calendars::days_off::DaysOff,
    session: &Session,
) -> Result<Choice, StoreError> {
    let mut instance = build(facts, days_off, &Places::default());
    // who was named in it already is no candidate, and not to be told about either
    let named = |id: &str| session.assignments.iter().any(|a| a.speaker.as_str() == id);
    instance.speakers.retain(|person| !named(&person.id));
    instance.requests.iter_mut().for_each(|wish| wish.ruled_out.retain(|bar| !named(&bar.speaker)));
    let fault = |fault: crate::matching::Fault| Refusal::new(fault.key());
    let p = Problem::new(&instance).map_err(fault)?;
    if instance.requests.is_empty() {
        return Ok(Choice::default());
    }
    let own = Candidates::of_one(&p, 0);
    let (state, mut people) = (State::empty(&p), Vec::<Candidate>::new());
    for offer in candidates_for(&p, &own, &state, 0) {
        let Some(person) = instance.speakers.get(offer.speaker) else { continue };
        let id = SpeakerId(person.id.clone());
        if people.iter().any(|it| it.speaker == id) {
            continue;
        }
        people.push(Candidate {
            speaker: id,
            name: person.name.clone(),
            points: offer.worth.points(),
            km: p.home_km(offer.speaker, 0).round() as i64,
            talks: person.committed.len(),
        });
    }
    people.truncate(MOST);
    let why = if people.is_empty() { why::unfilled(&p, &state, 0, &|_| session.code.clone()) } else { Vec::new() };
    Ok(Choice { people, why })
}

/// The session as a request for its own time, so that the planner's rules answer.
fn wish_of(session: &Session) -> Request {
    Request {
        id: session.request.clone().unwrap_or_else(|| RequestId(session.id.to_string())),
        code: session.code.clone(),
        series: None,
        repeat: String::new(),
        committee: session.committee.clone(),
        venue: session.venue.clone(),
        room: session.room.clone(),
        lecture: session.lecture.clone(),
        theme: Some(session.theme.clone()),
        grade: session.grade,
        headcount: session.planned.max(1),
        minutes: i32::try_from(session.window.minutes()).unwrap_or(45),
        language: session.language.clone(),
        teacher: String::new(),
        teacher_phone: String::new(),
        school_approval: String::new(),
        priority_pct: 100,
        repeat_speaker: None,
        note: String::new(),
        windows: vec![session.window],
        status: RequestStatus::Scheduled,
        return_reason: String::new(),
        asked_by: String::new(),
        created_at: session.created_at,
        changed_at: session.changed_at,
        version: 1,
    }
}
