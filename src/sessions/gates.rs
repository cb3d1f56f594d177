//! The gates before a session is confirmed; each protects children or speakers.

use super::draft::Draft;
use super::{Answer, Assignment, Change, Session, SessionKind, SessionStatus};
use crate::kernel::{Day, LetterKind, Moment, Refusal};
use crate::lectures::{Lecture, TextStatus};
use crate::speakers::Speaker;
use serde_json::json;

/// A gate that is closed, in words, and whether a reason opens it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gate {
    /// Why it is closed.
    pub refusal: Refusal,
    /// Insurance and companion may be overridden with a reason, which is journalled.
    pub overridable: bool,
}

/// What the registers say on the day of the session.
pub struct GateFacts<'a> {
    /// The lecture, if one is named.
    pub lecture: Option<&'a Lecture>,
    /// Those of the speakers who are named in the session.
    pub speakers: &'a [Speaker],
    /// Whether this venue records approvals of its own, so that one is waited for.
    pub records_approval: bool,
}

/// Every gate of a session that is closed.
#[must_use]
pub fn gates(session: &Session, facts: &GateFacts<'_>) -> Vec<Gate> {
    let mut closed = Vec::new();
    closed.extend(lecture_gate(session, facts.lecture).map(shut));
    closed.extend(session.teacher.trim().is_empty().then(|| shut(Refusal::new("gate-teacher").at("teacher"))));
    if facts.records_approval && session.school_approval.trim().is_empty() {
        closed.push(shut(Refusal::new("gate-approval").at("approval")));
    }
    if session.speaking().next().is_none() {
        closed.push(shut(Refusal::new("gate-no-speaker")));
    }
    for assignment in session.speaking() {
        if let Some(speaker) = facts.speakers.iter().find(|s| s.id == assignment.speaker) {
            closed.extend(speaker_gates(session, assignment, speaker));
        }
    }
    closed
}

/// The gates of one speaker in a session, as of a standby who may step in.
pub(super) fn speaker_gates(session: &Session, assignment: &Assignment, speaker: &Speaker) -> Vec<Gate> {
    let day = session.window.day();
    let named = |key| Refusal::new(key).with("speaker", &speaker.name);
    let papers = |key| Gate { refusal: named(key), overridable: true };
    let mut closed = Vec::new();
    if assignment.answer != Answer::Accepted {
        closed.push(shut(named("gate-not-accepted")));
    }
    if !valid(speaker.appointed_until, day) {
        closed.push(shut(named("gate-appointment")));
    }
    if !valid(speaker.checked_until, day) {
        closed.push(shut(named("gate-check")));
    }
    if !valid(speaker.insured_until, day) {
        closed.push(papers("gate-insurance"));
    }
    let age = speaker.birth_year.map(|born| day.parts().0 - born);
    let accompanied = speaker.needs_companion || age.is_some_and(|age| age >= 80);
    if accompanied && session.companion.trim().is_empty() {
        closed.push(papers("gate-companion"));
    }
    closed
}

fn lecture_gate(session: &Session, lecture: Option<&Lecture>) -> Option<Refusal> {
    use SessionKind::{Contest, FieldPractice, Symposium};
    if matches!(session.kind, Symposium | FieldPractice | Contest) && lecture.is_none() {
        return None;
    }
    let Some(lecture) = lecture else { return Some(Refusal::new("gate-lecture-missing").at("lecture")) };
    let expired = lecture.approved_until.is_some_and(|until| until < session.window.day());
    if lecture.status != TextStatus::Approved || expired {
        return Some(Refusal::new("gate-lecture").with("lecture", &lecture.title).at("lecture"));
    }
    None
}

/// A paper without a date is missing, and missing is not valid.
fn valid(until: Option<Day>, day: Day) -> bool {
    until.is_some_and(|until| day <= until)
}

fn shut(refusal: Refusal) -> Gate {
    Gate { refusal, overridable: false }
}

impl Gate {
    /// The gates of a standby before he or she steps in.
    #[must_use]
    pub fn of_standby(session: &Session, assignment: &Assignment, speaker: &Speaker) -> Vec<Self> {
        speaker_gates(session, assignment, speaker)
    }

    /// Whether a reason opens all that are closed.
    ///
    /// # Errors
    /// The first gate that stays closed; `override-reason-missing` when a reason would open all.
    pub fn all_open(gates: &[Self], reason: &str) -> Result<(), Refusal> {
        if let Some(gate) = gates.iter().find(|gate| !gate.overridable) {
            return Err(gate.refusal.clone());
        }
        match gates.first() {
            Some(gate) if reason.trim().is_empty() => Err(gate.refusal.clone().at("override")),
            _ => Ok(()),
        }
    }
}

impl Session {
    /// Published → confirmed: speakers and venue are told that it stands.
    ///
    /// # Errors
    /// The first closed gate; `session-begun`.
    pub fn confirm(&self, gates: &[Gate], reason: &str, now: Moment) -> Result<Change, Refusal> {
        self.must_be(&[SessionStatus::Published])?;
        self.not_begun(now)?;
        Gate::all_open(gates, reason)?;
        let mut draft = Draft::of(self, now);
        draft.session.status = SessionStatus::Confirmed;
        // a reason is kept only where it opened something
        draft.session.override_reason = if gates.is_empty() { String::new() } else { reason.trim().to_owned() };
        for assignment in self.speaking() {
            draft.tell_speaker(LetterKind::Confirmation, &assignment.speaker, json!({}));
        }
        draft.tell_venue(LetterKind::Confirmation, json!({}));
        Ok(draft.done("session-confirm"))
    }
}
