//! The checks that an instance passes before anything is planned; each fault names its place.

use std::collections::HashSet;

use super::clock::Date;
use super::fault::{Fault, FaultKind};
use super::instance::{Assignment, Instance, Request, Span, Speaker, Venue, limits};

/// Names that the rest of the instance may refer to.
struct Names<'a> {
    counties: HashSet<&'a str>,
    topics: HashSet<&'a str>,
    grades: HashSet<&'a str>,
    venues: std::collections::HashMap<&'a str, &'a Venue>,
    speakers: HashSet<&'a str>,
    first: i32,
    last: i32,
}

/// Admits an instance that can be planned.
///
/// # Errors
/// The first fault in reading order.
pub fn admit(x: &Instance) -> Result<(), Fault> {
    head(x)?;
    let names = Names {
        counties: ids("counties", x.counties.iter().map(|c| c.id.as_str()))?,
        topics: ids("topics", x.topics.iter().map(|t| t.id.as_str()))?,
        grades: ids("grades", x.grades.iter().map(String::as_str))?,
        venues: {
            ids("venues", x.venues.iter().map(|v| v.id.as_str()))?;
            x.venues.iter().map(|v| (v.id.as_str(), v)).collect()
        },
        speakers: ids("speakers", x.speakers.iter().map(|s| s.id.as_str()))?,
        first: x.horizon.start.number(),
        last: x.horizon.start.number() + x.horizon.days as i32 - 1,
    };
    for (i, c) in x.counties.iter().enumerate() {
        range(|| format!("counties[{i}].equity_pct"), c.equity_pct, 0, limits::NUMBER)?;
    }
    for (i, v) in x.venues.iter().enumerate() {
        venue(&format!("venues[{i}]"), v, &names)?;
    }
    for (i, s) in x.speakers.iter().enumerate() {
        speaker(&format!("speakers[{i}]"), s, &names)?;
    }
    let requests = ids("requests", x.requests.iter().map(|r| r.id.as_str()))?;
    for (i, r) in x.requests.iter().enumerate() {
        request(&format!("requests[{i}]"), r, &names)?;
    }
    assignments("pinned", &x.pinned, &requests, &names)?;
    assignments("published", &x.published, &requests, &names)?;
    reach_fits(x)
}

fn head(x: &Instance) -> Result<(), Fault> {
    if x.format != "lecture-plan-instance/1" {
        return Err(Fault::new("format", FaultKind::Format(x.format.clone())));
    }
    if x.travel.model != "haversine" {
        return Err(Fault::new("travel.model", FaultKind::Format(x.travel.model.clone())));
    }
    range(|| "horizon.days".into(), i64::from(x.horizon.days), 1, i64::from(limits::DAYS))?;
    range(|| "travel.detour_pct".into(), x.travel.detour_pct, 1, 10_000)?;
    range(|| "travel.speed_kmh".into(), x.travel.speed_kmh, 1, 1_000)?;
    range(|| "travel.buffer_min".into(), x.travel.buffer_min, 0, 1_440)?;
    let w = &x.weights;
    let all = [
        ("youth", w.youth),
        ("travel_km", w.travel_km),
        ("slot_rank", w.slot_rank),
        ("repeat", w.repeat),
        ("load", w.load),
        ("change", w.change),
    ];
    all.iter().try_for_each(|(name, v)| range(|| format!("weights.{name}"), *v, 0, limits::NUMBER))
}

fn ids<'a>(list: &str, all: impl Iterator<Item = &'a str>) -> Result<HashSet<&'a str>, Fault> {
    let mut seen = HashSet::new();
    for (i, id) in all.enumerate() {
        if !seen.insert(id) {
            return Err(Fault::new(format!("{list}[{i}].id"), FaultKind::Twice(id.to_owned())));
        }
    }
    Ok(seen)
}

fn range(place: impl Fn() -> String, value: i64, least: i64, most: i64) -> Result<(), Fault> {
    if (least..=most).contains(&value) {
        return Ok(());
    }
    Err(Fault::new(place(), FaultKind::Range { value: value.to_string(), least, most }))
}

fn real(place: impl Fn() -> String, value: f64, least: i64, most: i64) -> Result<(), Fault> {
    if value >= least as f64 && value <= most as f64 {
        return Ok(());
    }
    Err(Fault::new(place(), FaultKind::Range { value: value.to_string(), least, most }))
}

fn point(place: &str, lat: f64, lon: f64) -> Result<(), Fault> {
    real(|| format!("{place}.lat"), lat, -90, 90)?;
    real(|| format!("{place}.lon"), lon, -180, 180)
}

fn known(place: impl Fn() -> String, id: &str, names: &HashSet<&str>) -> Result<(), Fault> {
    if names.contains(id) {
        return Ok(());
    }
    Err(Fault::new(place(), FaultKind::Unknown(id.to_owned())))
}

fn inside(place: impl Fn() -> String, date: Date, names: &Names) -> Result<(), Fault> {
    if (names.first..=names.last).contains(&date.number()) {
        return Ok(());
    }
    Err(Fault::new(place(), FaultKind::OutsideHorizon(date.to_string())))
}

fn venue(at: &str, v: &Venue, names: &Names) -> Result<(), Fault> {
    known(|| format!("{at}.county"), &v.county, &names.counties)?;
    point(at, v.lat, v.lon)?;
    range(|| format!("{at}.equity_pct"), v.equity_pct, 0, limits::NUMBER)?;
    ids(&format!("{at}.rooms"), v.rooms.iter().map(String::as_str))?;
    for (i, b) in v.blackouts.iter().enumerate() {
        if b.to < b.from {
            return Err(Fault::new(format!("{at}.blackouts[{i}]"), FaultKind::EndsBeforeItBegins));
        }
    }
    Ok(())
}

fn spans(at: &str, spans: &[Span], names: &Names) -> Result<(), Fault> {
    for (i, w) in spans.iter().enumerate() {
        inside(|| format!("{at}[{i}].date"), w.date, names)?;
        if w.to <= w.from {
            return Err(Fault::new(format!("{at}[{i}]"), FaultKind::EndsBeforeItBegins));
        }
    }
    Ok(())
}

fn speaker(at: &str, s: &Speaker, names: &Names) -> Result<(), Fault> {
    known(|| format!("{at}.county"), &s.county, &names.counties)?;
    point(at, s.lat, s.lon)?;
    for (i, q) in s.qualifications.iter().enumerate() {
        known(|| format!("{at}.qualifications[{i}].topic"), &q.topic, &names.topics)?;
        for (j, g) in q.grades.iter().enumerate() {
            known(|| format!("{at}.qualifications[{i}].grades[{j}]"), g, &names.grades)?;
        }
    }
    spans(&format!("{at}.availability"), &s.availability, names)?;
    spans(&format!("{at}.busy"), &s.busy, names)?;
    let c = &s.caps;
    range(|| format!("{at}.caps.per_day"), c.per_day, 0, limits::NUMBER)?;
    range(|| format!("{at}.caps.per_week"), c.per_week, 0, limits::NUMBER)?;
    range(|| format!("{at}.caps.per_month"), c.per_month, 0, limits::NUMBER)?;
    range(|| format!("{at}.caps.min_rest_days"), c.min_rest_days, 0, limits::NUMBER)?;
    real(|| format!("{at}.caps.max_travel_km"), c.max_travel_km, 0, limits::NUMBER)?;
    range(|| format!("{at}.wish_sessions"), s.wish_sessions, 1, limits::NUMBER)?;
    for (i, m) in s.month_caps.iter().enumerate() {
        range(|| format!("{at}.month_caps[{i}].most"), m.most, 0, limits::NUMBER)?;
    }
    for (i, v) in s.blocked_venues.iter().enumerate() {
        if !names.venues.contains_key(v.as_str()) {
            return Err(Fault::new(format!("{at}.blocked_venues[{i}]"), FaultKind::Unknown(v.clone())));
        }
    }
    for (i, c) in s.committed.iter().enumerate() {
        point(&format!("{at}.committed[{i}]"), c.lat, c.lon)?;
        if c.to <= c.from {
            return Err(Fault::new(format!("{at}.committed[{i}]"), FaultKind::EndsBeforeItBegins));
        }
    }
    Ok(())
}

fn request(at: &str, r: &Request, names: &Names) -> Result<(), Fault> {
    let Some(venue) = names.venues.get(r.venue.as_str()) else {
        return Err(Fault::new(format!("{at}.venue"), FaultKind::Unknown(r.venue.clone())));
    };
    if !venue.rooms.contains(&r.room) {
        return Err(Fault::new(format!("{at}.room"), FaultKind::Unknown(r.room.clone())));
    }
    for (i, t) in r.topics.iter().enumerate() {
        known(|| format!("{at}.topics[{i}]"), t, &names.topics)?;
    }
    known(|| format!("{at}.grade"), &r.grade, &names.grades)?;
    range(|| format!("{at}.headcount"), r.headcount, 0, limits::NUMBER)?;
    range(|| format!("{at}.duration_min"), r.duration_min, 1, 1_440)?;
    range(|| format!("{at}.priority_pct"), r.priority_pct, 0, limits::NUMBER)?;
    let mut seen = HashSet::new();
    for (i, t) in r.slots.iter().enumerate() {
        inside(|| format!("{at}.slots[{i}].date"), t.date, names)?;
        if !seen.insert((t.date, t.start)) {
            return Err(Fault::new(format!("{at}.slots[{i}]"), FaultKind::Twice(format!("{} {}", t.date, t.start))));
        }
    }
    if let Some(s) = &r.repeat_speaker {
        known(|| format!("{at}.repeat_speaker"), s, &names.speakers)?;
    }
    for (i, x) in r.ruled_out.iter().enumerate() {
        known(|| format!("{at}.ruled_out[{i}].speaker"), &x.speaker, &names.speakers)?;
    }
    Ok(())
}

fn assignments(list: &str, all: &[Assignment], requests: &HashSet<&str>, names: &Names) -> Result<(), Fault> {
    let mut seen = HashSet::new();
    for (i, a) in all.iter().enumerate() {
        known(|| format!("{list}[{i}].request"), &a.request, requests)?;
        known(|| format!("{list}[{i}].speaker"), &a.speaker, &names.speakers)?;
        if !seen.insert(a.request.as_str()) {
            return Err(Fault::new(format!("{list}[{i}].request"), FaultKind::Twice(a.request.clone())));
        }
    }
    Ok(())
}

/// Refuses an instance whose points could leave the range of exact arithmetic.
fn reach_fits(x: &Instance) -> Result<(), Fault> {
    let county: std::collections::HashMap<&str, i64> =
        x.counties.iter().map(|c| (c.id.as_str(), c.equity_pct)).collect();
    let venue: std::collections::HashMap<&str, (i64, i64)> = x
        .venues
        .iter()
        .map(|v| (v.id.as_str(), (v.equity_pct, county.get(v.county.as_str()).copied().unwrap_or(100))))
        .collect();
    let mut sum: i128 = 0;
    for r in &x.requests {
        let (v, c) = venue.get(r.venue.as_str()).copied().unwrap_or((100, 100));
        sum += i128::from(x.weights.youth)
            * i128::from(r.headcount)
            * i128::from(r.priority_pct)
            * i128::from(v)
            * i128::from(c)
            / 1_000_000;
    }
    if sum + costs(x) > i128::from(limits::REACH) {
        return Err(Fault::new("requests", FaultKind::TooLarge { what: "reach".into(), most: limits::REACH }));
    }
    Ok(())
}

/// More than all sessions can cost: the longest road, the last slot, and as many sessions as the busiest may have.
fn costs(x: &Instance) -> i128 {
    let points = || x.speakers.iter().map(|s| (s.lat, s.lon)).chain(x.venues.iter().map(|v| (v.lat, v.lon)));
    let spread = |of: fn((f64, f64)) -> f64| {
        let (least, most) = points().map(of).fold((f64::MAX, f64::MIN), |(a, b), n| (a.min(n), b.max(n)));
        (most - least).max(0.0)
    };
    // a degree is at most 112 km, and nothing lies further away than half the way round
    let km = (112.0 * (spread(|point| point.0) + spread(|point| point.1))).min(20_100.0).ceil() as i128;
    let road = 2 * km * i128::from(x.travel.detour_pct) / 100 + 1;
    let busiest = x.speakers.iter().map(|s| i128::from(s.caps.per_day) * i128::from(x.horizon.days)).max().unwrap_or(0);
    let (w, count) = (&x.weights, x.requests.len() as i128);
    let slots: i128 = x.requests.iter().map(|r| r.slots.len() as i128).sum();
    let load = 2 * busiest.min(count) * i128::from(w.load);
    count * (i128::from(w.travel_km) * road + i128::from(w.repeat) + i128::from(w.change) + load)
        + slots * i128::from(w.slot_rank)
}
