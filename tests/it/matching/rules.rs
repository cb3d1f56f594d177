//! Each hard rule by itself: a plan that keeps all, spoiled in one way, is refused by the judge and by the engine for
//! that rule and no other.

use xinhuo::matching::clock::{Date, Minute};
use xinhuo::matching::fault::FaultKind;
use xinhuo::matching::instance::{Assignment, Bar, Blackout, Instance, RuledOutSpeaker, Slot, Span};
use xinhuo::matching::problem::Problem;
use xinhuo::matching::{Solution, files, verify};

/// One speaker with two talks: a Tuesday at nine and the day after, one week and month; nothing stands in their way.
fn sound() -> (Instance, Solution) {
    let mut x = xinhuo::matching::generate::generate(4, 3, 11);
    let tuesday = Date::from_number(x.horizon.start.number() + days_until_tuesday(x.horizon.start));
    let day = |n: i32| Date::from_number(tuesday.number() + n);
    x.holidays.clear();
    x.pinned.clear();
    x.published.clear();
    let (venue, mut first) = (x.venues[0].clone(), x.requests[0].clone());
    (first.venue, first.room) = (venue.id.clone(), venue.rooms[0].clone());
    (first.duration_min, first.repeat_speaker) = (45, None);
    first.ruled_out.clear();
    first.ruled_out_slots.clear();
    first.slots = vec![Slot { date: day(0), start: Minute(540) }];
    let mut second = first.clone();
    (second.id, second.slots[0].date) = ("second".into(), day(1));
    let s = &mut x.speakers[0];
    s.languages = vec![first.language.clone()];
    s.qualifications[0].topic.clone_from(&first.topics[0]);
    s.qualifications[0].grades = vec![first.grade.clone()];
    s.availability = (0..3).map(|n| Span { date: day(n), from: Minute(0), to: Minute(1439) }).collect();
    s.busy.clear();
    s.committed.clear();
    s.blocked_venues.clear();
    s.month_caps.clear();
    (s.lat, s.lon) = (venue.lat + 0.1, venue.lon);
    let caps = &mut s.caps;
    (caps.per_day, caps.per_week, caps.per_month, caps.min_rest_days, caps.max_travel_km) = (5, 5, 5, 0, 100.0);
    x.venues.iter_mut().for_each(|v| v.blackouts.clear());
    let by = |r: &xinhuo::matching::instance::Request| Assignment {
        request: r.id.clone(),
        speaker: x.speakers[0].id.clone(),
        date: r.slots[0].date,
        start: r.slots[0].start,
    };
    let assignments = vec![by(&first), by(&second)];
    x.requests = vec![first, second];
    let solution = Solution {
        format: "lecture-plan-solution/1".into(),
        instance: x.name.clone(),
        assignments,
        bound: None,
        certificate: None,
    };
    (x, solution)
}

fn days_until_tuesday(start: Date) -> i32 {
    let known: chrono::NaiveDate = start.to_string().parse().unwrap();
    let (weekday, day) = (chrono::Datelike::weekday(&known), chrono::Datelike::day(&known));
    let next = (8 - weekday.num_days_from_monday() as i32) % 7;
    // the day after lies in the same month
    if day as i32 + next <= 26 { next } else { next + 7 }
}

/// The other request at the first one's time.
fn at_once(x: &mut Instance, s: &mut Solution) {
    x.requests[1].slots = x.requests[0].slots.clone();
    s.assignments[1].date = s.assignments[0].date;
}

type Spoil = fn(&mut Instance, &mut Solution);

/// What is spoiled, the judge's code, and the engine's reason.
const RULES: [(Spoil, &str, &str); 18] = [
    (|x, s| x.holidays.push(s.assignments[0].date), "holiday", "plan-reason-holiday"),
    (
        |x, s| x.venues[0].blackouts.push(Blackout { from: s.assignments[1].date, to: s.assignments[1].date }),
        "venue-blackout",
        "plan-reason-venue-closed",
    ),
    (|x, _| x.speakers[0].qualifications.clear(), "not-qualified", "plan-reason-not-qualified"),
    (
        |x, _| {
            let other = x.grades.iter().find(|grade| **grade != x.requests[0].grade).unwrap().clone();
            x.requests[0].grade = other;
        },
        "not-qualified",
        "plan-reason-not-qualified",
    ),
    (|x, _| x.speakers[0].languages.clear(), "language", "plan-reason-language"),
    (
        |x, _| {
            let venue = x.venues[0].id.clone();
            x.speakers[0].blocked_venues.push(venue);
        },
        "blocked-venue",
        "plan-reason-blocked-venue",
    ),
    (|x, _| x.speakers[0].availability[0].to = Minute(584), "not-available", "plan-reason-not-available"),
    (
        |x, s| {
            let span = Span { date: s.assignments[0].date, from: Minute(584), to: Minute(600) };
            x.speakers[0].busy.push(span);
        },
        "busy",
        "plan-reason-busy",
    ),
    (|x, _| x.speakers[0].caps.max_travel_km = 11.0, "too-far", "plan-reason-too-far"),
    (
        |x, _| {
            let speaker = x.speakers[0].id.clone();
            x.requests[0].ruled_out.push(RuledOutSpeaker { speaker, reason: Bar::Stairs });
        },
        "ruled-out",
        "plan-bar-stairs",
    ),
    (
        |x, s| {
            at_once(x, s);
            let mut other = x.speakers[0].clone();
            other.id = "other".into();
            s.assignments[1].speaker.clone_from(&other.id);
            x.speakers.push(other);
        },
        "room-twice",
        "plan-reason-room-taken",
    ),
    (
        |x, s| {
            at_once(x, s);
            x.venues[0].rooms.push("other".into());
            x.requests[1].room = "other".into();
        },
        "overlap-or-travel",
        "plan-reason-overlap",
    ),
    (
        // at once after the first, at a place some way off
        |x, s| {
            at_once(x, s);
            let mut there = x.venues[0].clone();
            (there.id, there.lat) = ("there".into(), there.lat + 0.1);
            x.requests[1].venue.clone_from(&there.id);
            x.requests[1].slots[0].start = Minute(585);
            s.assignments[1].start = Minute(585);
            x.venues.push(there);
        },
        "overlap-or-travel",
        "plan-reason-no-time-between",
    ),
    (
        |x, s| {
            at_once(x, s);
            x.requests[1].slots[0].start = Minute(900);
            s.assignments[1].start = Minute(900);
            x.speakers[0].caps.per_day = 1;
        },
        "per-day",
        "plan-reason-day-full",
    ),
    (|x, _| x.speakers[0].caps.per_week = 1, "per-week", "plan-reason-week-full"),
    (|x, _| x.speakers[0].caps.per_month = 1, "per-month", "plan-reason-month-full"),
    (|x, _| x.speakers[0].caps.min_rest_days = 1, "min-rest", "plan-reason-rest"),
    (|_, s| s.assignments[0].start = Minute(541), "slot-not-offered", "plan-reason-not-offered"),
];

/// What the engine says of a plan; nothing when it keeps the rules.
fn engine(x: &Instance, s: &Solution) -> Option<&'static str> {
    let p = Problem::new(x).unwrap();
    match files::state(&p, s).err()?.kind {
        FaultKind::Broken(reason) => Some(reason.key()),
        _ => Some(""),
    }
}

#[test]
fn each_rule_is_seen_by_itself() {
    let (x, s) = sound();
    assert_eq!((verify::check(&x, &s).broken, engine(&x, &s)), (Vec::new(), None));
    for (spoil, rule, reason) in &RULES {
        let (mut x, mut s) = (x.clone(), s.clone());
        spoil(&mut x, &mut s);
        let mut broken: Vec<&str> = verify::check(&x, &s).broken.iter().map(|b| b.rule).collect();
        broken.dedup();
        assert_eq!(broken, [*rule]);
        assert_eq!(engine(&x, &s), Some(*reason), "{rule}");
    }
}

/// One less of what each rule asks for, and the plan is sound again.
#[test]
fn rules_end_where_they_say() {
    let edges: [Spoil; 6] = [
        |x, _| x.speakers[0].availability[0].to = Minute(585),
        |x, s| {
            let span = Span { date: s.assignments[0].date, from: Minute(585), to: Minute(600) };
            x.speakers[0].busy.push(span);
        },
        |x, _| x.speakers[0].caps.per_week = 2,
        |x, _| x.speakers[0].caps.per_month = 2,
        // the day after differs by one, and that is more than none
        |x, _| x.speakers[0].caps.min_rest_days = 0,
        // the next talk begins in the same place as soon as the first ends
        |x, s| {
            at_once(x, s);
            x.requests[1].slots[0].start = Minute(585);
            s.assignments[1].start = Minute(585);
        },
    ];
    for (n, spoil) in edges.iter().enumerate() {
        let (mut x, mut s) = sound();
        spoil(&mut x, &mut s);
        assert_eq!((verify::check(&x, &s).broken, engine(&x, &s)), (Vec::new(), None), "edge {n}");
    }
}
