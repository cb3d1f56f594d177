//! Answering an invitation: from the letter's link without signing in, on one's own page, or by
//! telephone through the coordinator.
//!
//! A link is never used up: it shows what holds now, whatever was answered before.

use crate::accounts::{Actor, Deed, Target, tokens};
use crate::app::App;
use crate::committees::Committee;
use crate::kernel::{AssignmentId, CommitteePath, Moment, Refusal, SpeakerId};
use crate::lectures::Lecture;
use crate::sessions::{Answer, Assignment, Session, Through};
use crate::speakers::Speaker;
use crate::store::{Db, StoreError, committees, lectures, letters, sessions, speakers, venues};
use crate::venues::Venue;

/// What the page of an answer link shows.
#[derive(Clone, Debug)]
pub struct Shown {
    /// The session as it is now.
    pub session: Session,
    /// This speaker's part in it.
    pub assignment: Assignment,
    /// Who was asked.
    pub speaker: Speaker,
    /// Where.
    pub venue: Venue,
    /// The lecture, if one is named.
    pub lecture: Option<Lecture>,
    /// Whose telephone stands on the page.
    pub committee: Committee,
    /// Why it cannot be answered any more; none while it can.
    pub closed: Option<Refusal>,
}

/// An answer as given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Given {
    /// 能去
    Accept,
    /// 不去; words are welcome, not wanted.
    Decline(String),
    /// 换个时间
    Propose(Moment, String),
    /// 一切照旧: what was agreed still stands.
    Still,
}

/// The secret part of an assignment's answer address.
#[must_use]
pub fn token(app: &App, assignment: &AssignmentId) -> String {
    tokens::answer(&app.secret, assignment)
}

/// What a link shows now.
///
/// # Errors
/// `answer-link-wrong`, or the database's.
pub async fn show(app: &App, token: &str) -> Result<Shown, StoreError> {
    let (id, now) = (proven(app, token)?, app.clock.now());
    app.store.read(move |db| shown(db, &id, now)).await
}

/// Answers through a link; the same answer twice changes nothing.
///
/// # Errors
/// `answer-link-wrong`, why it is too late, `double-booking`.
pub async fn answer(app: &App, token: &str, given: Given) -> Result<Shown, StoreError> {
    let (id, now) = (proven(app, token)?, app.clock.now());
    app.store
        .write(move |db| {
            let session = sessions::of_assignment(db, &id)?;
            let speaker = speakers::load(db, &session.assignment(&id)?.speaker)?;
            let actor = Actor::answer_link(speaker.id.clone(), &speaker.name);
            take(db, &actor, now, &session, &id, &given, Through::Link)?;
            shown(db, &id, now)
        })
        .await
}

/// Answers for somebody who telephoned, or on the speaker's own page.
///
/// # Errors
/// `not-allowed`, why it is too late, `double-booking`.
pub async fn answer_as(app: &App, actor: &Actor, id: AssignmentId, given: Given) -> Result<Shown, StoreError> {
    let (now, actor) = (app.clock.now(), actor.clone());
    app.store
        .write(move |db| {
            let session = sessions::of_assignment(db, &id)?;
            let speaker = speakers::load(db, &session.assignment(&id)?.speaker)?;
            let own = actor.own_speaker() == Some(&speaker.id);
            let (actor, through) = match own {
                true => (actor.clone(), Through::Page),
                false => (actor.clone().acting_for(&speaker.name), Through::Telephone),
            };
            take(db, &actor, now, &session, &id, &given, through)?;
            shown(db, &id, now)
        })
        .await
}

/// Takes what a calendar program answered for a speaker, in the caller's transaction.
///
/// # Errors
/// Why it is too late, `double-booking`.
pub(super) fn answer_by_calendar(
    db: &mut Db,
    now: Moment,
    session: &Session,
    id: &AssignmentId,
    given: &Given,
) -> Result<(), StoreError> {
    let speaker = speakers::load(db, &session.assignment(id)?.speaker)?;
    let actor = Actor::answer_link(speaker.id.clone(), &speaker.name);
    take(db, &actor, now, session, id, given, Through::Calendar)
}

/// Takes "yes, I come" of somebody who was telephoned, in the caller's transaction: the invitation
/// is accepted, or what was agreed still stands.
///
/// # Errors
/// `no-such-assignment`, `not-allowed`, why it is too late, `double-booking`.
pub(super) fn comes(db: &mut Db, actor: &Actor, now: Moment, id: &str, speaker: &SpeakerId) -> Result<(), StoreError> {
    let session = sessions::load(db, &id.into())?;
    let own = session.assignments.iter().rfind(|a| a.speaker == *speaker && a.stands());
    let own = own.ok_or_else(|| Refusal::missing("no-such-assignment"))?;
    let given = if own.answer == Answer::Accepted { Given::Still } else { Given::Accept };
    take(db, actor, now, &session, &own.id, &given, Through::Telephone)
}

fn take(
    db: &mut Db,
    actor: &Actor,
    now: Moment,
    session: &Session,
    id: &AssignmentId,
    given: &Given,
    through: Through,
) -> Result<(), StoreError> {
    let owner: CommitteePath = committees::path_of(db, &session.committee)?;
    let speaker = &session.assignment(id)?.speaker;
    actor.may(Deed::AnswerInvitation, &Target::of(&owner).speaker(speaker).session(&session.id))?;
    let change = match given {
        Given::Accept => session.accept(id, through, now)?,
        Given::Decline(note) => session.decline(id, &bounded(note)?, through, now)?,
        Given::Propose(start, note) => session.propose(id, *start, &bounded(note)?, through, now)?,
        Given::Still => session.still(id, now)?,
    };
    if let Some(change) = change {
        super::sessions::save(db, actor, now, &owner, &change)?;
        // nobody need be telephoned any more
        letters::list::settle(db, session.id.as_str(), speaker, actor.name(), now)?;
    }
    Ok(())
}

fn bounded(note: &str) -> Result<String, Refusal> {
    const MOST: usize = 500;
    if note.chars().count() > MOST {
        return Err(Refusal::new("order-text-too-long").with("most", MOST).at("note"));
    }
    Ok(note.replace('\0', ""))
}

fn proven(app: &App, token: &str) -> Result<AssignmentId, Refusal> {
    let wrong = || Refusal::missing("answer-link-wrong");
    let (opens, id) = tokens::names(token).ok_or_else(wrong)?;
    let proven = tokens::proves(&app.secret, token, tokens::Opens::Answer, &id, tokens::ANSWER_GENERATION);
    if opens == tokens::Opens::Answer && proven { Ok(AssignmentId(id)) } else { Err(wrong()) }
}

fn shown(db: &mut Db, id: &AssignmentId, now: Moment) -> Result<Shown, StoreError> {
    let session = sessions::of_assignment(db, id)?;
    let assignment = session.assignment(id)?.clone();
    Ok(Shown {
        closed: session
            .may_answer(&assignment, Through::Link, now)
            .and_then(|()| session.place_is_free(&assignment))
            .err(),
        speaker: speakers::load(db, &assignment.speaker)?,
        venue: venues::load(db, &session.venue)?,
        lecture: session.lecture.as_ref().map(|lecture| lectures::load(db, lecture)).transpose()?,
        committee: committees::load(db, &session.committee)?,
        assignment,
        session,
    })
}
