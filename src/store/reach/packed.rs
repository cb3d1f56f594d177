//! Days packed into bytes: one row a venue instead of one a venue and month, which is read as
//! fast for any stretch of days.

use crate::kernel::{Day, Grade};
use chrono::{Datelike, NaiveDate};
use std::collections::BTreeMap;

/// One number a grade band, in the order of [`Grade::ALL`].
pub(super) type Most = [i32; 8];
/// Pupils by grade band in the same order, where they are known.
pub(super) type Enrolled = [Option<i32>; 8];

/// Bytes of a day: its number from 1 January of the year 1.
const DAY: usize = 4;
/// Bytes of a day and its numbers.
const ENTRY: usize = DAY + 3 * 8;

fn number(day: Day) -> i32 {
    day.0.num_days_from_ce()
}

fn day(number: i32) -> Day {
    Day(NaiveDate::from_num_days_from_ce_opt(number).unwrap_or(NaiveDate::MIN))
}

/// The larger of two, band by band.
pub(super) fn larger(one: &mut Most, other: &Most) {
    for (slot, count) in one.iter_mut().zip(other) {
        *slot = (*slot).max(*count);
    }
}

fn entries(bytes: &[u8]) -> impl Iterator<Item = (i32, Most)> {
    bytes.as_chunks::<ENTRY>().0.iter().map(|[a, b, c, d, counts @ ..]| {
        let mut most = Most::default();
        for (slot, [high, middle, low]) in most.iter_mut().zip(counts.as_chunks::<3>().0) {
            *slot = i32::from_be_bytes([0, *high, *middle, *low]);
        }
        (i32::from_be_bytes([*a, *b, *c, *d]), most)
    })
}

/// The largest of the days from the first to the last.
pub(super) fn most_within(bytes: &[u8], from: Day, to: Day) -> Most {
    let days = number(from)..=number(to);
    let mut most = Most::default();
    for (_, counts) in entries(bytes).filter(|(day, _)| days.contains(day)) {
        larger(&mut most, &counts);
    }
    most
}

/// The largest of each year, at its first day: few numbers that answer for whole years.
pub(super) fn by_year(days: &BTreeMap<Day, Most>) -> BTreeMap<Day, Most> {
    let mut years: BTreeMap<Day, Most> = BTreeMap::new();
    for (day, most) in days {
        let first = Day::ymd(day.parts().0, 1, 1).unwrap_or(*day);
        larger(years.entry(first).or_default(), most);
    }
    years
}

/// The numbers of each day.
pub(super) fn peaks(bytes: &[u8]) -> BTreeMap<Day, Most> {
    entries(bytes).map(|(number, most)| (day(number), most)).collect()
}

/// The same as bytes.
pub(super) fn pack_peaks(days: &BTreeMap<Day, Most>) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(days.len() * ENTRY);
    for (day, most) in days {
        bytes.extend(number(*day).to_be_bytes());
        // a headcount is at most 100,000
        bytes.extend(most.iter().flat_map(|count| count.to_be_bytes().into_iter().skip(1)));
    }
    bytes
}

/// How many of the visits fall on the days from the first to the last.
pub(super) fn visits_within(bytes: &[u8], from: Day, to: Day) -> i64 {
    let days = number(from)..=number(to);
    bytes.as_chunks::<DAY>().0.iter().map(|day| i64::from(days.contains(&i32::from_be_bytes(*day)))).sum()
}

/// The days of the visits, in order.
pub(super) fn visits(bytes: &[u8]) -> Vec<Day> {
    let mut days: Vec<Day> = bytes.as_chunks::<DAY>().0.iter().map(|bytes| day(i32::from_be_bytes(*bytes))).collect();
    days.sort_unstable();
    days
}

/// The same as bytes.
pub(super) fn pack_visits(days: &[Day]) -> Vec<u8> {
    days.iter().flat_map(|day| number(*day).to_be_bytes()).collect()
}

/// Pupils by grade band.
pub(super) fn enrolled(bytes: &[u8]) -> Enrolled {
    let mut enrolled = Enrolled::default();
    for (slot, count) in enrolled.iter_mut().zip(bytes.as_chunks::<4>().0) {
        *slot = Some(i32::from_be_bytes(*count)).filter(|count| *count >= 0);
    }
    enrolled
}

/// The same as bytes.
pub(super) fn pack_enrolled(counts: impl IntoIterator<Item = (Grade, i32)>) -> Vec<u8> {
    let known: BTreeMap<Grade, i32> = counts.into_iter().collect();
    if known.is_empty() {
        return Vec::new();
    }
    Grade::ALL.iter().flat_map(|grade| known.get(grade).copied().unwrap_or(-1).to_be_bytes()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn on(plus: i64) -> Day {
        Day::ymd(2021, 12, 20).unwrap().plus(plus)
    }

    proptest! {
        #[test]
        fn what_is_packed_comes_back(
            peaks_of in proptest::collection::btree_map(0i64..900, proptest::array::uniform8(0i32..=100_000), 0..20),
            from in 0i64..900, length in 0i64..400,
        ) {
            let days: BTreeMap<Day, Most> = peaks_of.into_iter().map(|(plus, most)| (on(plus), most)).collect();
            let bytes = pack_peaks(&days);
            prop_assert_eq!(peaks(&bytes), days.clone());
            let (from, to) = (on(from), on(from + length));
            let mut most = Most::default();
            days.range(from..=to).for_each(|(_, counts)| larger(&mut most, counts));
            prop_assert_eq!(most_within(&bytes, from, to), most);
            let (from, to) = (Day::ymd(from.parts().0, 1, 1).unwrap(), Day::ymd(to.parts().0, 12, 31).unwrap());
            prop_assert_eq!(most_within(&pack_peaks(&by_year(&days)), from, to), most_within(&bytes, from, to));
        }

        #[test]
        fn visits_and_enrolment_come_back(
            mut plus in proptest::collection::vec(0i64..900, 0..20),
            counts in proptest::collection::btree_map(0..8usize, 0i32..9_000, 0..8),
            from in 0i64..900, length in 0i64..400,
        ) {
            plus.sort_unstable();
            let days: Vec<Day> = plus.iter().map(|plus| on(*plus)).collect();
            let bytes = pack_visits(&days);
            prop_assert_eq!(visits(&bytes), days);
            let within = plus.iter().filter(|plus| (from..=from + length).contains(plus)).count();
            prop_assert_eq!(visits_within(&bytes, on(from), on(from + length)), i64::try_from(within).unwrap());
            let known = enrolled(&pack_enrolled(counts.iter().map(|(place, count)| (Grade::ALL[*place], *count))));
            for (place, count) in known.iter().enumerate() {
                prop_assert_eq!(count, &counts.get(&place).copied());
            }
        }
    }
}
