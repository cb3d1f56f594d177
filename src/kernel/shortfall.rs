//! How far behind its target something is: reach says it, matching heeds it.

/// Reached against what should have been reached by now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
pub struct Shortfall {
    /// Youths who should have been reached by now.
    pub due: i64,
    /// Youths reached.
    pub reached: i64,
}

impl Shortfall {
    /// Missing youths, 0 when ahead.
    #[must_use]
    pub fn missing(self) -> i64 {
        (self.due - self.reached).max(0)
    }

    /// The uplift in percent that matching gives: 100 when on pace, up to 150 when nothing is reached.
    #[must_use]
    pub fn equity_pct(self) -> u32 {
        if self.due <= 0 {
            return 100;
        }
        let share = self.missing() * 50 / self.due;
        100 + u32::try_from(share.clamp(0, 50)).unwrap_or(0)
    }
}
