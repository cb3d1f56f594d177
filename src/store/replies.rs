//! What was read in the mailbox: each message once, whichever node reads it, and what became of it.

use super::schema::{committees, replies, sessions};
use super::{Db, StoreError, moment, stored};
use crate::kernel::{CommitteePath, Moment, SessionId, SpeakerId};
use chrono::NaiveDateTime;
use diesel::prelude::*;

/// A message and what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Taken {
    /// SHA-256 of the message, in hexadecimal.
    pub id: String,
    /// When it was read.
    pub read_at: Moment,
    /// A code of what became of it.
    pub outcome: &'static str,
    /// The session and the speaker that it is about, where that is known.
    pub about: Option<(SessionId, SpeakerId)>,
    /// Its own time (DTSTAMP).
    pub given_at: Option<Moment>,
}

/// Whether a message was dealt with before.
///
/// # Errors
/// The database's.
pub fn is_taken(db: &mut Db, id: &str) -> Result<bool, StoreError> {
    let known: Option<String> = replies::table.find(id).select(replies::id).first(db).optional()?;
    Ok(known.is_some())
}

/// Keeps what became of a message.
///
/// # Errors
/// `already-there` when another node was faster, or the database's.
pub fn keep(db: &mut Db, taken: &Taken) -> Result<(), StoreError> {
    let (session, speaker) =
        taken.about.as_ref().map(|(session, speaker)| (session.as_str(), speaker.as_str())).unzip();
    diesel::insert_into(replies::table)
        .values((
            replies::id.eq(&taken.id),
            replies::read_at.eq(stored(taken.read_at)),
            replies::outcome.eq(taken.outcome),
            replies::session_id.eq(session),
            replies::speaker_id.eq(speaker),
            replies::given_at.eq(taken.given_at.map(stored)),
        ))
        .execute(db)?;
    Ok(())
}

/// The own time of the newest calendar answer of a speaker to a session that counted.
///
/// # Errors
/// The database's.
pub fn newest(db: &mut Db, session: &SessionId, speaker: &SpeakerId) -> Result<Option<Moment>, StoreError> {
    let own = replies::table
        .filter(replies::session_id.eq(session.as_str()).and(replies::speaker_id.eq(speaker.as_str())))
        .filter(replies::outcome.eq_any(["counted", "maybe"]));
    let newest: Option<NaiveDateTime> = own.select(diesel::dsl::max(replies::given_at)).first(db)?;
    Ok(newest.map(moment))
}

/// The session of an iCalendar UID.
///
/// # Errors
/// The database's.
pub fn session_of(db: &mut Db, uid: &str) -> Result<Option<SessionId>, StoreError> {
    let id: Option<String> = sessions::table.filter(sessions::uid.eq(uid)).select(sessions::id).first(db).optional()?;
    Ok(id.map(SessionId))
}

/// Who keeps the journal of what belongs to nobody: the uppermost committee.
///
/// # Errors
/// The database's.
pub fn uppermost(db: &mut Db) -> Result<Option<CommitteePath>, StoreError> {
    let top = committees::table.filter(committees::parent_id.is_null()).order(committees::code);
    let path: Option<String> = top.select(committees::path).first(db).optional()?;
    Ok(path.map(CommitteePath))
}
