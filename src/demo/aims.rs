//! What the year should bring, and the months that counties have filed.

use super::dice::Dice;
use super::ground::Ground;
use crate::kernel::{Day, Moment, Refusal};
use crate::reach::{Filing, FilingState, Measure, Period, ReachTarget};

/// Targets of the running year for the city, each county and the zone.
///
/// # Errors
/// `bad-period`, for a year that is none.
pub fn targets(ground: &Ground, today: Day) -> Result<Vec<ReachTarget>, Refusal> {
    let mut dice = Dice::of("targets");
    let period = Period::parse(&today.parts().0.to_string())?;
    let shares: i64 = ground.owners.iter().map(|owner| i64::from(owner.share)).sum();
    let mut all = Vec::new();
    for (nth, owner) in ground.owners.iter().enumerate() {
        // the city's target is the sum of all
        let share = if nth == 0 { shares } else { i64::from(owner.share) };
        for (measure, whole) in [(Measure::Sessions, 660), (Measure::YouthReach, 190_000)] {
            all.push(ReachTarget {
                id: dice.id(today.at(0)),
                committee: owner.committee.clone(),
                period,
                measure,
                theme: String::new(),
                grade: None,
                venue_kind: String::new(),
                value: whole * share / shares,
            });
        }
    }
    Ok(all)
}

/// Filings of the last months: the older ones accepted, of the last one came back, the rest wait.
///
/// # Errors
/// `bad-period`, never for a month of the calendar.
pub fn filings(ground: &Ground, today: Day) -> Result<Vec<Filing>, Refusal> {
    let mut all = Vec::new();
    let mut month = today;
    for back in 1..=4 {
        month = month.plus(-i64::from(month.parts().2));
        let period = Period::parse(&month.month())?;
        for (nth, owner) in ground.owners.iter().enumerate().skip(1) {
            let (state, reason) = match (back, nth) {
                (1, 2) => (FilingState::Returned, "两场人数与教室容量不符，请核对（示例）。"),
                (1, 3 | 4) => (FilingState::Draft, ""),
                (1, _) => (FilingState::Filed, ""),
                _ => (FilingState::Accepted, ""),
            };
            let at: Moment = month.plus(3).at(600 + nth as u16 * 7).min(today.plus(-1).at(1000));
            let (reason, by_name) = (reason.to_owned(), "示例·审核人".to_owned());
            all.push(Filing { committee: owner.committee.clone(), period, state, reason, by_name, at });
        }
    }
    Ok(all)
}
