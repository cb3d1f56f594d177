//! The end of a session, held or called off; and what the coordinator notes about it.

use super::draft::Draft;
use super::{Change, Session, SessionStatus};
use crate::kernel::{CommitteeId, LectureId, LetterKind, Moment, Refusal};
use serde_json::json;

/// What may be noted until a session is held.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Details {
    /// Accompanying teacher.
    pub teacher: String,
    /// The teacher's telephone.
    pub teacher_phone: String,
    /// The school's own approval.
    pub school_approval: String,
    /// The lecture.
    pub lecture: Option<LectureId>,
    /// Who fetches the speaker.
    pub pickup_by: String,
    /// When.
    pub pickup_at: Option<Moment>,
    /// Who goes along.
    pub companion: String,
}

impl Session {
    /// Its details as they are.
    #[must_use]
    pub fn details(&self) -> Details {
        Details {
            teacher: self.teacher.clone(),
            teacher_phone: self.teacher_phone.clone(),
            school_approval: self.school_approval.clone(),
            lecture: self.lecture.clone(),
            pickup_by: self.pickup_by.clone(),
            pickup_at: self.pickup_at,
            companion: self.companion.clone(),
        }
    }

    /// Notes details; a confirmed session whose lecture changes waits for confirmation again.
    ///
    /// # Errors
    /// `pickup-after-start`, or that the session is over.
    pub fn note(&self, details: Details, now: Moment) -> Result<Change, Refusal> {
        self.must_be(&[SessionStatus::Proposed, SessionStatus::Published, SessionStatus::Confirmed])?;
        if details.pickup_at.is_some_and(|at| at > self.window.start) {
            return Err(Refusal::new("pickup-after-start").at("pickup_at"));
        }
        let mut draft = Draft::of(self, now);
        if details.lecture != self.lecture {
            draft.reopen("lecture", json!({ "lecture": self.lecture }));
        }
        let next = &mut draft.session;
        details.teacher.trim().clone_into(&mut next.teacher);
        details.teacher_phone.trim().clone_into(&mut next.teacher_phone);
        details.school_approval.trim().clone_into(&mut next.school_approval);
        details.pickup_by.trim().clone_into(&mut next.pickup_by);
        details.companion.trim().clone_into(&mut next.companion);
        next.lecture = details.lecture;
        next.pickup_at = details.pickup_at;
        Ok(draft.done("session-note"))
    }

    /// Sets who hosts it too: they see it, its owner alone counts it.
    ///
    /// # Errors
    /// `cohost-is-owner`, or that it was called off.
    pub fn host_with(&self, cohosts: Vec<CommitteeId>, now: Moment) -> Result<Change, Refusal> {
        if self.status == SessionStatus::Cancelled {
            return Err(Refusal::conflict("session-cancelled-already"));
        }
        if cohosts.contains(&self.committee) {
            return Err(Refusal::new("cohost-is-owner").at("cohost"));
        }
        let mut draft = Draft::of(self, now);
        draft.session.cohosts = cohosts;
        draft.session.cohosts.sort();
        draft.session.cohosts.dedup();
        Ok(draft.done("session-cohosts"))
    }

    /// Calls it off; everybody who was asked is told, and the venue. What it held is free.
    ///
    /// # Errors
    /// `reason-missing`, or that it is over.
    pub fn cancel(&self, reason: &str, now: Moment) -> Result<Change, Refusal> {
        self.must_be(&[SessionStatus::Proposed, SessionStatus::Published, SessionStatus::Confirmed])?;
        let reason = reason.trim();
        if reason.is_empty() {
            return Err(Refusal::new("reason-missing").at("reason"));
        }
        let mut draft = Draft::of(self, now);
        draft.raise();
        draft.session.status = SessionStatus::Cancelled;
        reason.clone_into(&mut draft.session.cancel_reason);
        if self.status != SessionStatus::Proposed {
            let facts = json!({ "reason": reason });
            for assignment in self.assignments.iter().filter(|a| a.stands()) {
                draft.tell_speaker(LetterKind::Cancellation, &assignment.speaker, facts.clone());
            }
            draft.tell_venue(LetterKind::Cancellation, facts);
        }
        Ok(draft.done("session-cancel"))
    }

    /// Confirmed → delivered, once it has ended; the venue is asked for the headcount.
    ///
    /// # Errors
    /// `session-not-ended`.
    pub fn deliver(&self, now: Moment) -> Result<Change, Refusal> {
        self.must_be(&[SessionStatus::Confirmed])?;
        if now < self.window.end {
            return Err(Refusal::conflict("session-not-ended"));
        }
        let mut draft = Draft::of(self, now);
        draft.session.status = SessionStatus::Delivered;
        draft.tell_venue(LetterKind::HeadcountDue, json!({}));
        Ok(draft.done("session-deliver"))
    }
}
