//! What a forecast is made of: the same period of earlier years, by the same day and whole.

use super::query::ReachQuery;
use super::rollup::{MonthRow, Part};
use crate::kernel::Day;
use crate::reach::{EarlierYear, FORECAST_YEARS, Forecast, Period};
use crate::store::schema::{reach_days, reach_months};
use crate::store::{Db, StoreError, owned};
use chrono::NaiveDate;
use diesel::prelude::*;
use std::collections::BTreeMap;

/// A forecast of young listeners to the end of a period that is not over; none for a campaign,
/// for an earlier day, and where earlier years say too little. Two queries.
///
/// # Errors
/// The database's.
pub fn forecast(db: &mut Db, query: &ReachQuery, period: Period) -> Result<Option<Forecast>, StoreError> {
    let today = Day::of(query.now);
    if query.campaign.is_some() || query.as_of.is_some() || !period.holds(today) || period.days().1 == today {
        return Ok(None);
    }
    let stretches: Vec<(Period, Day)> = (1..=FORECAST_YEARS)
        .filter_map(|back| Some((period.years_before(back)?, years_before(today, back)?)))
        .collect();
    let Some(first) = stretches.last().map(|(earlier, _)| earlier.days().0) else { return Ok(None) };
    let months = months(db, query, first, today)?;
    let days = days(db, query, stretches.iter().map(|(_, same)| *same))?;
    let reached = between(&months, period.days().0, today);
    let years = stretches.into_iter().map(|(earlier, same)| {
        let (from, to) = earlier.days();
        let before = first_of_month(same);
        let whole_months = if before > from { between(&months, from, before.plus(-1)) } else { 0 };
        let rest: i64 = days.range(before..=same).map(|(_, youth)| youth).sum();
        EarlierYear { period: earlier.to_string(), by_then: whole_months + rest, whole: between(&months, from, to) }
    });
    Ok(Forecast::of(reached, years.filter(|year| year.whole > 0).collect()))
}

fn years_before(day: Day, back: i32) -> Option<Day> {
    let (year, month, date) = day.parts();
    Day::ymd(year - back, month, date).or_else(|| Day::ymd(year - back, month, date - 1))
}

fn first_of_month(day: Day) -> Day {
    day.plus(1 - i64::from(day.parts().2))
}

fn between(months: &BTreeMap<String, i64>, from: Day, to: Day) -> i64 {
    months.range(from.month()..=to.month()).map(|(_, youth)| youth).sum()
}

fn months(db: &mut Db, query: &ReachQuery, from: Day, to: Day) -> Result<BTreeMap<String, i64>, StoreError> {
    let rows: Vec<MonthRow> = reach_months::table
        .filter(reach_months::committee_id.eq(query.committee.as_str()))
        .filter(reach_months::campaign_id.eq(""))
        .filter(reach_months::part.eq(Part::Total.code()))
        .filter(reach_months::month.between(from.month(), to.month()))
        .select(MonthRow::as_select())
        .load(db)?;
    Ok(rows.into_iter().map(|row| (row.month.clone(), row.sums().youth)).collect())
}

/// Young listeners of the days of each month up to the same day.
fn days(db: &mut Db, query: &ReachQuery, same: impl Iterator<Item = Day>) -> Result<BTreeMap<Day, i64>, StoreError> {
    let wanted: Vec<NaiveDate> = same.flat_map(|same| first_of_month(same).through(same)).map(|day| day.0).collect();
    let rows: Vec<(NaiveDate, i64)> = reach_days::table
        .filter(reach_days::committee_id.eq_any(owned(&query.scope)))
        .filter(reach_days::day.eq_any(wanted))
        .filter(reach_days::youth.ne(0))
        .select((reach_days::day, reach_days::youth))
        .load(db)?;
    let mut sums = BTreeMap::new();
    for (day, youth) in rows {
        *sums.entry(Day(day)).or_default() += youth;
    }
    Ok(sums)
}
