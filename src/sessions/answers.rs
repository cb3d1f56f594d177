//! What a speaker answers: yes, no, or another time. A decline needs no reason and costs nothing.
//!
//! The answer that stands already is taken again in silence (`Ok(None)`), so a second click
//! changes nothing. Until confirmation one may change one's mind, as long as nobody else has
//! been asked in one's place; afterwards it takes a telephone call.

use super::draft::{Draft, asked};
use super::{Answer, Assignment, Change, Part, Session, SessionStatus};
use crate::kernel::{AssignmentId, LetterKind, Moment, Refusal, Window};
use serde_json::json;

crate::codes! {
    /// How an answer came.
    Through, "through" {
        /// 链接
        Link = "link",
        /// 本人页面
        Page = "page",
        /// 电话
        Telephone = "telephone",
        /// 日历
        Calendar = "calendar",
    }
}

impl Session {
    /// The speaker comes.
    ///
    /// # Errors
    /// Why it is too late, or whose place it is now.
    pub fn accept(&self, id: &AssignmentId, through: Through, now: Moment) -> Result<Option<Change>, Refusal> {
        let assignment = self.assignment(id)?;
        if assignment.answer == Answer::Accepted {
            return Ok(None);
        }
        self.may_answer(assignment, through, now)?;
        self.place_is_free(assignment)?;
        let mut draft = Draft::of(self, now);
        answered(draft.assignment(id)?, Answer::Accepted, through, now);
        Ok(Some(draft.done("session-accept")))
    }

    /// The speaker does not come; the booking is free at once. A confirmed session waits for
    /// confirmation again.
    ///
    /// # Errors
    /// Why it is too late, or that a confirmed talk is given up by telephone.
    pub fn decline(
        &self,
        id: &AssignmentId,
        note: &str,
        through: Through,
        now: Moment,
    ) -> Result<Option<Change>, Refusal> {
        let assignment = self.assignment(id)?;
        if assignment.answer == Answer::Declined {
            return Ok(None);
        }
        self.may_answer(assignment, through, now)?;
        let mut draft = Draft::of(self, now);
        let changed = draft.assignment(id)?;
        answered(changed, Answer::Declined, through, now);
        note.trim().clone_into(&mut changed.note);
        if assignment.part == Part::Speaker {
            draft.reopen("speaker", json!({ "speaker": assignment.speaker }));
        }
        Ok(Some(draft.done("session-decline")))
    }

    /// The speaker would come at another time; the coordinator decides.
    ///
    /// # Errors
    /// `proposed-in-the-past`, `proposed-same-time`, or why it is too late.
    pub fn propose(
        &self,
        id: &AssignmentId,
        start: Moment,
        note: &str,
        through: Through,
        now: Moment,
    ) -> Result<Option<Change>, Refusal> {
        let assignment = self.assignment(id)?;
        if assignment.answer == Answer::Proposed && assignment.proposed_start == Some(start) {
            return Ok(None);
        }
        self.may_answer(assignment, through, now)?;
        self.place_is_free(assignment)?;
        let wrong = |key| Err(Refusal::new(key).at("proposed"));
        if start <= now {
            return wrong("proposed-in-the-past");
        }
        if start == self.window.start {
            return wrong("proposed-same-time");
        }
        if assignment.part == Part::Standby {
            return wrong("proposed-by-standby");
        }
        let mut draft = Draft::of(self, now);
        let changed = draft.assignment(id)?;
        answered(changed, Answer::Proposed, through, now);
        changed.proposed_start = Some(start);
        note.trim().clone_into(&mut changed.note);
        draft.reopen("speaker", json!({ "speaker": assignment.speaker }));
        Ok(Some(draft.done("session-propose")))
    }

    /// The coordinator takes the other time: the session moves there, this speaker has said
    /// yes, all others are asked again.
    ///
    /// # Errors
    /// `no-proposal`, `proposed-in-the-past`.
    pub fn take_proposal(&self, id: &AssignmentId, now: Moment) -> Result<Change, Refusal> {
        let start = self.proposal(id)?;
        if start <= now {
            return Err(Refusal::new("proposed-in-the-past"));
        }
        let mut draft = Draft::of(self, now);
        let length = self.window.end - self.window.start;
        draft.move_to(Window { start, end: start + length }, Some(id))?;
        let changed = draft.assignment(id)?;
        changed.answer = Answer::Accepted;
        changed.proposed_start = None;
        Ok(draft.done("session-take-proposal"))
    }

    /// The other time cannot be; the speaker is asked once more about the first.
    ///
    /// # Errors
    /// `no-proposal`.
    pub fn refuse_proposal(&self, id: &AssignmentId, now: Moment) -> Result<Change, Refusal> {
        let start = self.proposal(id)?;
        let mut draft = Draft::of(self, now);
        draft.raise();
        let waiting = draft.wait_for(id)?;
        waiting.note = String::new();
        let (speaker, mut facts) = (waiting.speaker.clone(), asked(waiting));
        facts["what"] = json!("proposal-refused");
        facts["proposed"] = json!(start);
        draft.tell_speaker(LetterKind::Change, &speaker, facts);
        Ok(draft.done("session-refuse-proposal"))
    }

    fn proposal(&self, id: &AssignmentId) -> Result<Moment, Refusal> {
        self.must_be(&[SessionStatus::Published])?;
        let assignment = self.assignment(id)?;
        let proposed = assignment.proposed_start.filter(|_| assignment.answer == Answer::Proposed);
        proposed.ok_or_else(|| Refusal::conflict("no-proposal"))
    }

    /// Whether this assignment may still be answered, and by this way.
    ///
    /// # Errors
    /// The sentence that says why not.
    pub fn may_answer(&self, assignment: &Assignment, through: Through, now: Moment) -> Result<(), Refusal> {
        match self.status {
            SessionStatus::Proposed => return Err(Refusal::conflict("session-not-published")),
            SessionStatus::Cancelled => return Err(Refusal::conflict("answer-session-off")),
            SessionStatus::Delivered => return Err(Refusal::conflict("answer-too-late")),
            SessionStatus::Published | SessionStatus::Confirmed => {}
        }
        if self.window.start <= now {
            return Err(Refusal::conflict("answer-too-late"));
        }
        if assignment.answer == Answer::Released {
            return Err(Refusal::conflict("answer-not-needed"));
        }
        let settled = self.status == SessionStatus::Confirmed && assignment.part == Part::Speaker;
        if settled && through != Through::Telephone {
            return Err(Refusal::conflict("answer-after-confirm"));
        }
        Ok(())
    }

    /// One who declined may come back only while nobody else was asked since, and not twice.
    ///
    /// # Errors
    /// `answer-place-taken`.
    pub fn place_is_free(&self, back: &Assignment) -> Result<(), Refusal> {
        let in_the_way = |other: &Assignment| {
            let asked_since = other.invited_at >= back.answered_at;
            // asked anew, one answers the new invitation, also where it was taken back
            let anew = other.speaker == back.speaker && (other.stands() || asked_since);
            other.id != back.id && (anew || other.stands() && other.part == back.part && asked_since)
        };
        let taken = back.answer == Answer::Declined && self.assignments.iter().any(in_the_way);
        if taken { Err(Refusal::conflict("answer-place-taken")) } else { Ok(()) }
    }
}

fn answered(assignment: &mut Assignment, answer: Answer, through: Through, now: Moment) {
    assignment.answer = answer;
    assignment.answered_at = Some(now);
    through.code().clone_into(&mut assignment.answered_through);
    assignment.proposed_start = None;
}
