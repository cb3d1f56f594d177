//! A period that a committee files to the one above: draft, filed, returned, accepted, locked (rule 9).

use super::Period;
use crate::kernel::{CommitteeId, Moment, Refusal};

crate::codes! {
    /// Where a filing stands.
    FilingState, "filing" {
        /// 草稿
        Draft = "draft",
        /// 已报送
        Filed = "filed",
        /// 已退回
        Returned = "returned",
        /// 已接收
        Accepted = "accepted",
        /// 已锁定
        Locked = "locked",
    }
}

crate::codes! {
    /// What may be done to a filing.
    FilingStep, "filing-step" {
        /// 报送
        File = "file",
        /// 退回
        Return = "return",
        /// 接收
        Accept = "accept",
        /// 锁定
        Lock = "lock",
    }
}

/// A period of a committee on its way to the one above.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filing {
    /// Whose.
    pub committee: CommitteeId,
    /// Which period.
    pub period: Period,
    /// Where it stands.
    pub state: FilingState,
    /// Why it came back.
    pub reason: String,
    /// Who moved it last.
    pub by_name: String,
    /// When.
    pub at: Moment,
}

impl FilingState {
    /// Where a step leads from here. A locked period stays locked: it changes only by
    /// corrections of its figures.
    ///
    /// # Errors
    /// `filing-step-not-now` when the step does not fit, or somebody was faster.
    pub fn after(self, step: FilingStep) -> Result<Self, Refusal> {
        match (step, self) {
            (FilingStep::File, Self::Draft | Self::Returned) => Ok(Self::Filed),
            (FilingStep::Return, Self::Filed | Self::Accepted) => Ok(Self::Returned),
            (FilingStep::Accept, Self::Filed) => Ok(Self::Accepted),
            (FilingStep::Lock, Self::Accepted) => Ok(Self::Locked),
            _ => Err(Refusal::conflict("filing-step-not-now")),
        }
    }

    /// The steps that fit here.
    pub fn steps(self) -> impl Iterator<Item = FilingStep> {
        FilingStep::ALL.iter().copied().filter(move |step| self.after(*step).is_ok())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_of_a_filing() {
        use FilingStep::{Accept, File, Lock, Return};
        let walk = |steps: &[FilingStep]| steps.iter().try_fold(FilingState::Draft, |state, step| state.after(*step));
        assert_eq!(walk(&[File, Return, File, Accept, Lock]), Ok(FilingState::Locked));
        assert!(walk(&[Accept]).is_err());
        assert!(walk(&[File, Lock]).is_err());
        assert_eq!(FilingState::Locked.steps().count(), 0);
    }
}
