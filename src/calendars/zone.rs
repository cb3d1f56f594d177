//! Time zones by the many names that calendar programs give them.

use super::read::{Calendar, Component};
use super::when::When;
use crate::kernel::{Day, Moment, local};
use chrono::{FixedOffset, MappedLocalTime, NaiveDateTime, NaiveTime, Offset, TimeDelta, TimeZone};
use chrono_tz::Tz;

/// Where a wall clock hangs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Zone {
    /// A zone of the IANA database.
    Named(Tz),
    /// A constant distance from UTC.
    Fixed(FixedOffset),
}

/// Names that Windows and Outlook use, and the zone of the IANA database behind each.
const WINDOWS: &[(&str, Tz)] = &[
    ("China Standard Time", Tz::Asia__Shanghai),
    ("Taipei Standard Time", Tz::Asia__Taipei),
    ("Singapore Standard Time", Tz::Asia__Singapore),
    ("W. Australia Standard Time", Tz::Australia__Perth),
    ("Ulaanbaatar Standard Time", Tz::Asia__Ulaanbaatar),
    ("Tokyo Standard Time", Tz::Asia__Tokyo),
    ("Korea Standard Time", Tz::Asia__Seoul),
    ("SE Asia Standard Time", Tz::Asia__Bangkok),
    ("India Standard Time", Tz::Asia__Kolkata),
    ("Russian Standard Time", Tz::Europe__Moscow),
    ("GMT Standard Time", Tz::Europe__London),
    ("W. Europe Standard Time", Tz::Europe__Berlin),
    ("Central Europe Standard Time", Tz::Europe__Budapest),
    ("Central European Standard Time", Tz::Europe__Warsaw),
    ("Romance Standard Time", Tz::Europe__Paris),
    ("AUS Eastern Standard Time", Tz::Australia__Sydney),
    ("New Zealand Standard Time", Tz::Pacific__Auckland),
    ("Eastern Standard Time", Tz::America__New_York),
    ("Central Standard Time", Tz::America__Chicago),
    ("Mountain Standard Time", Tz::America__Denver),
    ("Pacific Standard Time", Tz::America__Los_Angeles),
    ("Greenwich Standard Time", Tz::Atlantic__Reykjavik),
];

impl Zone {
    /// Shanghai, where floating times are read; as in the kernel, without the summer times before 1992.
    pub const SHANGHAI: Self = Self::Named(Tz::Asia__Shanghai);
    /// UTC.
    pub const UTC: Self = Self::Named(Tz::UTC);

    /// The zone of a date or time, or `None` when its name says nothing to us.
    ///
    /// A name that only the file explains is read from its VTIMEZONE if that has one single offset.
    #[must_use]
    pub fn of(when: &When, calendar: &Calendar) -> Option<Self> {
        match when {
            When::Utc(_) => Some(Self::UTC),
            When::Day(_) | When::Wall(_, None) => Some(Self::SHANGHAI),
            When::Wall(_, Some(name)) => named(name).or_else(|| explained(name, calendar)),
        }
    }

    /// The instant at which this zone's wall clock shows `wall`.
    ///
    /// An hour that is skipped in spring is read by the offset before it, one that comes twice in
    /// autumn is its first (RFC 5545 3.3.5).
    #[must_use]
    pub fn instant(self, wall: NaiveDateTime) -> Moment {
        match self {
            Self::SHANGHAI => Day(wall.date()).start() + (wall.time() - NaiveTime::MIN),
            Self::Fixed(offset) => (wall - TimeDelta::seconds(i64::from(offset.local_minus_utc()))).and_utc(),
            Self::Named(zone) => match zone.from_local_datetime(&wall) {
                MappedLocalTime::Single(time) | MappedLocalTime::Ambiguous(time, _) => time.to_utc(),
                MappedLocalTime::None => {
                    let before = zone.offset_from_utc_datetime(&(wall - TimeDelta::days(1))).fix();
                    (wall - TimeDelta::seconds(i64::from(before.local_minus_utc()))).and_utc()
                }
            },
        }
    }

    /// What this zone's wall clock shows at an instant.
    #[must_use]
    pub fn wall(self, instant: Moment) -> NaiveDateTime {
        match self {
            Self::SHANGHAI => local(instant),
            Self::Named(zone) => instant.with_timezone(&zone).naive_local(),
            Self::Fixed(offset) => instant.with_timezone(&offset).naive_local(),
        }
    }
}

/// `Asia/Shanghai`, `/example.org/2021/Asia/Shanghai`, `China Standard Time`, `GMT+08:00`.
fn named(name: &str) -> Option<Zone> {
    let name = name.trim();
    if let Ok(zone) = name.parse::<Tz>() {
        return Some(Zone::Named(zone));
    }
    if let Some((_, zone)) = WINDOWS.iter().find(|(windows, _)| windows.eq_ignore_ascii_case(name)) {
        return Some(Zone::Named(*zone));
    }
    let mut parts = name.rsplit('/');
    let (city, area) = (parts.next()?, parts.next().unwrap_or_default());
    if let Ok(zone) = format!("{area}/{city}").parse::<Tz>() {
        return Some(Zone::Named(zone));
    }
    let upper = name.to_ascii_uppercase();
    let offset = upper.trim_start_matches('(').strip_prefix("UTC").or_else(|| upper.strip_prefix("GMT"))?;
    offset_of(offset.split(')').next()?).map(Zone::Fixed)
}

fn explained(name: &str, calendar: &Calendar) -> Option<Zone> {
    let zone = calendar.zones.iter().find(|zone| zone.text("TZID").trim() == name.trim())?;
    let lived_in = zone.get("X-LIC-LOCATION").and_then(|place| named(&place.text()));
    lived_in.or_else(|| single_offset(zone))
}

fn single_offset(zone: &Component) -> Option<Zone> {
    let mut offsets: Vec<&str> = zone.all("TZOFFSETTO").map(|offset| offset.raw.trim()).collect();
    offsets.dedup();
    match offsets.as_slice() {
        [only] => offset_of(only).map(Zone::Fixed),
        _ => None,
    }
}

/// `+0800`, `+08:00`, `+8`, `-033000`.
fn offset_of(text: &str) -> Option<FixedOffset> {
    let sign = if text.starts_with('-') { -1 } else { 1 };
    let digits: String = text.strip_prefix(['+', '-'])?.chars().filter(|&c| c != ':').collect();
    let number = |range: std::ops::Range<usize>| -> Option<i32> {
        match digits.get(range) {
            Some(part) if part.bytes().all(|b| b.is_ascii_digit()) => part.parse().ok(),
            _ => None,
        }
    };
    let seconds = match digits.len() {
        1 | 2 => number(0..digits.len())? * 3600,
        4 => number(0..2)? * 3600 + number(2..4)? * 60,
        6 => number(0..2)? * 3600 + number(2..4)? * 60 + number(4..6)?,
        _ => return None,
    };
    FixedOffset::east_opt(sign * seconds)
}
