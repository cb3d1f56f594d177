//! A week as mornings and afternoons: what a person ticks who does not think in minutes.

use super::{DayException, WeekHours};
use crate::kernel::Day;

/// Noon parts the halves of a day, minutes since midnight.
const NOON: u16 = 12 * 60;
/// What a ticked morning means where no hours stood: 8:30 to 11:30.
pub const MORNING: (u16, u16) = (8 * 60 + 30, 11 * 60 + 30);
/// The same of an afternoon: 14:00 to 16:30.
pub const AFTERNOON: (u16, u16) = (14 * 60, 16 * 60 + 30);

/// For each weekday, Monday first, whether some of its morning and of its afternoon is given.
pub type Halves = [[bool; 2]; 7];

/// The halves in which a week has hours.
#[must_use]
pub fn halves(week: &[WeekHours]) -> Halves {
    let mut given = Halves::default();
    for (weekday, day) in (1u8..).zip(&mut given) {
        let of_day = || week.iter().filter(|hours| hours.weekday == weekday);
        *day = [of_day().any(|hours| hours.from < NOON), of_day().any(|hours| hours.to > NOON)];
    }
    given
}

/// The week with other halves: hours of a half that stays are kept to the minute, a new half
/// gets the usual hours, a half given up loses its own. Sorted.
#[must_use]
pub fn with_halves(week: &[WeekHours], wanted: &Halves) -> Vec<WeekHours> {
    let had = halves(week);
    let mut new = Vec::new();
    for ((weekday, wanted), had) in (1u8..).zip(wanted).zip(had) {
        for hours in week.iter().filter(|hours| hours.weekday == weekday) {
            let from = if wanted[0] { hours.from } else { hours.from.max(NOON) };
            let to = if wanted[1] { hours.to } else { hours.to.min(NOON) };
            if from < to {
                new.push(WeekHours { weekday, from, to });
            }
        }
        for (n, (from, to)) in [MORNING, AFTERNOON].into_iter().enumerate() {
            if wanted[n] && !had[n] {
                new.push(WeekHours { weekday, from, to });
            }
        }
    }
    new.sort();
    new
}

/// Stretches of days off that follow each other, from a day on, both ends included.
#[must_use]
pub fn away(exceptions: &[DayException], from: Day) -> Vec<(Day, Day)> {
    let mut stretches: Vec<(Day, Day)> = Vec::new();
    for day in exceptions.iter().filter(|one| one.hours.is_none() && one.day >= from).map(|one| one.day) {
        match stretches.last_mut() {
            Some((_, last)) if last.plus(1) == day => *last = day,
            _ => stretches.push((day, day)),
        }
    }
    stretches
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hours(weekday: u8, from: u16, to: u16) -> WeekHours {
        WeekHours { weekday, from, to }
    }

    #[test]
    fn what_is_not_touched_stays_to_the_minute() {
        let week = vec![hours(1, 510, 1020), hours(3, 545, 655), hours(3, 870, 960), hours(6, 700, 740)];
        assert_eq!(with_halves(&week, &halves(&week)), week);
    }

    #[test]
    fn every_choice_of_halves_is_what_comes_back() {
        let week = vec![hours(1, 510, 1020), hours(2, 540, 700), hours(5, 800, 900)];
        for bits in 0u16..1 << 14 {
            let mut wanted = Halves::default();
            for (n, day) in wanted.iter_mut().enumerate() {
                *day = [bits >> (2 * n) & 1 == 1, bits >> (2 * n + 1) & 1 == 1];
            }
            let new = with_halves(&week, &wanted);
            assert_eq!(halves(&new), wanted, "{wanted:?}");
            assert!(new.windows(2).all(|pair| pair[0].weekday != pair[1].weekday || pair[0].to <= pair[1].from));
        }
    }

    #[test]
    fn a_holiday_is_one_stretch() {
        let day = |d| Day::ymd(2026, 12, d).unwrap_or(Day(chrono::NaiveDate::MIN));
        let off = |d| DayException { day: day(d), hours: None };
        let all = [off(1), off(2), off(3), DayException { day: day(4), hours: Some((540, 600)) }, off(5)];
        assert_eq!(away(&all, day(2)), [(day(2), day(3)), (day(5), day(5))]);
    }
}
