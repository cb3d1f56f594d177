//! What a session holds while it stands: its speakers, and its room.

use super::{Session, SessionStatus};
use crate::kernel::{SessionId, Window};

/// One resource held by one session; the database refuses a second at the same time.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Booking {
    /// By which session.
    pub session: SessionId,
    /// A speaker, a room, or a venue without rooms.
    pub resource: String,
    /// How long.
    pub window: Window,
}

impl Session {
    /// Everything that it holds now; a proposed or cancelled session holds nothing, and a
    /// standby is not held.
    #[must_use]
    pub fn bookings(&self) -> Vec<Booking> {
        let holds =
            matches!(self.status, SessionStatus::Published | SessionStatus::Confirmed | SessionStatus::Delivered);
        if !holds {
            return Vec::new();
        }
        let place = self.room.as_ref().map_or_else(|| self.venue.to_string(), ToString::to_string);
        let speakers = self.speaking().map(|a| a.speaker.to_string());
        let mut resources: Vec<String> = speakers.chain([place]).collect();
        resources.sort();
        resources.dedup();
        let booked = |resource| Booking { session: self.id.clone(), resource, window: self.window };
        resources.into_iter().map(booked).collect()
    }
}
