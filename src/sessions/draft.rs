//! A transition in the making: what stood before, what stands now, who is to be told.

use super::{Answer, Assignment, Change, Part, Session, SessionStatus};
use crate::kernel::{AssignmentId, JournalLine, LetterKind, LetterOwed, Moment, Recipient, Refusal, SpeakerId};
use serde_json::{Value, json};

pub(super) struct Draft {
    before: Value,
    pub(super) session: Session,
    letters: Vec<LetterOwed>,
    now: Moment,
}

impl Draft {
    pub(super) fn of(session: &Session, now: Moment) -> Self {
        let next = Session { changed_at: now, version: session.version + 1, ..session.clone() };
        Self { before: session.facts(), session: next, letters: Vec::new(), now }
    }

    /// The next SEQUENCE: calendars take the change, and each person is told of it anew.
    pub(super) fn raise(&mut self) {
        self.session.sequence += 1;
    }

    pub(super) fn tell_speaker(&mut self, kind: LetterKind, speaker: &SpeakerId, facts: Value) {
        self.tell(kind, Recipient::Speaker(speaker.clone()), facts);
    }

    pub(super) fn tell_venue(&mut self, kind: LetterKind, facts: Value) {
        self.tell(kind, Recipient::Venue(self.session.venue.clone()), facts);
    }

    fn tell(&mut self, kind: LetterKind, recipient: Recipient, facts: Value) {
        self.letters.push(LetterOwed {
            kind,
            subject: self.session.id.to_string(),
            recipient,
            sequence: 0,
            not_before: self.now,
            not_after: pointless_after(kind, &self.session),
            facts,
        });
    }

    /// Asks an assignment's speaker; the letter carries the answer link.
    pub(super) fn invite(&mut self, id: &AssignmentId) -> Result<(), Refusal> {
        let assignment = self.wait_for(id)?;
        let (speaker, facts) = (assignment.speaker.clone(), asked(assignment));
        self.tell_speaker(LetterKind::Invitation, &speaker, facts);
        Ok(())
    }

    /// Waits for an answer (again); whoever calls tells the speaker.
    pub(super) fn wait_for(&mut self, id: &AssignmentId) -> Result<&mut Assignment, Refusal> {
        let (now, start) = (self.now, self.session.window.start);
        let assignment = self.assignment(id)?;
        assignment.answer = Answer::Waiting;
        assignment.invited_at = Some(now);
        assignment.answer_by = Some(Session::answer_by(now, start));
        assignment.answered_at = None;
        assignment.still_at = None;
        assignment.proposed_start = None;
        Ok(assignment)
    }

    /// The assignment to change; it is stamped.
    pub(super) fn assignment(&mut self, id: &AssignmentId) -> Result<&mut Assignment, Refusal> {
        let now = self.now;
        let found = self.session.assignments.iter_mut().find(|a| a.id == *id);
        let assignment = found.ok_or_else(|| Refusal::missing("no-such-assignment"))?;
        assignment.changed_at = now;
        Ok(assignment)
    }

    /// A confirmed session that loses what it was confirmed on waits for confirmation again, and
    /// the venue, which was told that it stands, is told so.
    pub(super) fn reopen(&mut self, what: &'static str, old: Value) {
        if self.session.status == SessionStatus::Confirmed {
            self.session.status = SessionStatus::Published;
            self.session.override_reason.clear();
            self.raise();
            self.tell_venue(LetterKind::Change, json!({ "what": what, "before": old, "open": true }));
        }
    }

    pub(super) fn done(mut self, action: &'static str) -> Change {
        for letter in &mut self.letters {
            letter.sequence = self.session.sequence;
        }
        let line = JournalLine::between(action, "session", &self.session.id, self.before, self.session.facts());
        Change { session: self.session, letters: self.letters, journal: vec![line] }
    }
}

pub(super) fn asked(assignment: &Assignment) -> Value {
    json!({ "assignment": assignment.id, "part": assignment.part.code(), "answer_by": assignment.answer_by })
}

fn pointless_after(kind: LetterKind, session: &Session) -> Option<Moment> {
    match kind {
        LetterKind::HeadcountDue => None,
        _ => Some(session.window.start),
    }
}

impl Session {
    /// What the journal compares, before and after.
    pub(super) fn facts(&self) -> Value {
        let speakers: Vec<Value> = self
            .assignments
            .iter()
            .map(|a| {
                json!({ "id": a.id, "speaker": a.speaker, "part": a.part.code(), "answer": a.answer.code(),
                        "through": a.answered_through, "proposed_start": a.proposed_start,
                        "still_at": a.still_at })
            })
            .collect();
        json!({
            "code": self.code, "status": self.status.code(), "time": self.window.to_text(), "venue": self.venue,
            "room": self.room, "lecture": self.lecture, "theme": self.theme, "kind": self.kind.code(),
            "teacher": self.teacher, "approval": self.school_approval, "reason": self.cancel_reason,
            "override": self.override_reason, "pickup_by": self.pickup_by, "pickup_at": self.pickup_at,
            "companion": self.companion, "cohosts": self.cohosts, "sequence": self.sequence, "speakers": speakers,
        })
    }

    /// Until when an invitation of now should be answered: three days, yet a day before the start.
    pub(super) fn answer_by(now: Moment, start: Moment) -> Moment {
        let (days, hours) = (chrono::TimeDelta::days, chrono::TimeDelta::hours);
        (now + days(3)).min((start - days(1)).max(now + hours(2))).min(start)
    }

    /// The assignment of an id.
    ///
    /// # Errors
    /// `no-such-assignment`.
    pub fn assignment(&self, id: &AssignmentId) -> Result<&Assignment, Refusal> {
        self.assignments.iter().find(|a| a.id == *id).ok_or_else(|| Refusal::missing("no-such-assignment"))
    }

    /// Those who are asked or have said yes to speak.
    pub fn speaking(&self) -> impl Iterator<Item = &Assignment> {
        self.assignments.iter().filter(|a| a.part == Part::Speaker && a.stands())
    }

    pub(super) fn must_be(&self, allowed: &[SessionStatus]) -> Result<(), Refusal> {
        if allowed.contains(&self.status) {
            return Ok(());
        }
        Err(Refusal::conflict(match self.status {
            SessionStatus::Proposed => "session-not-published",
            SessionStatus::Published => "session-not-confirmed",
            SessionStatus::Confirmed => "session-confirmed-already",
            SessionStatus::Delivered => "session-delivered-already",
            SessionStatus::Cancelled => "session-cancelled-already",
        }))
    }
}

impl Assignment {
    /// Asked, answered yes, or in talks about another time; neither declined nor released.
    #[must_use]
    pub fn stands(&self) -> bool {
        !matches!(self.answer, Answer::Declined | Answer::Released)
    }

    pub(super) fn fresh(speaker: SpeakerId, part: Part, now: Moment) -> Self {
        Self {
            id: AssignmentId::fresh(),
            speaker,
            part,
            answer: Answer::Waiting,
            pinned: false,
            invited_at: None,
            answer_by: None,
            answered_at: None,
            answered_through: String::new(),
            proposed_start: None,
            note: String::new(),
            changed_at: now,
            still_at: None,
        }
    }
}
