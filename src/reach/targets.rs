//! What was to be reached, and how far it is.

use super::Period;
use crate::kernel::{CommitteeId, Day, Grade, Shortfall};

crate::codes! {
    /// What a target is set for.
    Measure, "measure" {
        /// 场次
        Sessions = "sessions",
        /// 青少年人次
        YouthReach = "youth_reach",
        /// 教材篇数
        Materials = "materials",
        /// 覆盖率（百分数）
        Coverage = "coverage",
    }
}

/// A target of a committee: for everything, or for one theme, grade band or venue kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReachTarget {
    /// Its identity.
    pub id: String,
    /// Whose.
    pub committee: CommitteeId,
    /// For which period.
    pub period: Period,
    /// Of what.
    pub measure: Measure,
    /// Of one theme, or empty.
    pub theme: String,
    /// Of one grade band.
    pub grade: Option<Grade>,
    /// Of one kind of venue, or empty.
    pub venue_kind: String,
    /// How much; percent for coverage.
    pub value: i64,
}

impl ReachTarget {
    /// Whether it covers everything, and not one theme, grade band or venue kind.
    #[must_use]
    pub fn is_overall(&self) -> bool {
        self.theme.is_empty() && self.grade.is_none() && self.venue_kind.is_empty()
    }
}

/// A yearly indicator (帮教转化, 零犯罪村 ...): counted elsewhere, kept with its source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Indicator {
    /// Its identity.
    pub id: String,
    /// Whose.
    pub committee: CommitteeId,
    /// Of which year.
    pub year: i32,
    /// Its name.
    pub name: String,
    /// How many.
    pub numerator: i64,
    /// Of how many.
    pub denominator: i64,
    /// Who says so.
    pub source: String,
    /// The day for which it was counted.
    pub counted_on: Option<Day>,
}

/// A share in tenths of a percent, rounded down; none when there is nothing to share.
#[must_use]
pub fn share_permille(part: i64, whole: i64) -> Option<i64> {
    (whole > 0).then(|| part.max(0).saturating_mul(1000) / whole)
}

/// `96.4 %`, or a dash when there is nothing to share.
#[must_use]
pub fn percent_words(permille: Option<i64>) -> String {
    permille.map_or_else(|| "—".to_owned(), |p| format!("{}.{} %", p / 10, p % 10))
}

/// What should have been reached by the end of `today`, if the target is met evenly.
#[must_use]
pub fn shortfall_by(today: Day, period: Period, target: i64, reached: i64) -> Shortfall {
    let (whole, over) = period.progress(today);
    Shortfall { due: target.saturating_mul(over) / whole.max(1), reached }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_round_down_and_a_target_of_zero_has_none() {
        assert_eq!(percent_words(share_permille(48_210, 50_000)), "96.4 %");
        assert_eq!(percent_words(share_permille(9_999, 10_000)), "99.9 %");
        assert_eq!(percent_words(share_permille(5, 0)), "—");
    }

    #[test]
    fn the_pace_is_even_over_the_days() {
        let year = Period::parse("2025").unwrap();
        let due = shortfall_by("2025-07-01".parse().unwrap(), year, 36_500, 10_000);
        assert_eq!((due.due, due.missing()), (18_200, 8_200));
        assert_eq!(shortfall_by("2024-12-31".parse().unwrap(), year, 36_500, 0).due, 0);
    }
}
