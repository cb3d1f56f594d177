//! A headcount on its way: reported, signed, corrected; and everybody who must be refused.

use super::*;
use xinhuo::actions::attendance::{confirm, correct, report};
use xinhuo::actions::filings;
use xinhuo::attendance::FigureState;
use xinhuo::reach::{FilingState, FilingStep, Period};

#[test]
fn reported_twice_counts_once_and_a_change_takes_its_place() {
    for hall in halls() {
        story(async {
            let session = hall.session(Like::default());
            assert!(hall.report(&session, of(vec![youth(180), line(ListenerKind::Parent, 12)])).await.unwrap());
            assert_eq!(hall.status(&session), SessionStatus::Delivered, "whoever counts says that it was held");
            assert!(!hall.report(&session, of(vec![youth(180), line(ListenerKind::Parent, 12)])).await.unwrap());
            assert_eq!(hall.history(&session).len(), 2);
            assert!(hall.report(&session, of(vec![youth(190)])).await.unwrap());
            assert_eq!(hall.figures(&session).len(), 1);
            assert_eq!(hall.history(&session).len(), 3, "nothing is overwritten");
            assert_eq!(hall.told(&hall.asked(), None).confirmed.sessions, 0, "reported is not confirmed");
            hall.confirm(&session).await.unwrap();
            let told = hall.told(&hall.asked(), None);
            assert_eq!((told.confirmed.sessions, told.confirmed.talks, told.confirmed.youth), (1, 1, 190));
            assert_eq!(refused(hall.report(&session, of(vec![youth(999)])).await), "headcount-already-confirmed");
            assert!(!hall.report(&session, of(vec![youth(190)])).await.unwrap(), "the same again is no error");
            hall.holds_together();
        });
    }
}

#[test]
fn of_two_people_who_sign_at_once_the_second_is_told() {
    for hall in halls() {
        story(async {
            let session = hall.session(Like::default());
            hall.report(&session, of(vec![youth(100)])).await.unwrap();
            let seen = revision(&hall.figures(&session));
            let (one, two) = (hall.coordinator(), hall.somebody("李协调", Role::Coordinator, &hall.county));
            let first = confirm(&hall.app, &one, session.clone(), seen.clone());
            let second = confirm(&hall.app, &two, session.clone(), seen.clone());
            let (first, second) = tokio::join!(first, second);
            let keys: Vec<_> =
                [first, second].into_iter().filter_map(Result::err).map(|e| e.refusal().unwrap().key).collect();
            assert_eq!(keys, ["headcount-already-confirmed"]);
            assert_eq!(hall.told(&hall.asked(), None).confirmed.youth, 100);
            // what was reported anew meanwhile is not signed unseen
            let later = hall.session(Like { start: "2026-11-19 09:30", ..Like::default() });
            hall.report(&later, of(vec![youth(50)])).await.unwrap();
            let stale = revision(&hall.figures(&later));
            hall.report(&later, of(vec![youth(60)])).await.unwrap();
            assert_eq!(refused(confirm(&hall.app, &one, later, stale).await), "headcount-changed-meanwhile");
            hall.holds_together();
        });
    }
}

#[test]
fn a_correction_is_a_further_dated_figure_with_a_reason() {
    for hall in halls() {
        story(async {
            let session = hall.session(Like::default());
            hall.report(&session, of(vec![youth(180), line(ListenerKind::Other, 9)])).await.unwrap();
            assert_eq!(
                refused(hall.correct(&session, vec![youth(170)], "数错").await),
                "correction-before-confirmation"
            );
            hall.confirm(&session).await.unwrap();
            assert_eq!(refused(hall.correct(&session, vec![youth(170)], "  ").await), "reason-missing");
            let same = vec![youth(180), line(ListenerKind::Other, 9)];
            assert_eq!(refused(hall.correct(&session, same, "核对").await), "correction-changes-nothing");
            hall.correct(&session, vec![youth(170)], "多数了一个班").await.unwrap();
            let told = hall.told(&hall.asked(), None).confirmed;
            assert_eq!((told.sessions, told.youth, told.others), (1, 170, 0));
            let history = hall.history(&session);
            assert_eq!(history.len(), 4);
            assert!(history.iter().filter(|f| f.state == FigureState::Confirmed).all(|f| f.replaced_at.is_some()));
            assert!(history.iter().any(|f| f.correction_reason == "多数了一个班" && f.headcount.get() == 170));
            hall.holds_together();
        });
    }
}

#[test]
fn who_may_not_is_refused_and_nothing_is_saved() {
    for hall in halls() {
        story(async {
            let session = hall.session(Like::default());
            let elsewhere = hall.session(Like { at_station: true, start: "2026-11-20 14:00", ..Like::default() });
            let code = Actor::attendance_code(elsewhere.clone(), "扫码上报");
            let stranger = hall.somebody("乙县协调员", Role::Coordinator, &hall.other);
            let reviewer = hall.somebody("审核人", Role::Reviewer, &hall.city);
            for actor in [&code, &stranger, &reviewer, &Actor::visitor()] {
                let tried = report(&hall.app, actor, session.clone(), of(vec![youth(10)])).await;
                assert_eq!(refused(tried), "not-allowed", "{}", actor.name());
            }
            assert!(hall.history(&session).is_empty());
            hall.report(&session, of(vec![youth(10)])).await.unwrap();
            let seen = revision(&hall.figures(&session));
            let own = Actor::attendance_code(session.clone(), "扫码上报");
            for actor in [&own, &stranger, &reviewer] {
                assert_eq!(refused(confirm(&hall.app, actor, session.clone(), seen.clone()).await), "not-allowed");
                let tried = correct(&hall.app, actor, session.clone(), seen.clone(), vec![youth(1)], "x".into()).await;
                assert_eq!(refused(tried), "not-allowed");
            }
        });
    }
}

#[test]
fn what_cannot_be_is_refused_in_words() {
    for hall in halls() {
        story(async {
            let tomorrow = hall.session(Like { start: "2026-11-24 09:30", ..Like::default() });
            assert_eq!(refused(hall.report(&tomorrow, of(vec![youth(1)])).await), "session-not-begun");
            let asked = hall.session(Like { status: SessionStatus::Published, ..Like::default() });
            assert_eq!(refused(hall.report(&asked, of(vec![youth(1)])).await), "session-has-no-headcount");
            let running = hall.session(Like { start: "2026-11-23 08:45", ..Like::default() });
            hall.report(&running, of(vec![youth(30)])).await.unwrap();
            assert_eq!(hall.status(&running), SessionStatus::Confirmed, "it is not over yet");
            assert_eq!(refused(hall.confirm(&running).await), "headcount-not-yet");
            let session = hall.session(Like { start: "2026-11-18 09:30", ..Like::default() });
            assert_eq!(refused(hall.confirm(&session).await), "headcount-missing");
            assert_eq!(refused(hall.report(&session, of(vec![])).await), "headcount-nobody");
            assert_eq!(refused(hall.report(&session, of(vec![youth(1), youth(2)])).await), "headcount-twice");
            let five = Headcount::new(5).unwrap();
            let flagged = Line { hardship: five, ..youth(4) };
            assert_eq!(refused(hall.report(&session, of(vec![flagged])).await), "flags-above-headcount");
            let warned = Report { note: "张三 320602200901012345".to_owned(), ..of(vec![youth(40)]) };
            assert_eq!(refused(hall.report(&session, warned.clone()).await), "note-looks-like-identity");
            hall.report(&session, Report { note_checked: true, ..warned }).await.unwrap();
            assert_eq!(Headcount::new(-1).unwrap_err().key, "headcount-out-of-range");
            let missing = report(&hall.app, &hall.coordinator(), SessionId::fresh(), of(vec![youth(1)])).await;
            assert_eq!(refused(missing), "session-missing");
        });
    }
}

#[test]
fn above_capacity_or_enrolment_is_flagged_and_counts() {
    for hall in halls() {
        story(async {
            let session = hall.session(Like::default());
            let actor = hall.coordinator();
            let done = report(&hall.app, &actor, session.clone(), of(vec![youth(400)])).await.unwrap();
            let words: Vec<_> = done.flags.iter().map(|flag| flag.words(Lang::Zh)).collect();
            assert_eq!(words, ["到场 400 人，超过场地容量 250 人", "小学四至六年级到场 400 人，超过在籍 300 人"]);
            hall.confirm(&session).await.unwrap();
            let told = hall.told(&hall.asked(), None);
            assert_eq!((told.confirmed.youth, told.persons_estimated), (400, 300), "persons are capped by enrolment");
        });
    }
}

#[test]
fn a_locked_period_takes_dated_corrections_alone() {
    for hall in halls() {
        story(async {
            let october = Like { start: "2026-10-20 09:30", ..Like::default() };
            let (signed, forgotten) =
                (hall.session(october.clone()), hall.session(Like { start: "2026-10-21 09:30", ..october }));
            hall.report(&signed, of(vec![youth(100)])).await.unwrap();
            hall.confirm(&signed).await.unwrap();
            let (county, reviewer) = (
                hall.somebody("甲县", Role::Coordinator, &hall.county),
                hall.somebody("审核人", Role::Reviewer, &hall.city),
            );
            let own_reviewer = hall.somebody("甲县审核人", Role::Reviewer, &hall.county);
            let period = Period::parse("2026-10").unwrap();
            let step = |actor, period, step, reason: &str| {
                filings::step(&hall.app, actor, hall.county.id.clone(), period, step, reason.to_owned())
            };
            let now = Period::parse("2026-11").unwrap();
            assert_eq!(refused(step(&county, now, FilingStep::File, "").await), "filing-not-over");
            step(&county, period, FilingStep::File, "").await.unwrap();
            let quarter = Period::parse("2026-Q4").unwrap();
            assert_eq!(refused(step(&county, quarter, FilingStep::File, "").await), "filing-overlaps");
            assert_eq!(refused(step(&own_reviewer, period, FilingStep::Accept, "").await), "not-allowed");
            assert_eq!(refused(step(&reviewer, period, FilingStep::Return, " ").await), "filing-reason");
            step(&reviewer, period, FilingStep::Return, "缺一场").await.unwrap();
            step(&county, period, FilingStep::File, "").await.unwrap();
            step(&reviewer, period, FilingStep::Accept, "").await.unwrap();
            assert_eq!(step(&reviewer, period, FilingStep::Lock, "").await.unwrap(), FilingState::Locked);
            assert_eq!(refused(step(&reviewer, period, FilingStep::Return, "x").await), "filing-step-not-now");
            assert_eq!(refused(hall.report(&forgotten, of(vec![youth(60)])).await), "period-locked");
            hall.correct(&forgotten, vec![youth(60)], "当时漏报").await.unwrap();
            hall.correct(&signed, vec![youth(90)], "复核").await.unwrap();
            let told = hall.told(&hall.asked(), None).confirmed;
            assert_eq!((told.sessions, told.youth), (2, 150));
            hall.holds_together();
        });
    }
}
