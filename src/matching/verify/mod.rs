//! The judge: checks a plan and its proof against the written rules, with code of its own.
//!
//! Nothing here comes from the engine; only the shapes of the two documents are shared. A mistake in a rule of the
//! engine therefore shows here, and the bound is recomputed from the certificate's prices alone.

mod bound;
mod cases;
mod sums;
mod tariff;

pub use bound::{BadProof, recompute};
pub use sums::Parts;

use std::collections::HashMap;

use super::clock::Date;
use super::instance::{Assignment, Instance, Request, Speaker, Venue};
use super::solution::Solution;

/// What the judge found.
#[derive(Debug, Clone, PartialEq)]
pub struct Report {
    /// Every broken rule.
    pub broken: Vec<Broken>,
    /// The objective and its parts, over the assignments that could be read.
    pub parts: Parts,
    /// Requests with a session.
    pub filled: usize,
    /// The bound that the certificate proves; `None` without one.
    pub proven: Option<Result<i64, BadProof>>,
    /// The bound that the solution claims.
    pub claimed: Option<i64>,
}

impl Report {
    /// Whether no rule is broken and the claimed bound is proven.
    pub fn is_sound(&self) -> bool {
        self.broken.is_empty() && self.bound_holds()
    }

    /// Whether the claim, if any, is no lower than what the certificate proves and than the plan itself.
    pub fn bound_holds(&self) -> bool {
        match (&self.proven, self.claimed) {
            (_, None) => !matches!(self.proven, Some(Err(_))),
            (Some(Ok(proven)), Some(claimed)) => *proven <= claimed && self.parts.objective() <= claimed,
            (Some(Err(_)), Some(_)) => false,
            (None, Some(claimed)) => self.parts.objective() <= claimed,
        }
    }
}

/// A broken rule: its code, and the ids that are concerned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Broken {
    /// Code such as `room-twice`.
    pub rule: &'static str,
    /// Requests, speakers or days concerned.
    pub concerns: Vec<String>,
}

fn broken(rule: &'static str, concerns: &[&str]) -> Broken {
    Broken { rule, concerns: concerns.iter().map(|c| (*c).to_owned()).collect() }
}

/// An assignment with what it refers to.
struct Kept<'a> {
    a: &'a Assignment,
    request: &'a Request,
    speaker: &'a Speaker,
    venue: &'a Venue,
    rank: usize,
}

impl Kept<'_> {
    fn begin(&self) -> i64 {
        i64::from(self.a.start.0)
    }

    fn end(&self) -> i64 {
        self.begin() + self.request.duration_min
    }
}

/// Checks a solution of an admitted instance.
pub fn check(x: &Instance, solution: &Solution) -> Report {
    let mut found = Vec::new();
    if solution.format != "lecture-plan-solution/1" || solution.instance != x.name {
        found.push(broken("format", &[&solution.format, &solution.instance]));
    }
    let kept = read(x, solution, &mut found);
    for k in &kept {
        alone(x, k, &mut found);
    }
    rooms(&kept, &mut found);
    calendars(x, &kept, &mut found);
    pins(x, solution, &mut found);
    Report {
        broken: found,
        parts: sums::parts(x, solution, &kept),
        filled: kept.len(),
        proven: solution.certificate.as_ref().map(|c| recompute(x, c)),
        claimed: solution.bound,
    }
}

fn read<'a>(x: &'a Instance, solution: &'a Solution, found: &mut Vec<Broken>) -> Vec<Kept<'a>> {
    let requests: HashMap<&str, &Request> = x.requests.iter().map(|r| (r.id.as_str(), r)).collect();
    let speakers: HashMap<&str, &Speaker> = x.speakers.iter().map(|s| (s.id.as_str(), s)).collect();
    let venues: HashMap<&str, &Venue> = x.venues.iter().map(|v| (v.id.as_str(), v)).collect();
    let mut seen = std::collections::HashSet::new();
    let mut out = Vec::new();
    for a in &solution.assignments {
        let (Some(request), Some(speaker)) = (requests.get(a.request.as_str()), speakers.get(a.speaker.as_str()))
        else {
            found.push(broken("unknown-id", &[&a.request, &a.speaker]));
            continue;
        };
        if !seen.insert(&a.request) {
            found.push(broken("request-twice", &[&a.request]));
            continue;
        }
        let rank = request.slots.iter().position(|t| t.date == a.date && t.start == a.start);
        let (Some(rank), Some(venue)) = (rank, venues.get(request.venue.as_str())) else {
            found.push(broken("slot-not-offered", &[&a.request]));
            continue;
        };
        out.push(Kept { a, request, speaker, venue, rank });
    }
    out
}

/// Rules 1 to 4, and what the registers ruled out.
fn alone(x: &Instance, k: &Kept, found: &mut Vec<Broken>) {
    let (r, s, date) = (k.request, k.speaker, k.a.date);
    let mut say = |bad: bool, rule: &'static str| {
        if bad {
            found.push(broken(rule, &[&r.id, &s.id]));
        }
    };
    let day = date.number() - x.horizon.start.number();
    say(day < 0 || day >= x.horizon.days as i32, "outside-horizon");
    say(x.holidays.contains(&date), "holiday");
    say(k.venue.blackouts.iter().any(|b| b.from <= date && date <= b.to), "venue-blackout");
    say(!s.qualifications.iter().any(|q| r.topics.contains(&q.topic) && q.grades.contains(&r.grade)), "not-qualified");
    say(!s.languages.contains(&r.language), "language");
    say(s.blocked_venues.contains(&k.venue.id), "blocked-venue");
    let (b, e) = (k.begin(), k.end());
    let windows = s.availability.iter().filter(|w| w.date == date);
    say(!windows.clone().any(|w| i64::from(w.from.0) <= b && e <= i64::from(w.to.0)), "not-available");
    let busy = s.busy.iter().any(|w| w.date == date && i64::from(w.from.0) < e && b < i64::from(w.to.0));
    say(busy, "busy");
    let km = sums::road(x, (s.lat, s.lon), (k.venue.lat, k.venue.lon));
    say(km > s.caps.max_travel_km + 1e-9, "too-far");
    say(sums::ruled_out(r, s, date), "ruled-out");
}

/// Rule 5.
fn rooms(kept: &[Kept], found: &mut Vec<Broken>) {
    let mut by_room: HashMap<(&str, &str, Date), Vec<&Kept>> = HashMap::new();
    for k in kept {
        by_room.entry((&k.request.venue, &k.request.room, k.a.date)).or_default().push(k);
    }
    for mut held in by_room.into_values() {
        held.sort_by_key(|k| (k.begin(), k.end()));
        for pair in held.windows(2) {
            if pair[1].begin() < pair[0].end() {
                found.push(broken("room-twice", &[&pair[0].request.id, &pair[1].request.id]));
            }
        }
    }
}

/// One entry of a speaker's calendar, planned or agreed elsewhere.
struct Entry<'a> {
    date: Date,
    begin: i64,
    end: i64,
    at: (f64, f64),
    venue: Option<&'a str>,
    name: &'a str,
}

/// Rules 6 to 8.
fn calendars(x: &Instance, kept: &[Kept], found: &mut Vec<Broken>) {
    let mut by_speaker: HashMap<&str, (&Speaker, Vec<Entry>)> = HashMap::new();
    for k in kept {
        let entry = Entry {
            date: k.a.date,
            begin: k.begin(),
            end: k.end(),
            at: (k.venue.lat, k.venue.lon),
            venue: Some(&k.venue.id),
            name: &k.request.id,
        };
        by_speaker.entry(&k.speaker.id).or_insert_with(|| (k.speaker, Vec::new())).1.push(entry);
    }
    let mut ids: Vec<_> = by_speaker.keys().copied().collect();
    ids.sort_unstable();
    for id in ids {
        if let Some((s, entries)) = by_speaker.get_mut(id) {
            entries.extend(s.committed.iter().map(|c| Entry {
                date: c.date,
                begin: i64::from(c.from.0),
                end: i64::from(c.to.0),
                at: (c.lat, c.lon),
                venue: None,
                name: "committed",
            }));
            entries.sort_by_key(|e| (e.date, e.begin, e.end));
            changeovers(x, s, entries, found);
            strength(s, entries, found);
        }
    }
}

/// Rule 6: time to get from one talk to the next.
fn changeovers(x: &Instance, s: &Speaker, entries: &[Entry], found: &mut Vec<Broken>) {
    for (i, a) in entries.iter().enumerate() {
        for b in entries[i + 1..].iter().take_while(|b| b.date == a.date) {
            let same = a.venue.is_some() && a.venue == b.venue;
            let road = (sums::road(x, a.at, b.at) * 60.0 / x.travel.speed_kmh as f64).ceil() as i64;
            let gap = if same { 0 } else { road + x.travel.buffer_min };
            if b.begin < a.end + gap && (a.venue.is_some() || b.venue.is_some()) {
                found.push(broken("overlap-or-travel", &[&s.id, a.name, b.name]));
            }
        }
    }
}

/// Rules 7 and 8: caps and rest; days that hold nothing new are not judged.
fn strength(s: &Speaker, entries: &[Entry], found: &mut Vec<Broken>) {
    use chrono::Datelike;
    let mut full = |rule: &'static str, cap: &dyn Fn((i32, u32)) -> i64, key: &dyn Fn(Date) -> (i32, u32)| {
        let mut count: std::collections::BTreeMap<(i32, u32), (i64, bool)> = std::collections::BTreeMap::new();
        for e in entries {
            let c = count.entry(key(e.date)).or_default();
            c.0 += 1;
            c.1 |= e.venue.is_some();
        }
        for (when, (n, new)) in count {
            if new && n > cap(when) {
                found.push(broken(rule, &[&s.id, &format!("{}-{}", when.0, when.1)]));
            }
        }
    };
    let month = |d: Date| (d.0.year(), d.0.month());
    let of_month = |when: (i32, u32)| {
        let fewer = s.month_caps.iter().filter(|m| month(m.date) == when).map(|m| m.most);
        fewer.fold(s.caps.per_month, i64::min)
    };
    full("per-day", &|_| s.caps.per_day, &|d| (d.0.year(), d.0.ordinal()));
    full("per-week", &|_| s.caps.per_week, &|d| (d.0.iso_week().year(), d.0.iso_week().week()));
    full("per-month", &of_month, &month);
    for (i, a) in entries.iter().enumerate() {
        for b in &entries[i + 1..] {
            let apart = i64::from(b.date.number() - a.date.number());
            if apart > 0 && apart <= s.caps.min_rest_days && (a.venue.is_some() || b.venue.is_some()) {
                found.push(broken("min-rest", &[&s.id, &a.date.to_string(), &b.date.to_string()]));
            }
        }
    }
}

/// Rule 9.
fn pins(x: &Instance, solution: &Solution, found: &mut Vec<Broken>) {
    let held: HashMap<&str, &Assignment> = solution.assignments.iter().map(|a| (a.request.as_str(), a)).collect();
    for p in &x.pinned {
        if held.get(p.request.as_str()) != Some(&p) {
            found.push(broken("pin-moved", &[&p.request]));
        }
    }
}
