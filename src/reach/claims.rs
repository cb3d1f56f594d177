//! One gathering that two owners claim.

use crate::kernel::{Day, SessionId};

/// The same venue, day and overlapping time under two owners (rule 5): told to both.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DoubleClaim {
    /// The day.
    pub day: Day,
    /// The venue's name.
    pub venue: String,
    /// One session: its id, code and owner's name.
    pub one: (SessionId, String, String),
    /// The other.
    pub other: (SessionId, String, String),
}
