//! The judge's own bound: from a certificate's prices, what each speaker could make of them at best.

use std::collections::HashMap;

use super::tariff::{Open, RoomPrices, Session, Tariff};
use super::{cases, sums};
use crate::matching::clock::Date;
use crate::matching::instance::{Instance, Request, Speaker, Venue};
use crate::matching::solution::{Certificate, RoomPrice};

/// Why a certificate proves nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BadProof {
    /// The scale is not a positive number.
    Scale(i64),
    /// A negative price where only a pinned request may have one.
    Negative(String),
    /// A price of something that the instance does not have.
    Unknown(String),
    /// The pins of a speaker break the rules: no plan exists.
    Pins(String),
    /// A case that is split into itself or twice, or that has no prices; its place in the tree.
    Cases(usize),
}

/// The bound on every plan that a certificate's prices prove, in whole points.
///
/// # Errors
/// Prices that prove nothing.
pub fn recompute(x: &Instance, c: &Certificate) -> Result<i64, BadProof> {
    if !(1..=1 << 20).contains(&c.scale) {
        return Err(BadProof::Scale(c.scale));
    }
    requests_known(x, c)?;
    let requests = c.requests.iter().map(|(id, price)| (id.as_str(), *price)).collect();
    let tariff = Tariff { scale: c.scale, requests, rooms: room_prices(x, &c.rooms)? };
    let mut open: Vec<Vec<Open>> = x.speakers.iter().map(|_| Vec::new()).collect();
    each_session(x, &mut |speaker, session| {
        let profit = tariff.profit(x, &session);
        if profit > 0 || session.pinned {
            open[speaker].push(session.at_profit(profit));
        }
    });
    let mut sum = tariff.total(x);
    for (i, s) in x.speakers.iter().enumerate() {
        sum += best(x, s, &mut open[i], c.scale).ok_or_else(|| BadProof::Pins(s.id.clone()))?;
    }
    if let Some(cases) = &c.cases {
        sum = sum.min(cases::bound(x, cases, &tariff, sum, &mut open)?);
    }
    i64::try_from(sum.div_euclid(i128::from(c.scale))).map_err(|_| BadProof::Scale(c.scale))
}

fn requests_known(x: &Instance, c: &Certificate) -> Result<(), BadProof> {
    let pinned: std::collections::HashSet<&str> = x.pinned.iter().map(|p| p.request.as_str()).collect();
    let known: std::collections::HashSet<&str> = x.requests.iter().map(|r| r.id.as_str()).collect();
    for (id, price) in &c.requests {
        if !known.contains(id.as_str()) {
            return Err(BadProof::Unknown(id.clone()));
        }
        if *price < 0 && !pinned.contains(id.as_str()) {
            return Err(BadProof::Negative(id.clone()));
        }
    }
    Ok(())
}

/// Prices of rooms by room and day.
pub(super) fn room_prices<'a>(x: &Instance, rooms: &'a [RoomPrice]) -> Result<RoomPrices<'a>, BadProof> {
    let venues: HashMap<&str, &Venue> = x.venues.iter().map(|v| (v.id.as_str(), v)).collect();
    let mut out: RoomPrices = HashMap::new();
    for r in rooms {
        if !venues.get(r.venue.as_str()).is_some_and(|v| v.rooms.contains(&r.room)) {
            return Err(BadProof::Unknown(format!("{} {}", r.venue, r.room)));
        }
        if r.price < 0 {
            return Err(BadProof::Negative(format!("{} {} {} {}", r.venue, r.room, r.date, r.at)));
        }
        out.entry((&r.venue, &r.room, r.date)).or_default().push((i64::from(r.at.0), r.price));
    }
    Ok(out)
}

/// Every session that rules 1 to 4 and 9 leave open to a speaker.
pub(super) fn each_session(x: &Instance, give: &mut dyn FnMut(usize, Session)) {
    let venues: HashMap<&str, usize> = x.venues.iter().enumerate().map(|(i, v)| (v.id.as_str(), i)).collect();
    let county: HashMap<&str, i64> = x.counties.iter().map(|c| (c.id.as_str(), c.equity_pct)).collect();
    let pins: HashMap<&str, _> = x.pinned.iter().map(|p| (p.request.as_str(), p)).collect();
    let published: HashMap<&str, _> = x.published.iter().map(|p| (p.request.as_str(), p)).collect();
    let mut able: HashMap<(&str, &str), Vec<usize>> = HashMap::new();
    let mut windows: Vec<HashMap<Date, Vec<(i64, i64)>>> = Vec::with_capacity(x.speakers.len());
    for (i, s) in x.speakers.iter().enumerate() {
        for q in &s.qualifications {
            for g in &q.grades {
                able.entry((&q.topic, g)).or_default().push(i);
            }
        }
        let mut by_date: HashMap<Date, Vec<(i64, i64)>> = HashMap::new();
        for w in &s.availability {
            by_date.entry(w.date).or_default().push((i64::from(w.from.0), i64::from(w.to.0)));
        }
        windows.push(by_date);
    }
    for (request, r) in x.requests.iter().enumerate() {
        let venue = venues[r.venue.as_str()];
        let v = &x.venues[venue];
        let worth = sums::worth(x, r, (county[v.county.as_str()], v.equity_pct));
        let mut near: Vec<usize> =
            r.topics.iter().filter_map(|t| able.get(&(t.as_str(), r.grade.as_str()))).flatten().copied().collect();
        near.sort_unstable();
        near.dedup();
        for i in near {
            let s = &x.speakers[i];
            let slots = usable_slots(x, r, v, s, &windows[i]);
            if slots.is_empty() || !pair_allowed(x, r, v, s) {
                continue;
            }
            let trip = sums::trip(x, s, (v.lat, v.lon));
            for k in slots {
                let t = &r.slots[k];
                let same = |p: &&crate::matching::instance::Assignment| {
                    p.speaker == s.id && p.date == t.date && p.start == t.start
                };
                let pin = pins.get(r.id.as_str());
                if pin.is_some_and(|p| !same(p)) {
                    continue;
                }
                let again = if r.repeat_speaker.as_deref() == Some(&s.id) { x.weights.repeat } else { 0 };
                let kept = if published.get(r.id.as_str()).is_some_and(same) { x.weights.change } else { 0 };
                let gain = worth - trip - x.weights.slot_rank * k as i64 + again + kept;
                let (begin, end) = (i64::from(t.start.0), i64::from(t.start.0) + r.duration_min);
                let at = (v.lat, v.lon);
                give(i, Session { request, slot: k, date: t.date, begin, end, venue, at, gain, pinned: pin.is_some() });
            }
        }
    }
}

fn pair_allowed(x: &Instance, r: &Request, v: &Venue, s: &Speaker) -> bool {
    s.languages.contains(&r.language)
        && !s.blocked_venues.contains(&v.id)
        && !r.ruled_out.iter().any(|o| o.speaker == s.id)
        && sums::road(x, (s.lat, s.lon), (v.lat, v.lon)) <= s.caps.max_travel_km + 1e-9
}

fn usable_slots(
    x: &Instance,
    r: &Request,
    v: &Venue,
    s: &Speaker,
    windows: &HashMap<Date, Vec<(i64, i64)>>,
) -> Vec<usize> {
    let fits = |k: &usize| {
        let t = &r.slots[*k];
        let (b, e) = (i64::from(t.start.0), i64::from(t.start.0) + r.duration_min);
        windows.get(&t.date).is_some_and(|w| w.iter().any(|(f, u)| *f <= b && e <= *u))
            && !x.holidays.contains(&t.date)
            && !v.blackouts.iter().any(|o| o.from <= t.date && t.date <= o.to)
            && !s.busy.iter().any(|w| w.date == t.date && i64::from(w.from.0) < e && b < i64::from(w.to.0))
            && !s.ruled_out_days.iter().any(|o| o.from <= t.date && t.date <= o.to)
    };
    (0..r.slots.len()).filter(fits).collect()
}

/// The best feasible set of a speaker's open sessions, scaled; `None` where the pins break the rules.
/// The best value of a speaker's feasible sets that hold every pin; none where the pins break the rules.
pub(super) fn best(x: &Instance, s: &Speaker, open: &mut [Open], scale: i64) -> Option<i128> {
    use chrono::Datelike;
    if open.is_empty() {
        return Some(0);
    }
    open.sort_by_key(|o| (o.date, o.begin, o.end));
    let week = |d: Date| (d.0.iso_week().year(), d.0.iso_week().week());
    let month = |d: Date| (d.0.year(), d.0.month());
    let agreed = |same: &dyn Fn(Date) -> bool| s.committed.iter().filter(|c| same(c.date)).count() as i64;
    // (sessions so far, of this week, of this month, last day worked) -> best
    let mut states: HashMap<(i64, i64, i64, Option<Date>), i128> = HashMap::from([((0, 0, 0, None), 0)]);
    let mut before: Option<Date> = None;
    for day in open.chunk_by(|a, b| a.date == b.date) {
        let date = day[0].date;
        let new_week = before.is_none_or(|b| week(b) != week(date));
        let new_month = before.is_none_or(|b| month(b) != month(date));
        before = Some(date);
        let week_left = s.caps.per_week - agreed(&|d| week(d) == week(date));
        let fewer = s.month_caps.iter().filter(|m| month(m.date) == month(date)).map(|m| m.most);
        let month_left = fewer.fold(s.caps.per_month, i64::min) - agreed(&|d| month(d) == month(date));
        let rested = |d: Date| i64::from((d.number() - date.number()).abs()) > s.caps.min_rest_days;
        let may_work = s.committed.iter().all(|c| c.date == date || rested(c.date));
        let by_count = day_bests(x, s, day);
        let mut next: HashMap<(i64, i64, i64, Option<Date>), i128> = HashMap::new();
        for ((n, w, m, last), value) in states {
            let w = if new_week { 0 } else { w };
            let m = if new_month { 0 } else { m };
            let last = last.filter(|d| !rested(*d));
            for (k, profit) in by_count.iter().enumerate() {
                let Some(profit) = profit else { continue };
                let k = k as i64;
                if k > 0 && (!may_work || last.is_some() || w + k > week_left || m + k > month_left) {
                    continue;
                }
                let load: i64 = (n + 1..=n + k).map(|j| x.weights.load * (2 * j - 1) / s.wish_sessions).sum();
                let key = (n + k, w + k, m + k, if k > 0 { Some(date) } else { last });
                let at = next.entry(key).or_insert(i128::MIN);
                *at = (*at).max(value + profit - i128::from(load) * i128::from(scale));
            }
        }
        states = next;
    }
    states.into_values().max()
}

/// The best profit of one day for each number of sessions; pins are in every one.
fn day_bests(x: &Instance, s: &Speaker, day: &[Open]) -> Vec<Option<i128>> {
    let agreed: Vec<_> = s.committed.iter().filter(|c| c.date == day[0].date).collect();
    let most = (s.caps.per_day - agreed.len() as i64).clamp(0, day.len() as i64) as usize;
    let road = |a: (f64, f64), b: (f64, f64)| {
        (sums::road(x, a, b) * 60.0 / x.travel.speed_kmh as f64).ceil() as i64 + x.travel.buffer_min
    };
    let beside_agreed = |o: &Open| {
        agreed.iter().all(|c| {
            let way = road(o.at, (c.lat, c.lon));
            o.end + way <= i64::from(c.from.0) || i64::from(c.to.0) + way <= o.begin
        })
    };
    let after = |a: &Open, b: &Open| b.begin >= a.end + if a.venue == b.venue { 0 } else { road(a.at, b.at) };
    let pins: Vec<usize> = (0..day.len()).filter(|i| day[*i].pinned).collect();
    let mut out = vec![None; most + 1];
    if pins.is_empty() {
        out[0] = Some(0);
    }
    // chains[k][i]: best chain of k + 1 sessions that ends with the i-th and holds every pin up to it
    let mut chains: Vec<Vec<Option<i128>>> = Vec::new();
    let pins_before = |i: usize| pins.iter().filter(|p| **p < i).count();
    for k in 0..most {
        let mut row = vec![None; day.len()];
        for i in 0..day.len() {
            if !beside_agreed(&day[i]) {
                continue;
            }
            let start = match chains.last() {
                None => (pins_before(i) == 0).then_some(0),
                Some(prev) => (0..i)
                    .filter(|j| {
                        after(&day[*j], &day[i]) && pins_before(i) == pins_before(*j) + usize::from(day[*j].pinned)
                    })
                    .filter_map(|j| prev[j])
                    .max(),
            };
            row[i] = start.map(|v| v + day[i].profit);
            let all_pins = pins_before(i) + usize::from(day[i].pinned) == pins.len();
            if all_pins {
                out[k + 1] = out[k + 1].max(row[i]);
            }
        }
        chains.push(row);
    }
    out
}
