//! Instances small and dense enough to enumerate, with everything the format has at its edges.

use xinhuo::matching::candidates::{Candidate, Candidates};
use xinhuo::matching::clock::{Date, Minute};
use xinhuo::matching::instance::{Assignment, Committed, Instance, MonthCap};
use xinhuo::matching::problem::Problem;
use xinhuo::matching::random::Random;
use xinhuo::matching::state::State;

/// A few requests and speakers close together, with tight caps, talks agreed elsewhere, a pin and a published plan.
pub fn instance(seed: u64, requests: usize, speakers: usize) -> Instance {
    let mut rng = Random::new(seed);
    let mut x = xinhuo::matching::generate::generate(requests, speakers, seed);
    let start = x.horizon.start;
    x.horizon.days = 8;
    x.holidays.clear();
    x.venues.truncate(3);
    for (i, v) in x.venues.iter_mut().enumerate() {
        (v.lat, v.lon) = (32.0 + 0.01 * i as f64, 120.9 + 0.02 * rng.unit());
        v.rooms = vec!["hall".into()];
        v.blackouts.clear();
    }
    let day = |n: usize| Date::from_number(start.number() + n as i32);
    for s in &mut x.speakers {
        (s.lat, s.lon) = (32.0 + 0.05 * rng.unit(), 120.9);
        s.languages = vec!["mandarin".into()];
        s.availability = (0..8)
            .map(|n| xinhuo::matching::instance::Span { date: day(n), from: Minute(480), to: Minute(1080) })
            .collect();
        s.busy.clear();
        s.caps.per_day = rng.below(4) as i64;
        s.caps.per_week = 1 + rng.below(3) as i64;
        s.caps.per_month = 1 + rng.below(4) as i64;
        s.caps.min_rest_days = rng.below(3) as i64;
        s.caps.max_travel_km = 50.0;
        s.wish_sessions = 1 + rng.below(3) as i64;
        if rng.unit() < 0.3 {
            s.month_caps = vec![MonthCap { date: day(rng.below(8)), most: rng.below(4) as i64 }];
        }
        if rng.unit() < 0.4 {
            let from = [500, 700, 900][rng.below(3)];
            s.committed = vec![Committed {
                date: Date::from_number(start.number() - 2 + rng.below(11) as i32),
                from: Minute(from),
                to: Minute(from + 45),
                lat: 32.02,
                lon: 120.91,
            }];
        }
    }
    let topic = x.topics[0].id.clone();
    for s in &mut x.speakers {
        s.qualifications[0].topic.clone_from(&topic);
        s.qualifications[0].grades.clone_from(&x.grades);
    }
    for r in &mut x.requests {
        r.venue = x.venues[rng.below(3)].id.clone();
        r.room = "hall".into();
        r.language = "mandarin".into();
        r.topics = vec![topic.clone()];
        r.headcount = 10 + rng.below(30) as i64;
        r.slots.truncate(3);
        for (k, t) in r.slots.iter_mut().enumerate() {
            t.date = day(rng.below(4));
            t.start = Minute([540, 570, 600, 840][rng.below(4)] + k as u16);
        }
        r.repeat_speaker = (rng.unit() < 0.3).then(|| x.speakers[rng.below(speakers)].id.clone());
    }
    decide(&mut x, &mut rng);
    x
}

/// Pins and publishes part of a random feasible plan, and spoils part of what was published.
fn decide(x: &mut Instance, rng: &mut Random) {
    let copy = x.clone();
    let Ok(p) = Problem::new(&copy) else { return };
    let Ok(c) = Candidates::new(&p) else { return };
    let mut order: Vec<Candidate> = c.list.clone();
    rng.shuffle(&mut order);
    let mut state = State::empty(&p);
    for o in order {
        if state.bars(&p, &o).is_none() {
            state.add(&p, o);
        }
    }
    for o in state.chosen.iter().flatten() {
        let r = &copy.requests[o.request as usize];
        let slot = &r.slots[o.slot as usize];
        let speaker = copy.speakers[o.speaker as usize].id.clone();
        let a = Assignment { request: r.id.clone(), speaker, date: slot.date, start: slot.start };
        match rng.below(5) {
            0 => x.pinned.push(a),
            1 | 2 => x.published.push(a),
            3 => {
                let speaker = copy.speakers[rng.below(copy.speakers.len())].id.clone();
                x.published.push(Assignment { speaker, ..a });
            }
            _ => {}
        }
    }
}

/// The best objective of all plans, by trying all.
pub fn best_of_all(p: &Problem) -> (i64, Vec<Option<Candidate>>) {
    fn walk(p: &Problem, r: usize, state: &mut State, best: &mut (i64, Vec<Option<Candidate>>)) {
        if r == p.requests.len() {
            if state.objective > best.0 {
                *best = (state.objective, state.chosen.clone());
            }
            return;
        }
        if p.requests[r].pin.is_some() {
            return walk(p, r + 1, state, best);
        }
        for s in 0..p.speakers.len() {
            for k in 0..p.requests[r].slots.len() {
                let c = Candidate::at(p, r, s, k);
                if xinhuo::matching::rules::alone(p, r, s, k).is_none() && state.bars(p, &c).is_none() {
                    state.add(p, c);
                    walk(p, r + 1, state, best);
                    state.drop(p, r);
                }
            }
        }
        walk(p, r + 1, state, best);
    }
    let mut state = State::of_pins(p).expect("the pins were taken from a feasible plan");
    let mut best = (i64::MIN, Vec::new());
    walk(p, 0, &mut state, &mut best);
    best
}
