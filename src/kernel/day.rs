//! Civil time in Asia/Shanghai: days, clock times and windows.
//!
//! Instants are stored in UTC; people read and write Shanghai time, which has had no
//! clock change since 1991, so a civil time there names one instant.

use super::Refusal;
use chrono::{
    DateTime, Datelike, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, TimeZone, Timelike, Utc,
};
use serde::{Deserialize, Serialize};
use std::fmt;

/// An instant, in UTC.
pub type Moment = DateTime<Utc>;

const SHANGHAI_SECONDS: i32 = 8 * 3600;

fn shanghai() -> FixedOffset {
    // 8 h is inside the range of an offset, so the fallback is never taken.
    FixedOffset::east_opt(SHANGHAI_SECONDS).unwrap_or_else(|| chrono::Offset::fix(&Utc))
}

/// The civil time in Shanghai of an instant.
#[must_use]
pub fn local(moment: Moment) -> NaiveDateTime {
    moment.with_timezone(&shanghai()).naive_local()
}

/// Minutes since midnight of a strict `HH:MM` (00:00 to 24:00).
///
/// # Errors
/// `bad-clock` when the text is not a clock time.
pub fn parse_clock(text: &str) -> Result<u16, Refusal> {
    let bad = || Refusal::new("bad-clock").with("text", text);
    let (hour, minute) = text.trim().split_once(':').ok_or_else(bad)?;
    if hour.is_empty() || hour.len() > 2 || minute.len() != 2 {
        return Err(bad());
    }
    let number = |part: &str| -> Option<u16> { part.bytes().all(|b| b.is_ascii_digit()).then(|| part.parse().ok())? };
    let (hour, minute) = (number(hour).ok_or_else(bad)?, number(minute).ok_or_else(bad)?);
    let minutes = hour * 60 + minute;
    if minute > 59 || minutes > 24 * 60 { Err(bad()) } else { Ok(minutes) }
}

/// `HH:MM` of minutes since midnight.
#[must_use]
pub fn words_of_clock(minutes: u16) -> String {
    format!("{:02}:{:02}", minutes / 60, minutes % 60)
}

/// The instant of a strict `YYYY-MM-DD HH:MM` (or with `T`) in Shanghai.
///
/// # Errors
/// `bad-instant` when the text is not such a time.
pub fn parse_local(text: &str) -> Result<Moment, Refusal> {
    let bad = || Refusal::new("bad-instant").with("text", text);
    let trimmed = text.trim();
    let (day, clock) = trimmed.split_once([' ', 'T']).ok_or_else(bad)?;
    let clock = if clock.len() == 8 { clock.get(..5).ok_or_else(bad)? } else { clock };
    let day: Day = day.parse().map_err(|_| bad())?;
    let minutes = parse_clock(clock).map_err(|_| bad())?;
    Ok(day.at(minutes))
}

/// A civil day in Asia/Shanghai.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Day(pub NaiveDate);

impl Day {
    /// The day in Shanghai on which `moment` falls.
    #[must_use]
    pub fn of(moment: Moment) -> Self {
        Self(local(moment).date())
    }

    /// A day by its numbers, if it exists.
    #[must_use]
    pub fn ymd(year: i32, month: u32, day: u32) -> Option<Self> {
        NaiveDate::from_ymd_opt(year, month, day).map(Self)
    }

    /// The instant `minutes` after this day's midnight in Shanghai.
    #[must_use]
    pub fn at(self, minutes: u16) -> Moment {
        let midnight = self.0.and_time(NaiveTime::MIN) + TimeDelta::minutes(i64::from(minutes));
        Utc.from_utc_datetime(&(midnight - TimeDelta::seconds(i64::from(SHANGHAI_SECONDS))))
    }

    /// The first instant of the day.
    #[must_use]
    pub fn start(self) -> Moment {
        self.at(0)
    }

    /// The first instant after the day.
    #[must_use]
    pub fn end(self) -> Moment {
        self.at(24 * 60)
    }

    /// `days` later (or earlier); stays put at the calendar's end.
    #[must_use]
    pub fn plus(self, days: i64) -> Self {
        Self(self.0.checked_add_signed(TimeDelta::days(days)).unwrap_or(self.0))
    }

    /// Days from `earlier` to here.
    #[must_use]
    pub fn since(self, earlier: Self) -> i64 {
        (self.0 - earlier.0).num_days()
    }

    /// 1 Monday to 7 Sunday.
    #[must_use]
    pub fn weekday(self) -> u8 {
        u8::try_from(self.0.weekday().number_from_monday()).unwrap_or(1)
    }

    /// Year, 1-based month, and day of month.
    #[must_use]
    pub fn parts(self) -> (i32, u32, u32) {
        (self.0.year(), self.0.month(), self.0.day())
    }

    /// `YYYY-MM`.
    #[must_use]
    pub fn month(self) -> String {
        format!("{:04}-{:02}", self.0.year(), self.0.month())
    }

    /// Every day from here to `last`, both included.
    pub fn through(self, last: Self) -> impl Iterator<Item = Self> {
        (0..=last.since(self).max(-1)).map(move |n| self.plus(n))
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0.format("%Y-%m-%d"))
    }
}

impl std::str::FromStr for Day {
    type Err = Refusal;

    /// Strict `YYYY-MM-DD`, years 1900 to 2199.
    fn from_str(text: &str) -> Result<Self, Refusal> {
        let bad = || Refusal::new("bad-date").with("text", text);
        let text = text.trim();
        if text.len() != 10 {
            return Err(bad());
        }
        let day = NaiveDate::parse_from_str(text, "%Y-%m-%d").map_err(|_| bad())?;
        if (1900..2200).contains(&day.year()) { Ok(Self(day)) } else { Err(bad()) }
    }
}

/// A half-open stretch of time, `[start, end)`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Window {
    /// First instant inside.
    pub start: Moment,
    /// First instant after.
    pub end: Moment,
}

impl Window {
    /// A window, if it has a length.
    ///
    /// # Errors
    /// `window-ends-before-start` otherwise.
    pub fn new(start: Moment, end: Moment) -> Result<Self, Refusal> {
        if start < end { Ok(Self { start, end }) } else { Err(Refusal::new("window-ends-before-start")) }
    }

    /// Whether both share an instant.
    #[must_use]
    pub fn meets(&self, other: &Self) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// Whether `other` lies inside.
    #[must_use]
    pub fn holds(&self, other: &Self) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// Whole minutes.
    #[must_use]
    pub fn minutes(&self) -> i64 {
        (self.end - self.start).num_minutes()
    }

    /// The day in Shanghai on which it begins.
    #[must_use]
    pub fn day(&self) -> Day {
        Day::of(self.start)
    }

    /// `2026-11-25 09:30/11:30`, the form of files; `09:30` of the day's clock.
    #[must_use]
    pub fn to_text(&self) -> String {
        let (start, end) = (local(self.start), local(self.end));
        if start.date() == end.date() {
            format!("{}/{}", start.format("%Y-%m-%d %H:%M"), end.format("%H:%M"))
        } else {
            format!("{}/{}", start.format("%Y-%m-%d %H:%M"), end.format("%Y-%m-%d %H:%M"))
        }
    }

    /// Reads `2026-11-25 09:30/11:30`.
    ///
    /// # Errors
    /// `bad-window` or what is wrong with a part.
    pub fn parse(text: &str) -> Result<Self, Refusal> {
        let bad = || Refusal::new("bad-window").with("text", text);
        let (from, to) = text.trim().split_once('/').ok_or_else(bad)?;
        let start = parse_local(from)?;
        let end = if to.trim().len() <= 5 { Day::of(start).at(parse_clock(to)?) } else { parse_local(to)? };
        Self::new(start, end)
    }

    /// Minutes since midnight at which it begins and ends on its first day (end at most 1440).
    #[must_use]
    pub fn clock(&self) -> (u16, u16) {
        let start = local(self.start).time();
        let from = start.hour() * 60 + start.minute();
        let to = i64::from(from) + self.minutes();
        (u16::try_from(from).unwrap_or(0), u16::try_from(to.min(1440)).unwrap_or(1440))
    }
}
