//! A letter that a change owes to somebody.

use super::{AccountId, Moment, SpeakerId, VenueId};

crate::codes! {
    /// What a letter is about. The code stands in `X-Notification-Key`.
    LetterKind, "letter-tag" {
        /// A sign-in link.
        SignIn = "sign_in",
        /// A speaker is asked (邀请).
        Invitation = "invitation",
        /// A session stands (确认).
        Confirmation = "confirmation",
        /// Time, place or speaker changed (变更).
        Change = "change",
        /// A session is off (取消).
        Cancellation = "cancellation",
        /// Somebody is no longer needed in a session.
        Release = "release",
        /// Several of the four above, gathered into one.
        Changes = "changes",
        /// Fourteen days before (提醒).
        ReminderFortnight = "reminder_14d",
        /// Seven days before.
        ReminderWeek = "reminder_7d",
        /// Three days before.
        ReminderThree = "reminder_3d",
        /// Two days before.
        ReminderTwo = "reminder_2d",
        /// The day before.
        ReminderDay = "reminder_1d",
        /// On the morning.
        ReminderMorning = "reminder_0d",
        /// Somebody has not answered by the deadline (没有回音).
        Silence = "silence",
        /// Somebody has not said that all stands as agreed (没有说准).
        Unsure = "unsure",
        /// A standby may have to step in (候补请准备).
        StandbyCall = "standby_call",
        /// An answer by calendar that came too late (回复没有算数).
        LateReply = "late_reply",
        /// A coordinator's morning: what is to be settled (每日摘要).
        Digest = "digest",
        /// A request came back with a reason (退回).
        RequestReturned = "request_returned",
        /// A request was received (收到点单).
        RequestReceived = "request_received",
        /// A request was approved.
        RequestApproved = "request_approved",
        /// A headcount is asked for after the session (人数上报).
        HeadcountDue = "headcount_due",
    }
}

impl LetterKind {
    /// The reminder of so many days before, 0 for the morning itself.
    #[must_use]
    pub fn reminder(days: u8) -> Option<Self> {
        match days {
            14 => Some(Self::ReminderFortnight),
            7 => Some(Self::ReminderWeek),
            3 => Some(Self::ReminderThree),
            2 => Some(Self::ReminderTwo),
            1 => Some(Self::ReminderDay),
            0 => Some(Self::ReminderMorning),
            _ => None,
        }
    }

    /// Whether it reminds of a session that stands.
    #[must_use]
    pub fn is_reminder(self) -> bool {
        [14, 7, 3, 2, 1, 0].into_iter().any(|days| Self::reminder(days) == Some(self))
    }

    /// Whether it tells of a change, so that several to one person become one letter.
    #[must_use]
    pub fn is_gathered(self) -> bool {
        matches!(self, Self::Confirmation | Self::Change | Self::Cancellation | Self::Release)
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
