//! What a committee weighs when it plans: each part of the objective, and how often one may be asked.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

crate::codes! {
    /// A part that a coordinator can weigh.
    Weight, "weight" {
        /// 每位青少年听众
        Youth = "youth",
        /// 每公里路程
        TravelKm = "travel_km",
        /// 时间次序
        SlotRank = "slot_rank",
        /// 点名再请
        Repeat = "repeat",
        /// 场次均匀
        Load = "load",
        /// 改动已发布的安排
        Change = "change",
        /// 向落后的地方倾斜（百分数）
        Equity = "equity",
        /// 每人每月最多邀请几次
        Invitations = "invitations",
    }
}

impl Weight {
    /// What it is where nobody has said otherwise.
    #[must_use]
    pub fn usual(self) -> i64 {
        match self {
            Self::Youth => 10,
            Self::TravelKm => 1,
            Self::SlotRank => 5,
            Self::Repeat => 30,
            Self::Load => 20,
            Self::Change => 50,
            Self::Equity => 100,
            Self::Invitations => 8,
        }
    }

    /// What it may be; nobody may be told never to be asked by a weight.
    #[must_use]
    pub fn range(self) -> RangeInclusive<i32> {
        match self {
            Self::Youth => 1..=1_000,
            Self::Equity => 0..=200,
            Self::Invitations => 1..=60,
            _ => 0..=1_000,
        }
    }

    /// The name under which a committee keeps it.
    #[must_use]
    pub fn setting(self) -> String {
        format!("plan_{}", self.code())
    }
}

/// Every part with its weight.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct PlanWeights(BTreeMap<Weight, i64>);

impl Default for PlanWeights {
    fn default() -> Self {
        Self(Weight::ALL.iter().map(|weight| (*weight, weight.usual())).collect())
    }
}

impl PlanWeights {
    /// What the settings that hold for a committee say; what they leave out is as usual.
    #[must_use]
    pub fn of_settings(settings: &BTreeMap<String, String>) -> Self {
        let mut all = Self::default();
        for weight in Weight::ALL {
            let set = settings.get(&weight.setting()).and_then(|text| text.parse().ok());
            if let Some(value) = set.filter(|value| weight.range().contains(value)) {
                all.set(*weight, i64::from(value));
            }
        }
        all
    }

    /// The weight of a part.
    #[must_use]
    pub fn get(&self, weight: Weight) -> i64 {
        self.0.get(&weight).copied().unwrap_or_else(|| weight.usual())
    }

    /// Gives a part another weight.
    pub fn set(&mut self, weight: Weight, value: i64) {
        self.0.insert(weight, value);
    }
}
