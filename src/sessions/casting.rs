//! Who speaks and who stands by: asked, named, replaced, released, stepping in.

use super::draft::Draft;
use super::{Answer, Assignment, Change, Gate, Part, Session, SessionStatus};
use crate::kernel::{AssignmentId, LetterKind, Moment, Refusal, SpeakerId};
use serde_json::json;

const OPEN: [SessionStatus; 2] = [SessionStatus::Published, SessionStatus::Confirmed];

impl Session {
    /// Asks one more speaker, after a decline or beside the others.
    ///
    /// # Errors
    /// `speaker-named-already`; a confirmed session takes a replacement instead.
    pub fn ask(&self, speaker: &SpeakerId, now: Moment) -> Result<Change, Refusal> {
        self.must_be(&[SessionStatus::Published])?;
        let mut draft = Draft::of(self, now);
        self.name(&mut draft, speaker, Part::Speaker, now)?;
        Ok(draft.done("session-ask"))
    }

    /// Names a standby (候补) and asks whether he or she is ready.
    ///
    /// # Errors
    /// `speaker-named-already`.
    pub fn name_standby(&self, speaker: &SpeakerId, now: Moment) -> Result<Change, Refusal> {
        self.must_be(&OPEN)?;
        let mut draft = Draft::of(self, now);
        self.name(&mut draft, speaker, Part::Standby, now)?;
        Ok(draft.done("session-name-standby"))
    }

    /// Another speaker in somebody's place; a confirmed session waits for confirmation again.
    ///
    /// # Errors
    /// `no-such-assignment`, `speaker-named-already`.
    pub fn replace(&self, old: &AssignmentId, speaker: &SpeakerId, now: Moment) -> Result<Change, Refusal> {
        self.must_be(&OPEN)?;
        self.not_begun(now)?;
        // nobody is released and asked again in one breath
        if self.assignments.iter().any(|a| a.speaker == *speaker && a.stands()) {
            return Err(Refusal::conflict("speaker-named-already"));
        }
        let mut draft = Draft::of(self, now);
        draft.reopen("speaker", json!({ "speaker": self.assignment(old)?.speaker }));
        self.let_go(&mut draft, old)?;
        self.name(&mut draft, speaker, Part::Speaker, now)?;
        Ok(draft.done("session-replace"))
    }

    /// Somebody is no longer needed (免去).
    ///
    /// # Errors
    /// `no-such-assignment`, or that the assignment ended before.
    pub fn release(&self, id: &AssignmentId, now: Moment) -> Result<Change, Refusal> {
        self.must_be(&OPEN)?;
        let assignment = self.assignment(id)?;
        if !assignment.stands() {
            return Err(Refusal::conflict("assignment-over"));
        }
        let mut draft = Draft::of(self, now);
        if assignment.part == Part::Speaker {
            draft.reopen("speaker", json!({ "speaker": assignment.speaker }));
        }
        self.let_go(&mut draft, id)?;
        Ok(draft.done("session-release"))
    }

    /// The standby who said yes is asked to speak in the place of somebody who does not answer.
    ///
    /// # Errors
    /// `standby-not-ready`, `session-begun`.
    pub fn ask_standby(&self, silent: &AssignmentId, standby: &AssignmentId, now: Moment) -> Result<Change, Refusal> {
        self.must_be(&[SessionStatus::Published])?;
        self.not_begun(now)?;
        if !self.ready_standbys().any(|ready| ready.id == *standby) {
            return Err(Refusal::conflict("standby-not-ready"));
        }
        let mut draft = Draft::of(self, now);
        // asked once before: a second letter needs a number of its own
        draft.raise();
        self.let_go(&mut draft, silent)?;
        draft.assignment(standby)?.part = Part::Speaker;
        draft.invite(standby)?;
        Ok(draft.done("session-ask-standby"))
    }

    /// A standby who said yes speaks instead; `gates` are those of the standby. A confirmed
    /// session stays confirmed, and the venue is told the new name.
    ///
    /// # Errors
    /// `standby-not-ready`, or the first gate that is closed and not overridden.
    pub fn step_in(
        &self,
        standby: &AssignmentId,
        out: Option<&AssignmentId>,
        gates: &[Gate],
        reason: &str,
        now: Moment,
    ) -> Result<Change, Refusal> {
        self.must_be(&OPEN)?;
        self.not_begun(now)?;
        let ready = self.assignment(standby)?;
        if ready.part != Part::Standby || ready.answer != Answer::Accepted || out == Some(standby) {
            return Err(Refusal::conflict("standby-not-ready"));
        }
        let confirmed = self.status == SessionStatus::Confirmed;
        if confirmed {
            Gate::all_open(gates, reason)?;
        }
        let mut draft = Draft::of(self, now);
        draft.raise();
        if let Some(out) = out {
            self.let_go(&mut draft, out)?;
        }
        draft.assignment(standby)?.part = Part::Speaker;
        if confirmed {
            if !gates.is_empty() {
                reason.trim().clone_into(&mut draft.session.override_reason);
            }
            draft.tell_speaker(LetterKind::Confirmation, &ready.speaker, json!({ "stepped_in": true }));
            draft.tell_venue(LetterKind::Change, json!({ "what": "speaker", "speaker": ready.speaker }));
        }
        Ok(draft.done("session-step-in"))
    }

    /// Keeps this assignment in every later plan, or no longer.
    ///
    /// # Errors
    /// `no-such-assignment`.
    pub fn pin(&self, id: &AssignmentId, pinned: bool, now: Moment) -> Result<Change, Refusal> {
        let mut draft = Draft::of(self, now);
        draft.assignment(id)?.pinned = pinned;
        Ok(draft.done(if pinned { "session-pin" } else { "session-unpin" }))
    }

    pub(super) fn not_begun(&self, now: Moment) -> Result<(), Refusal> {
        if self.window.start <= now { Err(Refusal::conflict("session-begun")) } else { Ok(()) }
    }

    pub(super) fn let_go(&self, draft: &mut Draft, id: &AssignmentId) -> Result<(), Refusal> {
        let was_standing = self.assignment(id)?.stands();
        let assignment = draft.assignment(id)?;
        let speaker = assignment.speaker.clone();
        // one who declined is not told that he or she is free
        if was_standing {
            assignment.answer = Answer::Released;
            assignment.proposed_start = None;
            draft.tell_speaker(LetterKind::Release, &speaker, json!({ "assignment": id }));
        }
        Ok(())
    }

    pub(super) fn name(&self, draft: &mut Draft, speaker: &SpeakerId, part: Part, now: Moment) -> Result<(), Refusal> {
        self.not_begun(now)?;
        if draft.session.assignments.iter().any(|a| a.speaker == *speaker && a.stands()) {
            return Err(Refusal::conflict("speaker-named-already"));
        }
        // asked once before: a second letter needs a number of its own
        if self.assignments.iter().any(|a| a.speaker == *speaker) && draft.session.sequence == self.sequence {
            draft.raise();
        }
        let assignment = Assignment::fresh(speaker.clone(), part, now);
        let id = assignment.id.clone();
        draft.session.assignments.push(assignment);
        draft.invite(&id)
    }
}
