//! The only reader of the wall clock.

use super::{Day, Moment};
use chrono::{TimeDelta, Utc};

/// Tells the time. A rehearsal clock starts at a given moment and runs on (`XINHUO_NOW`).
#[derive(Clone, Copy, Debug, Default)]
pub struct Clock {
    ahead: TimeDelta,
    rehearsal: bool,
}

impl Clock {
    /// The system's clock.
    #[must_use]
    pub fn system() -> Self {
        Self::default()
    }

    /// A clock that shows `start` now and runs on.
    #[must_use]
    pub fn starting_at(start: Moment) -> Self {
        Self { ahead: start - wall(), rehearsal: true }
    }

    /// The moment, cut to whole microseconds: what both databases can keep.
    #[must_use]
    pub fn now(&self) -> Moment {
        let now = wall() + self.ahead;
        let micros = now.timestamp_micros();
        Moment::from_timestamp_micros(micros).unwrap_or(now)
    }

    /// Today in Asia/Shanghai.
    #[must_use]
    pub fn today(&self) -> Day {
        Day::of(self.now())
    }

    /// Whether this is a rehearsal, so that every page says so.
    #[must_use]
    pub fn is_rehearsal(&self) -> bool {
        self.rehearsal
    }
}

#[expect(clippy::disallowed_methods, reason = "the one place that may ask the wall clock")]
fn wall() -> Moment {
    Utc::now()
}
