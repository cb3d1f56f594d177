//! "Still all right?" (一切照旧吗): a speaker who said yes says so once more before the day, by one
//! button. No calendar learns of it, since nothing about the date changes.

use super::draft::Draft;
use super::{Answer, Assignment, Change, Part, Session, SessionStatus};
use crate::kernel::{AssignmentId, Moment, Refusal};
use chrono::TimeDelta;

/// A second press within this time is the same.
const SAME: TimeDelta = TimeDelta::minutes(10);

impl Session {
    /// Whether this speaker may say that all stands as agreed: the session stands, has not begun,
    /// and he or she said yes.
    #[must_use]
    pub fn may_say_still(&self, assignment: &Assignment, now: Moment) -> bool {
        self.status == SessionStatus::Confirmed && assignment.answer == Answer::Accepted && now < self.window.start
    }

    /// The speaker says that all stands as agreed; again at once changes nothing.
    ///
    /// # Errors
    /// `still-not-asked` when there is nothing agreed any more.
    pub fn still(&self, id: &AssignmentId, now: Moment) -> Result<Option<Change>, Refusal> {
        let assignment = self.assignment(id)?;
        if !self.may_say_still(assignment, now) {
            return Err(Refusal::conflict("still-not-asked"));
        }
        if assignment.still_at.is_some_and(|at| now - at < SAME) {
            return Ok(None);
        }
        let mut draft = Draft::of(self, now);
        draft.session.changed_at = self.changed_at;
        draft.assignment(id)?.still_at = Some(now);
        Ok(Some(draft.done("session-still")))
    }

    /// Standbys who said yes, in the order of their naming.
    pub fn ready_standbys(&self) -> impl Iterator<Item = &Assignment> {
        self.assignments.iter().filter(|a| a.part == Part::Standby && a.answer == Answer::Accepted)
    }

    /// Rises with every change of time and with every further person asked.
    #[must_use]
    pub fn round(&self) -> i32 {
        self.sequence + i32::try_from(self.assignments.len()).unwrap_or(0)
    }
}
