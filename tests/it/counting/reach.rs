//! What is counted, and that it stays the same however it is looked at.

use super::*;
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;
use xinhuo::reach::{FilingStep, Measure, Period, ReachTarget, Sums};
use xinhuo::{actions, store};

async fn counted(hall: &Hall, like: Like, lines: Vec<Line>) -> SessionId {
    let session = hall.session(like);
    hall.report(&session, of(lines)).await.unwrap();
    hall.confirm(&session).await.unwrap();
    session
}

#[test]
fn the_rules_of_counting() {
    for hall in halls() {
        story(async {
            counted(&hall, Like { talks: 2, ..Like::default() }, vec![youth(100), line(ListenerKind::Parent, 20)])
                .await;
            let outdoors = Like { start: "2026-11-19 09:30", kind: SessionKind::FieldPractice, ..Like::default() };
            counted(&hall, outdoors, vec![youth(40)]).await;
            let station =
                Like {
                    start: "2026-04-05 09:30", at_station: true, campaign: true, theme: "科普", ..Like::default()
                };
            counted(&hall, station, vec![youth(30), line(ListenerKind::Other, 5)]).await;
            hall.session(Like { start: "2026-11-17 09:30", ..Like::default() });
            hall.session(Like { start: "2026-11-16 09:30", status: SessionStatus::Cancelled, ..Like::default() });
            let waiting = hall.session(Like { start: "2026-11-13 09:30", ..Like::default() });
            hall.report(&waiting, of(vec![youth(77)])).await.unwrap();

            let told = hall.told(&hall.asked(), None);
            let Sums { sessions, talks, youth: young, parents, others, field_persons, .. } = told.confirmed;
            assert_eq!((sessions, talks, young, parents, others, field_persons), (3, 4, 130, 20, 5, 40));
            assert_eq!((told.beside.reported.sessions, told.beside.reported.youth), (1, 77));
            assert_eq!((told.beside.missing_sessions, told.beside.missing_talks), (1, 1));
            assert_eq!(told.persons_estimated, 130);
            assert_eq!(told.coverage, (2, 2));
            assert_eq!(told.sentence(Lang::Zh), "已开展宣讲3场次，听讲130人次");

            let county = Asked { committee: Some("C-B".to_owned()), ..hall.asked() };
            assert_eq!(hall.told(&county, None).confirmed.youth, 30);
            let campaign = Asked { campaign: Some("DS".to_owned()), ..hall.asked() };
            let campaign = hall.told(&campaign, None);
            assert_eq!((campaign.confirmed.sessions, campaign.from.to_string().as_str()), (1, "2026-03-01"));
            let quiet = Asked {
                from: Some("2019-01-01".parse().unwrap()),
                to: Some("2019-12-31".parse().unwrap()),
                ..hall.asked()
            };
            assert_eq!(hall.told(&quiet, None).sentence(Lang::Zh), "已开展宣讲0场次，听讲0人次");
            let backwards = Asked {
                from: Some("2026-02-01".parse().unwrap()),
                to: Some("2026-01-01".parse().unwrap()),
                ..hall.asked()
            };
            let now = hall.app.clock.now();
            let tried = hall.app.store.read_now(|db| ReachQuery::of(db, &backwards, now).map(drop));
            assert_eq!(refused(tried), "period-ends-before-start");
        });
    }
}

#[test]
fn every_breakdown_adds_up_and_json_has_its_shape() {
    for hall in halls() {
        story(async {
            counted(&hall, Like::default(), vec![youth(100), line(ListenerKind::Parent, 20)]).await;
            let other = Line::plain(Grade::Junior, ListenerKind::Youth, Headcount::new(33).unwrap(), Basis::Estimated);
            counted(
                &hall,
                Like { at_station: true, theme: "科普", start: "2026-09-07 14:00", ..Like::default() },
                vec![youth(3), other],
            )
            .await;
            for by in By::ALL {
                let told = hall.told(&hall.asked(), Some(*by));
                let mut parts = Sums::default();
                for row in &told.rows {
                    parts += row.sums;
                }
                assert_eq!(parts, told.confirmed, "{by:?}");
            }
            let json = hall.told(&hall.asked(), Some(By::Committee)).to_json();
            for key in [
                "committee",
                "from",
                "to",
                "sessions",
                "talks",
                "youth",
                "parents",
                "others",
                "field_practice_persons",
                "online_views",
                "materials",
                "persons_estimated",
                "target",
                "sentence_zh",
                "sentence_en",
                "rows",
                "reported",
                "missing",
            ] {
                assert!(json.get(key).is_some(), "{key} is missing: {json}");
            }
            assert_eq!(json["rows"][0]["key"], "C-A");
            assert_eq!(json["rows"][1]["youth"], 36);
            assert!(json["missing"]["youth"].is_null(), "missing is not zero");
            let public = hall
                .told(&Asked { committee: Some("C-B".to_owned()), ..hall.asked() }, Some(By::Grade))
                .to_public_json();
            assert!(public["rows"][0]["youth"].is_null(), "three children are masked: {public}");
            assert!(public.get("reported").is_none());
        });
    }
}

#[test]
fn a_report_of_an_earlier_day_stays_the_same() {
    for hall in halls() {
        story(async {
            let session = counted(&hall, Like::default(), vec![youth(100)]).await;
            let then = Asked { as_of: Some("2026-11-23".parse().unwrap()), ..hall.asked() };
            let before = hall.told(&then, Some(By::Theme));
            assert_eq!(before.confirmed.youth, 100);
            let later = Hall {
                app: App { clock: Clock::starting_at(parse_local("2026-12-01 10:00").unwrap()), ..hall.app.clone() },
                ..hall
            };
            later.correct(&session, vec![youth(80)], "复核").await.unwrap();
            assert_eq!(later.told(&later.asked(), None).confirmed.youth, 80);
            let again = later.told(&Asked { to: Some(before.to), ..then }, Some(By::Theme));
            assert_eq!((again.confirmed, again.rows), (before.confirmed, before.rows));
        });
    }
}

#[test]
fn targets_stand_beside_what_was_reached() {
    for hall in halls() {
        story(async {
            counted(&hall, Like::default(), vec![youth(100)]).await;
            let target = |value| ReachTarget {
                id: uuid::Uuid::now_v7().to_string(),
                committee: hall.city.id.clone(),
                period: Period::parse("2026").unwrap(),
                measure: Measure::YouthReach,
                theme: String::new(),
                grade: None,
                venue_kind: String::new(),
                value,
            };
            let reviewer = hall.somebody("审核人", Role::Reviewer, &hall.city);
            let zero = actions::targets::set_target(&hall.app, &reviewer, target(0)).await;
            assert_eq!(refused(zero), "target-value");
            for value in [500, 400] {
                actions::targets::set_target(&hall.app, &reviewer, target(value)).await.unwrap();
            }
            assert_eq!(hall.told(&hall.asked(), None).targets, [(Measure::YouthReach, 400)]);
            let stranger = hall.somebody("乙县协调员", Role::Coordinator, &hall.other);
            assert_eq!(refused(actions::targets::set_target(&hall.app, &stranger, target(9)).await), "not-allowed");
        });
    }
}

#[test]
fn a_venue_that_changes_its_kind_takes_its_counts_along() {
    for hall in halls() {
        story(async {
            counted(&hall, Like { at_station: true, ..Like::default() }, vec![youth(50)]).await;
            let station = Venue { kind: "care_station".to_owned(), ..hall.station.clone() };
            hall.app.store.write_now(move |db| store::venues::update(db, &station, parse_local(NOW).unwrap())).unwrap();
            hall.holds_together();
            let told = hall.told(&hall.asked(), Some(By::VenueKind));
            assert_eq!((told.rows.len(), told.rows[0].key.as_str()), (1, "care_station"));
        });
    }
}

#[test]
fn one_gathering_under_two_owners_is_told() {
    for hall in halls() {
        hall.session(Like { talks: 0, ..Like::default() });
        let theirs = hall.session(Like { talks: 0, start: "2026-11-20 09:50", at_station: true, ..Like::default() });
        let school = hall.school.clone();
        hall.app
            .store
            .write_now(move |db| {
                let mut session = store::sessions::load(db, &theirs)?;
                session.venue = school.id.clone();
                session.room = None;
                session.version += 1;
                store::sessions::update(db, &session)
            })
            .unwrap();
        let days = ("2026-11-01".parse().unwrap(), "2026-11-30".parse().unwrap());
        let claims =
            hall.app.store.read_now(|db| store::reach::double_claims(db, &Scope::public(), days.0, days.1)).unwrap();
        assert_eq!(claims.len(), 1, "{claims:?}");
    }
}

/// After any sequence of reports, signatures, corrections, moves and locks the roll-ups are the
/// sums of the rows, and a rebuild changes nothing.
#[test]
fn the_roll_ups_are_the_rows_after_any_sequence() {
    const DAYS: [&str; 6] = [
        "2026-09-07 09:00",
        "2026-09-30 14:00",
        "2026-10-12 09:00",
        "2026-10-31 09:00",
        "2026-11-02 09:00",
        "2026-11-20 14:00",
    ];
    let mut runner = TestRunner::deterministic();
    for hall in halls() {
        story(async {
            let kinds = [SessionKind::Lecture, SessionKind::FieldPractice, SessionKind::Online];
            let sessions: Vec<SessionId> = DAYS
                .iter()
                .enumerate()
                .map(|(n, start)| {
                    hall.session(Like { start, kind: kinds[n % 3], at_station: n % 2 == 0, ..Like::default() })
                })
                .collect();
            let steps = proptest::collection::vec((0..DAYS.len(), 0..5u8, 0i64..300, 0i64..40), 120);
            let mut done = [0usize; 5];
            for (which, step, count, parents) in steps.new_tree(&mut runner).unwrap().current() {
                let session = &sessions[which];
                let lines = vec![youth(count), line(ListenerKind::Parent, parents)];
                let result = match step {
                    0 | 1 => hall.report(session, of(lines)).await.map(drop),
                    2 => hall.confirm(session).await,
                    3 => hall.correct(session, lines, "复核").await,
                    _ => {
                        let owner = hall.somebody("审核人", Role::Administrator, &hall.city);
                        let period = Period::Month(2026, 9);
                        let step = FilingStep::ALL[usize::try_from(count).unwrap() % 4];
                        let committee = hall.other.id.clone();
                        actions::filings::step(&hall.app, &owner, committee, period, step, "x".to_owned())
                            .await
                            .map(drop)
                    }
                };
                match result {
                    Ok(()) => done[usize::from(step)] += 1,
                    Err(StoreError::Refused(_)) => {}
                    Err(other) => panic!("{other}"),
                }
                hall.holds_together();
            }
            assert!(done.iter().all(|n| *n > 0), "each kind of step was taken: {done:?}");
            let wide = Asked { from: Some("2026-01-01".parse().unwrap()), ..hall.asked() };
            let kept = hall.told(&wide, Some(By::Month));
            let from_rows =
                hall.told(&Asked { as_of: Some("2026-11-23".parse().unwrap()), ..wide.clone() }, Some(By::Month));
            assert_eq!((kept.confirmed, &kept.rows), (from_rows.confirmed, &from_rows.rows));
            hall.app.store.write_now(|db| store::reach::rebuild(db).map(drop)).unwrap();
            assert_eq!(hall.told(&wide, Some(By::Month)), kept);
        });
    }
}
