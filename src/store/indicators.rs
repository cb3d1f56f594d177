//! Yearly indicators, counted elsewhere and kept with their source.

use super::schema::{committees, indicators};
use super::{Db, StoreError, inside};
use crate::accounts::Scope;
use crate::kernel::{CommitteeId, Day};
use crate::reach::Indicator;
use chrono::NaiveDate;
use diesel::prelude::*;

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = indicators, treat_none_as_default_value = false, treat_none_as_null = true)]
struct Row {
    id: String,
    committee_id: String,
    year: i32,
    name: String,
    numerator: i64,
    denominator: i64,
    source: String,
    counted_on: Option<NaiveDate>,
}

impl From<Row> for Indicator {
    fn from(row: Row) -> Self {
        Self {
            id: row.id,
            committee: CommitteeId(row.committee_id),
            year: row.year,
            name: row.name,
            numerator: row.numerator,
            denominator: row.denominator,
            source: row.source,
            counted_on: row.counted_on.map(Day),
        }
    }
}

/// All indicators of a scope with their committees' names, the latest year first.
///
/// # Errors
/// The database's.
pub fn within(db: &mut Db, scope: &Scope) -> Result<Vec<(String, Indicator)>, StoreError> {
    let rows: Vec<(String, Row)> = indicators::table
        .inner_join(committees::table)
        .filter(inside(scope))
        .order((indicators::year.desc(), committees::path, indicators::name))
        .select((committees::name, Row::as_select()))
        .load(db)?;
    Ok(rows.into_iter().map(|(name, row)| (name, row.into())).collect())
}

/// Sets an indicator; one of the same committee, year and name takes the new figures.
/// Returns what stood before.
pub(crate) fn put(db: &mut Db, indicator: &Indicator) -> Result<Option<Indicator>, StoreError> {
    let same = indicators::table
        .filter(indicators::committee_id.eq(indicator.committee.as_str()))
        .filter(indicators::year.eq(indicator.year))
        .filter(indicators::name.eq(&indicator.name));
    let before: Option<Indicator> = same.select(Row::as_select()).first::<Row>(db).optional()?.map(Indicator::from);
    let id = before.as_ref().map_or(&indicator.id, |found| &found.id);
    let row = Row {
        id: id.clone(),
        committee_id: indicator.committee.to_string(),
        year: indicator.year,
        name: indicator.name.clone(),
        numerator: indicator.numerator,
        denominator: indicator.denominator,
        source: indicator.source.clone(),
        counted_on: indicator.counted_on.map(|day| day.0),
    };
    match &before {
        Some(_) => diesel::update(indicators::table.find(&row.id)).set(&row).execute(db)?,
        None => diesel::insert_into(indicators::table).values(&row).execute(db)?,
    };
    Ok(before)
}
