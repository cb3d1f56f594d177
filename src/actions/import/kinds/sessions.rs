//! sessions: the history, one gathering a line.

use super::super::cells::{code, int, int_or, line, moment_or_none, number, one_of, print_moment};
use super::super::column::{Column, key, optional, required};
use super::super::kind::{Draft, Kind};
use super::super::known::Known;
use crate::accounts::{Deed, Scope};
use crate::kernel::{AssignmentId, CommitteePath, Day, Grade, Refusal, SessionId, SpeakerId, Window};
use crate::lectures::forms::parse_grade;
use crate::reach::Period;
use crate::sessions::{Answer, Assignment, Part, Session, SessionKind, SessionStatus};
use crate::store::{Db, StoreError, codes, sessions};
use crate::tables::Trouble;
use chrono::TimeDelta;
use std::collections::HashMap;

/// Sessions, delivered ones above all.
pub(super) struct Sessions;

impl Kind for Sessions {
    type Item = Session;
    const NOUN: &'static str = "session";
    const VERBS: (&'static str, &'static str) = ("session-import", "session-change");
    const DEED: Deed = Deed::EditSessions;
    const COLUMNS: &'static [Column<Session>] = COLUMNS;
    /// Each row stands for itself.
    const AT_ONCE: usize = 5_000;

    fn prepare(db: &mut Db, known: &mut Known, texts: &dyn Fn(&str) -> Vec<String>) -> Result<(), StoreError> {
        known.meet_sessions(db, &texts("code"))?;
        known.meet_locks(db)?;
        known.meet_rooms(db)
    }

    fn acquaint(db: &mut Db, known: &mut Known, _: &[Session]) -> Result<(), StoreError> {
        known.meet_rooms(db)
    }

    fn blank(known: &Known) -> Session {
        let id = SessionId::fresh();
        Session {
            uid: id.to_string(),
            id,
            code: String::new(),
            committee: known.owner(),
            cohosts: Vec::new(),
            venue: String::new().into(),
            room: None,
            request: None,
            plan: None,
            campaign: None,
            kind: SessionKind::Lecture,
            theme: String::new(),
            lecture: None,
            grade: Grade::Community,
            language: "mandarin".to_owned(),
            window: Window { start: known.now, end: known.now + TimeDelta::minutes(40) },
            planned: 0,
            status: SessionStatus::Delivered,
            cancel_reason: String::new(),
            teacher: String::new(),
            teacher_phone: String::new(),
            school_approval: String::new(),
            override_reason: String::new(),
            online_views: 0,
            pickup_by: String::new(),
            pickup_at: None,
            companion: String::new(),
            sequence: 0,
            assignments: Vec::new(),
            changed_at: known.now,
            created_at: known.now,
            version: 1,
        }
    }

    fn key(item: &Session) -> String {
        item.code.clone()
    }

    fn existing(db: &mut Db, known: &Known, keys: &[&str]) -> Result<HashMap<String, Session>, StoreError> {
        let found = sessions::by_ids(db, &known.sessions.ids(keys))?;
        Ok(found.into_iter().map(|session| (session.code.clone(), session)).collect())
    }

    fn all(db: &mut Db, scope: &Scope) -> Result<Vec<Session>, StoreError> {
        // every day that a file can name
        match (Day::ymd(1900, 1, 1), Day::ymd(2199, 12, 31)) {
            (Some(first), Some(last)) => sessions::between(db, scope, first, last),
            _ => Ok(Vec::new()),
        }
    }

    fn check(item: &Session, known: &Known) -> Vec<(&'static str, Refusal)> {
        let mut wrong = Vec::new();
        if item.theme.is_empty() {
            wrong.push(("theme", Refusal::new("cell-required")));
        }
        let of_venue = |room| known.rooms.get(&item.venue).is_some_and(|rooms| rooms.iter().any(|(id, _)| id == room));
        if item.room.as_ref().is_some_and(|room| !of_venue(room)) {
            wrong.push(("room", Refusal::new("room-elsewhere")));
        }
        if item.status == SessionStatus::Delivered && item.window.start > known.now {
            wrong.push(("status", Refusal::new("delivered-in-future")));
        }
        wrong
    }

    fn settle(drafts: &mut Vec<Draft<Session>>, known: &Known) -> Vec<Trouble> {
        let mut troubles = Vec::new();
        for draft in drafts {
            let session = &mut draft.after;
            let done = matches!(session.status, SessionStatus::Delivered | SessionStatus::Confirmed);
            let before = draft.before.as_ref();
            let is_new = |a: &Assignment| before.is_none_or(|b| b.assignments.iter().all(|old| old.id != a.id));
            for assignment in session.assignments.iter_mut().filter(|a| a.answer == Answer::Waiting && is_new(a)) {
                // a history has no open invitations
                assignment.answer = if done { Answer::Accepted } else { Answer::Waiting };
            }
            let Some(before) = before.filter(|before| **before != *session) else { continue };
            let moved = (before.window, &before.venue, &before.room, before.status)
                != (session.window, &session.venue, &session.room, session.status);
            session.sequence = before.sequence + i32::from(moved);
            session.version = before.version + 1;
            session.changed_at = known.now;
            if let Some(period) = locked(known, before, session) {
                let refusal = Refusal::conflict("import-locked").with("period", period.to_string());
                troubles.push(Trouble::of_line(draft.line, refusal));
            }
        }
        troubles
    }

    fn owner(item: &Session, known: &Known) -> CommitteePath {
        known.path(&item.committee)
    }

    fn id(item: &Session) -> String {
        item.id.to_string()
    }

    fn insert(db: &mut Db, _: &Known, new: &[Session]) -> Result<(), StoreError> {
        sessions::insert(db, new)
    }

    fn update(db: &mut Db, _: &Known, before: &Session, after: &Session) -> Result<(), StoreError> {
        sessions::update(db, after)?;
        if before.cohosts == after.cohosts { Ok(()) } else { codes::set_cohosts(db, after) }
    }
}

/// The locked period whose figures a changed row would change: of a session that was held, where
/// and as what it counts.
fn locked(known: &Known, before: &Session, after: &Session) -> Option<Period> {
    let place = |s: &Session| (s.committee.clone(), Day::of(s.window.start), s.venue.clone(), s.campaign.clone());
    let what = |s: &Session| (s.status, s.kind, s.theme.clone(), s.grade, s.online_views, speaking(s).len());
    if before.status != SessionStatus::Delivered || (place(before), what(before)) == (place(after), what(after)) {
        return None;
    }
    [before, after].into_iter().find_map(|s| known.lock_over(&s.committee, Day::of(s.window.start)))
}

const COLUMNS: &[Column<Session>] = &[
    key("code", "编号", |s, _| s.code.clone(), |s, c, _| code(c).map(|v| s.code = v)),
    optional(
        "committee",
        "主办",
        |s, known| known.committees.code(&s.committee),
        |s, c, known| known.committee(c).map(|v| s.committee = v),
    ),
    optional("cohosts", "协办", |s, known| known.committees.codes(&s.cohosts), parse_cohosts),
    required(
        "venue",
        "场所",
        |s, known| known.venues.code(&s.venue),
        |s, c, known| known.venues.find(c).map(|v| s.venue = v),
    ),
    optional("room", "场地", print_room, parse_room),
    optional("speakers", "主讲人", |s, known| known.speakers.codes(&speaking(s)), parse_speakers),
    optional(
        "lecture",
        "课题",
        |s, known| s.lecture.as_ref().map(|id| known.lectures.code(id)).unwrap_or_default(),
        |s, c, known| known.lectures.find_or_none(c).map(|v| s.lecture = v),
    ),
    required("theme", "主题", |s, _| s.theme.clone(), |s, c, known| known.themes.find(c).map(|v| s.theme = v)),
    optional("kind", "形式", |s, _| s.kind.code().to_owned(), parse_kind),
    optional("grade", "学段", |s, _| s.grade.code().to_owned(), parse_session_grade),
    optional("language", "语言", |s, _| s.language.clone(), parse_language),
    required("start", "开始", |s, _| print_moment(Some(s.window.start)), parse_start),
    required(
        "minutes",
        "分钟",
        |s, _| s.window.minutes().to_string(),
        |s, c, _| int(c, 1, 1440).map(|v| s.window.end = s.window.start + TimeDelta::minutes(i64::from(v))),
    ),
    optional("status", "状态", |s, _| s.status.code().to_owned(), parse_status),
    optional(
        "campaign",
        "主题活动",
        |s, known| s.campaign.as_ref().map(|id| known.campaigns.code(id)).unwrap_or_default(),
        |s, c, known| known.campaigns.find_or_none(c).map(|v| s.campaign = v),
    ),
    optional(
        "planned",
        "预计人数",
        |s, _| s.planned.to_string(),
        |s, c, _| int_or(c, 0, 100_000, 0).map(|v| s.planned = v),
    ),
    optional("online_views", "线上观看", |s, _| s.online_views.to_string(), parse_views),
    optional("pickup_by", "接送人", |s, _| s.pickup_by.clone(), |s, c, _| line(c).map(|v| s.pickup_by = v)),
    optional(
        "pickup_at",
        "接送时间",
        |s, _| print_moment(s.pickup_at),
        |s, c, _| moment_or_none(c).map(|v| s.pickup_at = v),
    ),
    optional("companion", "陪同人", |s, _| s.companion.clone(), |s, c, _| line(c).map(|v| s.companion = v)),
];

/// The same cohosts in another order are the same.
fn parse_cohosts(session: &mut Session, cell: &str, known: &Known) -> Result<(), Refusal> {
    let wanted = known.committees.find_all(cell)?;
    let mut had = session.cohosts.clone();
    had.sort();
    if had != wanted {
        session.cohosts = wanted;
    }
    Ok(())
}

fn print_room(session: &Session, known: &Known) -> String {
    let rooms = known.rooms.get(&session.venue);
    let found = rooms.and_then(|rooms| rooms.iter().find(|(id, _)| session.room.as_ref() == Some(id)));
    found.map(|(_, name)| name.clone()).unwrap_or_default()
}

fn parse_room(session: &mut Session, cell: &str, known: &Known) -> Result<(), Refusal> {
    session.room = known.room(&session.venue, cell)?;
    Ok(())
}

/// Who speaks, or is asked to; in the order of ids.
fn speaking(session: &Session) -> Vec<SpeakerId> {
    let takes_part = |a: &&Assignment| {
        a.part == Part::Speaker && matches!(a.answer, Answer::Waiting | Answer::Accepted | Answer::Proposed)
    };
    let mut speakers: Vec<SpeakerId> =
        session.assignments.iter().filter(takes_part).map(|a| a.speaker.clone()).collect();
    speakers.sort();
    speakers
}

/// Sets who speaks: those who stay keep their answers, those who go are released, new ones wait.
fn parse_speakers(session: &mut Session, cell: &str, known: &Known) -> Result<(), Refusal> {
    let wanted = known.speakers.find_all(cell)?;
    let had = speaking(session);
    for assignment in &mut session.assignments {
        if had.contains(&assignment.speaker) && !wanted.contains(&assignment.speaker) {
            (assignment.answer, assignment.changed_at) = (Answer::Released, known.now);
        }
    }
    for speaker in wanted.into_iter().filter(|speaker| !had.contains(speaker)) {
        session.assignments.push(Assignment {
            id: AssignmentId::fresh(),
            speaker,
            part: Part::Speaker,
            answer: Answer::Waiting,
            pinned: false,
            invited_at: None,
            answer_by: None,
            answered_at: None,
            answered_through: String::new(),
            proposed_start: None,
            note: String::new(),
            changed_at: known.now,
            still_at: None,
        });
    }
    Ok(())
}

fn parse_kind(session: &mut Session, cell: &str, _: &Known) -> Result<(), Refusal> {
    if !cell.is_empty() {
        session.kind = one_of(SessionKind::ALL, SessionKind::code, SessionKind::key, cell)?;
    }
    Ok(())
}

fn parse_session_grade(session: &mut Session, cell: &str, _: &Known) -> Result<(), Refusal> {
    if !cell.is_empty() {
        session.grade = parse_grade(cell)?;
    }
    Ok(())
}

fn parse_language(session: &mut Session, cell: &str, known: &Known) -> Result<(), Refusal> {
    if !cell.is_empty() {
        session.language = known.languages.find(cell)?;
    }
    Ok(())
}

fn parse_start(session: &mut Session, cell: &str, _: &Known) -> Result<(), Refusal> {
    let length = session.window.minutes();
    let start = moment_or_none(cell)?.ok_or_else(|| Refusal::new("cell-required"))?;
    session.window = Window::new(start, start + TimeDelta::minutes(length))?;
    Ok(())
}

fn parse_status(session: &mut Session, cell: &str, _: &Known) -> Result<(), Refusal> {
    if !cell.is_empty() {
        session.status = one_of(SessionStatus::ALL, SessionStatus::code, SessionStatus::key, cell)?;
    }
    Ok(())
}

fn parse_views(session: &mut Session, cell: &str, _: &Known) -> Result<(), Refusal> {
    session.online_views = if cell.is_empty() { 0 } else { number(cell, 0, 10_000_000_000)? };
    Ok(())
}
