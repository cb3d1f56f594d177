//! Which days a history may use: what the calendars say, and a little more caution.

use crate::calendars::days_off::{DayKind, DaysOff, Place as Binds};
use crate::kernel::{Day, Grade};
use std::ops::RangeInclusive;

/// What a day is good for.
#[derive(Clone, Copy, Debug)]
pub struct Date {
    /// The day.
    pub day: Day,
    /// How busy school days of its season are; 0 when no school may be visited.
    pub school: u32,
    /// How busy stations are.
    pub station: u32,
    /// In the spring of 2020 nobody gathered: online alone.
    pub online_only: bool,
}

/// The days from 2020 on, and which grades have school on each.
pub struct Almanac {
    first: Day,
    dates: Vec<Date>,
    open: Vec<[bool; 8]>,
}

impl Almanac {
    /// From `first` through `last`.
    #[must_use]
    pub fn new(days_off: &DaysOff, first: Day, last: Day) -> Self {
        let mut almanac = Self { first, dates: Vec::new(), open: Vec::new() };
        for day in first.through(last) {
            let open = Grade::ALL.iter().map(|grade| days_off.closed(day, Binds::School(*grade)).is_none());
            let mut grades = [false; 8];
            grades.iter_mut().zip(open).for_each(|(slot, is)| *slot = is && day.weekday() <= 5);
            almanac.dates.push(date(days_off, day, grades.iter().any(|is| *is)));
            almanac.open.push(grades);
        }
        almanac
    }

    /// Its days in order.
    #[must_use]
    pub fn dates(&self) -> &[Date] {
        &self.dates
    }

    /// The days of a stretch that it knows.
    pub fn between(&self, days: RangeInclusive<Day>) -> impl Iterator<Item = &Date> {
        self.dates.iter().filter(move |date| days.contains(&date.day))
    }

    /// Whether a grade has lessons on a day, as far as is known.
    #[must_use]
    pub fn has_school(&self, day: Day, grade: Grade) -> bool {
        let at = usize::try_from(day.since(self.first)).ok();
        let slot = Grade::ALL.iter().position(|it| *it == grade).unwrap_or(0);
        at.and_then(|at| self.open.get(at)).is_some_and(|grades| grades[slot])
    }
}

fn date(days_off: &DaysOff, day: Day, any_open: bool) -> Date {
    let (year, month, of_month) = day.parts();
    let online_only = year == 2020 && (2..=4).contains(&month);
    let quiet = year == 2020 && month == 1 && of_month >= 20;
    let school = if any_open && !quiet { school_weight(month, of_month) } else { 0 };
    let holiday = matches!(days_off.kind(day), DayKind::Holiday(_)) || days_off.closed(day, Binds::Station).is_some();
    let station = if holiday || online_only || quiet { 0 } else { station_weight(day) };
    Date { day, school: if online_only { school.min(3) } else { school }, station, online_only }
}

/// March, May and autumn are the season. No term that the calendars may not know reaches into
/// the days left out here.
fn school_weight(month: u32, of_month: u32) -> u32 {
    match (month, of_month) {
        (1, 1..=12) => 5,
        (2, 25..) => 6,
        (3, _) | (5, 6..) | (9, 2..) => 16,
        (4, _) => 9,
        (6, _) => 8,
        (10, 9..) | (11, _) => 15,
        (12, _) => 8,
        _ => 0,
    }
}

/// Stations come to life when school is out.
fn station_weight(day: Day) -> u32 {
    match (day.parts().1, day.weekday() > 5) {
        (7 | 8, _) => 8,
        (1 | 2, _) => 3,
        (_, true) => 3,
        _ => 1,
    }
}
