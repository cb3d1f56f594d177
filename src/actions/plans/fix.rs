//! Where a reason can be lifted: the speaker's cap, the venue's closed days, the other session.

use crate::matching::instance::{Bar, Request as Wanted};
use crate::matching::problem::Problem;
use crate::matching::reason::Reason;
use serde::{Deserialize, Serialize};

/// Where a reason can be lifted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fix {
    /// What is to be changed there.
    pub noun: Noun,
    /// Which one.
    pub id: String,
    /// The field, as forms name it; empty where it is the whole page.
    pub field: String,
}

/// What can be changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Noun {
    /// A speaker of the register.
    Speaker,
    /// A speaker's own calendar.
    OwnCalendar,
    /// A venue of the register.
    Venue,
    /// A lecture on the menu.
    Lecture,
    /// The request itself.
    Request,
    /// Another item of the plan.
    Item,
    /// The committee's weights.
    Weights,
}

/// The place where the reason about a request and a speaker can be changed; none where nobody
/// can, or should, as with a public holiday or a decline.
pub(super) fn of(reason: &Reason, p: &Problem, about: (usize, usize)) -> Option<Fix> {
    let (request, speaker) = about;
    let wanted = p.instance.requests.get(request)?;
    let person = || p.instance.speakers.get(speaker).map(|it| it.id.clone());
    let speaker = |field: &str| Some(Fix { noun: Noun::Speaker, id: person()?, field: field.to_owned() });
    let other = |n: usize| item(&p.instance.requests.get(n)?.id);
    match reason {
        Reason::DayFull(..) => speaker("per_day"),
        Reason::WeekFull(..) => speaker("per_week"),
        Reason::MonthFull(..) => speaker("per_month"),
        Reason::Rest(..) => speaker("min_rest_days"),
        Reason::TooFar(..) => speaker("max_travel_km"),
        Reason::NotAvailable(..) => speaker("hours-0"),
        Reason::Busy(..) => Some(Fix { noun: Noun::OwnCalendar, id: person()?, field: String::new() }),
        Reason::NotQualified => match wanted.topics.first().and_then(|topic| topic.strip_prefix("lecture:")) {
            Some(lecture) => Some(Fix { noun: Noun::Lecture, id: lecture.to_owned(), field: "speakers".to_owned() }),
            None => speaker("skill-0"),
        },
        Reason::Language => speaker("languages"),
        Reason::BlockedVenue => speaker("name"),
        Reason::VenueClosed(..) => venue(wanted, "blackout-0"),
        Reason::NotOffered => window(wanted),
        Reason::RoomTaken(n) | Reason::Pinned(n) => other(*n),
        Reason::NoTimeBetween { other: Some(n), .. } => other(*n),
        Reason::NoTimeBetween { other: None, .. } => speaker("per_day"),
        Reason::RuledOut(bar) => match bar {
            Bar::InvitationFatigue => {
                Some(Fix { noun: Noun::Weights, id: String::new(), field: "invitations".to_owned() })
            }
            Bar::CheckExpired => speaker("checked_until"),
            Bar::InsuranceExpired => speaker("insured_until"),
            Bar::AppointmentEnded => speaker("appointed_until"),
            Bar::Stairs => speaker("no_stairs"),
            Bar::Age | Bar::Companion => speaker("needs_companion"),
            Bar::Hours => speaker("earliest"),
            Bar::DayOff => speaker("day-0"),
            _ => of_slot(*bar, wanted),
        },
        Reason::Holiday(_) | Reason::AlreadyPlanned => None,
    }
}

/// The place where a slot that the registers took away can be won back.
pub(super) fn of_slot(bar: Bar, wanted: &Wanted) -> Option<Fix> {
    match bar {
        Bar::LectureNotApproved => {
            let lecture = wanted.topics.first()?.strip_prefix("lecture:")?;
            Some(Fix { noun: Noun::Lecture, id: lecture.to_owned(), field: String::new() })
        }
        Bar::SchoolCalendar | Bar::RoomHeld => window(wanted),
        _ => None,
    }
}

fn item(request: &str) -> Option<Fix> {
    Some(Fix { noun: Noun::Item, id: request.to_owned(), field: String::new() })
}

fn venue(wanted: &Wanted, field: &str) -> Option<Fix> {
    Some(Fix { noun: Noun::Venue, id: wanted.venue.clone(), field: field.to_owned() })
}

fn window(wanted: &Wanted) -> Option<Fix> {
    Some(Fix { noun: Noun::Request, id: wanted.id.clone(), field: "day1".to_owned() })
}
