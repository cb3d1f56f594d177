//! What a school or station asked for (点单), and the states a request passes through.

mod moves;
mod order;
mod repeat;

pub use moves::RequestChange;
pub use order::{Checked, Facts, OrderForm, check};
pub use repeat::Repeat;

use crate::kernel::{CommitteeId, Grade, LectureId, Moment, RequestId, RoomId, SpeakerId, VenueId, Window};

crate::codes! {
    /// Where a request stands.
    RequestStatus, "request-status" {
        /// 已收到
        Submitted = "submitted",
        /// 已退回
        Returned = "returned",
        /// 已受理，待排
        Approved = "approved",
        /// 已排
        Scheduled = "scheduled",
        /// 已完成
        Done = "done",
        /// 已撤回
        Withdrawn = "withdrawn",
    }
}

/// A request for one gathering; a series is several that share `series`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// Its identity.
    pub id: RequestId,
    /// Its code in files and on screen.
    pub code: String,
    /// Shared by the gatherings of one order, with this one's number and the count.
    pub series: Option<(String, i32, i32)>,
    /// As ordered: empty, `weekly:8`, `classes:6`.
    pub repeat: String,
    /// Whose request it is to judge.
    pub committee: CommitteeId,
    /// Where.
    pub venue: VenueId,
    /// In which room.
    pub room: Option<RoomId>,
    /// A lecture of the menu.
    pub lecture: Option<LectureId>,
    /// Or a theme.
    pub theme: Option<String>,
    /// For whom.
    pub grade: Grade,
    /// Young listeners expected.
    pub headcount: i32,
    /// Length.
    pub minutes: i32,
    /// Language code.
    pub language: String,
    /// Accompanying teacher.
    pub teacher: String,
    /// The teacher's telephone.
    pub teacher_phone: String,
    /// The school's own approval, where it records one.
    pub school_approval: String,
    /// Percent, 100 is normal.
    pub priority_pct: i32,
    /// The speaker of an earlier talk whom they wish again.
    pub repeat_speaker: Option<SpeakerId>,
    /// Free words.
    pub note: String,
    /// One to three windows, the dearest first.
    pub windows: Vec<Window>,
    /// Where it stands.
    pub status: RequestStatus,
    /// Why it came back.
    pub return_reason: String,
    /// Who asked.
    pub asked_by: String,
    /// When.
    pub created_at: Moment,
    /// Last change.
    pub changed_at: Moment,
    /// For optimistic locking.
    pub version: i32,
}
