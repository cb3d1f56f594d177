//! The rows of a session and their value.

use crate::kernel::{
    AssignmentId, CampaignId, CommitteeId, Grade, LectureId, PlanId, RequestId, RoomId, SessionId, SpeakerId, VenueId,
    Window,
};
use crate::sessions::{Answer, Assignment, Part, Session, SessionKind, SessionStatus};
use crate::store::schema::{assignments, session_cohosts, sessions};
use crate::store::{Db, StoreError, dialect, moment, stored};
use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;
use std::collections::HashMap;

#[derive(Queryable, Selectable, Insertable, AsChangeset, Clone)]
#[diesel(table_name = sessions, treat_none_as_null = true, treat_none_as_default_value = false)]
pub(super) struct Row {
    id: String,
    code: String,
    uid: String,
    committee_id: String,
    venue_id: String,
    room_id: Option<String>,
    request_id: Option<String>,
    plan_id: Option<String>,
    campaign_id: Option<String>,
    kind: String,
    theme: String,
    lecture_id: Option<String>,
    grade: String,
    language: String,
    starts_at: NaiveDateTime,
    ends_at: NaiveDateTime,
    day: NaiveDate,
    planned: i32,
    status: String,
    cancel_reason: String,
    teacher: String,
    teacher_phone: String,
    school_approval: String,
    override_reason: String,
    online_views: i64,
    pickup_by: String,
    pickup_at: Option<NaiveDateTime>,
    companion: String,
    sequence: i32,
    changed_at: NaiveDateTime,
    created_at: NaiveDateTime,
    version: i32,
}

#[derive(Queryable, Selectable, Insertable, AsChangeset, Clone)]
#[diesel(table_name = assignments, treat_none_as_null = true, treat_none_as_default_value = false)]
pub(super) struct PartRow {
    id: String,
    session_id: String,
    speaker_id: String,
    role: String,
    answer: String,
    pinned: bool,
    invited_at: Option<NaiveDateTime>,
    answer_by: Option<NaiveDateTime>,
    answered_at: Option<NaiveDateTime>,
    answered_through: String,
    proposed_start: Option<NaiveDateTime>,
    note: String,
    changed_at: NaiveDateTime,
    still_at: Option<NaiveDateTime>,
}

#[derive(Insertable, Clone)]
#[diesel(table_name = session_cohosts)]
struct CohostRow {
    session_id: String,
    committee_id: String,
}

impl Row {
    pub(super) fn of(session: &Session) -> Self {
        Self {
            id: session.id.to_string(),
            code: session.code.clone(),
            uid: session.uid.clone(),
            committee_id: session.committee.to_string(),
            venue_id: session.venue.to_string(),
            room_id: session.room.as_ref().map(ToString::to_string),
            request_id: session.request.as_ref().map(ToString::to_string),
            plan_id: session.plan.as_ref().map(ToString::to_string),
            campaign_id: session.campaign.as_ref().map(ToString::to_string),
            kind: session.kind.code().to_owned(),
            theme: session.theme.clone(),
            lecture_id: session.lecture.as_ref().map(ToString::to_string),
            grade: session.grade.code().to_owned(),
            language: session.language.clone(),
            starts_at: stored(session.window.start),
            ends_at: stored(session.window.end),
            day: session.window.day().0,
            planned: session.planned,
            status: session.status.code().to_owned(),
            cancel_reason: session.cancel_reason.clone(),
            teacher: session.teacher.clone(),
            teacher_phone: session.teacher_phone.clone(),
            school_approval: session.school_approval.clone(),
            override_reason: session.override_reason.clone(),
            online_views: session.online_views,
            pickup_by: session.pickup_by.clone(),
            pickup_at: session.pickup_at.map(stored),
            companion: session.companion.clone(),
            sequence: session.sequence,
            changed_at: stored(session.changed_at),
            created_at: stored(session.created_at),
            version: session.version,
        }
    }

    fn value(self, cohosts: Vec<CommitteeId>, assignments: Vec<Assignment>) -> Result<Session, StoreError> {
        Ok(Session {
            id: SessionId(self.id),
            code: self.code,
            uid: self.uid,
            committee: CommitteeId(self.committee_id),
            cohosts,
            venue: VenueId(self.venue_id),
            room: self.room_id.map(RoomId),
            request: self.request_id.map(RequestId),
            plan: self.plan_id.map(PlanId),
            campaign: self.campaign_id.map(CampaignId),
            kind: SessionKind::parse(&self.kind).ok_or_else(|| StoreError::row("kind", &self.kind))?,
            theme: self.theme,
            lecture: self.lecture_id.map(LectureId),
            grade: Grade::parse(&self.grade).ok_or_else(|| StoreError::row("grade", &self.grade))?,
            language: self.language,
            window: Window { start: moment(self.starts_at), end: moment(self.ends_at) },
            planned: self.planned,
            status: SessionStatus::parse(&self.status).ok_or_else(|| StoreError::row("status", &self.status))?,
            cancel_reason: self.cancel_reason,
            teacher: self.teacher,
            teacher_phone: self.teacher_phone,
            school_approval: self.school_approval,
            override_reason: self.override_reason,
            online_views: self.online_views,
            pickup_by: self.pickup_by,
            pickup_at: self.pickup_at.map(moment),
            companion: self.companion,
            sequence: self.sequence,
            assignments,
            changed_at: moment(self.changed_at),
            created_at: moment(self.created_at),
            version: self.version,
        })
    }
}

impl PartRow {
    pub(super) fn of(session: &SessionId, assignment: &Assignment) -> Self {
        Self {
            id: assignment.id.to_string(),
            session_id: session.to_string(),
            speaker_id: assignment.speaker.to_string(),
            role: assignment.part.code().to_owned(),
            answer: assignment.answer.code().to_owned(),
            pinned: assignment.pinned,
            invited_at: assignment.invited_at.map(stored),
            answer_by: assignment.answer_by.map(stored),
            answered_at: assignment.answered_at.map(stored),
            answered_through: assignment.answered_through.clone(),
            proposed_start: assignment.proposed_start.map(stored),
            note: assignment.note.clone(),
            changed_at: stored(assignment.changed_at),
            still_at: assignment.still_at.map(stored),
        }
    }

    fn value(self) -> Result<Assignment, StoreError> {
        Ok(Assignment {
            id: AssignmentId(self.id),
            speaker: SpeakerId(self.speaker_id),
            part: Part::parse(&self.role).ok_or_else(|| StoreError::row("part", &self.role))?,
            answer: Answer::parse(&self.answer).ok_or_else(|| StoreError::row("answer", &self.answer))?,
            pinned: self.pinned,
            invited_at: self.invited_at.map(moment),
            answer_by: self.answer_by.map(moment),
            answered_at: self.answered_at.map(moment),
            answered_through: self.answered_through,
            proposed_start: self.proposed_start.map(moment),
            note: self.note,
            changed_at: moment(self.changed_at),
            still_at: self.still_at.map(moment),
        })
    }
}

/// Rows with their cohosts and assignments, in the order of the rows; two further queries.
pub(super) fn whole(db: &mut Db, rows: Vec<Row>) -> Result<Vec<Session>, StoreError> {
    let ids: Vec<String> = rows.iter().map(|row| row.id.clone()).collect();
    let mut parts: HashMap<String, Vec<Assignment>> = HashMap::new();
    let mut cohosts: HashMap<String, Vec<CommitteeId>> = HashMap::new();
    for ids in ids.chunks(dialect::MANY) {
        let query = assignments::table.filter(assignments::session_id.eq_any(ids)).order(assignments::id);
        for row in query.select(PartRow::as_select()).load(db)? {
            parts.entry(row.session_id.clone()).or_default().push(row.value()?);
        }
        let query = session_cohosts::table.filter(session_cohosts::session_id.eq_any(ids));
        for (session, committee) in query.order(session_cohosts::committee_id).load::<(String, String)>(db)? {
            cohosts.entry(session).or_default().push(CommitteeId(committee));
        }
    }
    rows.into_iter()
        .map(|row| {
            let (own, with) = (parts.remove(&row.id), cohosts.remove(&row.id));
            row.value(with.unwrap_or_default(), own.unwrap_or_default())
        })
        .collect()
}

pub(super) fn insert_parts(db: &mut Db, new: &[Session]) -> Result<(), StoreError> {
    let rows: Vec<PartRow> =
        new.iter().flat_map(|session| session.assignments.iter().map(|a| PartRow::of(&session.id, a))).collect();
    dialect::insert_all!(db, assignments::table, &rows)?;
    let rows: Vec<CohostRow> = new
        .iter()
        .flat_map(|session| {
            session
                .cohosts
                .iter()
                .map(|committee| CohostRow { session_id: session.id.to_string(), committee_id: committee.to_string() })
        })
        .collect();
    dialect::insert_all!(db, session_cohosts::table, &rows)?;
    Ok(())
}

/// Saves the assignments: changed ones in place, new ones added; none is ever taken away.
pub(super) fn save_parts(db: &mut Db, session: &Session) -> Result<(), StoreError> {
    for assignment in &session.assignments {
        let row = PartRow::of(&session.id, assignment);
        if diesel::update(assignments::table.find(assignment.id.as_str())).set(&row).execute(db)? == 0 {
            dialect::insert_all!(db, assignments::table, std::slice::from_ref(&row))?;
        }
    }
    Ok(())
}
