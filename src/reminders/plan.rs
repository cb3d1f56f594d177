//! Which letters are due at a moment because time has passed, and nothing else.
//!
//! The plan looks only at sessions, what their committees have set, and the moment, and gives
//! each letter a key of its own (kind, session, recipient, SEQUENCE), which the outbox takes once.
//! So two workers, a late start or a clock set back make no letter twice, and a session that moved
//! is reminded of anew.

use super::policy::{Policy, Reminders};
use crate::kernel::{
    AccountId, CommitteePath, Day, LetterKind, LetterOwed, Moment, Recipient, SessionId, SpeakerId, VenueId, Window,
};
use crate::sessions::SessionStatus;
use chrono::TimeDelta;
use serde_json::json;

/// What the plan must know of a session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Upcoming {
    /// The session.
    pub id: SessionId,
    /// Its owner.
    pub committee: CommitteePath,
    /// Its venue.
    pub venue: VenueId,
    /// When.
    pub window: Window,
    /// Where it stands.
    pub status: SessionStatus,
    /// SEQUENCE of iCalendar.
    pub sequence: i32,
    /// Speakers who have said yes.
    pub speakers: Vec<SpeakerId>,
    /// Whether a headcount has been reported.
    pub counted: bool,
    /// When somebody was last told how it stands (confirmation or change).
    pub told_at: Option<Moment>,
}

/// A session in which somebody has not answered by the deadline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Silent {
    /// The session.
    pub session: SessionId,
    /// Its owner.
    pub committee: CommitteePath,
    /// Rises with each change of time and each further person asked.
    pub round: i32,
    /// When it begins.
    pub start: Moment,
    /// Who has not answered, with their names.
    pub speakers: Vec<(SpeakerId, String)>,
    /// Who is to know.
    pub coordinators: Vec<AccountId>,
}

/// A session that stands, with those who said yes to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Agreed {
    /// Where it stands, and who is to know; its speakers are those of `said`.
    pub session: Silent,
    /// For each speaker, whether a letter asked, and when he or she last said yes.
    pub said: Vec<(bool, Option<Moment>)>,
}

/// Who was asked whether all stands as agreed and has not said so by the deadline.
#[must_use]
pub fn unsure(agreed: Agreed, policy: &Policy, now: Moment) -> Option<Silent> {
    let (asked, by) = policy.still(agreed.session.start)?;
    let mut silent = agreed.session;
    let mut open = agreed.said.into_iter().map(|(was_asked, said)| was_asked && said.is_none_or(|at| at < asked));
    silent.speakers.retain(|_| open.next().unwrap_or(false));
    (by <= now && !silent.speakers.is_empty()).then_some(silent)
}

/// Who was asked instead, by the committee's rule: the name, and as what (`speaker`, `standby`, `ready`).
pub type Asked<'a> = Option<(&'a str, &'a str)>;

/// What silence owes: each speaker a line on the call list, and the coordinators one letter. One
/// whose place has been given on is not called any more.
#[must_use]
pub fn on_silence(kind: LetterKind, silent: &Silent, asked: Asked<'_>, now: Moment) -> Vec<LetterOwed> {
    let names: Vec<&str> = silent.speakers.iter().map(|(_, name)| name.as_str()).collect();
    let called = asked.is_none_or(|(_, part)| part != "speaker");
    let speakers = silent.speakers.iter().filter(|_| called).map(|(id, _)| Recipient::Speaker(id.clone()));
    let all = speakers.chain(silent.coordinators.iter().cloned().map(Recipient::Account));
    let (next, part) = asked.unzip();
    all.map(|recipient| LetterOwed {
        kind,
        subject: silent.session.to_string(),
        recipient,
        sequence: silent.round,
        not_before: now,
        not_after: Some(silent.start),
        facts: json!({ "silent": names, "next": next, "next_part": part }),
    })
    .collect()
}

/// The venue is asked for the headcount this long after the end.
const AFTER_END: TimeDelta = TimeDelta::minutes(30);
/// And no longer than this: then the call list takes over.
const ASK_FOR: TimeDelta = TimeDelta::days(14);

/// The days between which sessions concern the plan at a moment.
#[must_use]
pub fn horizon(now: Moment) -> (Day, Day) {
    let today = Day::of(now);
    (today.plus(-15), today.plus(15))
}

/// The letters that are due at `now` for one session, whether or not they were made before.
#[must_use]
pub fn due(session: &Upcoming, policy: &Policy, now: Moment) -> Vec<LetterOwed> {
    let mut letters = Vec::new();
    if session.status == SessionStatus::Confirmed {
        let by = policy.still(session.window.start).map(|(_, by)| by);
        for speaker in &session.speakers {
            letters.extend(reminder(session, &policy.speaker, &Recipient::Speaker(speaker.clone()), by, now));
        }
        letters.extend(reminder(session, &policy.venue, &Recipient::Venue(session.venue.clone()), None, now));
    }
    letters.extend(headcount(session, now));
    letters
}

/// The one reminder whose time it is for one reader; before `by` it asks whether all is as agreed.
fn reminder(
    session: &Upcoming,
    when: &Reminders,
    reader: &Recipient,
    by: Option<Moment>,
    now: Moment,
) -> Option<LetterOwed> {
    let mut all = when.of(session.window.start).into_iter();
    let (kind, _, from, until) = all.find(|(_, _, from, until)| (*from..*until).contains(&now))?;
    // one who was told since needs no reminder of the same
    let told = session.told_at.is_some_and(|told| told >= from);
    let facts = by.filter(|by| now < *by).map_or_else(|| json!({}), |by| json!({ "still_by": by }));
    (!told).then(|| LetterOwed { facts, ..owed(session, kind, reader.clone(), from, until) })
}

fn headcount(session: &Upcoming, now: Moment) -> Option<LetterOwed> {
    let from = session.window.end + AFTER_END;
    let until = from + ASK_FOR;
    let held = matches!(session.status, SessionStatus::Confirmed | SessionStatus::Delivered);
    if !held || session.counted || !(from..until).contains(&now) {
        return None;
    }
    let venue = Recipient::Venue(session.venue.clone());
    Some(owed(session, LetterKind::HeadcountDue, venue, from, until))
}

fn owed(
    session: &Upcoming,
    kind: LetterKind,
    recipient: Recipient,
    not_before: Moment,
    not_after: Moment,
) -> LetterOwed {
    let (subject, sequence, facts) = (session.id.to_string(), session.sequence, json!({}));
    LetterOwed { kind, subject, recipient, sequence, not_before, not_after: Some(not_after), facts }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::parse_local;

    fn session() -> Upcoming {
        Upcoming {
            id: "s".into(),
            committee: CommitteePath::everything(),
            venue: "v".into(),
            window: Window::parse("2026-11-25 09:30/10:15").unwrap(),
            status: SessionStatus::Confirmed,
            sequence: 2,
            speakers: vec!["a".into(), "b".into()],
            counted: false,
            told_at: None,
        }
    }

    fn keys(session: &Upcoming, at: &str) -> Vec<String> {
        due(session, &Policy::default(), parse_local(at).unwrap()).iter().map(LetterOwed::key).collect()
    }

    #[test]
    fn a_week_before_and_a_day_before_from_nine_o_clock() {
        assert_eq!(keys(&session(), "2026-11-18 08:59"), Vec::<String>::new());
        let week = ["reminder_7d:s:a:2", "reminder_7d:s:b:2", "reminder_7d:s:v:2"];
        assert_eq!(keys(&session(), "2026-11-18 09:00"), week);
        // a late start still makes the week's, under the same keys
        assert_eq!(keys(&session(), "2026-11-24 08:59"), week);
        let day = ["reminder_1d:s:a:2", "reminder_1d:s:b:2", "reminder_1d:s:v:2"];
        assert_eq!(keys(&session(), "2026-11-24 09:00"), day);
        // on the morning the speakers once more, the school not
        let morning = ["reminder_0d:s:a:2", "reminder_0d:s:b:2", "reminder_1d:s:v:2"];
        assert_eq!(keys(&session(), "2026-11-25 07:29"), day);
        assert_eq!(keys(&session(), "2026-11-25 09:29"), morning);
        assert_eq!(keys(&session(), "2026-11-25 09:30"), Vec::<String>::new());
    }

    #[test]
    fn only_a_confirmed_session_is_reminded_of_and_not_right_after_its_confirmation() {
        let waiting = Upcoming { status: SessionStatus::Published, ..session() };
        assert!(keys(&waiting, "2026-11-24 10:00").is_empty());
        let told = Upcoming { told_at: Some(parse_local("2026-11-24 09:10").unwrap()), ..session() };
        assert!(keys(&told, "2026-11-24 10:00").is_empty());
        let told_before = Upcoming { told_at: Some(parse_local("2026-11-23 20:00").unwrap()), ..session() };
        assert_eq!(keys(&told_before, "2026-11-24 10:00").len(), 3);
    }

    #[test]
    fn who_was_asked_and_has_not_said_so_since_is_unsure_from_the_deadline_on() {
        let at = |text: &str| parse_local(text).unwrap();
        let session = Silent {
            session: "s".into(),
            committee: CommitteePath::everything(),
            round: 2,
            start: at("2026-11-25 09:30"),
            speakers: ["a", "b", "c", "d"].map(|id| (SpeakerId::from(id), id.to_owned())).to_vec(),
            coordinators: Vec::new(),
        };
        let before = Some(at("2026-11-18 08:59"));
        let said = vec![(true, before), (true, Some(at("2026-11-20 10:00"))), (false, None), (true, None)];
        let agreed = Agreed { session, said };
        let found = |policy: &Policy, now: &str| {
            let silent = unsure(agreed.clone(), policy, at(now)).map_or_else(Vec::new, |silent| silent.speakers);
            silent.into_iter().map(|(_, name)| name).collect::<Vec<_>>()
        };
        assert!(found(&Policy::default(), "2026-11-23 08:59").is_empty());
        assert_eq!(found(&Policy::default(), "2026-11-23 09:00"), ["a", "d"]);
        assert!(found(&Policy { still_by: None, ..Policy::default() }, "2026-11-24 09:00").is_empty());
    }

    #[test]
    fn the_venue_is_asked_for_the_headcount_once_and_not_for_ever() {
        assert!(keys(&session(), "2026-11-25 10:44").is_empty());
        assert_eq!(keys(&session(), "2026-11-25 10:45"), ["headcount_due:s:v:2"]);
        assert!(keys(&session(), "2026-12-10 10:45").is_empty());
        let counted = Upcoming { counted: true, ..session() };
        assert!(keys(&counted, "2026-11-26 10:45").is_empty());
        let off = Upcoming { status: SessionStatus::Cancelled, ..session() };
        assert!(keys(&off, "2026-11-26 10:45").is_empty());
    }
}
