//! What the registers rule out before planning begins, each with its reason.

use super::clock::{Date, Minute};
use serde::{Deserialize, Serialize};

/// Why the registers ruled something out before planning began.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Bar {
    /// A check of the speaker has expired.
    CheckExpired,
    /// The insurance has expired.
    InsuranceExpired,
    /// The appointment has ended.
    AppointmentEnded,
    /// The way to the room has stairs that the speaker cannot climb.
    Stairs,
    /// An age rule of the committee.
    Age,
    /// The speaker was asked often enough this month.
    InvitationFatigue,
    /// A companion is needed and none is named.
    Companion,
    /// Before the speaker's earliest or after the latest hour.
    Hours,
    /// The speaker declined this request.
    Declined,
    /// No approved version of the lecture.
    LectureNotApproved,
    /// School term, exam or break.
    SchoolCalendar,
    /// A day off of the speaker's own.
    DayOff,
    /// Another session, outside this plan, holds the room.
    RoomHeld,
}

/// A speaker ruled out for a request.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RuledOutSpeaker {
    /// Code of the speaker.
    pub speaker: String,
    /// Why.
    pub reason: Bar,
}

/// A slot that is not offered although it was wished.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RuledOutSlot {
    /// Day.
    pub date: Date,
    /// Begin.
    pub start: Minute,
    /// Why.
    pub reason: Bar,
}

/// Days on which a speaker is ruled out, both ends within.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RuledOutDays {
    /// First day.
    pub from: Date,
    /// Last day.
    pub to: Date,
    /// Why.
    pub reason: Bar,
}

/// A month for which a speaker may be given fewer talks than otherwise: some of the invitations
/// of that month are used up. Talks agreed elsewhere count, as they do towards `per_month`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MonthCap {
    /// Any day of the month.
    pub date: Date,
    /// Talks of that month.
    pub most: i64,
}
