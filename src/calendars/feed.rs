//! Feeds: sessions and days off as a calendar that people subscribe to.
//!
//! The same data give the same bytes on the same day in Shanghai: stamps come from the change of
//! an event, never from the request.

use super::write::Writer;
use crate::kernel::{Day, Moment, Window};
use sha2::{Digest, Sha256};
use std::fmt::Write as _;

/// How long a cancelled event stays visible after its day.
pub const CANCELLED_STAYS_DAYS: i64 = 30;
const CANCELLED: &str = "【已取消】";

/// A feed.
#[derive(Clone, Debug, PartialEq)]
pub struct Feed {
    /// Its name in a calendar program's list.
    pub name: String,
    /// One sentence on what it shows, may be empty.
    pub description: String,
    /// Its colour.
    pub color: Color,
    /// Its events, in any order.
    pub events: Vec<FeedEvent>,
}

/// A colour with a name in CSS, as RFC 7986 asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Color {
    /// Sessions of a speaker.
    Crimson,
    /// Sessions at a venue.
    SteelBlue,
    /// Sessions of a committee.
    DarkOrange,
    /// Open lectures.
    SeaGreen,
    /// Days off.
    SlateGray,
}

/// One event of a feed or an invitation.
#[derive(Clone, Debug, PartialEq)]
pub struct FeedEvent {
    /// The session's own identity, without the host; the same in feed and invitation.
    pub uid: String,
    /// Rises on time, place or cancellation.
    pub sequence: u32,
    /// When.
    pub times: Times,
    /// Title.
    pub summary: String,
    /// All facts as plain text, may be empty.
    pub description: String,
    /// Where, in words; may be empty.
    pub location: String,
    /// Where, as latitude and longitude in degrees.
    pub geo: Option<(f64, f64)>,
    /// The page of the session.
    pub url: Option<String>,
    /// Whether it stands.
    pub status: Status,
    /// Theme, kind and the like.
    pub categories: Vec<String>,
    /// Leaves the time free, as a commemoration does.
    pub transparent: bool,
    /// A help only, since many programs ignore it: minutes before the start.
    pub alarm_minutes: Option<u32>,
    /// The moment of the last change.
    pub changed_at: Moment,
}

/// When an event is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Times {
    /// By the clock.
    Clock(Window),
    /// Whole days, both included.
    Days(Day, Day),
}

/// Whether an event stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// Waits for an answer.
    Tentative,
    /// Stands.
    Confirmed,
    /// Off, or off for the one who reads this.
    Cancelled,
}

impl Feed {
    /// The feed's bytes as of a day, which only decides how long cancelled events stay.
    #[must_use]
    pub fn to_ics(&self, today: Day) -> Vec<u8> {
        let mut shown: Vec<&FeedEvent> = self.events.iter().filter(|event| event.is_shown(today)).collect();
        shown.sort_by(|a, b| (a.times.first(), &a.uid, a.sequence).cmp(&(b.times.first(), &b.uid, b.sequence)));
        let mut out = Writer::default();
        head(&mut out);
        out.text("NAME", &self.name);
        out.text("X-WR-CALNAME", &self.name);
        out.some_text("DESCRIPTION", &self.description);
        out.some_text("X-WR-CALDESC", &self.description);
        out.plain("X-WR-TIMEZONE", "Asia/Shanghai");
        out.plain("REFRESH-INTERVAL;VALUE=DURATION", "PT1H");
        out.plain("X-PUBLISHED-TTL", "PT1H");
        let (name, hex) = self.color.words();
        out.plain("COLOR", name);
        out.plain("X-APPLE-CALENDAR-COLOR", hex);
        zone(&mut out);
        for event in shown {
            begin(&mut out, event);
            end(&mut out, event);
        }
        out.fixed(&["END:VCALENDAR"]);
        out.into_bytes()
    }
}

/// A calendar of one event, to download.
#[must_use]
pub fn single(event: &FeedEvent) -> Vec<u8> {
    let mut out = Writer::default();
    head(&mut out);
    zone(&mut out);
    begin(&mut out, event);
    end(&mut out, event);
    out.fixed(&["END:VCALENDAR"]);
    out.into_bytes()
}

/// The strong ETag of a body, with its quotes: 128 bits of its SHA-256.
#[must_use]
pub fn etag(body: &[u8]) -> String {
    let mut tag = String::from("\"");
    for byte in Sha256::digest(body).iter().take(16) {
        // A String takes everything that is written to it.
        let _ = write!(tag, "{byte:02x}");
    }
    tag.push('"');
    tag
}

/// The moment of the last change of anything in the feed, for Last-Modified.
#[must_use]
pub fn last_changed(events: &[FeedEvent]) -> Option<Moment> {
    events.iter().map(|event| event.changed_at).max()
}

pub(super) fn head(out: &mut Writer) {
    out.fixed(&["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//xinhuo//lectures//ZH", "CALSCALE:GREGORIAN"]);
}

/// Shanghai has had one offset since 1991.
pub(super) fn zone(out: &mut Writer) {
    out.fixed(&[
        "BEGIN:VTIMEZONE",
        "TZID:Asia/Shanghai",
        "X-LIC-LOCATION:Asia/Shanghai",
        "BEGIN:STANDARD",
        "DTSTART:19910915T000000",
        "TZOFFSETFROM:+0800",
        "TZOFFSETTO:+0800",
        "TZNAME:CST",
        "END:STANDARD",
        "END:VTIMEZONE",
    ]);
}

/// The event up to where an alarm, or the people of an invitation, may follow.
pub(super) fn begin(out: &mut Writer, event: &FeedEvent) {
    out.fixed(&["BEGIN:VEVENT"]);
    out.text("UID", &event.uid);
    out.utc("DTSTAMP", event.changed_at);
    out.utc("LAST-MODIFIED", event.changed_at);
    out.plain("SEQUENCE", &event.sequence.to_string());
    match event.times {
        Times::Clock(window) => {
            out.shanghai("DTSTART", window.start);
            out.shanghai("DTEND", window.end);
        }
        Times::Days(first, last) => {
            out.day("DTSTART", first);
            out.day("DTEND", last.plus(1));
        }
    }
    out.text("SUMMARY", &event.title());
    out.some_text("DESCRIPTION", &event.description);
    out.some_text("LOCATION", &event.location);
    if let Some((lat, lon)) = event.geo.filter(|(lat, lon)| lat.abs() <= 90.0 && lon.abs() <= 180.0) {
        out.plain("GEO", &format!("{lat:.5};{lon:.5}"));
    }
    if let Some(url) = &event.url {
        out.uri("URL", url);
    }
    out.texts("CATEGORIES", &event.categories);
    out.plain("STATUS", event.status.word());
    let free = event.transparent || event.status == Status::Cancelled;
    out.plain("TRANSP", if free { "TRANSPARENT" } else { "OPAQUE" });
}

pub(super) fn end(out: &mut Writer, event: &FeedEvent) {
    if let Some(minutes) = event.alarm_minutes.filter(|_| event.status != Status::Cancelled) {
        out.fixed(&["BEGIN:VALARM", "ACTION:DISPLAY"]);
        out.text("DESCRIPTION", &event.title());
        out.plain("TRIGGER", &format!("-PT{minutes}M"));
        out.fixed(&["END:VALARM"]);
    }
    out.fixed(&["END:VEVENT"]);
}

impl FeedEvent {
    fn is_shown(&self, today: Day) -> bool {
        self.status != Status::Cancelled || today.since(self.times.last()) <= CANCELLED_STAYS_DAYS
    }

    /// The title, led by its cancellation.
    fn title(&self) -> String {
        if self.status == Status::Cancelled { format!("{CANCELLED}{}", self.summary) } else { self.summary.clone() }
    }
}

impl Times {
    /// The first instant.
    #[must_use]
    pub fn first(self) -> Moment {
        match self {
            Self::Clock(window) => window.start,
            Self::Days(first, _) => first.start(),
        }
    }

    /// The last day.
    #[must_use]
    pub fn last(self) -> Day {
        match self {
            Self::Clock(window) => Day::of(window.end - chrono::TimeDelta::seconds(1)),
            Self::Days(_, last) => last,
        }
    }
}

impl Status {
    fn word(self) -> &'static str {
        match self {
            Self::Tentative => "TENTATIVE",
            Self::Confirmed => "CONFIRMED",
            Self::Cancelled => "CANCELLED",
        }
    }
}

impl Color {
    fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Crimson => ("crimson", "#DC143C"),
            Self::SteelBlue => ("steelblue", "#4682B4"),
            Self::DarkOrange => ("darkorange", "#FF8C00"),
            Self::SeaGreen => ("seagreen", "#2E8B57"),
            Self::SlateGray => ("slategray", "#708090"),
        }
    }
}
