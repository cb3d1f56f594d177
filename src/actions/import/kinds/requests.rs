//! requests: what schools asked for on paper or by telephone, or from another system.

use super::super::cells::{code, free, int, int_or, line, one_of};
use super::super::column::{Column, key, optional, required};
use super::super::kind::{Draft, Kind, Notice};
use super::super::known::Known;
use crate::accounts::{Deed, Scope};
use crate::actions::requests::days;
use crate::calendars::days_off::DaysOff;
use crate::committees::List;
use crate::kernel::{CommitteePath, Grade, Refusal, RequestId, VenueId, Window, parts};
use crate::lectures::forms::parse_grade;
use crate::requests::{Repeat, Request, RequestStatus};
use crate::store::{Db, StoreError, lists, requests, venues};
use crate::tables::Trouble;
use crate::venues::Venue;
use std::collections::{BTreeSet, HashMap, HashSet};

/// Requests. A new one stands approved, since whoever imports may judge it.
pub(super) struct Requests;

impl Kind for Requests {
    type Item = Request;
    const NOUN: &'static str = "request";
    const VERBS: (&'static str, &'static str) = ("request-import", "request-change");
    const DEED: Deed = Deed::JudgeRequest;
    const COLUMNS: &'static [Column<Request>] = COLUMNS;

    fn prepare(db: &mut Db, known: &mut Known, texts: &dyn Fn(&str) -> Vec<String>) -> Result<(), StoreError> {
        known.meet_requests(db, &texts("code"))?;
        known.meet_rooms(db)
    }

    fn acquaint(db: &mut Db, known: &mut Known, _: &[Request]) -> Result<(), StoreError> {
        known.meet_rooms(db)
    }

    fn blank(known: &Known) -> Request {
        Request {
            id: RequestId::fresh(),
            code: String::new(),
            series: None,
            repeat: String::new(),
            committee: known.owner(),
            venue: String::new().into(),
            room: None,
            lecture: None,
            theme: None,
            grade: Grade::Community,
            headcount: 1,
            minutes: 40,
            language: "mandarin".to_owned(),
            teacher: String::new(),
            teacher_phone: String::new(),
            school_approval: String::new(),
            priority_pct: 100,
            repeat_speaker: None,
            note: String::new(),
            windows: Vec::new(),
            status: RequestStatus::Approved,
            return_reason: String::new(),
            asked_by: String::new(),
            created_at: known.now,
            changed_at: known.now,
            version: 1,
        }
    }

    fn key(item: &Request) -> String {
        item.code.clone()
    }

    fn existing(db: &mut Db, known: &Known, keys: &[&str]) -> Result<HashMap<String, Request>, StoreError> {
        let found = requests::by_ids(db, &known.requests.ids(keys))?;
        Ok(found.into_iter().map(|request| (request.code.clone(), request)).collect())
    }

    fn all(db: &mut Db, scope: &Scope) -> Result<Vec<Request>, StoreError> {
        requests::within(db, scope)
    }

    fn check(item: &Request, known: &Known) -> Vec<(&'static str, Refusal)> {
        let mut wrong = Vec::new();
        if item.lecture.is_none() && item.theme.is_none() {
            wrong.push(("theme", Refusal::new("order-lecture-or-theme")));
        }
        let of_venue = |room| known.rooms.get(&item.venue).is_some_and(|rooms| rooms.iter().any(|(id, _)| id == room));
        if item.room.as_ref().is_some_and(|room| !of_venue(room)) {
            wrong.push(("room", Refusal::new("room-elsewhere")));
        }
        if item.windows.iter().any(|window| window.minutes() < i64::from(item.minutes)) {
            wrong.push(("windows", Refusal::new("window-too-short")));
        }
        wrong
    }

    fn settle(drafts: &mut Vec<Draft<Request>>, known: &Known) -> Vec<Trouble> {
        for draft in drafts.iter_mut() {
            let Some(before) = draft.before.as_ref().filter(|before| **before != draft.after) else { continue };
            draft.after.version = before.version + 1;
            draft.after.changed_at = known.now;
        }
        let named: HashSet<String> = drafts.iter().map(|draft| draft.after.code.clone()).collect();
        let further: Vec<Draft<Request>> = drafts
            .iter_mut()
            .filter(|draft| draft.before.is_none() && !is_further(&draft.after.code, &named))
            .flat_map(|draft| series(draft, &named))
            .collect();
        drafts.extend(further);
        Vec::new()
    }

    fn notices(db: &mut Db, days: &DaysOff, items: &[&Request]) -> Result<Vec<Notice>, StoreError> {
        let ids: BTreeSet<VenueId> = items.iter().map(|it| it.venue.clone()).collect();
        let (kinds, all) = (lists::all(db, List::VenueKinds)?, venues::by_ids(db, &Vec::from_iter(ids))?);
        let venues: HashMap<&VenueId, &Venue> = all.iter().map(|venue| (&venue.id, venue)).collect();
        let of = |(number, item): (usize, &&Request)| {
            let Some(venue) = venues.get(&item.venue) else { return Vec::new() };
            let keeps_terms = kinds.iter().any(|kind| kind.code == venue.kind && kind.keeps_terms);
            let told = days::of_request(days, venue, keeps_terms, item);
            told.into_iter().map(|(_, refusal)| (number, "windows", refusal)).collect()
        };
        Ok(items.iter().enumerate().flat_map(of).collect())
    }

    fn owner(item: &Request, known: &Known) -> CommitteePath {
        known.path(&item.committee)
    }

    fn id(item: &Request) -> String {
        item.id.to_string()
    }

    fn insert(db: &mut Db, _: &Known, new: &[Request]) -> Result<(), StoreError> {
        requests::insert(db, new)
    }

    fn update(db: &mut Db, _: &Known, _: &Request, after: &Request) -> Result<(), StoreError> {
        requests::update(db, after)
    }
}

/// Whether a code is `OTHER-N` of another code in the file.
fn is_further(code: &str, named: &HashSet<String>) -> bool {
    code.rsplit_once('-').is_some_and(|(stem, number)| number.parse::<u8>().is_ok() && named.contains(stem))
}

/// The further gatherings of a series, `CODE-2` and on, those apart that the file holds itself.
fn series(draft: &mut Draft<Request>, named: &HashSet<String>) -> Vec<Draft<Request>> {
    let first = &mut draft.after;
    let Ok(repeat) = Repeat::parse(&first.repeat) else { return Vec::new() };
    let count = i32::from(repeat.count());
    if count < 2 {
        return Vec::new();
    }
    let id = RequestId::fresh().0;
    first.series = Some((id.clone(), 1, count));
    let line = draft.line;
    let gatherings = repeat.spread(&first.windows).into_iter().zip(1..).skip(1);
    let one = |(windows, index): (Vec<Window>, i32)| {
        let (code, series) = (format!("{}-{index}", first.code), Some((id.clone(), index, count)));
        Request { id: RequestId::fresh(), code, series, windows, ..first.clone() }
    };
    let made = gatherings.map(one).filter(|request| !named.contains(&request.code));
    made.map(|after| Draft { line, before: None, after }).collect()
}

const COLUMNS: &[Column<Request>] = &[
    key("code", "编号", |r, _| r.code.clone(), |r, c, _| code(c).map(|v| r.code = v)),
    required("venue", "场所", |r, known| known.venues.code(&r.venue), parse_venue),
    optional("room", "场地", print_room, parse_room),
    optional(
        "lecture",
        "课题",
        |r, known| r.lecture.as_ref().map(|id| known.lectures.code(id)).unwrap_or_default(),
        |r, c, known| known.lectures.find_or_none(c).map(|v| r.lecture = v),
    ),
    optional("theme", "主题", |r, _| r.theme.clone().unwrap_or_default(), parse_theme),
    required("grade", "学段", |r, _| r.grade.code().to_owned(), |r, c, _| parse_grade(c).map(|v| r.grade = v)),
    required(
        "headcount",
        "人数",
        |r, _| r.headcount.to_string(),
        |r, c, _| int(c, 1, 100_000).map(|v| r.headcount = v),
    ),
    required("minutes", "分钟", |r, _| r.minutes.to_string(), |r, c, _| int(c, 10, 480).map(|v| r.minutes = v)),
    optional("language", "语言", |r, _| r.language.clone(), parse_language),
    required("windows", "时间段", print_windows, parse_windows),
    optional("repeat", "重复", |r, _| r.repeat.clone(), |r, c, _| Repeat::parse(c).map(|v| r.repeat = v.to_text())),
    optional("teacher", "随班老师", |r, _| r.teacher.clone(), |r, c, _| line(c).map(|v| r.teacher = v)),
    optional(
        "approval",
        "学校审批",
        |r, _| r.school_approval.clone(),
        |r, c, _| line(c).map(|v| r.school_approval = v),
    ),
    optional(
        "priority",
        "优先级",
        |r, _| r.priority_pct.to_string(),
        |r, c, _| int_or(c, 1, 1000, 100).map(|v| r.priority_pct = v),
    ),
    optional("note", "备注", |r, _| r.note.clone(), |r, c, _| free(c).map(|v| r.note = v)),
    optional("status", "状态", |r, _| r.status.code().to_owned(), parse_status),
];

/// The venue; a request is its committee's to judge, unless it was given to another for this venue.
fn parse_venue(request: &mut Request, cell: &str, known: &Known) -> Result<(), Refusal> {
    let venue = known.venues.find(cell)?;
    if venue == request.venue {
        return Ok(());
    }
    request.venue = venue;
    if let Some(owner) = known.venue_owners.get(&request.venue) {
        request.committee = owner.clone();
    }
    Ok(())
}

fn print_room(request: &Request, known: &Known) -> String {
    let rooms = known.rooms.get(&request.venue);
    let found = rooms.and_then(|rooms| rooms.iter().find(|(id, _)| request.room.as_ref() == Some(id)));
    found.map(|(_, name)| name.clone()).unwrap_or_default()
}

fn parse_room(request: &mut Request, cell: &str, known: &Known) -> Result<(), Refusal> {
    request.room = known.room(&request.venue, cell)?;
    Ok(())
}

fn parse_theme(request: &mut Request, cell: &str, known: &Known) -> Result<(), Refusal> {
    request.theme = if cell.is_empty() { None } else { Some(known.themes.find(cell)?) };
    Ok(())
}

fn parse_language(request: &mut Request, cell: &str, known: &Known) -> Result<(), Refusal> {
    if !cell.is_empty() {
        request.language = known.languages.find(cell)?;
    }
    Ok(())
}

fn print_windows(request: &Request, _: &Known) -> String {
    request.windows.iter().map(Window::to_text).collect::<Vec<_>>().join("|")
}

fn parse_windows(request: &mut Request, cell: &str, _: &Known) -> Result<(), Refusal> {
    let windows: Vec<Window> = parts(cell).map(Window::parse).collect::<Result<_, _>>()?;
    if windows.len() > 3 {
        return Err(Refusal::new("too-many-windows"));
    }
    request.windows = windows;
    Ok(())
}

fn parse_status(request: &mut Request, cell: &str, _: &Known) -> Result<(), Refusal> {
    if !cell.is_empty() {
        request.status = one_of(RequestStatus::ALL, RequestStatus::code, RequestStatus::key, cell)?;
    }
    Ok(())
}
