//! What came of a contest, as counts: no entrant is named anywhere.

use super::Gathering;
use crate::kernel::Refusal;
use crate::sessions::SessionKind;

/// Entrants and winners of one contest.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ContestResult {
    /// Who took part.
    pub entrants: i32,
    /// Who won a prize.
    pub winners: i32,
}

/// Most entrants of one contest.
pub const ENTRANTS_MOST: i32 = 100_000;

impl ContestResult {
    /// Checks it against its session.
    ///
    /// # Errors
    /// `contest-none` of a session that is none, `contest-winners` when more win than take part,
    /// and what [`Gathering::open`] refuses.
    pub fn sound(self, gathering: &Gathering) -> Result<Self, Refusal> {
        if gathering.kind != SessionKind::Contest {
            return Err(Refusal::conflict("contest-none"));
        }
        gathering.open()?;
        let fits = 0 <= self.winners && self.winners <= self.entrants && self.entrants <= ENTRANTS_MOST;
        if fits { Ok(self) } else { Err(Refusal::new("contest-winners").at("winners")) }
    }
}

/// Contests of a period added up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Contests {
    /// Delivered contests.
    pub contests: i64,
    /// Of them, those whose result is told.
    pub told: i64,
    /// Entrants of those.
    pub entrants: i64,
    /// Winners of those.
    pub winners: i64,
}
