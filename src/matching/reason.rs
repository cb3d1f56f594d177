//! Reasons as values: which hard rule stands in the way, with what a sentence about it needs.

use super::clock::{Date, Minute};
use super::instance::Bar;

/// The first hard rule that a speaker, a slot or a plan breaks.
///
/// Indices point into the lists of the instance.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Reason {
    /// Rule 1: the slot is not one that the request offers.
    NotOffered,
    /// Rule 1: nothing at all is held on that day.
    Holiday(Date),
    /// Rule 1: the venue holds nothing from the first to the second day.
    VenueClosed(Date, Date),
    /// Rule 1: the request already has its session.
    AlreadyPlanned,
    /// The registers ruled the pair, the day or the slot out beforehand.
    RuledOut(Bar),
    /// Rule 2: no qualification has a wanted topic and the grade.
    NotQualified,
    /// Rule 2: the speaker does not speak the language wanted.
    Language,
    /// Rule 2: the speaker does not visit this venue.
    BlockedVenue,
    /// Rule 3: no availability window holds the session.
    NotAvailable(Date, Minute, Minute),
    /// Rule 3: the speaker is busy from the first to the second time.
    Busy(Date, Minute, Minute),
    /// Rule 4: road km, and the km allowed.
    TooFar(f64, f64),
    /// Rule 5: the room holds that request's session then.
    RoomTaken(usize),
    /// Rule 6: minutes needed between this session and that request's (`None`: a talk agreed elsewhere), and minutes there are.
    NoTimeBetween {
        /// The other session's request.
        other: Option<usize>,
        /// Minutes needed.
        needed: i64,
        /// Minutes between the two; negative where they overlap.
        there_are: i64,
    },
    /// Rule 7: the cap of that day is reached; talks already there.
    DayFull(Date, i64),
    /// Rule 7: the cap of the ISO week that begins on this Monday is reached; talks already there.
    WeekFull(Date, i64),
    /// Rule 7: the cap of the month that this day begins is reached; talks already there.
    MonthFull(Date, i64),
    /// Rule 8: the other working day, and the rest days wanted.
    Rest(Date, i64),
    /// Rule 9: that request's pinned session is in the way.
    Pinned(usize),
}

impl Reason {
    /// The fluent key of this reason.
    pub fn key(&self) -> &'static str {
        match self {
            Self::NotOffered => "plan-reason-not-offered",
            Self::Holiday(_) => "plan-reason-holiday",
            Self::VenueClosed(..) => "plan-reason-venue-closed",
            Self::AlreadyPlanned => "plan-reason-already-planned",
            Self::RuledOut(bar) => bar.key(),
            Self::NotQualified => "plan-reason-not-qualified",
            Self::Language => "plan-reason-language",
            Self::BlockedVenue => "plan-reason-blocked-venue",
            Self::NotAvailable(..) => "plan-reason-not-available",
            Self::Busy(..) => "plan-reason-busy",
            Self::TooFar(..) => "plan-reason-too-far",
            Self::RoomTaken(_) => "plan-reason-room-taken",
            Self::NoTimeBetween { other: Some(_), there_are: ..0, .. } => "plan-reason-overlap",
            Self::NoTimeBetween { other: None, there_are: ..0, .. } => "plan-reason-overlap-agreed",
            Self::NoTimeBetween { other: Some(_), .. } => "plan-reason-no-time-between",
            Self::NoTimeBetween { other: None, .. } => "plan-reason-no-time-agreed",
            Self::DayFull(..) => "plan-reason-day-full",
            Self::WeekFull(..) => "plan-reason-week-full",
            Self::MonthFull(..) => "plan-reason-month-full",
            Self::Rest(..) => "plan-reason-rest",
            Self::Pinned(_) => "plan-reason-pinned",
        }
    }

    /// The fluent key of what would lift this reason; its sentence takes `next` beside the arguments of the reason.
    pub fn remedy_key(&self) -> &'static str {
        match self {
            Self::NotOffered => "plan-free-not-offered",
            Self::Holiday(_) => "plan-free-holiday",
            Self::VenueClosed(..) => "plan-free-venue-closed",
            Self::RuledOut(bar) => bar.remedy_key(),
            Self::NotQualified => "plan-free-not-qualified",
            Self::Language => "plan-free-language",
            Self::BlockedVenue => "plan-free-blocked-venue",
            Self::NotAvailable(..) => "plan-free-not-available",
            Self::Busy(..) => "plan-free-busy",
            Self::TooFar(..) => "plan-free-too-far",
            Self::RoomTaken(_) => "plan-free-room-taken",
            Self::NoTimeBetween { other: Some(_), .. } => "plan-free-no-time-between",
            Self::NoTimeBetween { other: None, .. } => "plan-free-agreed-elsewhere",
            Self::DayFull(..) => "plan-free-day-full",
            Self::WeekFull(..) => "plan-free-week-full",
            Self::MonthFull(..) => "plan-free-month-full",
            Self::Rest(..) => "plan-free-rest",
            Self::Pinned(_) | Self::AlreadyPlanned => "plan-free-pinned",
        }
    }

    /// The arguments of [`Self::remedy_key`]'s sentence; `next` is the number of the talk that would be one too many.
    pub fn remedy_args(&self, request: &dyn Fn(usize) -> String) -> Vec<(&'static str, String)> {
        let mut out = self.args(request);
        if let Self::DayFull(_, n) | Self::WeekFull(_, n) | Self::MonthFull(_, n) = self {
            out.push(("next", (n + 1).to_string()));
        }
        out
    }

    /// The arguments of its sentence; requests are given by the function that names them.
    pub fn args(&self, request: &dyn Fn(usize) -> String) -> Vec<(&'static str, String)> {
        match *self {
            Self::Holiday(d) => vec![("date", d.to_string())],
            Self::VenueClosed(a, b) => vec![("from", a.to_string()), ("to", b.to_string())],
            Self::NotAvailable(d, a, b) | Self::Busy(d, a, b) => {
                vec![("date", d.to_string()), ("from", a.to_string()), ("to", b.to_string())]
            }
            Self::TooFar(km, most) => vec![("km", format!("{km:.1}")), ("most", format!("{most}"))],
            Self::RoomTaken(r) | Self::Pinned(r) => vec![("request", request(r))],
            Self::NoTimeBetween { other, needed, there_are } => vec![
                ("request", other.map_or_else(String::new, request)),
                ("needed", needed.to_string()),
                ("minutes", there_are.to_string()),
            ],
            Self::DayFull(d, n) | Self::WeekFull(d, n) | Self::MonthFull(d, n) | Self::Rest(d, n) => {
                vec![("date", d.to_string()), ("number", n.to_string())]
            }
            _ => Vec::new(),
        }
    }
}

impl Bar {
    /// The fluent key of this reason.
    pub fn key(self) -> &'static str {
        match self {
            Self::CheckExpired => "plan-bar-check-expired",
            Self::InsuranceExpired => "plan-bar-insurance-expired",
            Self::AppointmentEnded => "plan-bar-appointment-ended",
            Self::Stairs => "plan-bar-stairs",
            Self::Age => "plan-bar-age",
            Self::InvitationFatigue => "plan-bar-invitation-fatigue",
            Self::Companion => "plan-bar-companion",
            Self::Hours => "plan-bar-hours",
            Self::Declined => "plan-bar-declined",
            Self::LectureNotApproved => "plan-bar-lecture-not-approved",
            Self::SchoolCalendar => "plan-bar-school-calendar",
            Self::DayOff => "plan-bar-day-off",
            Self::RoomHeld => "plan-bar-room-held",
        }
    }

    /// The fluent key of what would lift this reason.
    pub fn remedy_key(self) -> &'static str {
        match self {
            Self::CheckExpired => "plan-free-check-expired",
            Self::InsuranceExpired => "plan-free-insurance-expired",
            Self::AppointmentEnded => "plan-free-appointment-ended",
            Self::Stairs => "plan-free-stairs",
            Self::Age => "plan-free-age",
            Self::InvitationFatigue => "plan-free-invitation-fatigue",
            Self::Companion => "plan-free-companion",
            Self::Hours => "plan-free-hours",
            Self::Declined => "plan-free-declined",
            Self::LectureNotApproved => "plan-free-lecture-not-approved",
            Self::SchoolCalendar => "plan-free-school-calendar",
            Self::DayOff => "plan-free-day-off",
            Self::RoomHeld => "plan-free-room-held",
        }
    }
}
