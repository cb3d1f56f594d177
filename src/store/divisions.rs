//! Administrative divisions: dated codes, and the points that stand for townships.

use super::schema::divisions;
use super::search::{lower, pattern};
use super::{Db, Page, Paging, StoreError, dialect};
use crate::committees::{Division, DivisionLevel};
use crate::kernel::Day;
use chrono::NaiveDate;
use diesel::prelude::*;
use std::collections::HashMap;

#[derive(Queryable, Selectable, Insertable, AsChangeset, Clone)]
#[diesel(table_name = divisions, treat_none_as_default_value = false, treat_none_as_null = true)]
struct Row {
    id: String,
    code: String,
    name: String,
    name_en: String,
    level: String,
    parent_code: Option<String>,
    lat: Option<f64>,
    lon: Option<f64>,
    valid_from: NaiveDate,
    valid_to: Option<NaiveDate>,
}

impl Row {
    fn of(division: &Division) -> Self {
        Self {
            id: uuid::Uuid::now_v7().to_string(),
            code: division.code.clone(),
            name: division.name.clone(),
            name_en: division.name_en.clone(),
            level: division.level.code().to_owned(),
            parent_code: division.parent_code.clone(),
            lat: division.point.map(|point| point.0),
            lon: division.point.map(|point| point.1),
            valid_from: division.valid_from.0,
            valid_to: division.valid_to.map(|day| day.0),
        }
    }

    fn value(self) -> Result<Division, StoreError> {
        Ok(Division {
            level: DivisionLevel::parse(&self.level).ok_or_else(|| StoreError::row("division level", &self.level))?,
            code: self.code,
            name: self.name,
            name_en: self.name_en,
            parent_code: self.parent_code,
            point: self.lat.zip(self.lon),
            valid_from: Day(self.valid_from),
            valid_to: self.valid_to.map(Day),
        })
    }
}

fn values(rows: Vec<Row>) -> Result<Vec<Division>, StoreError> {
    rows.into_iter().map(Row::value).collect()
}

/// All divisions of all times, by code and first day.
///
/// # Errors
/// The database's.
pub fn all(db: &mut Db) -> Result<Vec<Division>, StoreError> {
    values(divisions::table.select(Row::as_select()).order((divisions::code, divisions::valid_from)).load(db)?)
}

/// The divisions of a level that are valid on a day, by code.
///
/// # Errors
/// The database's.
pub fn of_level(db: &mut Db, level: DivisionLevel, on: Day) -> Result<Vec<Division>, StoreError> {
    let query = divisions::table
        .filter(divisions::level.eq(level.code()))
        .filter(divisions::valid_from.le(on.0))
        .filter(divisions::valid_to.is_null().or(divisions::valid_to.ge(on.0)))
        .select(Row::as_select())
        .order(divisions::code);
    values(query.load(db)?)
}

/// Divisions whose name or code holds `words`, a page of them.
///
/// # Errors
/// The database's.
pub fn list(db: &mut Db, words: &str, paging: Paging) -> Result<Page<Division>, StoreError> {
    let filtered = || {
        let mut query = divisions::table.into_boxed();
        if let Some(pattern) = pattern(words) {
            query = query.filter(divisions::code.like(pattern.clone()).or(lower(divisions::name).like(pattern)));
        }
        query
    };
    let total = filtered().count().get_result(db)?;
    let rows = filtered()
        .select(Row::as_select())
        .order((divisions::code, divisions::valid_from))
        .limit(paging.size())
        .offset(paging.offset())
        .load(db)?;
    Ok(Page::of(values(rows)?, paging, total))
}

/// Latitude and longitude of codes, the latest entry of each that has a point.
///
/// # Errors
/// The database's.
pub fn points(db: &mut Db, codes: &[String]) -> Result<HashMap<String, (f64, f64)>, StoreError> {
    let rows: Vec<(String, Option<f64>, Option<f64>)> = divisions::table
        .filter(divisions::code.eq_any(codes))
        .select((divisions::code, divisions::lat, divisions::lon))
        .order(divisions::valid_from)
        .load(db)?;
    Ok(rows.into_iter().filter_map(|(code, lat, lon)| Some((code, (lat?, lon?)))).collect())
}

/// Names of codes, the latest entry of each.
///
/// # Errors
/// The database's.
pub fn names(db: &mut Db, codes: &[String]) -> Result<HashMap<String, String>, StoreError> {
    let rows: Vec<(String, String)> = divisions::table
        .filter(divisions::code.eq_any(codes))
        .select((divisions::code, divisions::name))
        .order(divisions::valid_from)
        .load(db)?;
    Ok(rows.into_iter().collect())
}

/// Adds divisions.
///
/// # Errors
/// `already-there`, or the database's.
pub fn insert(db: &mut Db, new: &[Division]) -> Result<(), StoreError> {
    let rows: Vec<Row> = new.iter().map(Row::of).collect();
    dialect::insert_all!(db, divisions::table, &rows)?;
    Ok(())
}

/// Saves the division of this code and first day.
///
/// # Errors
/// The database's.
pub fn update(db: &mut Db, division: &Division) -> Result<(), StoreError> {
    let target = divisions::table
        .filter(divisions::code.eq(&division.code))
        .filter(divisions::valid_from.eq(division.valid_from.0));
    let columns = (
        divisions::name.eq(&division.name),
        divisions::name_en.eq(&division.name_en),
        divisions::level.eq(division.level.code()),
        divisions::parent_code.eq(&division.parent_code),
        divisions::lat.eq(division.point.map(|point| point.0)),
        divisions::lon.eq(division.point.map(|point| point.1)),
        divisions::valid_to.eq(division.valid_to.map(|day| day.0)),
    );
    diesel::update(target).set(columns).execute(db)?;
    Ok(())
}
