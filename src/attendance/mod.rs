//! A headcount reported, confirmed, corrected. No names of pupils, anywhere.

mod address;
mod contest;
mod gathering;
mod protect;
mod report;
mod revise;

pub use address::{session_of, token_of};
pub use contest::{ContestResult, Contests, ENTRANTS_MOST};
pub use gathering::{Flag, Gathering, flags, flags_of};
pub use protect::{NOTE_MOST, private_words};
pub use report::{Line, Report, Verdict, report};
pub use revise::{Correction, confirm, correct, revision};

use crate::kernel::{Grade, Headcount, Moment, SessionId};

crate::codes! {
    /// Who was counted; the three never share a column.
    ListenerKind, "listener" {
        /// 青少年
        Youth = "youth",
        /// 家长
        Parent = "parent",
        /// 其他
        Other = "other",
    }
}

crate::codes! {
    /// On what a figure rests.
    Basis, "basis" {
        /// 清点
        Counted = "counted",
        /// 班额
        Enrolment = "enrolment",
        /// 估计
        Estimated = "estimated",
    }
}

crate::codes! {
    /// Where a figure stands.
    FigureState, "figure" {
        /// 已报
        Reported = "reported",
        /// 已确认
        Confirmed = "confirmed",
        /// 已更正
        Corrected = "corrected",
    }
}

impl FigureState {
    /// Whether it counts: confirmed by a coordinator, or corrected since.
    #[must_use]
    pub fn counts(self) -> bool {
        self != Self::Reported
    }
}

/// One figure of a session: a grade band and kind of listener, of which one stands. A correction is a further
/// figure; the one before stays, with `replaced_at`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Figure {
    /// Whose.
    pub session: SessionId,
    /// Grade band.
    pub grade: Grade,
    /// Kind of listener.
    pub kind: ListenerKind,
    /// Persons present.
    pub headcount: Headcount,
    /// On what it rests.
    pub basis: Basis,
    /// Of them left behind (留守).
    pub left_behind: i32,
    /// Of them migrant (流动).
    pub migrant: i32,
    /// Of them in hardship (困境).
    pub hardship: i32,
    /// Where it stands.
    pub state: FigureState,
    /// Free words.
    pub note: String,
    /// The school's rating, 1 to 5.
    pub rating: Option<i32>,
    /// Who reported it.
    pub reported_by: String,
    /// When.
    pub reported_at: Moment,
    /// Who confirmed it.
    pub confirmed_by: String,
    /// When.
    pub confirmed_at: Option<Moment>,
    /// When a later figure took its place.
    pub replaced_at: Option<Moment>,
    /// Why it was corrected.
    pub correction_reason: String,
}
