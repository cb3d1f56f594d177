//! Each reader sees a session as far as it concerns them.

use super::{at, window};
use xinhuo::calendars::feed::Status;
use xinhuo::calendars::shown::{Reader, Words, event};
use xinhuo::kernel::{AssignmentId, CommitteeId, Grade, SessionId, SpeakerId, VenueId};
use xinhuo::sessions::{Answer, Assignment, Part, Session, SessionKind, SessionStatus};

fn assignment(speaker: &str, part: Part, answer: Answer) -> Assignment {
    Assignment {
        id: AssignmentId::from(speaker),
        speaker: SpeakerId::from(speaker),
        part,
        answer,
        pinned: false,
        invited_at: Some(at("2026-11-20 09:00")),
        answer_by: None,
        answered_at: None,
        answered_through: String::new(),
        proposed_start: None,
        note: String::new(),
        changed_at: at("2026-11-22 09:00"),
        still_at: None,
    }
}

fn session(status: SessionStatus, assignments: Vec<Assignment>) -> Session {
    Session {
        id: SessionId::from("s"),
        code: "S1".into(),
        uid: "s@xinhuo".into(),
        committee: CommitteeId::from("c"),
        cohosts: Vec::new(),
        venue: VenueId::from("v"),
        room: None,
        request: None,
        plan: None,
        campaign: None,
        kind: SessionKind::Lecture,
        theme: "party-history".into(),
        lecture: None,
        grade: Grade::Junior,
        language: "zh".into(),
        window: window("2026-11-25 09:00/10:30"),
        planned: 200,
        status,
        cancel_reason: String::new(),
        teacher: String::new(),
        teacher_phone: String::new(),
        school_approval: String::new(),
        override_reason: String::new(),
        online_views: 0,
        pickup_by: String::new(),
        pickup_at: None,
        companion: String::new(),
        sequence: 3,
        assignments,
        changed_at: at("2026-11-21 09:00"),
        created_at: at("2026-11-01 09:00"),
        version: 1,
    }
}

fn seen(session: &Session, reader: Reader<'_>) -> Option<Status> {
    event(session, reader, Words::default()).map(|event| event.status)
}

/// As the speaker, the school, the committee and the public see it.
fn all(status: SessionStatus, answer: Answer) -> [Option<Status>; 4] {
    let it = session(status, vec![assignment("wang", Part::Speaker, answer)]);
    [Reader::Speaker(&"wang".into()), Reader::Venue, Reader::Committee, Reader::Public].map(|reader| seen(&it, reader))
}

#[test]
fn a_draft_is_nobodys() {
    assert_eq!(all(SessionStatus::Proposed, Answer::Waiting), [None; 4]);
}

#[test]
fn what_waits_is_tentative_and_absent_at_the_school() {
    let waits = [Some(Status::Tentative), None, Some(Status::Tentative), None];
    for answer in [Answer::Waiting, Answer::Proposed, Answer::Accepted] {
        assert_eq!(all(SessionStatus::Published, answer), waits, "{answer:?}");
    }
}

#[test]
fn what_stands_is_confirmed_for_all() {
    assert_eq!(all(SessionStatus::Confirmed, Answer::Accepted), [Some(Status::Confirmed); 4]);
    assert_eq!(all(SessionStatus::Delivered, Answer::Accepted), [Some(Status::Confirmed); 4]);
}

#[test]
fn what_is_off_is_cancelled_where_it_was_seen() {
    assert_eq!(all(SessionStatus::Cancelled, Answer::Accepted), [Some(Status::Cancelled); 4]);
    let never_agreed = [Some(Status::Cancelled), None, Some(Status::Cancelled), None];
    assert_eq!(all(SessionStatus::Cancelled, Answer::Waiting), never_agreed);
}

#[test]
fn a_released_speaker_sees_it_cancelled_and_one_who_declined_nothing() {
    let parts = vec![
        assignment("wang", Part::Speaker, Answer::Released),
        assignment("li", Part::Speaker, Answer::Accepted),
        assignment("zhao", Part::Speaker, Answer::Declined),
        assignment("sun", Part::Standby, Answer::Accepted),
    ];
    let it = session(SessionStatus::Confirmed, parts);
    let for_speaker = |who: &str| event(&it, Reader::Speaker(&who.into()), Words::default());
    let released = for_speaker("wang").expect("seen");
    assert_eq!((released.status, released.sequence), (Status::Cancelled, 4));
    assert_eq!(released.changed_at, at("2026-11-22 09:00"));
    let kept = for_speaker("li").expect("seen");
    assert_eq!((kept.status, kept.sequence, kept.transparent), (Status::Confirmed, 3, false));
    assert_eq!(for_speaker("zhao"), None);
    assert_eq!(for_speaker("nobody"), None);
    let standby = for_speaker("sun").expect("seen");
    assert_eq!((standby.status, standby.transparent), (Status::Tentative, true));
}

#[test]
fn one_asked_again_after_a_release_is_asked() {
    let mut again = assignment("wang", Part::Speaker, Answer::Waiting);
    again.changed_at = at("2026-11-21 09:00");
    let parts = vec![assignment("wang", Part::Speaker, Answer::Released), again];
    assert_eq!(
        seen(&session(SessionStatus::Published, parts), Reader::Speaker(&"wang".into())),
        Some(Status::Tentative)
    );
}
