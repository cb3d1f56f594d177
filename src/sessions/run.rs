//! How the run of a plan fares: queued, at work, ended one way or another.

use super::Basis;
use crate::kernel::{Moment, PlanId};

crate::codes! {
    /// Where a run stands.
    RunState, "run-state" {
        /// 排队
        Queued = "queued",
        /// 计算中
        Running = "running",
        /// 算完
        Done = "done",
        /// 提前停下
        Stopped = "stopped",
        /// 中断
        Interrupted = "interrupted",
        /// 没有算成
        Failed = "failed",
    }
}

crate::codes! {
    /// What a run is at.
    RunPhase, "run-phase" {
        /// 等前一个方案
        Waiting = "waiting",
        /// 读名册
        Reading = "reading",
        /// 求解
        Solving = "solving",
        /// 写原因
        Explaining = "explaining",
        /// 结束
        Ended = "ended",
    }
}

impl RunState {
    /// Whether somebody is or will be at work.
    #[must_use]
    pub fn is_open(self) -> bool {
        matches!(self, Self::Queued | Self::Running)
    }
}

/// How a run fares.
#[derive(Clone, Debug, PartialEq)]
pub struct PlanRun {
    /// The plan that it makes.
    pub plan: PlanId,
    /// Where it stands.
    pub state: RunState,
    /// What it is at.
    pub phase: RunPhase,
    /// Points of the best plan so far.
    pub objective: Option<i64>,
    /// No plan is worth more.
    pub bound: Option<i64>,
    /// It ends after so many seconds.
    pub time_limit: i32,
    /// Somebody wants the best plan so far.
    pub stop_asked: bool,
    /// JSON: why it failed, or empty.
    pub failure: String,
    /// Last sign of life, by the wall clock.
    pub heartbeat: Moment,
    /// What it heeds beside the registers.
    pub basis: Basis,
    /// The plan that this one was copied from.
    pub copied_from: Option<PlanId>,
}

impl PlanRun {
    /// A run that waits for its turn.
    #[must_use]
    pub fn queued(plan: PlanId, time_limit: i32, wall: Moment) -> Self {
        Self {
            plan,
            state: RunState::Queued,
            phase: RunPhase::Waiting,
            objective: None,
            bound: None,
            time_limit,
            stop_asked: false,
            failure: String::new(),
            heartbeat: wall,
            basis: Basis::default(),
            copied_from: None,
        }
    }
}
