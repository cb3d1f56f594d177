//! When the outbox will have sent what waits, under its ceilings.

use crate::config::Rate;
use crate::kernel::Moment;
use chrono::TimeDelta;

/// The moment at which the last of `waiting` letters may go, when one goes as soon as every
/// ceiling lets it; `None` when nothing waits. `sent` are the moments of those that count, in
/// rising order, as far back as the longest ceiling looks.
#[must_use]
pub fn finish(sent: &[Moment], waiting: usize, rates: &[Rate], now: Moment) -> Option<Moment> {
    let mut times = sent.to_vec();
    for _ in 0..waiting {
        let free = rates.iter().filter_map(|rate| free_at(&times, rate)).max();
        let last = times.last().copied().unwrap_or(now);
        times.push(free.map_or(now, |free| free.max(now)).max(last.min(now)));
    }
    if waiting == 0 { None } else { times.last().copied() }
}

/// When one ceiling lets the next letter go: once the letter that many places back has left its stretch.
fn free_at(times: &[Moment], rate: &Rate) -> Option<Moment> {
    let back = times.len().checked_sub(usize::try_from(rate.letters).ok()?)?;
    Some(*times.get(back)? + TimeDelta::from_std(rate.per).ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::parse_local;
    use std::time::Duration;

    fn at(clock: &str) -> Moment {
        parse_local(&format!("2026-11-25 {clock}")).unwrap()
    }

    #[test]
    fn the_tightest_ceiling_decides() {
        let quarter = Rate { letters: 20, per: Duration::from_secs(900) };
        let day = Rate { letters: 50, per: Duration::from_secs(86_400) };
        let now = at("09:00");
        assert_eq!(finish(&[], 0, &[quarter], now), None);
        assert_eq!(finish(&[], 20, &[quarter], now), Some(now));
        assert_eq!(finish(&[], 21, &[quarter], now), Some(at("09:15")));
        assert_eq!(finish(&[], 50, &[quarter, day], now), Some(at("09:30")));
        assert_eq!(finish(&[], 51, &[quarter, day], now), Some(now + TimeDelta::days(1)));
        assert_eq!(finish(&[], 500, &[], now), Some(now));
        // what went before counts
        let before = vec![at("08:50"); 20];
        assert_eq!(finish(&before, 1, &[quarter], now), Some(at("09:05")));
    }
}
