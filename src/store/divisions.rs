//! Administrative divisions: dated codes, and the points that stand for townships.

use super::schema::divisions;
use super::search::{lower, pattern};
use super::{Db, Page, Paging, StoreError, dialect};
use crate::committees::{Division, DivisionLevel};
use crate::kernel::Day;
use chrono::NaiveDate;
use diesel::dsl::count_star;
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

/// More levels than any country has.
const DEEPEST: usize = 8;

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

/// Which divisions a list shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    /// Part of a name or code: those anywhere in the tree; without words those right below `under`.
    pub words: String,
    /// The code of the one above; empty for the top.
    pub under: String,
    /// Only codes that hold on this day.
    pub on: Option<Day>,
}

/// The divisions that are wanted, a page of them, by code and first day.
///
/// # Errors
/// The database's.
pub fn list(db: &mut Db, wanted: &Wanted, paging: Paging) -> Result<Page<Division>, StoreError> {
    let filtered = || {
        let mut query = divisions::table.into_boxed();
        query = match pattern(&wanted.words) {
            Some(pattern) => query.filter(
                lower(divisions::name)
                    .like(pattern.clone())
                    .escape('\\')
                    .or(lower(divisions::name_en).like(pattern.clone()).escape('\\'))
                    .or(lower(divisions::code).like(pattern).escape('\\')),
            ),
            None if wanted.under.is_empty() => query.filter(divisions::parent_code.is_null()),
            None => query.filter(divisions::parent_code.eq(wanted.under.clone()).assume_not_null()),
        };
        if let Some(Day(on)) = wanted.on {
            let until = divisions::valid_to.is_null().or(divisions::valid_to.ge(on).assume_not_null());
            query = query.filter(divisions::valid_from.le(on)).filter(until);
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

/// How many entries stand right below each of these codes.
///
/// # Errors
/// The database's.
pub fn below(db: &mut Db, codes: &[String]) -> Result<HashMap<String, i64>, StoreError> {
    let rows: Vec<(Option<String>, i64)> = divisions::table
        .filter(divisions::parent_code.eq_any(codes))
        .group_by(divisions::parent_code)
        .select((divisions::parent_code, count_star()))
        .load(db)?;
    Ok(rows.into_iter().filter_map(|(code, count)| Some((code?, count))).collect())
}

/// The way from the top down to a code, the latest entry of each.
///
/// # Errors
/// The database's.
pub fn way(db: &mut Db, code: &str) -> Result<Vec<Division>, StoreError> {
    let mut way: Vec<Division> = Vec::new();
    let mut next = (!code.is_empty()).then(|| code.to_owned());
    while let Some(code) = next.filter(|code| way.len() < DEEPEST && way.iter().all(|one| one.code != *code)) {
        let latest = divisions::table.filter(divisions::code.eq(&code)).order(divisions::valid_from.desc());
        let Some(row) = latest.select(Row::as_select()).first::<Row>(db).optional()? else { break };
        let one = row.value()?;
        next = one.parent_code.clone();
        way.push(one);
    }
    way.reverse();
    Ok(way)
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
