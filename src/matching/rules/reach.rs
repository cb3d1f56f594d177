//! Protects reach: every young listener counts, more where the county or the venue is behind its target.

use crate::matching::instance::{County, Request, Venue};

/// Points of a request when it is held, rounded down.
pub fn points(youth: i64, r: &Request, v: &Venue, c: &County) -> i64 {
    let all = [youth, r.headcount, r.priority_pct, c.equity_pct, v.equity_pct].map(i128::from);
    i64::try_from(all.iter().product::<i128>() / 1_000_000).unwrap_or(i64::MAX)
}
