//! Another time, another room.

use super::draft::{Draft, asked};
use super::{Answer, Change, Session, SessionStatus};
use crate::kernel::{AssignmentId, LetterKind, Moment, Refusal, RoomId, Window};
use serde_json::{Value, json};

impl Session {
    /// Another time. Speakers are asked again, unless `agreed` says that they have said yes on
    /// the telephone; a confirmed session waits for confirmation again, as its gates are those of a day.
    ///
    /// # Errors
    /// `session-in-the-past`, `session-same-time`.
    pub fn reschedule(&self, window: Window, agreed: bool, now: Moment) -> Result<Change, Refusal> {
        self.must_be(&[SessionStatus::Published, SessionStatus::Confirmed])?;
        self.not_begun(now)?;
        if window.start <= now {
            return Err(Refusal::new("session-in-the-past").at("start"));
        }
        if window == self.window {
            return Err(Refusal::new("session-same-time").at("start"));
        }
        let mut draft = Draft::of(self, now);
        draft.move_to(window, None)?;
        if agreed {
            for assignment in self.assignments.iter().filter(|a| a.stands()) {
                draft.assignment(&assignment.id)?.answer = Answer::Accepted;
            }
        }
        Ok(draft.done("session-reschedule"))
    }

    /// Another room of the same venue; all answers stand.
    ///
    /// # Errors
    /// `session-same-room`.
    pub fn move_room(&self, room: Option<RoomId>, now: Moment) -> Result<Change, Refusal> {
        self.must_be(&[SessionStatus::Published, SessionStatus::Confirmed])?;
        self.not_begun(now)?;
        if room == self.room {
            return Err(Refusal::new("session-same-room").at("room"));
        }
        let mut draft = Draft::of(self, now);
        draft.raise();
        draft.session.room = room;
        draft.tell_all("room", &json!({ "room": self.room }));
        if self.status == SessionStatus::Confirmed {
            draft.tell_venue(LetterKind::Change, json!({ "what": "room", "before": { "room": self.room } }));
        }
        Ok(draft.done("session-move-room"))
    }
}

impl Draft {
    /// Moves the window and asks everybody but `settled` again.
    pub(super) fn move_to(&mut self, window: Window, settled: Option<&AssignmentId>) -> Result<(), Refusal> {
        let before = json!({ "time": self.session.window.to_text() });
        let sequence = self.session.sequence;
        self.session.window = window;
        self.reopen("time", before.clone());
        if self.session.sequence == sequence {
            self.raise();
        }
        let again: Vec<AssignmentId> = self
            .session
            .assignments
            .iter()
            .filter(|a| a.stands() && Some(&a.id) != settled)
            .map(|a| a.id.clone())
            .collect();
        for id in &again {
            self.wait_for(id)?;
        }
        self.tell_all("time", &before);
        Ok(())
    }

    /// Tells every speaker and standby what changed; the letter carries the answer link.
    fn tell_all(&mut self, what: &'static str, before: &Value) {
        let standing: Vec<_> = self.session.assignments.iter().filter(|a| a.stands()).cloned().collect();
        for assignment in standing {
            let mut facts = asked(&assignment);
            facts["what"] = json!(what);
            facts["before"] = before.clone();
            self.tell_speaker(LetterKind::Change, &assignment.speaker, facts);
        }
    }
}
