//! Who sees which session in a feed, and as what.

use super::feed::{FeedEvent, Status, Times};
use crate::kernel::SpeakerId;
use crate::sessions::{Answer, Assignment, Part, Session, SessionStatus};

/// For whom a feed is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reader<'a> {
    /// One speaker: own sessions only.
    Speaker(&'a SpeakerId),
    /// The school or station: what stands.
    Venue,
    /// The owning committee and its co-hosts: also what waits for an answer.
    Committee,
    /// Everybody: open lectures that stand.
    Public,
}

/// A session in words, with as much of a person's name and number as the reader may see.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Words {
    /// Title.
    pub summary: String,
    /// All facts as plain text.
    pub description: String,
    /// Venue and room.
    pub location: String,
    /// Latitude and longitude in degrees.
    pub geo: Option<(f64, f64)>,
    /// The session's page.
    pub url: Option<String>,
    /// Theme, grade and the like.
    pub categories: Vec<String>,
    /// Minutes before the start at which a program that heeds it rings.
    pub alarm_minutes: Option<u32>,
}

/// The session as an event of this reader's feed; `None` when it has no business there.
///
/// A draft is nobody's. Until it is confirmed a session is tentative for its speaker and committee,
/// and absent for school and public. A speaker who was released, or whose session is off, sees it
/// cancelled; one who declined sees nothing more of it. Standing by leaves the time free.
#[must_use]
pub fn event(session: &Session, reader: Reader<'_>, words: Words) -> Option<FeedEvent> {
    let part = match reader {
        Reader::Speaker(id) => Some(own_part(session, id)?),
        Reader::Venue | Reader::Committee | Reader::Public => None,
    };
    let status = match (part, reader) {
        (Some(part), _) => for_speaker(session.status, part)?,
        (None, Reader::Committee) => for_committee(session)?,
        (None, _) => for_venue(session)?,
    };
    let released = part.is_some_and(|part| part.answer == Answer::Released);
    let sequence = u32::try_from(session.sequence).unwrap_or(0) + u32::from(released);
    Some(FeedEvent {
        uid: session.uid.clone(),
        sequence,
        times: Times::Clock(session.window),
        summary: words.summary,
        description: words.description,
        location: words.location,
        geo: words.geo,
        url: words.url,
        status,
        categories: words.categories,
        transparent: part.is_some_and(|part| part.part == Part::Standby),
        alarm_minutes: words.alarm_minutes,
        changed_at: part.map_or(session.changed_at, |part| session.changed_at.max(part.changed_at)),
    })
}

/// The speaker's part that counts: one still in play before one that ended, then the latest.
fn own_part<'a>(session: &'a Session, speaker: &SpeakerId) -> Option<&'a Assignment> {
    let own = session.assignments.iter().filter(|part| part.speaker == *speaker);
    own.max_by_key(|part| (!matches!(part.answer, Answer::Declined | Answer::Released), part.changed_at))
}

fn for_speaker(status: SessionStatus, part: &Assignment) -> Option<Status> {
    match (status, part.answer) {
        (SessionStatus::Proposed, _) | (_, Answer::Declined) => None,
        (_, Answer::Released) | (SessionStatus::Cancelled, _) => part.invited_at.map(|_| Status::Cancelled),
        (SessionStatus::Published, _) | (_, Answer::Waiting | Answer::Proposed) => Some(Status::Tentative),
        (SessionStatus::Confirmed | SessionStatus::Delivered, Answer::Accepted) => Some(match part.part {
            Part::Speaker => Status::Confirmed,
            Part::Standby => Status::Tentative,
        }),
    }
}

fn for_committee(session: &Session) -> Option<Status> {
    match session.status {
        SessionStatus::Proposed => None,
        SessionStatus::Published => Some(Status::Tentative),
        SessionStatus::Confirmed | SessionStatus::Delivered => Some(Status::Confirmed),
        SessionStatus::Cancelled => Some(Status::Cancelled),
    }
}

/// A session that was off before any speaker had agreed was never announced.
fn for_venue(session: &Session) -> Option<Status> {
    let agreed = session.assignments.iter().any(|part| part.answer == Answer::Accepted);
    match session.status {
        SessionStatus::Proposed | SessionStatus::Published => None,
        SessionStatus::Confirmed | SessionStatus::Delivered => Some(Status::Confirmed),
        SessionStatus::Cancelled => agreed.then_some(Status::Cancelled),
    }
}
