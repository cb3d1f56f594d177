//! The states of a request and the moves between them.
//!
//! submitted → approved → scheduled → done; submitted or approved → returned → submitted
//! again; withdrawn from any state before a session stands. A cancelled session gives its
//! request back to the planner (scheduled → approved).

use super::{Checked, Request, RequestStatus};
use crate::kernel::{JournalLine, LetterKind, LetterOwed, Moment, Recipient, Refusal, Window};
use serde_json::{Value, json};

/// What a move yields: saved together, in one transaction.
#[derive(Clone, Debug)]
pub struct RequestChange {
    /// The request as it is now.
    pub request: Request,
    /// The letters that this owes.
    pub letters: Vec<LetterOwed>,
    /// What the journal says.
    pub journal: Vec<JournalLine>,
}

impl Request {
    /// A fresh request has been written down.
    #[must_use]
    pub fn received(self, now: Moment) -> RequestChange {
        let journal = vec![JournalLine::new("request-place", "request", &self.id, json!({}), self.facts())];
        let letters = vec![self.letter(LetterKind::RequestReceived, now, json!({}))];
        RequestChange { request: self, letters, journal }
    }

    /// The coordinator takes it on (受理).
    ///
    /// # Errors
    /// `request-not-open` unless it waits for judgement.
    pub fn approve(&self, now: Moment) -> Result<RequestChange, Refusal> {
        self.from(&[RequestStatus::Submitted])?;
        if self.windows.iter().all(|window| window.start <= now) {
            return Err(Refusal::new("request-windows-past"));
        }
        let mut next = self.stepped(RequestStatus::Approved, now);
        next.return_reason = String::new();
        Ok(self.change("request-approve", next, Some((LetterKind::RequestApproved, json!({}))), now))
    }

    /// It goes back with a reason (退回).
    ///
    /// # Errors
    /// `reason-missing`, or `request-not-open` once a session stands.
    pub fn send_back(&self, reason: &str, now: Moment) -> Result<RequestChange, Refusal> {
        self.from(&[RequestStatus::Submitted, RequestStatus::Approved])?;
        let reason = reason.trim();
        if reason.is_empty() {
            return Err(Refusal::new("reason-missing").at("reason"));
        }
        let mut next = self.stepped(RequestStatus::Returned, now);
        next.return_reason = reason.to_owned();
        Ok(self.change("request-return", next, Some((LetterKind::RequestReturned, json!({ "reason": reason }))), now))
    }

    /// The school takes it back (撤回).
    ///
    /// # Errors
    /// `request-has-session` once a session stands: that is cancelled instead.
    pub fn withdraw(&self, now: Moment) -> Result<RequestChange, Refusal> {
        if self.status == RequestStatus::Scheduled {
            return Err(Refusal::conflict("request-has-session"));
        }
        self.from(&[RequestStatus::Submitted, RequestStatus::Returned, RequestStatus::Approved])?;
        Ok(self.change("request-withdraw", self.stepped(RequestStatus::Withdrawn, now), None, now))
    }

    /// The school mends what came back, or what still waits, and asks again.
    ///
    /// # Errors
    /// `request-not-open` once approved.
    pub fn ask_again(&self, order: &Checked, windows: Vec<Window>, now: Moment) -> Result<RequestChange, Refusal> {
        self.from(&[RequestStatus::Returned, RequestStatus::Submitted])?;
        let mut next = self.stepped(RequestStatus::Submitted, now);
        next.take(order, windows);
        Ok(self.change("request-resubmit", next, Some((LetterKind::RequestReceived, json!({}))), now))
    }

    /// Other times, as told on the telephone; it stays where it stands among its states.
    ///
    /// # Errors
    /// `order-window-missing`, `order-window-past` or `order-window-too-short` at `windows.N`;
    /// `request-not-open` unless it waits for a plan or has a session.
    pub fn wish_instead(&self, windows: Vec<Window>, now: Moment) -> Result<RequestChange, Refusal> {
        self.from(&[RequestStatus::Approved, RequestStatus::Scheduled])?;
        if windows.is_empty() {
            return Err(Refusal::new("order-window-missing").at("windows.0"));
        }
        for (n, window) in windows.iter().enumerate() {
            let place = format!("windows.{n}");
            if window.start <= now {
                return Err(Refusal::new("order-window-past").at(place));
            }
            if window.minutes() < i64::from(self.minutes) {
                return Err(Refusal::new("order-window-too-short").with("minutes", self.minutes).at(place));
            }
        }
        let mut next = self.stepped(self.status, now);
        next.windows = windows;
        Ok(self.change("request-move", next, None, now))
    }

    /// A session has been published for it.
    ///
    /// # Errors
    /// `request-not-approved` unless it waits for the planner.
    pub fn schedule(&self, now: Moment) -> Result<RequestChange, Refusal> {
        if self.status != RequestStatus::Approved {
            return Err(Refusal::conflict("request-not-approved").with("code", &self.code));
        }
        Ok(self.change("request-schedule", self.stepped(RequestStatus::Scheduled, now), None, now))
    }

    /// Its session is off, so it waits for the planner again; as it is when it had none.
    #[must_use]
    pub fn give_back(&self, now: Moment) -> Option<RequestChange> {
        let scheduled = self.status == RequestStatus::Scheduled;
        scheduled.then(|| self.change("request-reopen", self.stepped(RequestStatus::Approved, now), None, now))
    }

    /// Its session has been held; as it is in any other state.
    #[must_use]
    pub fn finish(&self, now: Moment) -> Option<RequestChange> {
        let scheduled = self.status == RequestStatus::Scheduled;
        scheduled.then(|| self.change("request-done", self.stepped(RequestStatus::Done, now), None, now))
    }

    /// Puts a checked order into this request's fields.
    pub fn take(&mut self, order: &Checked, windows: Vec<Window>) {
        self.room.clone_from(&order.room);
        self.lecture.clone_from(&order.lecture);
        self.theme = Some(order.theme.clone());
        self.grade = order.grade;
        self.headcount = order.headcount;
        self.minutes = order.minutes;
        self.language.clone_from(&order.language);
        self.teacher.clone_from(&order.teacher);
        self.teacher_phone.clone_from(&order.teacher_phone);
        self.school_approval.clone_from(&order.school_approval);
        self.priority_pct = order.priority_pct;
        self.repeat_speaker.clone_from(&order.repeat_speaker);
        self.note.clone_from(&order.note);
        self.windows = windows;
    }

    fn from(&self, allowed: &[RequestStatus]) -> Result<(), Refusal> {
        if allowed.contains(&self.status) { Ok(()) } else { Err(Refusal::conflict("request-not-open")) }
    }

    fn stepped(&self, status: RequestStatus, now: Moment) -> Self {
        Self { status, changed_at: now, version: self.version + 1, ..self.clone() }
    }

    fn change(
        &self,
        action: &'static str,
        next: Self,
        letter: Option<(LetterKind, Value)>,
        now: Moment,
    ) -> RequestChange {
        let line = JournalLine::between(action, "request", &self.id, self.facts(), next.facts());
        let letters = letter.map(|(kind, facts)| next.letter(kind, now, facts)).into_iter().collect();
        RequestChange { journal: vec![line], letters, request: next }
    }

    /// To the venue's contact; the version is the sequence, since each version is one change.
    fn letter(&self, kind: LetterKind, now: Moment, facts: Value) -> LetterOwed {
        LetterOwed {
            kind,
            subject: self.id.to_string(),
            recipient: Recipient::Venue(self.venue.clone()),
            sequence: self.version,
            not_before: now,
            not_after: None,
            facts,
        }
    }

    fn facts(&self) -> Value {
        let windows: Vec<String> = self.windows.iter().map(Window::to_text).collect();
        json!({
            "code": self.code, "status": self.status.code(), "venue": self.venue, "room": self.room,
            "lecture": self.lecture, "theme": self.theme, "grade": self.grade.code(),
            "headcount": self.headcount, "minutes": self.minutes, "language": self.language,
            "windows": windows, "teacher": self.teacher, "approval": self.school_approval,
            "reason": self.return_reason, "priority": self.priority_pct,
        })
    }
}
