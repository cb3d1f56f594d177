//! A speaker's own calendar: where it comes from, how reading it went, and the busy times that
//! bind. Titles and places of its events never reach this program's database.

use crate::kernel::{Moment, Refusal, SpeakerId, Window};
use chrono::TimeDelta;

/// Where a calendar comes from, and how reading it went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnCalendar {
    /// Whose.
    pub speaker: SpeakerId,
    /// Its secret address; empty when it was uploaded.
    pub address: String,
    /// When the copy that holds was last known to be good.
    pub read_at: Option<Moment>,
    /// When the busy times were worked out of a whole copy.
    pub expanded_at: Option<Moment>,
    /// The server's `ETag` of that copy.
    pub etag: String,
    /// The server's `Last-Modified` of that copy.
    pub last_modified: String,
    /// Events that were read only in part.
    pub doubtful: i32,
    /// The last try.
    pub tried_at: Moment,
    /// Why the last try failed, if it did.
    pub failure: Option<Failure>,
    /// Failures since the last good copy.
    pub failures: i32,
    /// When it is read again; never for an upload. Whoever reads it moves this on first, so that
    /// of two workers one reads.
    pub next_at: Option<Moment>,
    /// For optimistic locking.
    pub version: i32,
}

/// Why a calendar could not be read from its address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Failure {
    /// No such name on the net.
    NoSuchHost,
    /// The name leads into a private network, where this program does not look.
    NotPublic,
    /// Nobody answers there, or the connection broke.
    Unreachable,
    /// The connection could not be protected.
    Insecure,
    /// It took too long.
    TooSlow,
    /// It is too large, packed or unpacked.
    TooLarge,
    /// It sends one on and on.
    TooManyRedirects,
    /// The server says no, with this status.
    Status(u16),
    /// It is no calendar, or broken at this line (0: as a whole).
    Unreadable(u32),
}

/// A busy time, and whether the speaker comes all the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Busy {
    /// When.
    pub window: Window,
    /// Whether it no longer binds.
    pub lifted: bool,
}

/// How long a copy is taken for good.
const USUAL: TimeDelta = TimeDelta::hours(1);
/// The longest wait after failures.
const LONGEST: TimeDelta = TimeDelta::hours(24);
/// After so long an unchanged copy is worked out again, since the days that it covers move on.
const WORKED_OUT_FOR: TimeDelta = TimeDelta::days(7);

impl OwnCalendar {
    /// One that nobody has read yet.
    #[must_use]
    pub fn new(speaker: SpeakerId, address: String, now: Moment) -> Self {
        Self {
            speaker,
            address,
            read_at: None,
            expanded_at: None,
            etag: String::new(),
            last_modified: String::new(),
            doubtful: 0,
            tried_at: now,
            failure: None,
            failures: 0,
            next_at: None,
            version: 0,
        }
    }

    /// After a good copy, or word that the last one still holds.
    pub fn held(&mut self, now: Moment) {
        (self.read_at, self.tried_at, self.failure, self.failures) = (Some(now), now, None, 0);
        self.next_at = (!self.address.is_empty()).then(|| now + USUAL);
    }

    /// After a failure; the copy that was read before holds on. Each further failure doubles the
    /// wait, up to a day.
    pub fn failed(&mut self, failure: Failure, now: Moment) {
        self.failures = self.failures.saturating_add(1);
        let doubled = USUAL * 2i32.pow(u32::try_from(self.failures - 1).unwrap_or(0).min(5));
        (self.failure, self.tried_at, self.next_at) = (Some(failure), now, Some(now + doubled.min(LONGEST)));
    }

    /// Whether the server may answer "unchanged".
    #[must_use]
    pub fn knows_copy(&self, now: Moment) -> bool {
        self.expanded_at.is_some_and(|at| now - at < WORKED_OUT_FOR)
    }

    /// The address without its secret: the server alone.
    #[must_use]
    pub fn shown(&self) -> String {
        let Some((scheme, rest)) = self.address.split_once("://") else { return String::new() };
        let host = rest.split(['/', '?']).next().unwrap_or_default();
        format!("{scheme}://{host}/…")
    }
}

impl Failure {
    /// As it is kept.
    #[must_use]
    pub fn code(self) -> String {
        match self {
            Self::Status(status) => format!("status {status}"),
            Self::Unreadable(line) => format!("unreadable {line}"),
            other => other.word().to_owned(),
        }
    }

    /// What was kept; anything unknown counts as unreachable.
    #[must_use]
    pub fn parse(code: &str) -> Option<Self> {
        const PLAIN: [Failure; 7] = [
            Failure::NoSuchHost,
            Failure::NotPublic,
            Failure::Unreachable,
            Failure::Insecure,
            Failure::TooSlow,
            Failure::TooLarge,
            Failure::TooManyRedirects,
        ];
        let (word, number) = code.split_once(' ').unwrap_or((code, ""));
        match word {
            "" => None,
            "status" => Some(Self::Status(number.parse().unwrap_or(0))),
            "unreadable" => Some(Self::Unreadable(number.parse().unwrap_or(0))),
            _ => Some(PLAIN.into_iter().find(|it| it.word() == word).unwrap_or(Self::Unreachable)),
        }
    }

    fn word(self) -> &'static str {
        match self {
            Self::NoSuchHost => "no-such-host",
            Self::NotPublic => "not-public",
            Self::Unreachable => "unreachable",
            Self::Insecure => "insecure",
            Self::TooSlow => "too-slow",
            Self::TooLarge => "too-large",
            Self::TooManyRedirects => "redirects",
            Self::Status(_) => "status",
            Self::Unreadable(_) => "unreadable",
        }
    }

    /// In words: what happened, and what to do.
    #[must_use]
    pub fn refusal(self) -> Refusal {
        match self {
            Self::NoSuchHost => Refusal::new("own-calendar-no-such-host"),
            Self::NotPublic => Refusal::new("own-calendar-not-public"),
            Self::Unreachable => Refusal::new("own-calendar-unreachable"),
            Self::Insecure => Refusal::new("own-calendar-insecure"),
            Self::TooSlow => Refusal::new("own-calendar-too-slow"),
            Self::TooLarge => Refusal::new("own-calendar-too-large"),
            Self::TooManyRedirects => Refusal::new("own-calendar-redirects"),
            Self::Status(401 | 403) => Refusal::new("own-calendar-closed"),
            Self::Status(404 | 410) => Refusal::new("own-calendar-gone"),
            Self::Status(status) => Refusal::new("own-calendar-status").with("status", status.to_string()),
            Self::Unreadable(0) => Refusal::new("own-calendar-not-a-calendar"),
            Self::Unreadable(line) => Refusal::new("own-calendar-unreadable").with("line", line),
        }
    }
}

/// What binds of some busy times once those that were lifted are taken out; in order, none touching.
#[must_use]
pub fn binding(busy: &[Window], lifted: &[Window]) -> Vec<Window> {
    let mut left: Vec<Window> = busy.to_vec();
    for out in lifted {
        left = left.into_iter().flat_map(|window| without(window, out)).collect();
    }
    left.sort_unstable();
    left
}

fn without(window: Window, out: &Window) -> Vec<Window> {
    if !window.meets(out) {
        return vec![window];
    }
    let before = Window { end: out.start, ..window };
    let after = Window { start: out.end, ..window };
    [before, after].into_iter().filter(|part| part.start < part.end).collect()
}

/// Busy times as they are shown: each, and whether all of it is lifted.
#[must_use]
pub fn shown(busy: &[Window], lifted: &[Window]) -> Vec<Busy> {
    let free = |window: &Window| binding(std::slice::from_ref(window), lifted).is_empty();
    busy.iter().map(|window| Busy { window: *window, lifted: free(window) }).collect()
}
