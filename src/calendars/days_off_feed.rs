//! Days off as events of a feed.

use super::days_off::DaysOff;
use super::entry::{Entry, Kind};
use super::feed::{FeedEvent, Status, Times};
use crate::kernel::{Day, Moment};

/// The days off of a stretch as events of a feed; `changed_at` is when the files were read.
#[must_use]
pub fn days_off_events(days: &DaysOff, from: Day, through: Day, changed_at: Moment, english: bool) -> Vec<FeedEvent> {
    let mut events = Vec::new();
    for entry in days.between(from, through) {
        for first in std::iter::once(entry.first).chain(entry.again.iter().copied()) {
            let last = first.plus(entry.length - 1);
            if first <= through && from <= last {
                events.push(day_off(entry, first, last, changed_at, english));
            }
        }
    }
    events
}

fn day_off(entry: &Entry, first: Day, last: Day, changed_at: Moment, english: bool) -> FeedEvent {
    let binds = matches!(entry.kind, Kind::PublicHoliday | Kind::Closure);
    let uid = if first == entry.first { entry.uid.clone() } else { format!("{first}-{}", entry.uid) };
    FeedEvent {
        uid,
        sequence: 0,
        times: Times::Days(first, last),
        summary: if english { entry.name_en.clone() } else { entry.name.clone() },
        description: entry.themes.join("、"),
        location: String::new(),
        geo: None,
        url: None,
        status: if entry.estimate { Status::Tentative } else { Status::Confirmed },
        categories: vec![entry.kind.code().to_owned()],
        transparent: !binds,
        alarm_minutes: None,
        changed_at,
    }
}
