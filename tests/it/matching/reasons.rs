//! Explanations: what is said to be in the way is in the way, and nothing less frees the request.

use proptest::prelude::*;
use xinhuo::matching::explain::{self, WhyNot, WhyUnfilled};
use xinhuo::matching::instance::Bar;
use xinhuo::matching::problem::Problem;
use xinhuo::matching::state::State;
use xinhuo::matching::{Instance, Reason, candidates::Candidates, greedy};

use super::small;

/// The instance and the sessions that stay, with one reason lifted.
fn lift(x: &mut Instance, dropped: &mut Vec<usize>, request: usize, speaker: usize, reason: &Reason) {
    let venue = x.requests[request].venue.clone();
    let s = &mut x.speakers[speaker];
    match *reason {
        Reason::DayFull(_, there) => s.caps.per_day = there + 1,
        Reason::WeekFull(_, there) => s.caps.per_week = there + 1,
        Reason::MonthFull(_, there) => s.caps.per_month = there + 1,
        Reason::Rest(..) => s.caps.min_rest_days = 0,
        Reason::RuledOut(Bar::InvitationFatigue) => s.month_caps.clear(),
        Reason::NoTimeBetween { other: None, .. } => s.committed.clear(),
        Reason::NoTimeBetween { other: Some(r), .. } | Reason::RoomTaken(r) => dropped.push(r),
        Reason::BlockedVenue => s.blocked_venues.retain(|v| *v != venue),
        Reason::NotAvailable(date, from, to) => {
            s.availability.push(xinhuo::matching::instance::Span { date, from, to });
        }
        ref other => panic!("not in these instances: {other:?}"),
    }
}

/// Whether anybody could take the request once these reasons of a set are lifted.
fn fits_after(x: &Instance, request: usize, b: &explain::Blocking, lifted: &[Reason]) -> bool {
    let mut x = x.clone();
    let mut dropped = Vec::new();
    for reason in lifted {
        lift(&mut x, &mut dropped, request, b.speaker, reason);
    }
    let p = Problem::new(&x).unwrap();
    let mut state = greedy_state(&p);
    for r in dropped {
        state.drop(&p, r);
    }
    let fits = |s: usize, k: usize| {
        let c = xinhuo::matching::candidates::Candidate::at(&p, request, s, k);
        xinhuo::matching::rules::alone(&p, request, s, k).is_none() && state.bars(&p, &c).is_none()
    };
    (0..p.speakers.len()).any(|s| (0..p.requests[request].slots.len()).any(|k| fits(s, k)))
}

/// The plan of the instance before anything was lifted: lifting never changes what stands.
fn greedy_state(p: &Problem) -> State {
    thread_local!(static KEPT: std::cell::RefCell<Vec<xinhuo::matching::candidates::Candidate>> = const { std::cell::RefCell::new(Vec::new()) });
    KEPT.with_borrow_mut(|kept| {
        if p.instance.name != "lifted" {
            let mut state = State::of_pins(p).unwrap();
            greedy::fill(p, &Candidates::new(p).unwrap(), &mut state);
            *kept = state.chosen.iter().flatten().copied().collect();
            return state;
        }
        let mut state = State::empty(p);
        for c in kept.iter() {
            state.add(p, *c);
        }
        state
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_blocking_set_frees_the_request_and_no_part_of_it_does(seed in any::<u64>()) {
        let mut x = small::instance(seed, 8, 3);
        let p = Problem::new(&x).unwrap();
        let state = greedy_state(&p);
        let open: Vec<usize> = (0..x.requests.len()).filter(|r| state.chosen[*r].is_none()).collect();
        let why: Vec<_> = open.iter().map(|r| explain::why_unfilled(&p, &state, *r, 3)).collect();
        drop(p);
        x.name = "lifted".into();
        for (r, why) in open.into_iter().zip(why) {
            let WhyUnfilled::Blocked(sets) = why else { continue };
            for b in sets {
                prop_assert!(fits_after(&x, r, &b, &b.reasons), "{b:?}");
                for left in 0..b.reasons.len() {
                    let mut part = b.reasons.clone();
                    part.remove(left);
                    prop_assert!(!fits_after(&x, r, &b, &part), "{b:?} without {left}");
                }
            }
        }
    }
}

#[test]
fn why_not_says_the_registers_reason_before_any_other() {
    let mut x = small::instance(4, 4, 3);
    x.pinned.clear();
    x.published.clear();
    let venue = x.requests[0].venue.clone();
    x.speakers[1].blocked_venues.push(venue);
    x.requests[0].ruled_out.push(xinhuo::matching::instance::RuledOutSpeaker {
        speaker: x.speakers[1].id.clone(),
        reason: xinhuo::matching::instance::Bar::Stairs,
    });
    let p = Problem::new(&x).unwrap();
    let why = explain::why_not(&p, &State::empty(&p), 0, 1);
    assert_eq!(why, WhyNot::Barred(Reason::RuledOut(xinhuo::matching::instance::Bar::Stairs)));
}

#[test]
fn the_chosen_one_and_the_runner_up_differ_by_their_parts() {
    let x = xinhuo::matching::generate::generate(60, 60, 5);
    let p = Problem::new(&x).unwrap();
    let all = Candidates::new(&p).unwrap();
    let state = greedy_state(&p);
    let mut seen = 0;
    for r in 0..p.requests.len() {
        let Some(why) = explain::why_this(&p, &all.list[all.of_request(r)], &state, r) else { continue };
        let mut without = state.clone();
        without.drop(&p, r);
        assert_eq!(state.objective - without.objective, why.chosen.worth.points());
        if let Some(second) = why.runner_up {
            seen += 1;
            let not = explain::why_not(&p, &state, r, second.speaker);
            assert_eq!(not, WhyNot::WorthLess(second, why.chosen.worth.points() - second.worth.points()));
        }
    }
    assert!(seen > 0);
}
