//! An agreed lecture (场次); a transition yields a [`Change`]: the new session, letters owed, journal line.

mod answers;
mod arrange;
mod basis;
mod bookings;
mod casting;
mod closing;
mod draft;
mod gates;
mod moving;
mod plan;
mod replan;
mod run;
mod still;
mod weights;

pub use answers::Through;
pub use arrange::Arrangement;
pub use basis::{Basis, Behind, Whom};
pub use bookings::Booking;
pub use closing::Details;
pub use gates::{Gate, GateFacts, gates};
pub use plan::{Plan, PlanItem, PlanStatus};
pub use run::{PlanRun, RunPhase, RunState};
pub use weights::{PlanWeights, Weight};

use crate::kernel::{
    AssignmentId, CampaignId, CommitteeId, Grade, JournalLine, LectureId, LetterOwed, Moment, PlanId, RequestId,
    RoomId, SessionId, SpeakerId, VenueId, Window,
};

crate::codes! {
    /// What kind of gathering.
    SessionKind, "kind" {
        /// 报告会
        Lecture = "lecture",
        /// 班级宣讲
        ClassTalk = "class_talk",
        /// 情景宣讲
        Situational = "situational",
        /// 座谈会
        Symposium = "symposium",
        /// 实践活动（三走进三寻访）
        FieldPractice = "field_practice",
        /// 读书会、故事会、朗诵
        Contest = "contest",
        /// 线上宣讲
        Online = "online",
        /// 法治课
        LawClass = "law_class",
    }
}

crate::codes! {
    /// Where a session stands.
    SessionStatus, "session-status" {
        /// 拟排
        Proposed = "proposed",
        /// 已发布，待答复
        Published = "published",
        /// 已确认
        Confirmed = "confirmed",
        /// 已开展
        Delivered = "delivered",
        /// 已取消
        Cancelled = "cancelled",
    }
}

crate::codes! {
    /// A speaker's part.
    Part, "part" {
        /// 主讲
        Speaker = "speaker",
        /// 候补
        Standby = "standby",
    }
}

crate::codes! {
    /// What a speaker answered.
    Answer, "answer" {
        /// 待答复
        Waiting = "waiting",
        /// 能去
        Accepted = "accepted",
        /// 不去
        Declined = "declined",
        /// 提议换时间
        Proposed = "proposed",
        /// 已免去
        Released = "released",
    }
}

/// A speaker's part in a session, and the answer to the invitation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assignment {
    /// Its identity; the answer link is made of it.
    pub id: AssignmentId,
    /// Who.
    pub speaker: SpeakerId,
    /// Speaks, or stands by.
    pub part: Part,
    /// The answer.
    pub answer: Answer,
    /// Kept by every plan.
    pub pinned: bool,
    /// When asked.
    pub invited_at: Option<Moment>,
    /// To be answered by.
    pub answer_by: Option<Moment>,
    /// When answered.
    pub answered_at: Option<Moment>,
    /// link, page, telephone, calendar.
    pub answered_through: String,
    /// Another start that the speaker proposes.
    pub proposed_start: Option<Moment>,
    /// The speaker's words.
    pub note: String,
    /// Last change.
    pub changed_at: Moment,
    /// When last said that all stands as agreed.
    pub still_at: Option<Moment>,
}

/// One gathering at one place and start (场次).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// Its identity.
    pub id: SessionId,
    /// Its code in files and on screen.
    pub code: String,
    /// UID of iCalendar (RFC 5545, 3.8.4.7): never changes, holds no host.
    pub uid: String,
    /// The one owner who counts it.
    pub committee: CommitteeId,
    /// Who see it without counting it.
    pub cohosts: Vec<CommitteeId>,
    /// Where.
    pub venue: VenueId,
    /// In which room.
    pub room: Option<RoomId>,
    /// The request that it answers.
    pub request: Option<RequestId>,
    /// The plan that it came from.
    pub plan: Option<PlanId>,
    /// The campaign that it belongs to.
    pub campaign: Option<CampaignId>,
    /// What kind.
    pub kind: SessionKind,
    /// Its theme.
    pub theme: String,
    /// The lecture.
    pub lecture: Option<LectureId>,
    /// For whom.
    pub grade: Grade,
    /// Language code.
    pub language: String,
    /// When.
    pub window: Window,
    /// Listeners expected; never counted.
    pub planned: i32,
    /// Where it stands.
    pub status: SessionStatus,
    /// Why it is off.
    pub cancel_reason: String,
    /// Accompanying teacher.
    pub teacher: String,
    /// The teacher's telephone.
    pub teacher_phone: String,
    /// The school's own approval.
    pub school_approval: String,
    /// Why confirmed although a check or the insurance had expired.
    pub override_reason: String,
    /// Bare views online, never added to listeners.
    pub online_views: i64,
    /// Who fetches the speaker.
    pub pickup_by: String,
    /// When.
    pub pickup_at: Option<Moment>,
    /// Who goes along.
    pub companion: String,
    /// SEQUENCE of iCalendar (RFC 5545, 3.8.7.4): rises on time, place or cancellation.
    pub sequence: i32,
    /// Speakers and standby.
    pub assignments: Vec<Assignment>,
    /// Last change, from which feeds are stamped.
    pub changed_at: Moment,
    /// When made.
    pub created_at: Moment,
    /// For optimistic locking.
    pub version: i32,
}

/// What a transition yields: saved together, in one transaction.
#[derive(Clone, Debug)]
pub struct Change {
    /// The session as it is now.
    pub session: Session,
    /// The letters that this owes.
    pub letters: Vec<LetterOwed>,
    /// What the journal says.
    pub journal: Vec<JournalLine>,
}
