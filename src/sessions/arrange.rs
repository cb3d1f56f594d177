//! From a proposal of the plan to a published session.

use super::draft::Draft;
use super::{Assignment, Change, Part, Session, SessionKind, SessionStatus};
use crate::kernel::{
    AssignmentId, CampaignId, LectureId, Moment, PlanId, Refusal, RoomId, SessionId, SpeakerId, Window,
};
use crate::requests::Request;
use chrono::TimeDelta;

/// Who, when and where, as the planner or the coordinator decided.
#[derive(Clone, Debug)]
pub struct Arrangement {
    /// Its code.
    pub code: String,
    /// Who speaks.
    pub speaker: SpeakerId,
    /// When it begins.
    pub start: Moment,
    /// In which room; the request's when absent.
    pub room: Option<RoomId>,
    /// What kind of gathering.
    pub kind: SessionKind,
    /// The lecture; the request's when absent.
    pub lecture: Option<LectureId>,
    /// The plan that it came from.
    pub plan: Option<PlanId>,
    /// The campaign whose window it falls into.
    pub campaign: Option<CampaignId>,
    /// Kept by every plan.
    pub pinned: bool,
}

impl Session {
    /// A proposed session for a request. Nobody is told and nothing is held yet.
    ///
    /// # Errors
    /// `window-ends-before-start` when the request has no length.
    pub fn arranged(request: &Request, with: Arrangement, now: Moment) -> Result<Self, Refusal> {
        let id = SessionId::fresh();
        let window = Window::new(with.start, with.start + TimeDelta::minutes(i64::from(request.minutes)))?;
        let mut speaker = Assignment::fresh(with.speaker, Part::Speaker, now);
        speaker.pinned = with.pinned;
        Ok(Self {
            uid: id.to_string(),
            id,
            code: with.code,
            committee: request.committee.clone(),
            cohosts: Vec::new(),
            venue: request.venue.clone(),
            room: with.room.or_else(|| request.room.clone()),
            request: Some(request.id.clone()),
            plan: with.plan,
            campaign: with.campaign,
            kind: with.kind,
            theme: request.theme.clone().unwrap_or_default(),
            lecture: with.lecture.or_else(|| request.lecture.clone()),
            grade: request.grade,
            language: request.language.clone(),
            window,
            planned: request.headcount,
            status: SessionStatus::Proposed,
            cancel_reason: String::new(),
            teacher: request.teacher.clone(),
            teacher_phone: request.teacher_phone.clone(),
            school_approval: request.school_approval.clone(),
            override_reason: String::new(),
            online_views: 0,
            pickup_by: String::new(),
            pickup_at: None,
            companion: String::new(),
            sequence: 0,
            assignments: vec![speaker],
            changed_at: now,
            created_at: now,
            version: 1,
        })
    }

    /// Proposed → published: from now on it holds speakers and room, and those named are asked.
    ///
    /// # Errors
    /// `session-in-the-past`, or that it is published already.
    pub fn publish(&self, now: Moment) -> Result<Change, Refusal> {
        self.must_be(&[SessionStatus::Proposed])?;
        if self.window.start <= now {
            return Err(Refusal::new("session-in-the-past"));
        }
        let mut draft = Draft::of(self, now);
        draft.session.status = SessionStatus::Published;
        let named: Vec<AssignmentId> = self.assignments.iter().filter(|a| a.stands()).map(|a| a.id.clone()).collect();
        for id in &named {
            draft.invite(id)?;
        }
        Ok(draft.done("session-publish"))
    }
}
