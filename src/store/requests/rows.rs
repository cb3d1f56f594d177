//! The rows of a request and their value.

use crate::kernel::{CommitteeId, Grade, LectureId, RequestId, RoomId, SpeakerId, VenueId, Window};
use crate::requests::{Request, RequestStatus};
use crate::store::schema::{request_windows, requests};
use crate::store::{Db, StoreError, dialect, moment, stored};
use chrono::NaiveDateTime;
use diesel::prelude::*;
use std::collections::HashMap;

#[derive(Queryable, Selectable, Insertable, AsChangeset, Clone)]
#[diesel(table_name = requests, treat_none_as_null = true, treat_none_as_default_value = false)]
pub(super) struct Row {
    id: String,
    code: String,
    series_id: Option<String>,
    series_index: i32,
    series_count: i32,
    repeat: String,
    committee_id: String,
    venue_id: String,
    room_id: Option<String>,
    lecture_id: Option<String>,
    theme: Option<String>,
    grade: String,
    headcount: i32,
    minutes: i32,
    language: String,
    teacher: String,
    teacher_phone: String,
    school_approval: String,
    priority_pct: i32,
    repeat_speaker_id: Option<String>,
    note: String,
    status: String,
    return_reason: String,
    asked_by: String,
    created_at: NaiveDateTime,
    changed_at: NaiveDateTime,
    version: i32,
}

#[derive(Queryable, Selectable, Insertable, Clone)]
#[diesel(table_name = request_windows)]
struct WindowRow {
    request_id: String,
    rank: i32,
    starts_at: NaiveDateTime,
    ends_at: NaiveDateTime,
}

impl Row {
    pub(super) fn of(request: &Request) -> Self {
        let series = request.series.clone();
        Self {
            id: request.id.to_string(),
            code: request.code.clone(),
            series_index: series.as_ref().map_or(0, |s| s.1),
            series_count: series.as_ref().map_or(1, |s| s.2),
            series_id: series.map(|s| s.0),
            repeat: request.repeat.clone(),
            committee_id: request.committee.to_string(),
            venue_id: request.venue.to_string(),
            room_id: request.room.as_ref().map(ToString::to_string),
            lecture_id: request.lecture.as_ref().map(ToString::to_string),
            theme: request.theme.clone(),
            grade: request.grade.code().to_owned(),
            headcount: request.headcount,
            minutes: request.minutes,
            language: request.language.clone(),
            teacher: request.teacher.clone(),
            teacher_phone: request.teacher_phone.clone(),
            school_approval: request.school_approval.clone(),
            priority_pct: request.priority_pct,
            repeat_speaker_id: request.repeat_speaker.as_ref().map(ToString::to_string),
            note: request.note.clone(),
            status: request.status.code().to_owned(),
            return_reason: request.return_reason.clone(),
            asked_by: request.asked_by.clone(),
            created_at: stored(request.created_at),
            changed_at: stored(request.changed_at),
            version: request.version,
        }
    }

    fn value(self, windows: Vec<Window>) -> Result<Request, StoreError> {
        Ok(Request {
            id: RequestId(self.id),
            code: self.code,
            series: self.series_id.map(|id| (id, self.series_index, self.series_count)),
            repeat: self.repeat,
            committee: CommitteeId(self.committee_id),
            venue: VenueId(self.venue_id),
            room: self.room_id.map(RoomId),
            lecture: self.lecture_id.map(LectureId),
            theme: self.theme,
            grade: Grade::parse(&self.grade).ok_or_else(|| StoreError::row("grade", &self.grade))?,
            headcount: self.headcount,
            minutes: self.minutes,
            language: self.language,
            teacher: self.teacher,
            teacher_phone: self.teacher_phone,
            school_approval: self.school_approval,
            priority_pct: self.priority_pct,
            repeat_speaker: self.repeat_speaker_id.map(SpeakerId),
            note: self.note,
            windows,
            status: RequestStatus::parse(&self.status).ok_or_else(|| StoreError::row("status", &self.status))?,
            return_reason: self.return_reason,
            asked_by: self.asked_by,
            created_at: moment(self.created_at),
            changed_at: moment(self.changed_at),
            version: self.version,
        })
    }
}

/// Rows with their windows, in the order of the rows.
pub(super) fn whole(db: &mut Db, rows: Vec<Row>) -> Result<Vec<Request>, StoreError> {
    let ids: Vec<String> = rows.iter().map(|row| row.id.clone()).collect();
    let mut windows: HashMap<String, Vec<Window>> = HashMap::new();
    for ids in ids.chunks(dialect::MANY) {
        let query = request_windows::table.filter(request_windows::request_id.eq_any(ids));
        for row in query.select(WindowRow::as_select()).order(request_windows::rank).load(db)? {
            let window = Window { start: moment(row.starts_at), end: moment(row.ends_at) };
            windows.entry(row.request_id).or_default().push(window);
        }
    }
    rows.into_iter()
        .map(|row| {
            let own = windows.remove(&row.id).unwrap_or_default();
            row.value(own)
        })
        .collect()
}

pub(super) fn insert_windows(db: &mut Db, requests: &[Request]) -> Result<(), StoreError> {
    let rows: Vec<WindowRow> = requests
        .iter()
        .flat_map(|request| {
            request.windows.iter().zip(1..).map(|(window, rank)| WindowRow {
                request_id: request.id.to_string(),
                rank,
                starts_at: stored(window.start),
                ends_at: stored(window.end),
            })
        })
        .collect();
    dialect::insert_all!(db, request_windows::table, &rows)?;
    Ok(())
}

pub(super) fn clear_windows(db: &mut Db, id: &RequestId) -> Result<(), StoreError> {
    diesel::delete(request_windows::table.filter(request_windows::request_id.eq(id.as_str()))).execute(db)?;
    Ok(())
}
