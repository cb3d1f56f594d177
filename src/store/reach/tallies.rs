//! What is kept of each venue in one row: the days on which delivered sessions were held there,
//! whoever owned them, and its enrolment.

use super::packed::{self, Enrolled};
use super::rollup::{Difference, differing};
use super::visits;
use crate::kernel::{Day, Grade};
use crate::store::attendance::grade;
use crate::store::schema::{venue_enrolment, venue_tallies};
use crate::store::{Db, StoreError, dialect};
use diesel::prelude::*;
use std::collections::{BTreeMap, HashMap};

/// A row of `venue_tallies`.
#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = venue_tallies, treat_none_as_default_value = false)]
struct Row {
    venue_id: String,
    visits: Vec<u8>,
    enrolled: Vec<u8>,
}

/// Changes the rows of some venues; one that was not there yet begins empty.
fn change<T>(db: &mut Db, of: &BTreeMap<&str, T>, mut apply: impl FnMut(&mut Row, &T)) -> Result<(), StoreError> {
    let venues: Vec<&str> = of.keys().copied().collect();
    for venues in venues.chunks(dialect::MANY) {
        let standing = venue_tallies::table.filter(venue_tallies::venue_id.eq_any(venues));
        let mut known: HashMap<String, Row> = standing
            .clone()
            .select(Row::as_select())
            .load(db)?
            .into_iter()
            .map(|row: Row| (row.venue_id.clone(), row))
            .collect();
        let mut rows = Vec::with_capacity(venues.len());
        for (venue, change) in venues.iter().filter_map(|venue| Some((*venue, of.get(venue)?))) {
            let new = || Row { venue_id: venue.to_owned(), visits: Vec::new(), enrolled: Vec::new() };
            let mut row = known.remove(venue).unwrap_or_else(new);
            apply(&mut row, change);
            rows.push(row);
        }
        diesel::delete(standing).execute(db)?;
        dialect::insert_all!(db, venue_tallies::table, &rows)?;
    }
    Ok(())
}

/// Puts days in, or takes them out where their number is below zero.
pub(super) fn add_visits<'a>(
    db: &mut Db,
    visits: impl IntoIterator<Item = (&'a str, Day, i64)>,
) -> Result<(), StoreError> {
    let mut by_venue: BTreeMap<&str, BTreeMap<Day, i64>> = BTreeMap::new();
    for (venue, day, count) in visits {
        *by_venue.entry(venue).or_default().entry(day).or_default() += count;
    }
    by_venue.retain(|_, days| days.values().any(|count| *count != 0));
    change(db, &by_venue, |row, change| {
        let mut days: BTreeMap<Day, i64> = change.clone();
        for day in packed::visits(&row.visits) {
            *days.entry(day).or_default() += 1;
        }
        let each = |(day, count): (Day, i64)| std::iter::repeat_n(day, usize::try_from(count).unwrap_or(0));
        row.visits = packed::pack_visits(&days.into_iter().flat_map(each).collect::<Vec<_>>());
    })
}

/// Sets the enrolment of venues whose parts are written anew.
///
/// # Errors
/// The database's.
pub(crate) fn enrol<'a>(
    db: &mut Db,
    venues: impl IntoIterator<Item = (&'a str, &'a [(Grade, i32)])>,
) -> Result<(), StoreError> {
    let of: BTreeMap<&str, &[(Grade, i32)]> = venues.into_iter().collect();
    change(db, &of, |row, counts| row.enrolled = packed::pack_enrolled(counts.iter().copied()))
}

/// The enrolment of these venues, or of every one.
pub(super) fn enrolled(db: &mut Db, venues: Option<&[&str]>) -> Result<HashMap<String, Enrolled>, StoreError> {
    let columns = (venue_tallies::venue_id, venue_tallies::enrolled);
    let mut rows: Vec<(String, Vec<u8>)> = Vec::new();
    match venues {
        None => rows = venue_tallies::table.select(columns).load(db)?,
        Some(venues) => {
            for venues in venues.chunks(dialect::MANY) {
                let those = venue_tallies::table.filter(venue_tallies::venue_id.eq_any(venues));
                rows.extend(those.select(columns).load::<(String, Vec<u8>)>(db)?);
            }
        }
    }
    Ok(rows.into_iter().map(|(venue, bytes)| (venue, packed::enrolled(&bytes))).collect())
}

/// Venue, grade band and pupils, from the rows themselves.
fn bands(db: &mut Db) -> Result<HashMap<String, Vec<(Grade, i32)>>, StoreError> {
    let columns = (venue_enrolment::venue_id, venue_enrolment::grade, venue_enrolment::count);
    let rows: Vec<(String, String, i32)> = venue_enrolment::table.select(columns).load(db)?;
    let mut bands: HashMap<String, Vec<(Grade, i32)>> = HashMap::new();
    for (venue, band, count) in rows {
        bands.entry(venue).or_default().push((grade(&band)?, count));
    }
    Ok(bands)
}

/// Makes all rows anew.
pub(super) fn rebuild(db: &mut Db) -> Result<(), StoreError> {
    diesel::delete(venue_tallies::table).execute(db)?;
    let visits = visits::from_rows(db)?;
    add_visits(db, visits.iter().map(|visit| (visit.venue.as_str(), visit.day, 1)))?;
    let bands = bands(db)?;
    enrol(db, bands.iter().map(|(venue, counts)| (venue.as_str(), counts.as_slice())))
}

type Kept = (Vec<Day>, Enrolled);

/// Compares each row with what it is made of.
pub(super) fn compare(db: &mut Db) -> Result<Vec<Difference>, StoreError> {
    let mut counted: HashMap<String, Kept> = HashMap::new();
    for visit in visits::from_rows(db)? {
        counted.entry(visit.venue).or_default().0.push(visit.day);
    }
    for (days, _) in counted.values_mut() {
        days.sort_unstable();
    }
    for (venue, counts) in bands(db)? {
        counted.entry(venue).or_default().1 = packed::enrolled(&packed::pack_enrolled(counts));
    }
    let rows: Vec<Row> = venue_tallies::table.select(Row::as_select()).load(db)?;
    let kept =
        rows.into_iter().map(|row| (row.venue_id, (packed::visits(&row.visits), packed::enrolled(&row.enrolled))));
    let number = |(days, enrolled): &Kept| {
        enrolled.iter().flatten().map(|count| i64::from(*count)).sum::<i64>() + i64::try_from(days.len()).unwrap_or(0)
    };
    Ok(differing("venue_tallies", kept.collect(), counted, number))
}
