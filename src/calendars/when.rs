//! Dates, times, periods and durations of iCalendar values (RFC 5545 3.3.4 to 3.3.9).

use super::read::Property;
use crate::kernel::Refusal;
use chrono::{Datelike, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta};

/// A date or a time as it stands in a file, before its zone is looked up.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum When {
    /// A whole day.
    Day(NaiveDate),
    /// A time in UTC.
    Utc(NaiveDateTime),
    /// A time by a wall clock: of the named zone, or of wherever one is (floating).
    Wall(NaiveDateTime, Option<String>),
}

/// A length: whole days go by the calendar, seconds by the clock.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Length {
    /// Calendar days.
    pub days: i64,
    /// Seconds beside them.
    pub seconds: i64,
}

/// Earliest and latest year that is read: the Gregorian calendar, and four digits.
const YEARS: std::ops::RangeInclusive<i32> = 1583..=9998;
/// Longest event, in days; what lasts longer is cut.
const LONGEST_DAYS: i64 = 3660;

impl When {
    /// The wall clock, of whichever zone.
    #[must_use]
    pub fn wall(&self) -> NaiveDateTime {
        match self {
            Self::Day(day) => day.and_time(NaiveTime::MIN),
            Self::Utc(time) | Self::Wall(time, _) => *time,
        }
    }

    /// Whether it names a whole day.
    #[must_use]
    pub fn is_day(&self) -> bool {
        matches!(self, Self::Day(_))
    }
}

/// The single date or time of a property.
///
/// # Errors
/// `calendar-bad-time` with the line.
pub fn when(property: &Property) -> Result<When, Refusal> {
    moment(property.raw.trim(), zone_of(property)).ok_or_else(|| bad(property))
}

/// All dates and times of a list property (EXDATE, RDATE); a period counts with its length.
///
/// # Errors
/// `calendar-bad-time` with the line.
pub fn whens(property: &Property) -> Result<Vec<(When, Option<Length>)>, Refusal> {
    let parts = property.raw.split(',').map(str::trim).filter(|part| !part.is_empty());
    parts.map(|part| period(part, zone_of(property)).ok_or_else(|| bad(property))).collect()
}

/// The length in a DURATION property.
///
/// # Errors
/// `calendar-bad-time` with the line.
pub fn duration(property: &Property) -> Result<Length, Refusal> {
    length(property.raw.trim()).ok_or_else(|| bad(property))
}

fn bad(property: &Property) -> Refusal {
    Refusal::new("calendar-bad-time").with("line", property.line).with("text", &property.raw)
}

fn zone_of(property: &Property) -> Option<&str> {
    property.param("TZID").map(str::trim).filter(|zone| !zone.is_empty())
}

/// `20261125`, `20261125T093000` or `20261125T013000Z`.
#[must_use]
pub fn moment(text: &str, zone: Option<&str>) -> Option<When> {
    let Some((day, time)) = text.split_once(['T', 't']) else { return date(text).map(When::Day) };
    let day = date(day)?;
    match time.strip_suffix(['Z', 'z']) {
        Some(utc) => Some(When::Utc(day.and_time(clock(utc)?))),
        None => Some(When::Wall(day.and_time(clock(time)?), zone.map(str::to_owned))),
    }
}

fn period(text: &str, zone: Option<&str>) -> Option<(When, Option<Length>)> {
    let Some((start, end)) = text.split_once('/') else { return Some((moment(text, zone)?, None)) };
    let start = moment(start, zone)?;
    let length = match moment(end, zone) {
        Some(end) => Length { days: 0, seconds: (end.wall() - start.wall()).num_seconds() },
        None => length(end)?,
    };
    Some((start, Some(length)))
}

fn digits<T: std::str::FromStr>(text: &str) -> Option<T> {
    let plain = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    if plain { text.parse().ok() } else { None }
}

fn date(text: &str) -> Option<NaiveDate> {
    if text.len() != 8 {
        return None;
    }
    let year = digits(text.get(..4)?)?;
    let day = NaiveDate::from_ymd_opt(year, digits(text.get(4..6)?)?, digits(text.get(6..)?)?)?;
    YEARS.contains(&day.year()).then_some(day)
}

/// A clock time; a leap second counts as the second before it.
fn clock(text: &str) -> Option<NaiveTime> {
    if text.len() != 6 {
        return None;
    }
    let second: u32 = digits(text.get(4..)?)?;
    let second = if second == 60 { 59 } else { second };
    NaiveTime::from_hms_opt(digits(text.get(..2)?)?, digits(text.get(2..4)?)?, second)
}

/// `P1W`, `P1DT2H30M`, `-PT15M`.
#[must_use]
pub fn length(text: &str) -> Option<Length> {
    let (sign, text) = match text.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, text.strip_prefix('+').unwrap_or(text)),
    };
    let mut length = Length::default();
    let mut rest = text.strip_prefix(['P', 'p'])?;
    let mut in_time = false;
    while !rest.is_empty() {
        if let Some(after) = rest.strip_prefix(['T', 't']).filter(|_| !in_time) {
            (in_time, rest) = (true, after);
        }
        let end = rest.find(|c: char| !c.is_ascii_digit())?;
        let number: i64 = digits(rest.get(..end)?)?;
        let (unit, days) = match (rest.get(end..=end)?.to_ascii_uppercase().as_str(), in_time) {
            ("W", false) => (7, true),
            ("D", false) => (1, true),
            ("H", true) => (3600, false),
            ("M", true) => (60, false),
            ("S", true) => (1, false),
            _ => return None,
        };
        let total = if days { &mut length.days } else { &mut length.seconds };
        *total = total.checked_add(number.checked_mul(unit)?)?;
        rest = rest.get(end + 1..)?;
    }
    let fits = text.len() > 1 && length.days <= LONGEST_DAYS && length.seconds <= LONGEST_DAYS * 86_400;
    fits.then_some(Length { days: sign * length.days, seconds: sign * length.seconds })
}

impl Length {
    /// From `start` to `end` on the same wall clock, 0 when it would run backwards.
    #[must_use]
    pub fn between(start: NaiveDateTime, end: NaiveDateTime) -> Self {
        let seconds = (end - start).num_seconds();
        Self { days: 0, seconds: seconds.clamp(0, LONGEST_DAYS * 86_400) }
    }

    /// The wall clock this much later.
    #[must_use]
    pub fn after(self, start: NaiveDateTime) -> NaiveDateTime {
        let delta = TimeDelta::try_days(self.days).unwrap_or_default()
            + TimeDelta::try_seconds(self.seconds).unwrap_or_default();
        start.checked_add_signed(delta).unwrap_or(start)
    }
}
