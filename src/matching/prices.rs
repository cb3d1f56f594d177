//! Prices of requests and of rooms at a minute, the bound that they prove, and the certificate that shows it.

use super::candidates::{Candidate, Candidates};
use super::clock::{Date, Minute};
use super::problem::Problem;
use super::schedule::{SCALE, Scheduler};
use super::solution::{CasePrices, Certificate, RoomPrice};
use super::state::State;

/// A minute of a room at which two requests could meet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Point {
    /// Index of the room.
    pub room: u32,
    /// A request of that room, to name it by.
    pub request: u32,
    /// Day.
    pub day: i16,
    /// Minute.
    pub at: i16,
}

/// The minutes that need a price, and which sessions hold them.
pub struct Points {
    /// All of them, by room, day and minute.
    pub list: Vec<Point>,
    first_session: Vec<u32>,
    start: Vec<u32>,
    of_session: Vec<u32>,
}

impl Points {
    /// The maximal sets of open sessions that meet in a room, one point each.
    pub fn new(p: &Problem, c: &Candidates) -> Self {
        let mut first_session = vec![0_u32];
        for r in &p.requests {
            first_session.push(first_session.last().copied().unwrap_or(0) + r.slots.len() as u32);
        }
        let sessions = sessions(p, c);
        let mut out = Self { list: Vec::new(), first_session, start: Vec::new(), of_session: Vec::new() };
        let total = out.first_session.last().copied().unwrap_or(0) as usize;
        let mut pairs = Vec::new();
        for day in sessions.chunk_by(|a, b| (a.0, a.1) == (b.0, b.1)) {
            out.of_day(day, &mut pairs);
        }
        pairs.sort_unstable();
        out.start = vec![0; total + 1];
        for (s, _) in &pairs {
            out.start[*s as usize + 1] += 1;
        }
        for s in 0..total {
            out.start[s + 1] += out.start[s];
        }
        out.of_session = pairs.into_iter().map(|x| x.1).collect();
        out
    }

    /// Sessions of one room and day by begin; a begin is a point where two requests meet and some session ends before the next begin.
    fn of_day(&mut self, day: &[Session], pairs: &mut Vec<(u32, u32)>) {
        for (i, s) in day.iter().enumerate() {
            let at = s.2;
            let next = day[i + 1..].iter().map(|o| o.2).find(|b| *b != at);
            if day.get(i + 1).is_some_and(|o| o.2 == at) {
                continue;
            }
            let here: Vec<&Session> = day[..=i].iter().filter(|o| at < o.3).collect();
            let two = here.iter().any(|o| o.4 != here[0].4);
            let maximal = next.is_none_or(|b| here.iter().any(|o| o.3 <= b));
            if two && maximal {
                let id = self.list.len() as u32;
                self.list.push(Point { room: s.0, request: s.4, day: s.1, at });
                pairs.extend(here.iter().map(|o| (self.first_session[o.4 as usize] + o.5, id)));
            }
        }
    }

    /// The points that a candidate's session holds.
    pub fn of(&self, c: &Candidate) -> &[u32] {
        let s = (self.first_session[c.request as usize] + u32::from(c.slot)) as usize;
        &self.of_session[self.start[s] as usize..self.start[s + 1] as usize]
    }
}

/// Room, day, begin, end, request, slot.
type Session = (u32, i16, i16, i16, u32, u32);

fn sessions(p: &Problem, c: &Candidates) -> Vec<Session> {
    let open = c.list.iter().filter(|x| p.requests[x.request as usize].pin.is_none());
    let mut out: Vec<Session> = open
        .map(|x| (p.requests[x.request as usize].room as u32, x.day, x.begin, x.end, x.request, u32::from(x.slot)))
        .collect();
    out.sort_unstable();
    out.dedup();
    out
}

/// Prices in points / [`SCALE`], none negative.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prices {
    /// By request; pinned requests have none.
    pub requests: Vec<i64>,
    /// By point.
    pub points: Vec<i64>,
}

impl Prices {
    /// What a candidate pays.
    pub fn of(&self, points: &Points, c: &Candidate) -> i64 {
        self.requests[c.request as usize] + points.of(c).iter().map(|x| self.points[*x as usize]).sum::<i64>()
    }

    /// Prices so high that nobody gains: each request costs its best gain.
    pub fn highest(p: &Problem, c: &Candidates, points: &Points) -> Self {
        let best = |r: usize| c.list[c.of_request(r)].iter().map(|x| x.gain.max(0) * SCALE).max().unwrap_or(0);
        let open = |r: usize| if p.requests[r].pin.is_some() { 0 } else { best(r) };
        Self { requests: (0..p.requests.len()).map(open).collect(), points: vec![0; points.list.len()] }
    }

    /// The scaled bound on every plan: all prices, each speaker's best, and what pins bring.
    pub fn bound(&self, p: &Problem, c: &Candidates, points: &Points, scheduler: &Scheduler, pins: &State) -> i64 {
        self.bound_telling(p, c, points, scheduler, pins, &mut |_| {})
    }

    /// The same; tells each candidate of the speakers' best schedules.
    pub fn bound_telling(
        &self,
        p: &Problem,
        c: &Candidates,
        points: &Points,
        scheduler: &Scheduler,
        pins: &State,
        tell: &mut dyn FnMut(&Candidate),
    ) -> i64 {
        let mut picks = Vec::new();
        let best = (0..p.speakers.len()).map(|s| {
            let items = self.items(p, c, points, s);
            let best = scheduler.best(s, &items, &mut picks);
            picks.iter().for_each(|i| tell(&c.list[*i as usize]));
            best
        });
        best.sum::<i64>() + self.requests.iter().sum::<i64>() + self.points.iter().sum::<i64>() + pins.objective * SCALE
    }

    /// A speaker's candidates that are worth more than they pay.
    pub fn items(&self, p: &Problem, c: &Candidates, points: &Points, speaker: usize) -> Vec<(u32, i64)> {
        let worth = |i: &u32| {
            let x = &c.list[*i as usize];
            let open = p.requests[x.request as usize].pin.is_none();
            let profit = x.gain * SCALE - self.of(points, x);
            (open && profit > 0).then_some((*i, profit))
        };
        c.of_speaker(speaker).iter().filter_map(worth).collect()
    }

    /// These prices, a step against what is in surplus: `used` says how often each was paid. The step is as long as
    /// would win `open` (scaled) were everything even; `None` where nothing is in surplus.
    pub fn stepped(&self, used: &Self, open: f64) -> Option<Self> {
        let slope = |(price, n): (&i64, &i64)| if *price == 0 && *n < 1 { 0 } else { 1 - n };
        let slopes = |a: &[i64], b: &[i64]| a.iter().zip(b).map(slope).collect::<Vec<i64>>();
        let (r, o) = (slopes(&self.requests, &used.requests), slopes(&self.points, &used.points));
        let length: i64 = r.iter().chain(&o).map(|g| g * g).sum();
        if length == 0 {
            return None;
        }
        let step = open / length as f64;
        let go = |(price, g): (&i64, &i64)| (*price - (step * *g as f64).round() as i64).max(0);
        Some(Self {
            requests: self.requests.iter().zip(&r).map(go).collect(),
            points: self.points.iter().zip(&o).map(go).collect(),
        })
    }

    /// As many prices, all of them nothing.
    pub fn none(&self) -> Self {
        Self { requests: vec![0; self.requests.len()], points: vec![0; self.points.len()] }
    }

    /// Counts a candidate where these are not prices but how often each is paid.
    pub fn count(&mut self, points: &Points, c: &Candidate) {
        self.requests[c.request as usize] += 1;
        points.of(c).iter().for_each(|o| self.points[*o as usize] += 1);
    }

    /// The certificate; what pins occupy gets a price that keeps everybody else away and that the pins pay themselves.
    pub fn certificate(&self, p: &Problem, points: &Points) -> Certificate {
        let x = p.instance;
        let most = p.requests.iter().map(|r| r.value).max().unwrap_or(0) + x.weights.repeat + x.weights.change + 1;
        let request = |r: usize| if p.requests[r].pin.is_some() { most * SCALE } else { self.requests[r] };
        let requests = (0..p.requests.len()).map(|r| (x.requests[r].id.clone(), request(r))).filter(|r| r.1 != 0);
        let priced = points.list.iter().zip(&self.points).filter(|(_, price)| **price != 0);
        let mut rooms: Vec<RoomPrice> =
            priced.map(|(o, price)| room_price(p, o.request as usize, o.day, o.at, *price)).collect();
        rooms.extend(pinned_rooms(p, most * SCALE));
        rooms.sort();
        Certificate { scale: SCALE, requests: requests.collect(), rooms, cases: None }
    }

    /// What differs from other prices.
    pub fn beside(&self, first: &Self, p: &Problem, points: &Points) -> CasePrices {
        let open = |r: &usize| p.requests[*r].pin.is_none() && self.requests[*r] != first.requests[*r];
        let requests = (0..p.requests.len()).filter(open);
        let other = points.list.iter().zip(self.points.iter().zip(&first.points)).filter(|(_, (a, b))| a != b);
        let mut rooms: Vec<RoomPrice> =
            other.map(|(o, (price, _))| room_price(p, o.request as usize, o.day, o.at, *price)).collect();
        rooms.sort();
        CasePrices {
            requests: requests.map(|r| (p.instance.requests[r].id.clone(), self.requests[r])).collect(),
            rooms,
        }
    }
}

fn room_price(p: &Problem, request: usize, day: i16, at: i16, price: i64) -> RoomPrice {
    let r = &p.instance.requests[request];
    let date: Date = p.date(i32::from(day));
    RoomPrice { venue: r.venue.clone(), room: r.room.clone(), date, at: Minute(at as u16), price }
}

/// A price at every begin within a pinned session.
fn pinned_rooms(p: &Problem, price: i64) -> Vec<RoomPrice> {
    let mut by_room: std::collections::HashMap<usize, Vec<(usize, usize)>> = std::collections::HashMap::new();
    for (r, w) in p.requests.iter().enumerate() {
        by_room.entry(w.room).or_default().extend((0..w.slots.len()).map(|k| (r, k)));
    }
    let mut out = Vec::new();
    for (r, w) in p.requests.iter().enumerate() {
        let Some((_, slot)) = w.pin else { continue };
        let pin = p.session(r, slot);
        let begins = by_room[&w.room].iter().map(|(o, k)| p.session(*o, *k));
        let mut at: Vec<i32> =
            begins.filter(|h| h.day == pin.day && pin.begin <= h.begin && h.begin < pin.end).map(|h| h.begin).collect();
        at.sort_unstable();
        at.dedup();
        out.extend(at.into_iter().map(|m| room_price(p, r, pin.day as i16, m as i16, price)));
    }
    out
}
