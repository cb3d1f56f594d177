//! The calendar part of a letter to a speaker (iTIP): asks, moves or takes back the date.

use crate::app::App;
use crate::calendars::feed::{FeedEvent, Status, Times};
use crate::calendars::invite::{Answer as Said, Person, cancel, request};
use crate::kernel::{LetterKind, Recipient, SpeakerId};
use crate::mail;
use crate::reminders::{Invite, Letter, words};
use crate::sessions::{Answer, Session};
use crate::store::letters::outbox::OwedLetter;
use crate::store::{Db, StoreError, sessions};
use crate::text::say_with;

/// The calendar part of a letter; none for those that move no date.
///
/// # Errors
/// The database's.
pub(super) fn invite_for(
    app: &App,
    db: &mut Db,
    owed: &OwedLetter,
    letter: &Letter,
) -> Result<Option<Invite>, StoreError> {
    let Recipient::Speaker(speaker) = &owed.recipient else { return Ok(None) };
    let method = match owed.kind {
        LetterKind::Invitation | LetterKind::Confirmation | LetterKind::Change => "REQUEST",
        LetterKind::Cancellation | LetterKind::Release => "CANCEL",
        _ => return Ok(None),
    };
    let session = sessions::load(db, &owed.subject.as_str().into())?;
    let organizer = Person { name: letter.office.name.clone(), email: mail::bare(&app.config.mail_from).to_owned() };
    let reader = Person { name: letter.to.name.clone(), email: letter.to.address.clone() };
    let attendees = [(reader, said(&session, speaker))];
    let event = event(&session, owed.kind, letter);
    let body = if method == "CANCEL" { cancel } else { request };
    let ics =
        String::from_utf8(body(&event, &organizer, &attendees)).map_err(|_| StoreError::row("invite", "bytes"))?;
    Ok(Some(Invite { method, ics }))
}

fn said(session: &Session, speaker: &SpeakerId) -> Said {
    let part = session.assignments.iter().rfind(|part| part.speaker == *speaker);
    match part.map(|part| part.answer) {
        Some(Answer::Accepted) => Said::Accepted,
        Some(Answer::Declined) => Said::Declined,
        _ => Said::NeedsAction,
    }
}

/// The same UID as in the feed. A release is one step above the session's own sequence, so that
/// the calendar of who was released gives the date up.
fn event(session: &Session, kind: LetterKind, letter: &Letter) -> FeedEvent {
    let facts = words(letter).facts;
    let lines: Vec<String> = facts.iter().map(|(label, text)| format!("{label}: {text}")).collect();
    let (place, what) = match &letter.subject {
        crate::reminders::Subject::Session(facts) => {
            let room = facts.room.as_deref().unwrap_or_default();
            (format!("{} {room}", facts.venue).trim().to_owned(), facts.lecture.clone())
        }
        _ => (String::new(), None),
    };
    let what = what.unwrap_or_else(|| session.theme.clone());
    FeedEvent {
        uid: session.uid.clone(),
        sequence: u32::try_from(session.sequence).unwrap_or(0) + u32::from(kind == LetterKind::Release),
        times: Times::Clock(session.window),
        summary: say_with(letter.lang, "feed-summary", &[("what", what.into()), ("where", place.as_str().into())]),
        description: lines.join("\n"),
        location: place,
        geo: None,
        url: (!letter.links.act.is_empty()).then(|| letter.links.act.clone()),
        status: if kind == LetterKind::Confirmation { Status::Confirmed } else { Status::Tentative },
        categories: vec![session.theme.clone()],
        transparent: false,
        alarm_minutes: None,
        changed_at: session.changed_at,
    }
}
