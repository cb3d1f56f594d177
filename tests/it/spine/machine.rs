//! The state machine of sessions under any sequence of transitions.

use proptest::prelude::*;
use std::collections::BTreeSet;
use xinhuo::kernel::*;
use xinhuo::sessions::*;

const START: &str = "2026-12-01 09:30";

fn at(text: &str) -> Moment {
    parse_local(text).unwrap()
}

fn fresh() -> Session {
    let id = SessionId::fresh();
    let start = at(START);
    let now = at("2026-11-20 09:00");
    Session {
        uid: id.to_string(),
        id,
        code: "S1".into(),
        committee: "c".into(),
        cohosts: vec![],
        venue: "v".into(),
        room: Some("r".into()),
        request: None,
        plan: None,
        campaign: None,
        kind: SessionKind::Lecture,
        theme: "党史国史".into(),
        lecture: Some("l".into()),
        grade: Grade::Junior,
        language: "mandarin".into(),
        window: Window { start, end: start + chrono::TimeDelta::minutes(45) },
        planned: 100,
        status: SessionStatus::Proposed,
        cancel_reason: String::new(),
        teacher: "周老师".into(),
        teacher_phone: String::new(),
        school_approval: String::new(),
        override_reason: String::new(),
        online_views: 0,
        pickup_by: String::new(),
        pickup_at: None,
        companion: String::new(),
        sequence: 0,
        assignments: vec![asked("a")],
        changed_at: now,
        created_at: now,
        version: 1,
    }
}

fn asked(speaker: &str) -> Assignment {
    Assignment {
        id: AssignmentId::fresh(),
        speaker: speaker.into(),
        part: Part::Speaker,
        answer: Answer::Waiting,
        pinned: false,
        invited_at: None,
        answer_by: None,
        answered_at: None,
        answered_through: String::new(),
        proposed_start: None,
        note: String::new(),
        changed_at: at("2026-11-20 09:00"),
        still_at: None,
    }
}

#[derive(Clone, Debug)]
enum Move {
    Publish,
    Accept(usize, bool),
    Decline(usize, bool),
    Propose(usize, i64),
    TakeProposal(usize),
    RefuseProposal(usize),
    Ask(u8),
    Standby(u8),
    Replace(usize, u8),
    Release(usize),
    StepIn(usize, usize),
    Confirm(bool),
    Reschedule(i64, bool),
    Rehouse(u8),
    Cancel,
    Deliver,
    Later(i64),
}

fn moves() -> impl Strategy<Value = Move> {
    use Move::*;
    prop_oneof![
        3 => Just(Publish),
        4 => (0..4usize, any::<bool>()).prop_map(|(n, p)| Accept(n, p)),
        3 => (0..4usize, any::<bool>()).prop_map(|(n, p)| Decline(n, p)),
        2 => (0..4usize, -3..9i64).prop_map(|(n, d)| Propose(n, d)),
        2 => (0..4usize).prop_map(TakeProposal),
        2 => (0..4usize).prop_map(RefuseProposal),
        3 => (0..4u8).prop_map(Ask),
        2 => (0..4u8).prop_map(Standby),
        2 => (0..4usize, 0..4u8).prop_map(|(n, s)| Replace(n, s)),
        2 => (0..4usize).prop_map(Release),
        2 => (0..4usize, 0..4usize).prop_map(|(a, b)| StepIn(a, b)),
        4 => any::<bool>().prop_map(Confirm),
        2 => (-3..9i64, any::<bool>()).prop_map(|(d, a)| Reschedule(d, a)),
        2 => (0..3u8).prop_map(Rehouse),
        1 => Just(Cancel),
        2 => Just(Deliver),
        2 => (1..100i64).prop_map(Later),
    ]
}

fn who(n: u8) -> SpeakerId {
    SpeakerId(["a", "b", "c", "d"][usize::from(n)].to_owned())
}

fn apply(session: &Session, step: &Move, now: Moment) -> Result<Option<Change>, Refusal> {
    let id = |n: usize| session.assignments.get(n).map_or_else(|| AssignmentId("none".into()), |a| a.id.clone());
    let through = |phone: bool| if phone { Through::Telephone } else { Through::Link };
    let day = |d: i64| at(START) + chrono::TimeDelta::days(d);
    let closed: Vec<Gate> = session
        .speaking()
        .filter(|a| a.answer != Answer::Accepted)
        .map(|_| Gate { refusal: Refusal::new("gate-not-accepted"), overridable: false })
        .chain(
            session
                .speaking()
                .next()
                .is_none()
                .then(|| Gate { refusal: Refusal::new("gate-no-speaker"), overridable: false }),
        )
        .collect();
    match step {
        Move::Publish => session.publish(now).map(Some),
        Move::Accept(n, p) => session.accept(&id(*n), through(*p), now),
        Move::Decline(n, p) => session.decline(&id(*n), "", through(*p), now),
        Move::Propose(n, d) => session.propose(&id(*n), day(*d), "", Through::Link, now),
        Move::TakeProposal(n) => session.take_proposal(&id(*n), now).map(Some),
        Move::RefuseProposal(n) => session.refuse_proposal(&id(*n), now).map(Some),
        Move::Ask(s) => session.ask(&who(*s), now).map(Some),
        Move::Standby(s) => session.name_standby(&who(*s), now).map(Some),
        Move::Replace(n, s) => session.replace(&id(*n), &who(*s), now).map(Some),
        Move::Release(n) => session.release(&id(*n), now).map(Some),
        Move::StepIn(a, b) => session.step_in(&id(*a), Some(&id(*b)), &[], "", now).map(Some),
        Move::Confirm(overriding) => session.confirm(&closed, if *overriding { "有说明" } else { "" }, now).map(Some),
        Move::Reschedule(d, agreed) => {
            let window = Window { start: day(*d), end: day(*d) + (session.window.end - session.window.start) };
            session.reschedule(window, *agreed, now).map(Some)
        }
        Move::Rehouse(n) => session.move_room((*n > 0).then(|| RoomId(format!("r{n}"))), now).map(Some),
        Move::Cancel => session.cancel("台风", now).map(Some),
        Move::Deliver => session.deliver(now).map(Some),
        Move::Later(_) => Ok(None),
    }
}

fn sound(before: &Session, change: &Change) {
    let after = &change.session;
    assert_eq!(after.version, before.version + 1, "each transition is one version");
    assert_eq!(change.journal.len(), 1, "each transition is one line");
    let line = &change.journal[0];
    assert_ne!(line.before, line.after, "{} says what changed", line.action);
    assert!(after.sequence >= before.sequence, "the sequence never falls");
    let moved = after.window != before.window || after.room != before.room;
    let off = after.status == SessionStatus::Cancelled && before.status != SessionStatus::Cancelled;
    assert!(!(moved || off) || after.sequence > before.sequence, "time, place and cancellation raise it");
    let live = matches!(after.status, SessionStatus::Published | SessionStatus::Confirmed | SessionStatus::Delivered);
    let held: BTreeSet<String> = after.bookings().into_iter().map(|it| it.resource).collect();
    let mut wanted: BTreeSet<String> = after.speaking().map(|a| a.speaker.0.clone()).collect();
    wanted.insert(after.room.as_ref().map_or(after.venue.0.clone(), |r| r.0.clone()));
    assert_eq!(held, if live { wanted } else { BTreeSet::new() });
    assert!(after.bookings().iter().all(|it| it.window == after.window));
    if after.status == SessionStatus::Confirmed {
        assert!(after.speaking().next().is_some(), "a confirmed session has a speaker");
        assert!(after.speaking().all(|a| a.answer == Answer::Accepted), "who has said yes");
    }
    let standing: Vec<&SpeakerId> = after.assignments.iter().filter(|a| a.stands()).map(|a| &a.speaker).collect();
    assert_eq!(standing.len(), standing.iter().collect::<BTreeSet<_>>().len(), "nobody stands in it twice");
    assert!(after.assignments.iter().all(|a| (a.answer == Answer::Proposed) == a.proposed_start.is_some()));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_sequence_keeps_the_rules(steps in proptest::collection::vec(moves(), 1..50)) {
        let mut session = fresh();
        let mut now = at("2026-11-20 09:00");
        let mut keys = BTreeSet::new();
        for step in steps {
            if let Move::Later(hours) = step {
                now += chrono::TimeDelta::hours(hours);
            }
            let Ok(Some(change)) = apply(&session, &step, now) else { continue };
            sound(&session, &change);
            let closed = matches!(session.status, SessionStatus::Delivered | SessionStatus::Cancelled);
            prop_assert!(!closed, "{step:?} changed a session that is over");
            for letter in &change.letters {
                prop_assert!(keys.insert(letter.key()), "{step:?} owes {} a second time", letter.key());
            }
            session = change.session;
        }
    }
}

#[test]
fn a_second_invitation_has_a_number_of_its_own() {
    let now = at("2026-11-20 09:00");
    let session = fresh().publish(now).unwrap().session;
    let id = session.assignments[0].id.clone();
    let freed = session.release(&id, now).unwrap().session;
    let again = freed.ask(&"a".into(), now).unwrap();
    assert_eq!(again.letters[0].sequence, 1);
    assert_eq!(again.session.bookings().len(), 2);
}

#[test]
fn an_old_no_is_not_taken_back_once_asked_anew_and_released() {
    let now = at("2026-11-20 09:00");
    let session = fresh().publish(now).unwrap().session;
    let old = session.assignments[0].id.clone();
    let session = session.decline(&old, "", Through::Link, now).unwrap().unwrap().session;
    let session = session.ask(&"a".into(), now).unwrap().session;
    let anew = session.assignments[1].id.clone();
    let session = session.release(&anew, now).unwrap().session;
    let later = at(START) + chrono::TimeDelta::days(1);
    assert!(session.propose(&old, later, "", Through::Link, now).is_err());
    assert!(session.accept(&old, Through::Link, now).is_err());
}
