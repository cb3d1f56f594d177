//! A published session that a plan places otherwise: another speaker, another time, or both.

use super::draft::Draft;
use super::{Answer, Change, Part, Session, SessionStatus};
use crate::kernel::{Moment, Refusal, SpeakerId, Window};
use serde_json::json;

impl Session {
    /// Places it with this speaker at this start. Who leaves is released, who comes is invited, who
    /// stays is told of a new time and asked again; nobody else hears of it, but the venue where
    /// the session was confirmed. Without a speaker, whoever is named is released and the session waits.
    ///
    /// # Errors
    /// `session-begun`, `session-in-the-past`, or that it is off or held.
    pub fn replan(&self, place: Option<(&SpeakerId, Moment)>, now: Moment) -> Result<Change, Refusal> {
        self.must_be(&[SessionStatus::Published, SessionStatus::Confirmed])?;
        self.not_begun(now)?;
        let mut draft = Draft::of(self, now);
        let speaking: Vec<_> = self.speaking().cloned().collect();
        let stays = |speaker: &SpeakerId| place.is_some_and(|(own, _)| own == speaker);
        let leaving: Vec<_> = speaking.iter().filter(|it| !stays(&it.speaker)).collect();
        if let Some(first) = leaving.first() {
            draft.reopen("speaker", json!({ "speaker": first.speaker }));
        }
        for assignment in leaving {
            self.let_go(&mut draft, &assignment.id)?;
        }
        let Some((speaker, start)) = place else { return Ok(draft.done("session-replan")) };
        if start <= now {
            return Err(Refusal::new("session-in-the-past"));
        }
        let window = Window { start, end: start + (self.window.end - self.window.start) };
        let named = speaking.iter().any(|it| it.speaker == *speaker);
        if window != self.window {
            draft.move_to(window, None)?;
        }
        if !named {
            self.name(&mut draft, speaker, Part::Speaker, now)?;
        }
        Ok(draft.done("session-replan"))
    }

    /// Whether the one who is asked has not answered yet.
    #[must_use]
    pub fn is_unanswered(&self) -> bool {
        self.status == SessionStatus::Published && self.speaking().all(|it| it.answer == Answer::Waiting)
    }
}
