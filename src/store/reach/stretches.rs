//! A stretch of days as whole months and the days that are left over.

use crate::kernel::Day;
use crate::store::schema::sessions;
use crate::store::{Db, StoreError};
use diesel::dsl::exists;
use diesel::prelude::*;

/// What to read for a stretch of days; nothing overlaps.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Stretches {
    /// First and last month that are read whole, as `2026-01`.
    pub(super) months: Option<(String, String)>,
    /// Days before and after them, each stretch inside one month.
    pub(super) edges: Vec<(Day, Day)>,
}

impl Stretches {
    /// Cuts a stretch. A month of which some days lie outside is whole all the same as long as
    /// nothing was delivered on those days.
    pub(super) fn of(db: &mut Db, from: Day, to: Day) -> Result<Self, StoreError> {
        let mut cut = Self::default();
        let (month_from, month_to) = (month_start(from), month_end(to));
        let (mut first, mut last) = (from, to);
        if from > month_from && any(db, month_from, from.plus(-1))? {
            first = month_end(from).plus(1);
            cut.edges.push((from, to.min(month_end(from))));
        }
        if to < month_to && any(db, to.plus(1), month_to)? {
            last = month_start(to).plus(-1);
            if last >= from.min(first) || cut.edges.is_empty() {
                cut.edges.push((from.max(month_start(to)), to));
            }
        }
        if first > last {
            return Ok(cut);
        }
        cut.months = Some((label(first), label(last)));
        Ok(cut)
    }
}

/// Whether anything was delivered in these days.
fn any(db: &mut Db, from: Day, to: Day) -> Result<bool, StoreError> {
    let held = sessions::table.filter(sessions::status.eq("delivered")).filter(sessions::day.between(from.0, to.0));
    Ok(diesel::select(exists(held)).get_result(db)?)
}

/// `2026-11`
pub(super) fn label(day: Day) -> String {
    let (year, month, _) = day.parts();
    format!("{year:04}-{month:02}")
}

fn month_start(day: Day) -> Day {
    let (_, _, date) = day.parts();
    day.plus(1 - i64::from(date))
}

pub(super) fn month_end(day: Day) -> Day {
    let next = month_start(month_start(day).plus(31));
    next.plus(-1)
}
