//! Plans are always feasible, bounds never below the optimum, and the same seed gives the same bytes.

use std::time::Duration;

use proptest::prelude::*;
use xinhuo::matching::candidates::Candidates;
use xinhuo::matching::problem::Problem;
use xinhuo::matching::random::Random;
use xinhuo::matching::solution::{CaseNode, RoomPrice};
use xinhuo::matching::verify::BadProof;
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
        let proven = report.proven.unwrap().unwrap();
        let best = small::best_of_all(&Problem::new(&x).unwrap()).0;
        prop_assert!(plan.objective <= best && best <= proven && proven <= plan.bound, "{} {best} {proven}", plan.objective);
        prop_assert_eq!((plan.objective, plan.bound), (best, best), "small enough to be proven");
        prop_assert!(x.pinned.iter().all(|pin| plan.assignments.contains(pin)), "a pin was moved");
    }

    #[test]
    fn one_candidate_more_never_lowers_the_optimum(seed in any::<u64>()) {
        let x = small::instance(seed, 7, 3);
        let mut y = x.clone();
        let mut rng = Random::new(seed ^ 1);
        let slot = x.requests[rng.below(7)].slots[0].clone();
        match seed % 3 {
            0 => y.speakers[rng.below(3)].caps.per_week += 1,
            1 => y.speakers[rng.below(3)].committed.clear(),
            _ => {
                let to = &mut y.requests[rng.below(7)].slots;
                if !to.contains(&slot) {
                    to.push(slot);
                }
            }
        }
        prop_assert!(run(&y, 1).objective >= run(&x, 1).objective);
    }

    #[test]
    fn another_order_of_the_input_changes_no_proven_objective(seed in any::<u64>(), requests in 5..40_usize) {
        let x = if seed % 2 == 0 {
            small::instance(seed, 8, 3)
        } else {
            xinhuo::matching::generate::generate(requests, 12, seed)
        };
        let mut y = x.clone();
        let mut rng = Random::new(seed);
        rng.shuffle(&mut y.requests);
        rng.shuffle(&mut y.speakers);
        rng.shuffle(&mut y.venues);
        rng.shuffle(&mut y.counties);
        rng.shuffle(&mut y.pinned);
        rng.shuffle(&mut y.published);
        y.speakers.iter_mut().for_each(|s| rng.shuffle(&mut s.availability));
        let (a, b) = (run(&x, 1), run(&y, 1));
        prop_assert!(verify::check(&y, &b.solution(&y.name)).is_sound());
        if a.gap == 0.0 && b.gap == 0.0 {
            prop_assert_eq!(a.objective, b.objective);
        }
        prop_assert!(a.objective <= b.bound && b.objective <= a.bound);
    }

    #[test]
    fn a_published_plan_is_changed_no_more_than_it_must_be(seed in any::<u64>()) {
        let mut x = xinhuo::matching::generate::generate(30, 20, seed);
        let plan = run(&x, 1);
        prop_assume!(!plan.assignments.is_empty());
        x.published.clone_from(&plan.assignments);
        x.weights.change = 100_000;
        prop_assert_eq!(&run(&x, 1).assignments, &plan.assignments);
        let ill = plan.assignments[0].clone();
        let who = x.speakers.iter_mut().find(|s| s.id == ill.speaker).unwrap();
        who.availability.retain(|w| w.date != ill.date);
        let lost = plan.assignments.iter().filter(|a| a.speaker == ill.speaker && a.date == ill.date).count();
        let again = run(&x, 1);
        let kept = plan.assignments.iter().filter(|a| again.assignments.contains(a)).count();
        prop_assert_eq!(kept, plan.assignments.len() - lost);
        prop_assert!(verify::check(&x, &again.solution(&x.name)).is_sound());
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
        prop_assert!(report.proven.is_some_and(|b| b.is_ok_and(|b| b <= plan.bound)));
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
    let mut unproven = good.clone();
    if let Some(c) = &mut unproven.certificate {
        c.requests.clear();
    }
    assert!(!verify::check(&x, &unproven).is_sound());
    let (mut request, mut room) = (good.clone(), good);
    let free = x.requests.iter().find(|r| x.pinned.iter().all(|pin| pin.request != r.id)).unwrap();
    request.certificate.as_mut().unwrap().requests.insert(free.id.clone(), -1);
    let (venue, name, date) = (free.venue.clone(), free.room.clone(), free.slots[0].date);
    let below = RoomPrice { venue, room: name, date, at: free.slots[0].start, price: -1 };
    room.certificate.as_mut().unwrap().rooms.push(below);
    for spoiled in [request, room] {
        assert!(matches!(verify::check(&x, &spoiled).proven, Some(Err(BadProof::Negative(_)))));
    }
}

#[test]
fn a_spoiled_proof_by_cases_is_seen() {
    let found = (0..400).find_map(|seed| {
        let x = small::instance(seed, 8, 3);
        let plan = run(&x, 1);
        plan.certificate.cases.is_some().then_some((x, plan))
    });
    let (x, plan) = found.expect("an instance whose prices alone leave a gap");
    let good = plan.solution(&x.name);
    assert_eq!(verify::check(&x, &good).proven, Some(Ok(plan.objective)));
    let spoiled = |spoil: &dyn Fn(&mut xinhuo::matching::solution::Cases)| {
        let mut s = good.clone();
        spoil(s.certificate.as_mut().unwrap().cases.as_mut().unwrap());
        verify::check(&x, &s)
    };
    let cut = spoiled(&|c| c.tree = vec![CaseNode::Leaf { prices: 0 }]);
    assert!(!cut.is_sound(), "{cut:?}");
    let lower = spoiled(&|c| c.floor -= 1);
    assert!(lower.proven.unwrap().unwrap() >= plan.objective);
    for (spoil, wrong) in [
        (&|c: &mut xinhuo::matching::solution::Cases| c.prices.clear() as _, BadProof::Cases(0)),
        (&|c| c.tree.clear(), BadProof::Cases(0)),
    ] as [(&dyn Fn(&mut xinhuo::matching::solution::Cases), BadProof); 2]
    {
        let said = spoiled(spoil).proven.unwrap().unwrap_err();
        assert_eq!(std::mem::discriminant(&said), std::mem::discriminant(&wrong), "{said:?}");
    }
    let round = spoiled(&|c| {
        for node in &mut c.tree {
            if let CaseNode::Split { yes, .. } = node {
                *yes = 0;
            }
        }
    });
    assert_eq!(round.proven, Some(Err(BadProof::Cases(0))));
    let stranger = spoiled(&|c| {
        if let CaseNode::Split { request, .. } = &mut c.tree[0] {
            *request = "nobody".into();
        }
    });
    assert_eq!(stranger.proven, Some(Err(BadProof::Unknown("nobody".into()))));
}
