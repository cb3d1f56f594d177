//! Plans are always feasible, bounds never below the optimum, and the same seed gives the same bytes.

use std::time::Duration;

use proptest::prelude::*;
use xinhuo::matching::candidates::Candidates;
use xinhuo::matching::problem::Problem;
use xinhuo::matching::{Instance, Options, Plan, files, solve, verify};

use super::small;

fn run(x: &Instance, seed: u64) -> Plan {
    let options = Options { seed, ..Options::default() };
    solve(x, &options, &mut |_| {}, &|| Duration::ZERO).expect("an admitted instance")
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn small_plans_are_feasible_and_bounded_by_the_optimum(seed in any::<u64>()) {
        let x = small::instance(seed, 6, 3);
        let plan = run(&x, 1);
        let report = verify::check(&x, &plan.solution(&x.name));
        prop_assert!(report.is_sound(), "{report:?}");
        prop_assert_eq!(report.parts.objective(), plan.objective);
        prop_assert_eq!(report.proven, Some(Ok(plan.bound)));
        let best = small::best_of_all(&Problem::new(&x).unwrap()).0;
        prop_assert!(plan.objective <= best && best <= plan.bound, "{} <= {best} <= {}", plan.objective, plan.bound);
    }

    #[test]
    fn an_optimum_survives_the_listing_of_candidates(seed in any::<u64>()) {
        let x = small::instance(seed, 6, 3);
        let p = Problem::new(&x).unwrap();
        let all = Candidates::new(&p).unwrap();
        let (value, chosen) = small::best_of_all(&p);
        let kept = chosen.iter().flatten().filter(|c| c.gain >= 0);
        prop_assert!(kept.clone().all(|c| all.list.contains(c)), "{value}");
        prop_assert!(all.list.iter().all(|c| c.gain >= 0 || p.requests[c.request as usize].pin.is_some()));
    }

    #[test]
    fn city_plans_are_feasible(seed in any::<u64>(), requests in 1..60_usize, speakers in 1..40_usize) {
        let x = xinhuo::matching::generate::generate(requests, speakers, seed);
        let plan = run(&x, seed);
        let report = verify::check(&x, &plan.solution(&x.name));
        prop_assert!(report.is_sound(), "{report:?}");
        prop_assert_eq!(report.proven, Some(Ok(plan.bound)));
    }
}

#[test]
fn the_same_seed_gives_the_same_bytes() {
    let bytes = files::generate(80, 40, 7).unwrap();
    let run = |threads| {
        let options = Options { seed: 3, threads, ..Options::default() };
        files::solve(&bytes, &options, &mut |_| {}, &|| Duration::ZERO).unwrap().0
    };
    assert_eq!(run(1), run(1));
    assert_eq!(run(1), run(2));
}

#[test]
fn a_stopped_run_still_gives_a_plan_that_proves_itself() {
    let x = xinhuo::matching::generate::generate(80, 40, 9);
    let options = Options::default();
    options.stop.store(true, std::sync::atomic::Ordering::Relaxed);
    let plan = solve(&x, &options, &mut |_| {}, &|| Duration::ZERO).unwrap();
    assert!(verify::check(&x, &plan.solution(&x.name)).is_sound());
}

#[test]
fn the_judge_sees_every_kind_of_spoiled_plan() {
    let x = xinhuo::matching::generate::generate(60, 60, 11);
    let plan = run(&x, 1);
    let good = plan.solution(&x.name);
    let rules =
        |s: &xinhuo::matching::Solution| -> Vec<&str> { verify::check(&x, s).broken.iter().map(|b| b.rule).collect() };
    assert!(rules(&good).is_empty() && good.assignments.len() > 5);
    let mut twice = good.clone();
    twice.assignments.push(good.assignments[0].clone());
    assert_eq!(rules(&twice), ["request-twice"]);
    let mut slot = good.clone();
    slot.assignments[0].start.0 += 1;
    assert_eq!(rules(&slot), ["slot-not-offered"]);
    let mut nobody = good.clone();
    nobody.assignments[0].speaker = "nobody".into();
    assert_eq!(rules(&nobody), ["unknown-id"]);
    let mut low = good.clone();
    low.bound = Some(plan.objective - 1);
    assert!(!verify::check(&x, &low).is_sound());
    let mut unproven = good;
    if let Some(c) = &mut unproven.certificate {
        c.requests.clear();
    }
    assert!(!verify::check(&x, &unproven).is_sound());
}
