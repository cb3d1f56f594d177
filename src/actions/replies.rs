//! What comes back by mail: answers to invitations (iTIP REPLY and COUNTER) and what is not one.
//!
//! Each message counts once, by its hash, saved in the transaction of what it changes; only then
//! is it marked in the mailbox. Nothing in here ever sends a letter back to a message.

use super::answers::{Given, answer_by_calendar};
use crate::accounts::Actor;
use crate::app::App;
use crate::calendars::invite::{self, Answer as Said, Invited, Reply, Verdict};
use crate::kernel::{CommitteePath, JournalLine, LetterKind, LetterOwed, Moment, Recipient, Refusal, SpeakerId};
use crate::mailbox::message::{Letter, letter};
use crate::mailbox::{Mailbox, Mark, Trouble};
use crate::sessions::{Answer, Assignment, Session, SessionStatus, Through};
use crate::store::replies::{self, Taken};
use crate::store::{Db, StoreError, committees, journal, letters, sessions, speakers};
use serde_json::json;
use sha2::{Digest, Sha256};

/// Why a round over the mailbox ended early; the rest is read by the next.
#[derive(Debug, thiserror::Error)]
pub enum RoundError {
    /// The mailbox.
    #[error("mailbox: {0}")]
    Mailbox(#[from] Trouble),
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What became of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It is the answer now.
    Counted,
    /// "Maybe": no answer yet.
    Maybe,
    /// It answers a time or place that has changed since.
    OldSequence,
    /// A newer answer was read before.
    OlderAnswer,
    /// The invitation was forwarded: whoever answers was never asked.
    NotInvited,
    /// It came from another address than that of the one who answers.
    WrongSender,
    /// No session has this UID.
    UnknownSession,
    /// It came too late, or the session stands already: a telephone call.
    Refused,
    /// A calendar that is no answer, or cannot be read.
    Unreadable,
    /// A report on a delivery.
    Report,
    /// An absence notice and the like.
    Automatic,
    /// A letter for a person to read.
    Other,
}

/// Reads what is unread, one message after the other; how many were taken.
///
/// # Errors
/// The mailbox's or the database's; what was marked before stays done.
pub async fn read_all(app: &App, stopped: impl Fn() -> bool) -> Result<usize, RoundError> {
    let Some(mailbox) = Mailbox::of(&app.config) else { return Ok(0) };
    let mut opened = mailbox.open().await?;
    let mut taken = 0;
    while !stopped() {
        let Some(raw) = opened.next().await? else { break };
        let mark = take(app, raw).await?;
        opened.mark(mark).await?;
        taken += 1;
    }
    opened.close().await;
    Ok(taken)
}

/// Takes one raw message; taken twice, it counts once.
///
/// # Errors
/// The database's.
pub async fn take(app: &App, raw: Vec<u8>) -> Result<Mark, StoreError> {
    let id: String = Sha256::digest(&raw).iter().map(|byte| format!("{byte:02x}")).collect();
    let known = id.clone();
    if app.store.read(move |db| replies::is_taken(db, &known)).await? {
        return Ok(Mark::Read);
    }
    // a letter that came back, whether or not the report keeps to RFC 3464
    if super::letters::take_bounce(app, &raw).await?.is_some() {
        return Ok(set_aside(app, &id, Outcome::Report).await?.mark());
    }
    let outcome = match letter(&raw) {
        None => set_aside(app, &id, Outcome::Unreadable).await?,
        // a report on a letter that is none of ours
        Some(letter) if letter.is_report => set_aside(app, &id, Outcome::Report).await?,
        Some(letter) if !letter.calendars.is_empty() => answered(app, &id, &letter).await?,
        Some(letter) if letter.is_automatic => set_aside(app, &id, Outcome::Automatic).await?,
        Some(_) => set_aside(app, &id, Outcome::Other).await?,
    };
    Ok(outcome.mark())
}

/// An answer by calendar: counted, or journalled with the reason why not.
async fn answered(app: &App, id: &str, letter: &Letter) -> Result<Outcome, StoreError> {
    let replies = letter.calendars.iter().map(|part| invite::reply(part));
    let Some(reply) = replies.filter_map(Result::ok).next() else {
        return set_aside(app, id, Outcome::Unreadable).await;
    };
    let now = app.clock.now();
    let reply = Reply { given_at: reply.given_at.map(|at| stamp(at, now)), ..reply };
    let note = Note { id: id.to_owned(), sender: letter.sender.clone(), reply };
    let kept = note.clone();
    let counted = app.store.write(move |db| kept.weigh(db, now)).await;
    match counted {
        // nothing of the answer was saved: that it came, and why it does not count, is
        Err(StoreError::Refused(no)) => {
            let why = no.key;
            app.store.write(move |db| note.refused(db, now, why)).await
        }
        other => other,
    }
}

/// A clock may run a little ahead; an answer from far ahead would shut out all later ones.
fn stamp(at: Moment, now: Moment) -> Moment {
    if at > now + chrono::TimeDelta::minutes(10) { now } else { at }
}

/// A reply on its way through one transaction.
#[derive(Clone)]
struct Note {
    id: String,
    sender: String,
    reply: Reply,
}

impl Note {
    fn weigh(&self, db: &mut Db, now: Moment) -> Result<Outcome, StoreError> {
        let Some(session) = self.session(db)? else { return self.keep(db, now, Outcome::UnknownSession, None, "") };
        let Some((speaker, part)) = self.part(db, &session)? else {
            return self.keep(db, now, Outcome::NotInvited, Some((&session, None)), "");
        };
        let newest = replies::newest(db, &session.id, &speaker)?;
        let by_calendar = part.answered_through == Through::Calendar.code();
        let invited = Invited {
            email: self.reply.attendee.clone(),
            sequence: u32::try_from(session.sequence).unwrap_or(0),
            answered_at: if by_calendar { newest } else { newest.max(part.answered_at) },
        };
        let outcome = match self.reply.weigh(&invited, &self.sender) {
            Verdict::Counts => self.count(db, now, &session, &part)?,
            // who answers the first invitation after the day was called off has not heard of it
            Verdict::OldSequence if session.status == SessionStatus::Cancelled => {
                return Err(Refusal::conflict("answer-session-off").into());
            }
            Verdict::OldSequence => Outcome::OldSequence,
            Verdict::OlderAnswer => Outcome::OlderAnswer,
            Verdict::NotInvited => Outcome::NotInvited,
            Verdict::WrongSender => Outcome::WrongSender,
        };
        self.keep(db, now, outcome, Some((&session, Some(&speaker))), "")
    }

    fn count(&self, db: &mut Db, now: Moment, session: &Session, part: &Assignment) -> Result<Outcome, StoreError> {
        let words = self.reply.comment.clone();
        let given = match (self.reply.proposal, self.reply.answer) {
            (Some(window), _) => Given::Propose(window.start, words),
            (None, Said::Accepted) => Given::Accept,
            (None, Said::Declined) => Given::Decline(words),
            (None, Said::Tentative | Said::NeedsAction) => return Ok(Outcome::Maybe),
        };
        answer_by_calendar(db, now, session, &part.id, &given)?;
        Ok(Outcome::Counted)
    }

    fn refused(&self, db: &mut Db, now: Moment, why: &'static str) -> Result<Outcome, StoreError> {
        let Some(session) = self.session(db)? else { return self.keep(db, now, Outcome::UnknownSession, None, why) };
        let speaker = self.part(db, &session)?.map(|(speaker, _)| speaker);
        if let Some(speaker) = &speaker {
            self.call(db, now, &session, speaker, why)?;
        }
        self.keep(db, now, Outcome::Refused, Some((&session, speaker.as_ref())), why)
    }

    /// No message is ever answered, so a person tells why the answer does not count.
    fn call(
        &self,
        db: &mut Db,
        now: Moment,
        session: &Session,
        speaker: &SpeakerId,
        why: &'static str,
    ) -> Result<(), StoreError> {
        let said = match (self.reply.proposal, self.reply.answer) {
            (Some(_), _) => Answer::Proposed,
            (None, Said::Accepted) => Answer::Accepted,
            (None, Said::Declined) => Answer::Declined,
            (None, Said::Tentative | Said::NeedsAction) => return Ok(()),
        };
        let letter = LetterOwed {
            kind: LetterKind::LateReply,
            subject: session.id.to_string(),
            recipient: Recipient::Speaker(speaker.clone()),
            sequence: session.sequence,
            not_before: now,
            not_after: Some(session.window.start),
            facts: json!({ "said": said.code(), "why": why }),
        };
        let owner = committees::path_of(db, &session.committee)?;
        letters::owe(db, &owner, now, &[letter]).map(drop)
    }

    fn session(&self, db: &mut Db) -> Result<Option<Session>, StoreError> {
        match replies::session_of(db, &self.reply.uid)? {
            Some(id) => sessions::load(db, &id).map(Some),
            None => Ok(None),
        }
    }

    /// The part of the one who answers: one still in play before one that ended, then the latest.
    fn part(&self, db: &mut Db, session: &Session) -> Result<Option<(SpeakerId, Assignment)>, StoreError> {
        let mut own: Option<Assignment> = None;
        for part in &session.assignments {
            let is_own = speakers::load(db, &part.speaker)?.email.trim().eq_ignore_ascii_case(&self.reply.attendee);
            let rank = |part: &Assignment| (part.stands(), part.changed_at);
            if is_own && part.invited_at.is_some() && own.as_ref().is_none_or(|best| rank(part) > rank(best)) {
                own = Some(part.clone());
            }
        }
        Ok(own.map(|part| (part.speaker.clone(), part)))
    }

    /// Saves what became of it. What counts has its own line in the journal.
    fn keep(
        &self,
        db: &mut Db,
        now: Moment,
        outcome: Outcome,
        about: Option<(&Session, Option<&SpeakerId>)>,
        why: &str,
    ) -> Result<Outcome, StoreError> {
        let both = about.and_then(|(session, speaker)| Some((session.id.clone(), speaker?.clone())));
        let taken = Taken {
            id: self.id.clone(),
            read_at: now,
            outcome: outcome.code(),
            about: both,
            given_at: self.reply.given_at,
        };
        replies::keep(db, &taken)?;
        let Some(action) = outcome.action() else { return Ok(outcome) };
        let (owner, noun, noun_id) = match about {
            Some((session, _)) => {
                (Some(committees::path_of(db, &session.committee)?), "session", session.id.to_string())
            }
            None => (replies::uppermost(db)?, "reply", self.id.clone()),
        };
        let facts = json!({ "from": self.sender, "attendee": self.reply.attendee, "sequence": self.reply.sequence,
            "answer": self.reply.answer.word(), "why": why });
        line(db, now, owner, JournalLine::new(action, noun, noun_id, json!({}), facts))?;
        Ok(outcome)
    }
}

async fn set_aside(app: &App, id: &str, outcome: Outcome) -> Result<Outcome, StoreError> {
    let (now, id) = (app.clock.now(), id.to_owned());
    app.store
        .write(move |db| {
            let taken = Taken { id: id.clone(), read_at: now, outcome: outcome.code(), about: None, given_at: None };
            replies::keep(db, &taken)?;
            if let Some(action) = outcome.action() {
                let owner = replies::uppermost(db)?;
                line(db, now, owner, JournalLine::new(action, "reply", &id, json!({}), json!({})))?;
            }
            Ok(outcome)
        })
        .await
}

fn line(db: &mut Db, now: Moment, owner: Option<CommitteePath>, line: JournalLine) -> Result<(), StoreError> {
    match owner {
        Some(owner) => journal::write(db, &Actor::clock(), now, &owner, &[line]),
        None => Ok(()),
    }
}

impl Outcome {
    /// As stored.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Counted => "counted",
            Self::Maybe => "maybe",
            Self::OldSequence => "old_sequence",
            Self::OlderAnswer => "older_answer",
            Self::NotInvited => "not_invited",
            Self::WrongSender => "wrong_sender",
            Self::UnknownSession => "unknown_session",
            Self::Refused => "refused",
            Self::Unreadable => "unreadable",
            Self::Report => "report",
            Self::Automatic => "automatic",
            Self::Other => "other",
        }
    }

    /// Its verb in the journal; none for what has its own line, or is worth none.
    fn action(self) -> Option<&'static str> {
        match self {
            Self::Counted | Self::Report | Self::Automatic => None,
            Self::Maybe => Some("reply-maybe"),
            Self::OldSequence => Some("reply-old-sequence"),
            Self::OlderAnswer => Some("reply-older-answer"),
            Self::NotInvited => Some("reply-not-invited"),
            Self::WrongSender => Some("reply-wrong-sender"),
            Self::UnknownSession => Some("reply-unknown-session"),
            Self::Refused => Some("reply-refused"),
            Self::Unreadable => Some("reply-unreadable"),
            Self::Other => Some("reply-other"),
        }
    }

    /// What a person should see stays flagged in the mailbox.
    fn mark(self) -> Mark {
        match self {
            Self::Unreadable | Self::Other | Self::Report | Self::Refused | Self::WrongSender | Self::NotInvited => {
                Mark::Aside
            }
            _ => Mark::Read,
        }
    }
}
