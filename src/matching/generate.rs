//! A random instance of a city's shape: a few counties, clustered venues, old people with habits, peaks of demand.

use chrono::Datelike;

use super::clock::{Date, Minute};
use super::instance::{
    Blackout, Caps, County, Horizon, Instance, Qualification, Request, Slot, Span, Speaker, Topic, Travel, Venue,
    Weights,
};
use super::random::Random;

/// County-level units of Nantong: code, name, seat, weight by population.
const COUNTIES: [(&str, &str, f64, f64, f64); 7] = [
    ("chongchuan", "崇川区", 32.009, 120.857, 150.0),
    ("tongzhou", "通州区", 32.065, 121.073, 125.0),
    ("haimen", "海门区", 31.872, 121.181, 99.0),
    ("rudong", "如东县", 32.332, 121.185, 88.0),
    ("qidong", "启东市", 31.808, 121.657, 97.0),
    ("rugao", "如皋市", 32.371, 120.574, 124.0),
    ("haian", "海安市", 32.533, 120.467, 87.0),
];

/// Topics: code, name, weight in demand, weight in supply.
const TOPICS: [(&str, &str, f64, f64); 10] = [
    ("party-history", "党史国史", 30.0, 24.0),
    ("martyrs", "革命故事", 18.0, 12.0),
    ("rule-of-law", "法治教育", 12.0, 8.0),
    ("safety", "安全教育", 9.0, 8.0),
    ("science", "科普", 8.0, 9.0),
    ("mental-health", "心理健康", 8.0, 4.0),
    ("local-history", "乡土历史", 6.0, 9.0),
    ("family", "家庭教育", 6.0, 9.0),
    ("labour", "劳动教育", 5.0, 7.0),
    ("reading", "读书", 5.0, 10.0),
];

/// Grade bands with their weight in demand.
const GRADES: [(&str, f64); 7] = [
    ("kindergarten", 3.0),
    ("primary_1_3", 18.0),
    ("primary_4_6", 26.0),
    ("junior", 27.0),
    ("senior", 17.0),
    ("vocational", 6.0),
    ("community", 3.0),
];

const STARTS: [u16; 7] = [510, 560, 610, 810, 860, 910, 960];

/// Makes an instance; the same arguments give the same one.
pub fn generate(requests: usize, speakers: usize, seed: u64) -> Instance {
    let mut rng = Random::new(seed ^ 0x7869_6e68_756f);
    let days = match requests {
        0..=40 => 14,
        41..=2_000 => 84,
        _ => 308,
    };
    let start = Date::from_number(chrono::NaiveDate::from_ymd_opt(2026, 3, 2).map_or(1, |d| d.num_days_from_ce()));
    let counties: Vec<County> = COUNTIES
        .iter()
        .map(|c| County { id: c.0.into(), name: c.1.into(), equity_pct: 108 + rng.below(64) as i64 })
        .collect();
    let venues: Vec<Venue> = (0..(requests * 45 / 100).max(6)).map(|i| venue(&mut rng, i, start, days)).collect();
    let people: Vec<Speaker> = (0..speakers).map(|i| speaker(&mut rng, i, start, days)).collect();
    let demand = demand(start, days);
    let wanted = (0..requests).map(|i| request(&mut rng, i, &venues, &people, start, &demand)).collect();
    Instance {
        format: "lecture-plan-instance/1".into(),
        name: format!("city-{requests}-{speakers}-{seed}"),
        timezone: "Asia/Shanghai".into(),
        horizon: Horizon { start, days },
        travel: Travel { model: "haversine".into(), detour_pct: 130, speed_kmh: 35, buffer_min: 15 },
        weights: Weights { youth: 10, travel_km: 1, slot_rank: 5, repeat: 30, load: 20, change: 50 },
        counties,
        topics: TOPICS.iter().map(|t| Topic { id: t.0.into(), name: t.1.into() }).collect(),
        grades: GRADES.iter().map(|g| g.0.into()).collect(),
        holidays: (0..days).map(|d| day(start, d)).filter(|d| is_holiday(*d)).collect(),
        venues,
        speakers: people,
        requests: wanted,
        pinned: Vec::new(),
        published: Vec::new(),
    }
}

fn day(start: Date, after: u32) -> Date {
    Date::from_number(start.number() + after as i32)
}

fn weekday(d: Date) -> u32 {
    d.0.weekday().num_days_from_monday()
}

/// The days off of 2026 that lie within a year from March.
fn is_holiday(d: Date) -> bool {
    matches!((d.0.month(), d.0.day()), (4, 4..=6) | (5, 1..=5) | (6, 19..=21) | (9, 25..=27) | (10, 1..=7) | (1, 1..=3))
}

fn near(rng: &mut Random, county: usize, spread: f64) -> (f64, f64) {
    let (r, a) = (rng.normal().abs() * spread, rng.unit() * std::f64::consts::TAU);
    let round = |x: f64| (x * 10_000.0).round() / 10_000.0;
    (round(COUNTIES[county].2 + r * a.sin()), round(COUNTIES[county].3 + 1.15 * r * a.cos()))
}

fn pick_county(rng: &mut Random, seat: f64) -> usize {
    let mut weights = COUNTIES.map(|c| c.4);
    weights[0] *= seat;
    rng.weighted(&weights)
}

fn venue(rng: &mut Random, i: usize, start: Date, days: u32) -> Venue {
    let county = pick_county(rng, 1.0);
    let school = rng.unit() < 0.72;
    let (lat, lon) = near(rng, county, 0.085);
    let rooms = if rng.unit() < 0.8 { vec!["hall".into()] } else { vec!["hall".into(), "room-2".into()] };
    let equity_pct = [130, 115, 100][rng.weighted(&[40.0, 30.0, 30.0])];
    let mut blackouts = Vec::new();
    if rng.unit() < 0.5 {
        let from = day(start, rng.below(days as usize) as u32);
        blackouts.push(Blackout { from, to: day(from, [0, 1, 4][rng.below(3)]) });
    }
    let what = if school { "学校" } else { "校外教育辅导站" };
    Venue {
        id: format!("v{}", i + 1),
        name: format!("{}{what}{}", COUNTIES[county].1, i + 1),
        kind: if school { "school" } else { "outreach-station" }.into(),
        county: COUNTIES[county].0.into(),
        lat,
        lon,
        rooms,
        equity_pct,
        blackouts,
    }
}

fn qualifications(rng: &mut Random) -> Vec<Qualification> {
    let mut chosen: Vec<usize> = Vec::new();
    for _ in 0..1 + rng.weighted(&[30.0, 34.0, 24.0, 12.0]) {
        let t = rng.weighted(&TOPICS.map(|t| t.3));
        if !chosen.contains(&t) {
            chosen.push(t);
        }
    }
    let grades = |rng: &mut Random| {
        let low = rng.weighted(&[6.0, 34.0, 35.0, 25.0]);
        let high = (low + 2 + rng.weighted(&[25.0, 35.0, 25.0, 15.0])).min(GRADES.len());
        GRADES[low..high].iter().map(|g| g.0.to_owned()).collect()
    };
    chosen.into_iter().map(|t| Qualification { topic: TOPICS[t].0.into(), grades: grades(rng) }).collect()
}

/// Windows by weekly habit, with whole weeks away, and what is busy within them.
fn time(rng: &mut Random, start: Date, days: u32) -> (Vec<Span>, Vec<Span>) {
    let mut week = [0, 1, 2, 3, 4];
    rng.shuffle(&mut week);
    let mut work: Vec<u32> = week[..1 + rng.weighted(&[25.0, 38.0, 27.0, 10.0])].to_vec();
    if rng.unit() < 0.2 {
        work.push(5);
    }
    let part = [(480, 700), (780, 1030), (480, 1030)];
    let habit: Vec<(u16, u16)> = (0..7).map(|_| part[rng.weighted(&[42.0, 28.0, 30.0])]).collect();
    let active = if days > 14 { 0.1 + 0.7 * rng.unit() } else { 1.0 };
    let away: Vec<bool> = (0..days.div_ceil(7)).map(|_| rng.unit() >= active).collect();
    let (mut free, mut busy) = (Vec::new(), Vec::new());
    for d in 0..days {
        let date = day(start, d);
        if !work.contains(&weekday(date)) || away[d as usize / 7] {
            continue;
        }
        let (from, to) = habit[weekday(date) as usize];
        free.push(Span { date, from: Minute(from), to: Minute(to) });
        if rng.unit() < 0.12 {
            let from = [480, 540, 600, 810, 870, 930][rng.below(6)];
            busy.push(Span { date, from: Minute(from), to: Minute(from + [60, 90, 150][rng.below(3)]) });
        }
    }
    (free, busy)
}

fn speaker(rng: &mut Random, i: usize, start: Date, days: u32) -> Speaker {
    let county = pick_county(rng, 1.8);
    let (lat, lon) = near(rng, county, 0.06);
    let (availability, busy) = time(rng, start, days);
    let per_month = [1, 2, 3, 4, 6][rng.weighted(&[45.0, 32.0, 15.0, 6.0, 2.0])];
    let months = f64::from(days) / 30.0;
    let languages: &[&str] =
        [&["mandarin"][..], &["mandarin", "nantong"], &["nantong"]][rng.weighted(&[55.0, 36.0, 9.0])];
    Speaker {
        id: format!("s{}", i + 1),
        name: format!("老同志{}", i + 1),
        county: COUNTIES[county].0.into(),
        lat,
        lon,
        languages: languages.iter().map(|l| (*l).to_owned()).collect(),
        qualifications: qualifications(rng),
        availability,
        busy,
        caps: Caps {
            per_day: if rng.unit() < 0.3 { 2 } else { 1 },
            per_week: [1, 2, 3][rng.weighted(&[55.0, 35.0, 10.0])],
            per_month,
            min_rest_days: [0, 1, 2][rng.weighted(&[45.0, 35.0, 20.0])],
            max_travel_km: [8.0, 15.0, 25.0, 40.0, 70.0][rng.weighted(&[14.0, 26.0, 28.0, 22.0, 10.0])],
        },
        wish_sessions: ((per_month as f64 * months * (0.3 + 0.6 * rng.unit())).round() as i64).max(1),
        blocked_venues: Vec::new(),
        committed: Vec::new(),
        ruled_out_days: Vec::new(),
        month_caps: Vec::new(),
    }
}

/// Weight of each day in demand: weekdays, holidays, the peaks around commemorations.
fn demand(start: Date, days: u32) -> Vec<f64> {
    let peaks = [(5, 31, 5.0), (4, 2, 7.0), (3, 5, 4.0), (9, 30, 6.0), (12, 4, 4.0)];
    let weight = |d: u32| {
        let date = day(start, d);
        let base = match weekday(date) {
            6 => 0.0,
            5 => 0.12,
            _ => 1.0,
        };
        let rest = if is_holiday(date) { 0.02 } else { 1.0 } * if matches!(date.0.month(), 7 | 8) { 0.25 } else { 1.0 };
        let peak = |(m, n, high): &(u32, u32, f64)| {
            let at = chrono::NaiveDate::from_ymd_opt(date.0.year(), *m, *n).map_or(0, |x| x.num_days_from_ce());
            1.0 + high * (-(f64::from(date.number() - at) / 6.0).powi(2)).exp()
        };
        base * rest * peaks.iter().map(peak).product::<f64>()
    };
    (0..days).map(weight).collect()
}

fn slots(rng: &mut Random, start: Date, demand: &[f64]) -> Vec<Slot> {
    let anchor = rng.weighted(demand) as i64;
    let mut out: Vec<Slot> = Vec::new();
    for _ in 0..[1, 2, 3, 4, 6, 10, 16][rng.weighted(&[12.0, 18.0, 20.0, 18.0, 14.0, 10.0, 8.0])] {
        let shift = [0, 0, 0, 1, 1, -1, -1, 2, -2, 3, 4, 7, 8][rng.below(13)];
        let date = day(start, (anchor + shift).clamp(0, demand.len() as i64 - 1) as u32);
        let slot = Slot { date, start: Minute(STARTS[rng.below(STARTS.len())]) };
        if weekday(date) != 6 && !out.contains(&slot) {
            out.push(slot);
        }
    }
    if out.is_empty() {
        out.push(Slot { date: day(start, anchor as u32), start: Minute(560) });
    }
    out
}

fn request(rng: &mut Random, i: usize, venues: &[Venue], people: &[Speaker], start: Date, demand: &[f64]) -> Request {
    let v = &venues[rng.below(venues.len())];
    let school = v.kind == "school";
    let mut topics: Vec<String> = Vec::new();
    for _ in 0..1 + rng.weighted(&[50.0, 32.0, 18.0]) {
        let t = TOPICS[rng.weighted(&TOPICS.map(|t| t.2))].0.to_owned();
        if !topics.contains(&t) {
            topics.push(t);
        }
    }
    let grade =
        if school { rng.weighted(&GRADES.map(|g| g.1)) } else { [1, 2, 3, 6][rng.weighted(&[2.0, 4.0, 3.0, 3.0])] };
    let (mean, most) = if school { (5.62, 1200.0) } else { (3.9, 200.0) };
    let headcount = (mean + 0.55 * rng.normal()).exp().clamp(15.0, most) as i64;
    let repeat = rng.unit() < 0.08 && !people.is_empty();
    Request {
        id: format!("r{}", i + 1),
        venue: v.id.clone(),
        room: v.rooms[rng.below(v.rooms.len())].clone(),
        topics,
        grade: GRADES[grade].0.into(),
        headcount,
        duration_min: [40, 45, 60, 90][rng.weighted(&[20.0, 35.0, 35.0, 10.0])],
        language: if !school && rng.unit() < 0.25 { "nantong" } else { "mandarin" }.into(),
        priority_pct: [100, 150, 250][rng.weighted(&[72.0, 22.0, 6.0])],
        slots: slots(rng, start, demand),
        repeat_speaker: repeat.then(|| people[rng.below(people.len())].id.clone()),
        ruled_out: Vec::new(),
        ruled_out_slots: Vec::new(),
    }
}
