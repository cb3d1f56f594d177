//! The instance made compact: indices for ids, day numbers for dates, points for percentages.

use std::collections::HashMap;

use super::clock::Date;
use super::fault::{Fault, FaultKind};
use super::instance::{Bar, Instance};
use super::rules::{nearness, reach};

#[derive(Clone)]
/// An instance with everything that the rules ask for looked up beforehand.
pub struct Problem<'a> {
    /// What was read.
    pub instance: &'a Instance,
    /// Number of the horizon's first day; every `day` counts from there.
    pub first: i32,
    /// For each day of the horizon: nothing is held.
    pub holiday: Vec<bool>,
    /// By index of `instance.requests`.
    pub requests: Vec<Wanted>,
    /// By index of `instance.speakers`.
    pub speakers: Vec<Person>,
    /// Number of different rooms.
    pub rooms: usize,
}

#[derive(Clone)]
/// A request in indices and minutes.
pub struct Wanted {
    /// Index of the venue.
    pub venue: usize,
    /// Index among all rooms of all venues.
    pub room: usize,
    /// Minutes.
    pub duration: i32,
    /// Offered slots: day and begin.
    pub slots: Vec<(i32, i32)>,
    /// Points of reach when it is held.
    pub value: i64,
    /// The speaker asked for again.
    pub repeat: Option<usize>,
    /// The pin: speaker and slot.
    pub pin: Option<(usize, usize)>,
    /// What was published: speaker, day, begin.
    pub published: Option<(usize, i32, i32)>,
    /// Speakers ruled out, sorted.
    pub ruled_out: Vec<(usize, Bar)>,
}

#[derive(Clone)]
/// A speaker in indices and minutes.
pub struct Person {
    /// Availability: day, from, to; sorted.
    pub free: Vec<(i32, i32, i32)>,
    /// Busy intervals: day, from, to; sorted.
    pub busy: Vec<(i32, i32, i32)>,
    /// Venues not visited, sorted.
    pub blocked: Vec<usize>,
    /// Talks agreed elsewhere.
    pub committed: Vec<Held>,
    /// Day spans ruled out.
    pub ruled_out: Vec<(i32, i32, Bar)>,
}

/// A session in a speaker's calendar.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Held {
    /// Day, counted from the horizon's first.
    pub day: i32,
    /// Minutes since midnight.
    pub begin: i32,
    /// Minutes since midnight.
    pub end: i32,
    /// Degrees north and east.
    pub at: (f64, f64),
    /// Venue, or `usize::MAX` for a talk agreed elsewhere.
    pub venue: usize,
    /// Request, or `None` for a talk agreed elsewhere.
    pub request: Option<usize>,
}

fn index<'a>(ids: impl Iterator<Item = &'a str>) -> HashMap<&'a str, usize> {
    ids.enumerate().map(|(i, id)| (id, i)).collect()
}

impl<'a> Problem<'a> {
    /// Looks everything up.
    ///
    /// # Errors
    /// An instance that was not admitted, or a pin at a slot that its request does not offer.
    pub fn new(x: &'a Instance) -> Result<Self, Fault> {
        super::admit::admit(x)?;
        let first = x.horizon.start.number();
        let mut holiday = vec![false; x.horizon.days as usize];
        for h in &x.holidays {
            if let Some(day) = usize::try_from(h.number() - first).ok().and_then(|d| holiday.get_mut(d)) {
                *day = true;
            }
        }
        let venues = index(x.venues.iter().map(|v| v.id.as_str()));
        let speakers = index(x.speakers.iter().map(|s| s.id.as_str()));
        let mut out = Self { instance: x, first, holiday, requests: Vec::new(), speakers: Vec::new(), rooms: 0 };
        out.speakers = x.speakers.iter().map(|s| person(s, first, &venues)).collect();
        out.take_requests(&venues, &speakers);
        out.take_pins(&speakers)?;
        Ok(out)
    }

    fn take_requests(&mut self, venues: &HashMap<&str, usize>, speakers: &HashMap<&str, usize>) {
        let x = self.instance;
        let counties = index(x.counties.iter().map(|c| c.id.as_str()));
        let mut before = Vec::with_capacity(x.venues.len());
        for v in &x.venues {
            before.push(self.rooms);
            self.rooms += v.rooms.len();
        }
        self.requests = x
            .requests
            .iter()
            .map(|r| {
                let venue = venues[r.venue.as_str()];
                let v = &x.venues[venue];
                let mut ruled_out: Vec<_> =
                    r.ruled_out.iter().map(|o| (speakers[o.speaker.as_str()], o.reason)).collect();
                ruled_out.sort_by_key(|o| o.0);
                Wanted {
                    venue,
                    room: before[venue] + v.rooms.iter().position(|n| *n == r.room).unwrap_or(0),
                    duration: r.duration_min as i32,
                    slots: r.slots.iter().map(|t| (t.date.number() - self.first, i32::from(t.start.0))).collect(),
                    value: reach::points(x.weights.youth, r, v, &x.counties[counties[v.county.as_str()]]),
                    repeat: r.repeat_speaker.as_ref().map(|s| speakers[s.as_str()]),
                    pin: None,
                    published: None,
                    ruled_out,
                }
            })
            .collect();
    }

    fn take_pins(&mut self, speakers: &HashMap<&str, usize>) -> Result<(), Fault> {
        let x = self.instance;
        let requests = index(x.requests.iter().map(|r| r.id.as_str()));
        for (i, p) in x.pinned.iter().enumerate() {
            let wanted = &mut self.requests[requests[p.request.as_str()]];
            let (day, begin) = (p.date.number() - self.first, i32::from(p.start.0));
            let Some(slot) = wanted.slots.iter().position(|s| *s == (day, begin)) else {
                return Err(Fault::new(format!("pinned[{i}]"), FaultKind::Pin(super::reason::Reason::NotOffered)));
            };
            wanted.pin = Some((speakers[p.speaker.as_str()], slot));
        }
        for p in &x.published {
            let at = (speakers[p.speaker.as_str()], p.date.number() - self.first, i32::from(p.start.0));
            self.requests[requests[p.request.as_str()]].published = Some(at);
        }
        Ok(())
    }

    /// The session that a request would be at a slot.
    pub fn session(&self, request: usize, slot: usize) -> Held {
        let r = &self.requests[request];
        let (day, begin) = r.slots[slot];
        let v = &self.instance.venues[r.venue];
        Held { day, begin, end: begin + r.duration, at: (v.lat, v.lon), venue: r.venue, request: Some(request) }
    }

    /// Road km from a speaker's home to a request's venue.
    pub fn home_km(&self, speaker: usize, request: usize) -> f64 {
        let s = &self.instance.speakers[speaker];
        let v = &self.instance.venues[self.requests[request].venue];
        nearness::road_km(&self.instance.travel, (s.lat, s.lon), (v.lat, v.lon))
    }

    /// The date of a day of the horizon.
    pub fn date(&self, day: i32) -> Date {
        Date::from_number(self.first + day)
    }

    /// Number of the ISO week that holds a day.
    pub fn week(&self, day: i32) -> i32 {
        (self.first + day - 1).div_euclid(7)
    }

    /// Number of the calendar month that holds a day.
    pub fn month(&self, day: i32) -> i32 {
        use chrono::Datelike;
        let d = self.date(day).0;
        d.year() * 12 + d.month0() as i32
    }

    /// What `change` takes off every plan before any published assignment is kept.
    pub fn constant(&self) -> i64 {
        -self.instance.weights.change * self.instance.published.len() as i64
    }
}

fn person(s: &super::instance::Speaker, first: i32, venues: &HashMap<&str, usize>) -> Person {
    let spans = |all: &[super::instance::Span]| {
        let mut out: Vec<_> =
            all.iter().map(|w| (w.date.number() - first, i32::from(w.from.0), i32::from(w.to.0))).collect();
        out.sort_unstable();
        out
    };
    let mut blocked: Vec<_> = s.blocked_venues.iter().map(|v| venues[v.as_str()]).collect();
    blocked.sort_unstable();
    let committed = s.committed.iter().map(|c| Held {
        day: c.date.number() - first,
        begin: i32::from(c.from.0),
        end: i32::from(c.to.0),
        at: (c.lat, c.lon),
        venue: usize::MAX,
        request: None,
    });
    Person {
        free: spans(&s.availability),
        busy: spans(&s.busy),
        blocked,
        committed: committed.collect(),
        ruled_out: s
            .ruled_out_days
            .iter()
            .map(|r| (r.from.number() - first, r.to.number() - first, r.reason))
            .collect(),
    }
}
