//! A plan (排课方案): for each open request a proposal, or the reasons why there is none.

use crate::kernel::{CommitteeId, Day, JournalLine, Moment, PlanId, Refusal, RequestId, SpeakerId};
use serde_json::{Value, json};

crate::codes! {
    /// Where a plan stands.
    PlanStatus, "plan-status" {
        /// 计算中
        Running = "running",
        /// 待发布
        Proposed = "proposed",
        /// 已发布
        Published = "published",
        /// 已弃用
        Discarded = "discarded",
        /// 中断
        Interrupted = "interrupted",
    }
}

/// One planning run and where it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    /// Its identity.
    pub id: PlanId,
    /// The committee whose subtree it plans.
    pub committee: CommitteeId,
    /// First day.
    pub from: Day,
    /// Last day, included.
    pub to: Day,
    /// Where it stands.
    pub status: PlanStatus,
    /// Points of the objective.
    pub objective: i64,
    /// No plan is worth more.
    pub bound: i64,
    /// Seed of the run.
    pub seed: i64,
    /// How long it took.
    pub seconds: f64,
    /// When it began.
    pub started_at: Moment,
    /// When it ended.
    pub finished_at: Option<Moment>,
    /// When it was published.
    pub published_at: Option<Moment>,
    /// Who ran it.
    pub by_name: String,
    /// For optimistic locking: two coordinators cannot publish over each other.
    pub version: i32,
}

/// One request in one plan.
#[derive(Clone, Debug, PartialEq)]
pub struct PlanItem {
    /// The request.
    pub request: RequestId,
    /// Who and when; none when unfilled.
    pub chosen: Option<(SpeakerId, Moment)>,
    /// Kept by the next run.
    pub pinned: bool,
    /// JSON: an array of `{"key", "args", "who", "start"}`, the reasons why unfilled.
    pub reasons: Value,
}

impl Plan {
    /// A run that has just begun.
    #[must_use]
    pub fn begun(committee: CommitteeId, days: (Day, Day), seed: i64, by: &str, now: Moment) -> Self {
        Self {
            id: PlanId::fresh(),
            committee,
            from: days.0,
            to: days.1,
            status: PlanStatus::Running,
            objective: 0,
            bound: 0,
            seed,
            seconds: 0.0,
            started_at: now,
            finished_at: None,
            published_at: None,
            by_name: by.to_owned(),
            version: 1,
        }
    }

    /// The run has ended with a proposal.
    ///
    /// # Errors
    /// `plan-not-running`.
    pub fn finished(&self, objective: i64, bound: i64, seconds: f64, now: Moment) -> Result<Self, Refusal> {
        self.must_be(PlanStatus::Running, "plan-not-running")?;
        Ok(Self { objective, bound, seconds, finished_at: Some(now), ..self.stepped(PlanStatus::Proposed) })
    }

    /// The run came to no end.
    ///
    /// # Errors
    /// `plan-not-running`.
    pub fn interrupted(&self, now: Moment) -> Result<Self, Refusal> {
        self.must_be(PlanStatus::Running, "plan-not-running")?;
        Ok(Self { finished_at: Some(now), ..self.stepped(PlanStatus::Interrupted) })
    }

    /// Its proposals have become sessions. `seen` is the version that was looked at.
    ///
    /// # Errors
    /// `changed-meanwhile`, `plan-not-open`.
    pub fn published(&self, seen: i32, now: Moment) -> Result<Self, Refusal> {
        self.open(seen)?;
        Ok(Self { published_at: Some(now), ..self.stepped(PlanStatus::Published) })
    }

    /// A copy to try something on: a proposal of its own, open to be changed.
    ///
    /// # Errors
    /// `plan-nothing-to-copy`, while there is nothing to copy yet.
    pub fn copied(&self, by: &str, now: Moment) -> Result<Self, Refusal> {
        if matches!(self.status, PlanStatus::Running | PlanStatus::Interrupted) {
            return Err(Refusal::conflict("plan-nothing-to-copy"));
        }
        Ok(Self {
            id: PlanId::fresh(),
            status: PlanStatus::Proposed,
            started_at: now,
            published_at: None,
            by_name: by.to_owned(),
            version: 1,
            ..self.clone()
        })
    }

    /// It will not be used.
    ///
    /// # Errors
    /// `changed-meanwhile`, `plan-not-open`.
    pub fn discarded(&self, seen: i32) -> Result<Self, Refusal> {
        if self.status != PlanStatus::Interrupted {
            self.open(seen)?;
        }
        Ok(self.stepped(PlanStatus::Discarded))
    }

    /// One of its proposals was changed by hand.
    ///
    /// # Errors
    /// `changed-meanwhile`, `plan-not-open`.
    pub fn touched(&self, seen: i32) -> Result<Self, Refusal> {
        self.open(seen)?;
        Ok(self.stepped(PlanStatus::Proposed))
    }

    /// The journal line of a move.
    #[must_use]
    pub fn line(&self, action: &'static str, after: &Self) -> JournalLine {
        JournalLine::between(action, "plan", &self.id, self.facts(), after.facts())
    }

    /// The journal line of its beginning.
    #[must_use]
    pub fn first_line(&self) -> JournalLine {
        JournalLine::new("plan-run", "plan", &self.id, json!({}), self.facts())
    }

    fn open(&self, seen: i32) -> Result<(), Refusal> {
        self.must_be(PlanStatus::Proposed, "plan-not-open")?;
        if seen == self.version { Ok(()) } else { Err(Refusal::conflict("changed-meanwhile")) }
    }

    fn must_be(&self, status: PlanStatus, key: &'static str) -> Result<(), Refusal> {
        if self.status == status { Ok(()) } else { Err(Refusal::conflict(key)) }
    }

    fn stepped(&self, status: PlanStatus) -> Self {
        Self { status, version: self.version + 1, ..self.clone() }
    }

    fn facts(&self) -> Value {
        json!({
            "status": self.status.code(), "from": self.from, "to": self.to, "objective": self.objective,
            "bound": self.bound, "seed": self.seed,
        })
    }
}
