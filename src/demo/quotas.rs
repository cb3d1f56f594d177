//! How many sessions each year and owner has, and how many talks each speaker gives.

use super::almanac::Almanac;
use super::dice::Dice;
use crate::kernel::Day;
use std::ops::RangeInclusive;

/// A year of the history, the last one up to yesterday.
pub struct Year {
    /// The year.
    pub year: i32,
    /// Its days that lie in the past.
    pub days: RangeInclusive<Day>,
    /// How much of the season has passed, in percent; all of it but in the last year.
    pub elapsed: usize,
    /// Sessions to hold.
    pub sessions: usize,
}

/// A talk a month or so: what a speaker gives in a full year.
const USUAL: usize = 12;
const LEAST: usize = 7;
const MOST: usize = 17;

/// The years of a history of `total` sessions that ends on `last`.
#[must_use]
pub fn years(almanac: &Almanac, total: usize, last: Day) -> Vec<Year> {
    let first = almanac.dates().first().map_or(last, |date| date.day);
    let of_year = |year: i32| Day::ymd(year, 1, 1).zip(Day::ymd(year, 12, 31)).map(|(from, to)| from..=to.min(last));
    let busy = |days: &RangeInclusive<Day>| -> usize {
        almanac.between(days.clone()).map(|date| (date.school + date.station) as usize).sum()
    };
    let full = of_year(2021).map_or(1, |days| busy(&days)).max(1);
    let mut years: Vec<Year> = Vec::new();
    let mut weights = Vec::new();
    for year in first.parts().0..=last.parts().0 {
        let Some(days) = of_year(year) else { continue };
        weights.push(busy(&days) * liveliness(year));
        let elapsed = if days.end() < &last { 100 } else { (busy(&days) * 100 / full).min(100) };
        years.push(Year { year, elapsed, days, sessions: 0 });
    }
    for (year, sessions) in years.iter_mut().zip(shares(total, &weights)) {
        year.sessions = sessions;
    }
    years
}

/// The centenary in 2021 was the liveliest year, 2022 a quiet one.
fn liveliness(year: i32) -> usize {
    match year {
        2020 => 90,
        2021 => 130,
        2022 => 85,
        _ => 100,
    }
}

/// `total` cut into whole parts in proportion to weights.
#[must_use]
pub fn shares(total: usize, weights: &[usize]) -> Vec<usize> {
    let sum = weights.iter().sum::<usize>().max(1);
    let mut parts: Vec<usize> = weights.iter().map(|weight| total * weight / sum).collect();
    let mut by_rest: Vec<usize> = (0..weights.len()).collect();
    by_rest.sort_by_key(|at| std::cmp::Reverse(total * weights[*at] % sum));
    let missing = total - parts.iter().sum::<usize>();
    by_rest.iter().take(missing).for_each(|at| parts[*at] += 1);
    parts
}

/// How many speakers share an owner's sessions of a year.
#[must_use]
pub fn speakers_needed(sessions: usize, elapsed: usize) -> usize {
    (sessions * 100).div_ceil(USUAL * elapsed.max(1)).max(1)
}

/// Talks of each of `speakers`, `sessions` in all, none beyond what is believable.
#[must_use]
pub fn talks(sessions: usize, speakers: usize, elapsed: usize, dice: &mut Dice) -> Vec<usize> {
    let mut talks = shares(sessions, &vec![1; speakers]);
    let least = LEAST * elapsed / 100;
    for _ in 0..speakers * 2 {
        let (from, to) = (dice.below(speakers), dice.below(speakers));
        let moved = dice.below(4);
        if from != to && talks[from] >= least + moved && talks[to] + moved <= MOST {
            talks[from] -= moved;
            talks[to] += moved;
        }
    }
    talks
}
