//! What does not add up: persons, coverage, regularity. And how small numbers show.

use super::Period;
use crate::kernel::Day;

/// Sessions a term from which a venue counts as regular (常态化), unless the committee says otherwise.
pub const REGULAR_SESSIONS: i64 = 2;

/// What one active venue had.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct VenueTally {
    /// Delivered sessions in the period.
    pub in_period: i64,
    /// Delivered sessions in the term that holds the period's last day.
    pub in_term: i64,
}

/// Coverage (覆盖率, rule 10): venues with at least one delivered session, and active venues.
#[must_use]
pub fn coverage(venues: &[VenueTally]) -> (i64, i64) {
    share(venues, |venue| venue.in_period >= 1)
}

/// Regularity (常态化率, rule 10): venues with at least `least` sessions in the term, and active venues.
#[must_use]
pub fn regularity(venues: &[VenueTally], least: i64) -> (i64, i64) {
    share(venues, |venue| venue.in_term >= least.max(1))
}

fn share(venues: &[VenueTally], holds: impl Fn(&&VenueTally) -> bool) -> (i64, i64) {
    let count = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
    (count(venues.iter().filter(holds).count()), count(venues.len()))
}

/// The term that holds a day: September to January, or February to August.
#[must_use]
pub fn term_of(day: Day) -> Period {
    let (year, month, _) = day.parts();
    let span = |y1, m1, y2, m2, d2| match (Day::ymd(y1, m1, 1), Day::ymd(y2, m2, d2)) {
        (Some(from), Some(to)) => Period::Span(from, to),
        _ => Period::Year(year),
    };
    match month {
        1 => span(year - 1, 9, year, 1, 31),
        2..=8 => span(year, 2, year, 8, 31),
        _ => span(year, 9, year + 1, 1, 31),
    }
}

/// Distinct persons, estimated (人数(估), rule 3): of each venue and grade band the largest
/// single headcount, at most the enrolment where it is known, summed.
pub fn persons_estimated(largest: impl IntoIterator<Item = (i64, Option<i64>)>) -> i64 {
    largest.into_iter().map(|(count, enrolment)| enrolment.map_or(count, |most| count.min(most))).sum()
}

/// A count of children, as somebody may see it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shown {
    /// As it is.
    Exact(i64),
    /// One to four, which could point at a child: shown as `<5`.
    UnderFive,
    /// Not told, since it would give away the one that is masked: shown as `…`.
    Withheld,
}

/// A count as the owner sees it, or anybody else.
#[must_use]
pub fn shown(count: i64, to_owner: bool) -> Shown {
    if to_owner || !(1..5).contains(&count) { Shown::Exact(count) } else { Shown::UnderFive }
}

/// Counts of one column, as anybody may see them. Where one alone is masked, the total less the
/// others would give it away, so the smallest of the others is withheld with it.
#[must_use]
pub fn shown_together(counts: &[i64]) -> Vec<Shown> {
    let mut all: Vec<Shown> = counts.iter().map(|count| shown(*count, false)).collect();
    if all.iter().filter(|one| **one == Shown::UnderFive).count() == 1 {
        let others = counts.iter().enumerate().filter(|(_, count)| **count >= 5);
        let smallest = others.min_by_key(|(_, count)| **count).map(|(place, _)| place);
        if let Some(one) = smallest.and_then(|place| all.get_mut(place)) {
            *one = Shown::Withheld;
        }
    }
    all
}

impl Shown {
    /// The count, when it may be told.
    #[must_use]
    pub fn told(self) -> Option<i64> {
        match self {
            Self::Exact(count) => Some(count),
            Self::UnderFive | Self::Withheld => None,
        }
    }
}

impl std::fmt::Display for Shown {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Exact(count) => f.write_str(&crate::text::grouped(*count)),
            Self::UnderFive => f.write_str("<5"),
            Self::Withheld => f.write_str("…"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn persons_are_capped_by_enrolment_where_it_is_known() {
        assert_eq!(persons_estimated([(300, Some(280)), (40, None), (10, Some(90))]), 280 + 40 + 10);
    }

    #[test]
    fn coverage_and_regularity_are_shares_of_active_venues() {
        let tally = |in_period, in_term| VenueTally { in_period, in_term };
        let venues = [tally(0, 0), tally(1, 0), tally(5, 2)];
        assert_eq!(coverage(&venues), (2, 3));
        assert_eq!(regularity(&venues, REGULAR_SESSIONS), (1, 3));
        assert_eq!(coverage(&[]), (0, 0));
    }

    #[test]
    fn only_the_owner_sees_one_to_four() {
        assert_eq!([0, 1, 4, 5].map(|n| shown(n, false).to_string()), ["0", "<5", "<5", "5"]);
        assert_eq!(shown(3, true), Shown::Exact(3));
    }

    #[test]
    fn one_masked_count_cannot_be_worked_out_from_the_total() {
        let seen = |counts: &[i64]| shown_together(counts).iter().map(ToString::to_string).collect::<Vec<_>>();
        assert_eq!(seen(&[3, 40, 0, 12]), ["<5", "40", "0", "…"]);
        assert_eq!(seen(&[3, 40, 2, 12]), ["<5", "40", "<5", "12"]);
        assert_eq!(seen(&[0, 40]), ["0", "40"]);
        assert_eq!(seen(&[4]), ["<5"]);
    }

    #[test]
    fn terms_turn_in_february_and_september() {
        for (day, term) in [
            ("2026-01-31", "2025-09-01/2026-01-31"),
            ("2026-02-01", "2026-02-01/2026-08-31"),
            ("2026-11-23", "2026-09-01/2027-01-31"),
        ] {
            assert_eq!(term_of(day.parse().unwrap()).to_string(), term);
        }
    }
}
