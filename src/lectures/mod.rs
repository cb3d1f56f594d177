//! The menu: lectures and materials with revisions and approval.

pub mod forms;

use crate::kernel::{CommitteeId, Day, Grade, LectureId, MaterialId, Moment, SpeakerId};

crate::codes! {
    /// Where a text stands in its approval.
    TextStatus, "text-status" {
        /// 草稿
        Draft = "draft",
        /// 待审
        Submitted = "submitted",
        /// 已批准
        Approved = "approved",
        /// 已停用
        Retired = "retired",
    }
}

/// A lecture on the menu (课题).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lecture {
    /// Its identity.
    pub id: LectureId,
    /// Its code in files.
    pub code: String,
    /// Its title.
    pub title: String,
    /// What it tells.
    pub outline: String,
    /// What the room must have.
    pub needs: String,
    /// Its theme.
    pub theme: String,
    /// For whom.
    pub grades: Vec<Grade>,
    /// Its length.
    pub minutes: i32,
    /// The committee whose menu it is on.
    pub committee: CommitteeId,
    /// Who gives it.
    pub speakers: Vec<SpeakerId>,
    /// Approved or not.
    pub status: TextStatus,
    /// Until when the approval holds.
    pub approved_until: Option<Day>,
    /// Number of its text.
    pub revision: i32,
    /// For optimistic locking.
    pub version: i32,
}

/// A text, counted in pieces (教材, 篇).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Material {
    /// Its identity.
    pub id: MaterialId,
    /// Its code in files.
    pub code: String,
    /// Its title.
    pub title: String,
    /// 讲稿, 读本, 课件 ...
    pub kind: String,
    /// Its theme.
    pub theme: String,
    /// Its owner.
    pub committee: CommitteeId,
    /// The lecture it belongs to.
    pub lecture: Option<LectureId>,
    /// Who wrote it.
    pub author: String,
    /// Number of its text.
    pub version: i32,
    /// Approved or not.
    pub status: TextStatus,
    /// Who approved it.
    pub approved_by: String,
    /// When.
    pub approved_at: Option<Moment>,
}

crate::codes! {
    /// What became of a text that was submitted.
    RevisionStatus, "revision" {
        /// 草稿
        Draft = "draft",
        /// 待审
        Submitted = "submitted",
        /// 已批准
        Approved = "approved",
        /// 已退回
        Returned = "returned",
    }
}

/// One text of a lecture or material, as it was submitted, and what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Revision {
    /// Its number, from 1.
    pub number: i32,
    /// The title then.
    pub title: String,
    /// The text then.
    pub body: String,
    /// What became of it.
    pub status: RevisionStatus,
    /// The approver's words.
    pub note: String,
    /// Who decided or wrote it last.
    pub by_name: String,
    /// When.
    pub at: Moment,
}
