//! Mending: every alternative is feasible, changes little, and comes near what a new plan would reach.

use std::time::Duration;

use super::after::after;
use xinhuo::matching::candidates::Candidates;
use xinhuo::matching::instance::{Assignment, Instance};
use xinhuo::matching::mend::{Event, Mender};
use xinhuo::matching::problem::Problem;
use xinhuo::matching::{Options, Plan, files, solve, verify};

fn run(x: &Instance) -> Plan {
    solve(x, &Options::default(), &mut |_| {}, &|| Duration::ZERO).unwrap()
}

fn mender<'a>(x: &'a Instance, plan: &Plan) -> Mender<'a> {
    let p = Problem::new(x).unwrap();
    let state = files::state(&p, &plan.solution(&x.name)).unwrap();
    let c = Candidates::new(&p).unwrap();
    Mender::new(p, c, state)
}

fn assignments(m: &Mender, x: &Instance) -> Vec<Assignment> {
    let chosen = m.state().chosen.iter().flatten();
    chosen
        .map(|c| Assignment {
            request: x.requests[c.request as usize].id.clone(),
            speaker: x.speakers[c.speaker as usize].id.clone(),
            date: xinhuo::matching::clock::Date::from_number(x.horizon.start.number() + i32::from(c.day)),
            start: xinhuo::matching::clock::Minute(c.begin as u16),
        })
        .collect()
}

fn events(plan: &Plan, x: &Instance) -> Vec<Event> {
    let mut out = Vec::new();
    let request = |a: &Assignment| x.requests.iter().position(|r| r.id == a.request).unwrap();
    for (n, a) in plan.assignments.iter().enumerate().take(40) {
        let r = request(a);
        let s = x.speakers.iter().position(|s| s.id == a.speaker).unwrap();
        let day = a.date.number() - x.horizon.start.number();
        out.push(match n % 4 {
            0 => Event::Decline { request: r, speaker: s },
            1 => Event::Sick { speaker: s, from: day, to: day },
            2 => Event::Withdrawn { request: r },
            _ => Event::Moved { request: r, slots: vec![(day, 540), ((day + 2) % 7, 600), ((day + 1) % 7, 840)] },
        });
    }
    out.extend(plan.unfilled.iter().take(5).map(|r| Event::Open { request: *r }));
    out
}

#[test]
fn every_alternative_keeps_the_rules_and_its_word() {
    for seed in 0..4 {
        let x = xinhuo::matching::generate::generate(90, 60, seed);
        let plan = run(&x);
        for event in events(&plan, &x) {
            let y = after(&x, &event);
            let offered = mender(&x, &plan).alternatives(&event, 6);
            assert!(!offered.is_empty(), "{event:?}");
            for a in &offered {
                assert!(a.changes.len() <= 4, "{event:?} {a:?}");
                let mut m = mender(&x, &plan);
                m.alternatives(&event, 6);
                m.choose(a);
                let mut solution = plan.solution(&x.name);
                (solution.bound, solution.certificate) = (None, None);
                solution.assignments = assignments(&m, &x);
                let report = verify::check(&y, &solution);
                assert!(report.broken.is_empty(), "{event:?} {a:?} {:?}", report.broken);
                assert_eq!(report.parts.objective() - plan.objective, a.points, "{event:?} {a:?}");
            }
        }
    }
}

#[test]
fn a_decline_is_mended_nearly_as_well_as_by_a_new_plan() {
    let x = xinhuo::matching::generate::generate(120, 90, 3);
    let plan = run(&x);
    let (mut short, mut all) = (0, 0);
    for event in events(&plan, &x).into_iter().filter(|e| matches!(e, Event::Decline { .. } | Event::Sick { .. })) {
        let again = run(&after(&x, &event));
        let best = mender(&x, &plan).alternatives(&event, 1).remove(0);
        short += again.bound - (plan.objective + best.points);
        all += again.bound;
    }
    assert!(short * 200 <= all, "{short} of {all}");
}
