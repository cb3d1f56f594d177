//! Equity: who is further behind the target weighs no less, and nobody ahead of it weighs more.

use proptest::prelude::*;
use std::collections::{BTreeSet, HashMap};
use xinhuo::kernel::{CommitteeId, CommitteePath, Day, Grade, VenueId};
use xinhuo::reach::{EnrolledVenue, EquityFacts, Measure, Period, ReachTarget, ReachedCell, behind};
use xinhuo::sessions::{Basis, PlanWeights, Weight, Whom};

/// One school of one county: pupils and listeners by grade band, in the order of [`BANDS`].
#[derive(Clone, Debug)]
struct County {
    target: i64,
    pupils: [i64; 3],
    reached: [i64; 3],
    weight: i64,
    month: u32,
}

const BANDS: [Grade; 3] = [Grade::Primary46, Grade::Junior, Grade::Senior];

fn county() -> impl Strategy<Value = County> {
    (1..5_000_i64, [1..900_i64, 1..900, 1..900], [0..2_000_i64, 0..2_000, 0..2_000], 0..=200_i64, 2..=12_u32)
        .prop_map(|(target, pupils, reached, weight, month)| County { target, pupils, reached, weight, month })
}

/// Uplifts of the county, its school, and each grade band.
fn uplifts(it: &County) -> [i64; 5] {
    let (county, school) = (CommitteeId("county".to_owned()), VenueId("school".to_owned()));
    let path = CommitteePath::everything().child(&county);
    let day = Day::ymd(2026, 1, 15).unwrap();
    let cell = |(grade, youth): (&Grade, &i64)| ReachedCell {
        committee: county.clone(),
        day,
        grade: *grade,
        venue_kind: "school".to_owned(),
        youth: *youth,
    };
    let target = ReachTarget {
        id: String::new(),
        committee: county.clone(),
        period: Period::Year(2026),
        measure: Measure::YouthReach,
        theme: String::new(),
        grade: None,
        venue_kind: String::new(),
        value: it.target,
    };
    let venue = EnrolledVenue {
        id: school.clone(),
        committee: county.clone(),
        kind: "school".to_owned(),
        enrolment: BANDS.iter().copied().zip(it.pupils).collect(),
        reached: vec![(day, it.reached.iter().sum())],
    };
    let facts = EquityFacts {
        counties: BTreeSet::from([county.clone()]),
        wanted: BTreeSet::from([school.clone()]),
        paths: HashMap::from([(county.clone(), path)]),
        targets: vec![target],
        cells: BANDS.iter().zip(&it.reached).map(cell).collect(),
        venues: vec![venue],
    };
    let mut weights = PlanWeights::default();
    weights.set(Weight::Equity, it.weight);
    let basis = Basis { weights, behind: behind(&facts, Day::ymd(2026, it.month, 28).unwrap()) };
    let band = |grade: Grade| basis.percent(&Whom::Grade(county.clone(), grade));
    let [a, b, c] = BANDS.map(band);
    [basis.percent(&Whom::County(county.clone())), basis.percent(&Whom::Venue(school)), a, b, c]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn more_listeners_never_weigh_more(it in county(), more in 1..800_i64, band in 0..3_usize) {
        let before = uplifts(&it);
        let mut later = it.clone();
        later.reached[band] += more;
        let after = uplifts(&later);
        for (n, (before, after)) in before.iter().zip(after).enumerate() {
            prop_assert!(after <= *before, "{n}: {before} -> {after}");
            prop_assert!((100..=100 + it.weight / 2).contains(before), "{n}: {before}");
        }
        // only what those listeners belong to changes
        for other in (0..3).filter(|other| *other != band) {
            prop_assert_eq!(before[2 + other], after[2 + other]);
        }
    }

    #[test]
    fn of_two_grade_bands_alike_the_one_less_reached_weighs_no_less(mut it in county()) {
        it.pupils[1] = it.pupils[0];
        let [.., a, b, _] = uplifts(&it);
        let ordered = if it.reached[0] <= it.reached[1] { a >= b } else { a <= b };
        prop_assert!(ordered, "{a} {b}");
    }

    #[test]
    fn who_is_on_pace_weighs_as_usual_and_who_reached_nobody_the_most(mut it in county()) {
        it.target += 100;
        it.reached = [0; 3];
        prop_assert_eq!(uplifts(&it)[0], 100 + it.weight / 2);
        it.reached = [it.target; 3];
        prop_assert_eq!(uplifts(&it), [100; 5]);
        it.reached = [0; 3];
        it.weight = 0;
        prop_assert_eq!(uplifts(&it), [100; 5], "a committee may set equity aside");
    }
}
