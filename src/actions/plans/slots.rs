//! The starts that a request offers: its windows, cut to the school's bells or to half hours.

use super::facts::PlanFacts;
use super::placed::slot_of;
use crate::calendars::days_off::{DaysOff, Place};
use crate::kernel::{Day, Moment, Window};
use crate::lectures::TextStatus;
use crate::matching::instance::{Bar, RuledOutSlot, Slot};
use crate::requests::Request;
use crate::venues::Venue;
use chrono::TimeDelta;

pub(super) struct Slots {
    pub(super) open: Vec<Slot>,
    pub(super) ruled_out: Vec<RuledOutSlot>,
}

impl Slots {
    /// In the order of the windows' rank; what the calendars, the lecture's approval or another
    /// session rule out keeps its reason.
    pub(super) fn of(facts: &PlanFacts, days_off: &DaysOff, request: &Request, venue: &Venue) -> Self {
        let (mut slots, length) = (Self { open: Vec::new(), ruled_out: Vec::new() }, i64::from(request.minutes));
        let school = facts.is_school(venue);
        let taken = facts.held.get(&room_of(request, venue)).map(Vec::as_slice).unwrap_or_default();
        for window in &request.windows {
            for start in starts(window, length, if school { &venue.bells } else { &[] }) {
                let day = Day::of(start);
                if start <= facts.now || day < facts.from || facts.to < day {
                    continue;
                }
                let place = if school { Place::School(request.grade) } else { Place::Station };
                let held = Window { start, end: start + TimeDelta::minutes(length) };
                let bar = if days_off.closed(day, place).is_some() || closed_by_venue(venue, day) {
                    Some(Bar::SchoolCalendar)
                } else if !approved(facts, request, day) {
                    Some(Bar::LectureNotApproved)
                } else if taken.iter().any(|window| window.meets(&held)) {
                    Some(Bar::RoomHeld)
                } else {
                    None
                };
                slots.put(start, bar);
            }
        }
        slots
    }

    /// A pinned start stays on offer, whatever the windows say by now.
    pub(super) fn keep(&mut self, start: Moment) {
        self.put(start, None);
    }

    fn put(&mut self, start: Moment, bar: Option<Bar>) {
        let (date, start) = slot_of(start);
        let slot = Slot { date, start };
        match bar {
            Some(reason) if !self.ruled_out.iter().any(|it| it.date == date && it.start == start) => {
                self.ruled_out.push(RuledOutSlot { date, start, reason });
            }
            None if !self.open.contains(&slot) => self.open.push(slot),
            _ => {}
        }
    }
}

/// Starts within a window: at a bell that leaves time until the window's end, at every half hour
/// where there are no bells, and at the window's own begin when nothing else fits.
fn starts(window: &Window, minutes: i64, bells: &[(u16, u16)]) -> Vec<Moment> {
    let day = window.day();
    let length = TimeDelta::minutes(minutes);
    let fits = |start: &Moment| window.start <= *start && *start + length <= window.end;
    let found: Vec<Moment> = if bells.is_empty() {
        (0..48).map(|half| day.at(half * 30)).filter(fits).collect()
    } else {
        bells.iter().map(|(begin, _)| day.at(*begin)).filter(fits).collect()
    };
    if found.is_empty() && fits(&window.start) { vec![window.start] } else { found }
}

fn closed_by_venue(venue: &Venue, day: Day) -> bool {
    venue.blackouts.iter().any(|it| it.from <= day && day <= it.to)
}

fn approved(facts: &PlanFacts, request: &Request, day: Day) -> bool {
    let Some(id) = &request.lecture else { return true };
    facts.lectures.get(id).is_some_and(|lecture| {
        lecture.status == TextStatus::Approved && lecture.approved_until.is_none_or(|until| day <= until)
    })
}

/// The room wished, else the smallest that holds the listeners, else the largest; the venue
/// itself where it has none.
pub(crate) fn room_of(request: &Request, venue: &Venue) -> String {
    if let Some(room) = &request.room {
        return room.to_string();
    }
    let holding = venue.rooms.iter().filter(|room| room.capacity >= request.headcount).min_by_key(|r| r.capacity);
    let room = holding.or_else(|| venue.rooms.iter().max_by_key(|room| room.capacity));
    room.map_or_else(|| venue.id.to_string(), |room| room.id.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::local;

    fn clocks(window: &str, minutes: i64, bells: &[(u16, u16)]) -> Vec<String> {
        let window = Window::parse(window).unwrap();
        starts(&window, minutes, bells).into_iter().map(|at| local(at).format("%H:%M").to_string()).collect()
    }

    #[test]
    fn a_school_offers_its_bells() {
        let bells = [(8 * 60 + 20, 9 * 60 + 5), (9 * 60 + 25, 10 * 60 + 10), (10 * 60 + 20, 11 * 60 + 5)];
        assert_eq!(clocks("2026-11-25 09:00/11:05", 45, &bells), ["09:25", "10:20"]);
        assert_eq!(clocks("2026-11-25 09:30/10:15", 45, &bells), ["09:30"], "the school's own wish where no bell fits");
    }

    #[test]
    fn a_station_offers_half_hours() {
        assert_eq!(clocks("2026-11-28 09:10/11:00", 45, &[]), ["09:30", "10:00"]);
        assert_eq!(clocks("2026-11-28 09:10/09:30", 45, &[]), [] as [&str; 0]);
    }
}
