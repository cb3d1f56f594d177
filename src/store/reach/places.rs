//! The units below a committee as places: where they lie, how many youths their schools enrol and
//! how many heard a talk there, whoever held it.

use super::names::{Unit, Units};
use super::query::ReachQuery;
use crate::store::schema::{attendance, committees, sessions, venue_enrolment, venues};
use crate::store::{Db, StoreError, divisions, inside};
use diesel::dsl::{count_star, sum};
use diesel::prelude::*;
use std::collections::HashMap;

/// A unit as a place.
#[derive(Clone, Debug, PartialEq)]
pub struct Place {
    /// Which unit.
    pub unit: Unit,
    /// Latitude and longitude: of its division, or the middle of those below it; none for the
    /// committee itself, which stands for the venues of none below.
    pub point: Option<(f64, f64)>,
    /// Youths whom its active venues enrol.
    pub enrolled: i64,
    /// Confirmed young listeners there, field practice apart.
    pub youth: i64,
    /// Active venues with a delivered session.
    pub reached: i64,
    /// Active venues.
    pub venues: i64,
}

/// A committee with the units below it as places.
#[derive(Clone, Debug)]
pub struct Places {
    /// The committee.
    pub own: Unit,
    /// The units below in the order of their codes, then what belongs to none of them.
    pub places: Vec<Place>,
    /// Points of all divisions of the area, which show its shape.
    pub ground: Vec<(f64, f64)>,
}

/// Loads them; the number of queries does not depend on the number of rows.
///
/// # Errors
/// The database's.
pub fn places(db: &mut Db, query: &ReachQuery) -> Result<Places, StoreError> {
    let tree = Units::load(db, query)?;
    let rows: Vec<(String, Option<String>)> = committees::table
        .filter(inside(&query.scope))
        .select((committees::path, committees::division_code))
        .load(db)?;
    let codes: Vec<String> = rows.iter().filter_map(|(_, code)| code.clone()).collect();
    let points = divisions::points(db, &codes)?;
    let mut own: HashMap<&str, (f64, f64)> = HashMap::new();
    let mut below: HashMap<&str, Vec<(f64, f64)>> = HashMap::new();
    let mut townships: HashMap<&str, &str> = HashMap::new();
    for (path, code) in rows.iter().filter_map(|(path, code)| Some((path, code.as_deref()?))) {
        let unit = tree.code_at(path);
        let child = tree.children.iter().any(|it| it.path.as_str() == path);
        if child {
            townships.insert(code, unit);
        }
        match points.get(code) {
            Some(point) if child => {
                own.insert(unit, *point);
            }
            Some(point) if *path != tree.own.path.as_str() => below.entry(unit).or_default().push(*point),
            _ => {}
        }
    }
    let mut sums = there(db, query, &tree, &townships)?;
    let mut one = |unit: &Unit, point| {
        let sums = sums.remove(&unit.code).unwrap_or_else(|| nothing(unit));
        Place { point, unit: unit.clone(), ..sums }
    };
    let mut places: Vec<Place> = tree
        .children
        .iter()
        .map(|unit| {
            let code = unit.code.as_str();
            one(unit, own.get(code).copied().or_else(|| below.get(code).and_then(|points| middle(points))))
        })
        .collect();
    let rest = one(&tree.own, None);
    if rest.venues > 0 {
        places.push(rest);
    }
    Ok(Places { own: tree.own.clone(), places, ground: below.into_values().flatten().collect() })
}

fn nothing(unit: &Unit) -> Place {
    Place { unit: unit.clone(), point: None, enrolled: 0, youth: 0, reached: 0, venues: 0 }
}

fn middle(points: &[(f64, f64)]) -> Option<(f64, f64)> {
    let count = f64::from(u32::try_from(points.len()).ok().filter(|count| *count > 0)?);
    let (lat, lon) = points.iter().fold((0.0, 0.0), |sum, point| (sum.0 + point.0, sum.1 + point.1));
    Some((lat / count, lon / count))
}

/// What the venues of each unit add up to. A venue belongs to the unit of its township, else to
/// that of the committee that keeps it.
fn there(
    db: &mut Db,
    query: &ReachQuery,
    tree: &Units,
    townships: &HashMap<&str, &str>,
) -> Result<HashMap<String, Place>, StoreError> {
    let rows: Vec<(String, String, String)> = venues::table
        .inner_join(committees::table)
        .filter(inside(&query.scope))
        .filter(venues::active.eq(true))
        .filter(venues::merged_into.is_null())
        .select((venues::id, venues::township_code, committees::path))
        .load(db)?;
    let enrolled = enrolled(db)?;
    let (youth, visits) = (youth(db, query)?, visits(db, query)?);
    let mut found: HashMap<String, Place> = HashMap::new();
    for (venue, township, path) in rows {
        let code = townships.get(township.as_str()).copied().unwrap_or_else(|| tree.code_at(&path));
        let place = found.entry(code.to_owned()).or_insert_with(|| nothing(&tree.own));
        place.enrolled += enrolled.get(&venue).copied().unwrap_or(0);
        place.youth += youth.get(&venue).copied().unwrap_or(0);
        place.reached += i64::from(visits.contains_key(&venue));
        place.venues += 1;
    }
    Ok(found)
}

fn enrolled(db: &mut Db) -> Result<HashMap<String, i64>, StoreError> {
    let rows: Vec<(String, Option<i64>)> = venue_enrolment::table
        .group_by(venue_enrolment::venue_id)
        .select((venue_enrolment::venue_id, sum(venue_enrolment::count)))
        .load(db)?;
    Ok(rows.into_iter().map(|(venue, count)| (venue, count.unwrap_or(0))).collect())
}

/// Signed young listeners by venue, whoever owns the session.
fn youth(db: &mut Db, query: &ReachQuery) -> Result<HashMap<String, i64>, StoreError> {
    let rows: Vec<(String, Option<i64>)> = attendance::table
        .inner_join(sessions::table)
        .filter(sessions::day.between(query.from.0, query.to.0))
        .filter(sessions::status.eq("delivered"))
        .filter(sessions::kind.ne("field_practice"))
        .filter(attendance::kind.eq("youth"))
        .filter(attendance::state.ne("reported"))
        .filter(attendance::replaced_at.is_null())
        .group_by(sessions::venue_id)
        .select((sessions::venue_id, sum(attendance::headcount)))
        .load(db)?;
    Ok(rows.into_iter().map(|(venue, count)| (venue, count.unwrap_or(0))).collect())
}

/// Delivered sessions by venue.
fn visits(db: &mut Db, query: &ReachQuery) -> Result<HashMap<String, i64>, StoreError> {
    let rows: Vec<(String, i64)> = sessions::table
        .filter(sessions::day.between(query.from.0, query.to.0))
        .filter(sessions::status.eq("delivered"))
        .group_by(sessions::venue_id)
        .select((sessions::venue_id, count_star()))
        .load(db)?;
    Ok(rows.into_iter().collect())
}
