//! A letter that a change owes to somebody.

use super::{AccountId, Moment, SpeakerId, VenueId};

/// What a letter is about. The text form stands in `X-Notification-Key`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum LetterKind {
    /// A sign-in link.
    SignIn,
    /// A speaker is asked (邀请).
    Invitation,
    /// A session stands (确认).
    Confirmation,
    /// Time, place or speaker changed (变更).
    Change,
    /// A session is off (取消).
    Cancellation,
    /// Somebody is no longer needed in a session.
    Release,
    /// Seven days before (提醒).
    ReminderWeek,
    /// The day before.
    ReminderDay,
    /// A request came back with a reason (退回).
    RequestReturned,
    /// A request was received (收到点单).
    RequestReceived,
    /// A request was approved.
    RequestApproved,
    /// A headcount is asked for after the session (人数上报).
    HeadcountDue,
}

impl LetterKind {
    /// All kinds.
    pub const ALL: [Self; 12] = [
        Self::SignIn,
        Self::Invitation,
        Self::Confirmation,
        Self::Change,
        Self::Cancellation,
        Self::Release,
        Self::ReminderWeek,
        Self::ReminderDay,
        Self::RequestReturned,
        Self::RequestReceived,
        Self::RequestApproved,
        Self::HeadcountDue,
    ];

    /// The stored and printed code.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::SignIn => "sign_in",
            Self::Invitation => "invitation",
            Self::Confirmation => "confirmation",
            Self::Change => "change",
            Self::Cancellation => "cancellation",
            Self::Release => "release",
            Self::ReminderWeek => "reminder_7d",
            Self::ReminderDay => "reminder_1d",
            Self::RequestReturned => "request_returned",
            Self::RequestReceived => "request_received",
            Self::RequestApproved => "request_approved",
            Self::HeadcountDue => "headcount_due",
        }
    }

    /// The kind of a code.
    #[must_use]
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }
}

/// To whom a letter goes; the address is looked up when it is rendered.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Recipient {
    /// A speaker, by the channel that the speaker chose.
    Speaker(SpeakerId),
    /// A venue's main contact.
    Venue(VenueId),
    /// Somebody who signs in.
    Account(AccountId),
}

impl Recipient {
    /// `speaker`, `venue` or `account`.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Speaker(_) => "speaker",
            Self::Venue(_) => "venue",
            Self::Account(_) => "account",
        }
    }

    /// The bare id.
    #[must_use]
    pub fn id(&self) -> &str {
        match self {
            Self::Speaker(id) => id.as_str(),
            Self::Venue(id) => id.as_str(),
            Self::Account(id) => id.as_str(),
        }
    }
}

/// A letter owed: written to the outbox in the transaction of the change, once per
/// (kind, subject, recipient, sequence).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LetterOwed {
    /// What it is about.
    pub kind: LetterKind,
    /// The session, request or sign-in that it is about.
    pub subject: String,
    /// To whom.
    pub recipient: Recipient,
    /// Rises with each change of the subject, so that each is told once.
    pub sequence: i32,
    /// Not to be sent before this moment.
    pub not_before: Moment,
    /// Pointless after this moment (a session that has begun).
    pub not_after: Option<Moment>,
    /// Facts that the subject's row does not hold, as a reason or an old time, as JSON.
    pub facts: serde_json::Value,
}

impl LetterOwed {
    /// The unique key, as in `X-Notification-Key`.
    #[must_use]
    pub fn key(&self) -> String {
        format!("{}:{}:{}:{}", self.kind.code(), self.subject, self.recipient.id(), self.sequence)
    }
}
