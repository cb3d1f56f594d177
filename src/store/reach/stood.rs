//! How venues stood before: who kept them while they were active, and their enrolment, for
//! reports of earlier days.

use crate::kernel::{Moment, VenueId};
use crate::store::schema::{venue_enrolment, venues, venues_before};
use crate::store::{Db, StoreError, dialect, stored};
use chrono::NaiveDateTime;
use diesel::prelude::*;
use std::collections::HashMap;

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = venues_before, treat_none_as_default_value = false)]
struct Row {
    id: String,
    venue_id: String,
    until_at: NaiveDateTime,
    committee_id: String,
    enrolment: String,
}

/// A venue as reports see it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Stood {
    /// Who kept it; nobody while it was not active.
    pub(super) committee: Option<String>,
    /// Pupils by the code of their grade band.
    pub(super) enrolment: HashMap<String, i64>,
}

impl Stood {
    fn row(&self, venue: &str, until: Moment) -> Row {
        let mut enrolment: Vec<String> =
            self.enrolment.iter().map(|(grade, count)| format!("{grade}:{count}")).collect();
        enrolment.sort();
        Row {
            id: uuid::Uuid::now_v7().to_string(),
            venue_id: venue.to_owned(),
            until_at: stored(until),
            committee_id: self.committee.clone().unwrap_or_default(),
            enrolment: enrolment.join("|"),
        }
    }

    fn of(row: Row) -> (String, Self) {
        let one = |part: &str| part.split_once(':').and_then(|(grade, n)| Some((grade.to_owned(), n.parse().ok()?)));
        let enrolment = row.enrolment.split('|').filter_map(one).collect();
        (row.venue_id, Self { committee: Some(row.committee_id).filter(|id| !id.is_empty()), enrolment })
    }
}

/// Before now these venues were not there.
///
/// # Errors
/// The database's.
pub(crate) fn begin<'a>(
    db: &mut Db,
    venues: impl IntoIterator<Item = &'a VenueId>,
    now: Moment,
) -> Result<(), StoreError> {
    let rows: Vec<Row> = venues.into_iter().map(|venue| Stood::default().row(venue.as_str(), now)).collect();
    dialect::insert_all!(db, venues_before::table, &rows)?;
    Ok(())
}

/// Makes a change to some venues and keeps how they stood until now, where that changed.
///
/// # Errors
/// The change's, or the database's.
pub(crate) fn around<T>(
    db: &mut Db,
    venues: &[&str],
    now: Moment,
    change: impl FnOnce(&mut Db) -> Result<T, StoreError>,
) -> Result<T, StoreError> {
    let before = standing(db, venues)?;
    let result = change(db)?;
    let after = standing(db, venues)?;
    let changed = before.iter().filter(|(venue, stood)| after.get(*venue) != Some(*stood));
    let rows: Vec<Row> = changed.map(|(venue, stood)| stood.row(venue, now)).collect();
    dialect::insert_all!(db, venues_before::table, &rows)?;
    Ok(result)
}

fn standing(db: &mut Db, ids: &[&str]) -> Result<HashMap<String, Stood>, StoreError> {
    let rows: Vec<(String, String, bool)> = venues::table
        .filter(venues::id.eq_any(ids))
        .select((venues::id, venues::committee_id, venues::active))
        .load(db)?;
    let stood = |(id, committee, active): (String, String, bool)| {
        (id, Stood { committee: active.then_some(committee), ..Stood::default() })
    };
    let mut standing: HashMap<String, Stood> = rows.into_iter().map(stood).collect();
    let columns = (venue_enrolment::venue_id, venue_enrolment::grade, venue_enrolment::count);
    let enrolled = venue_enrolment::table.filter(venue_enrolment::venue_id.eq_any(ids)).select(columns);
    for (venue, grade, count) in enrolled.load::<(String, String, i32)>(db)? {
        if let Some(stood) = standing.get_mut(&venue) {
            stood.enrolment.insert(grade, i64::from(count));
        }
    }
    Ok(standing)
}

/// The venues that stand otherwise now, as they stood at a moment.
pub(super) fn earlier(db: &mut Db, then: Moment) -> Result<HashMap<String, Stood>, StoreError> {
    let rows: Vec<Row> = venues_before::table
        .filter(venues_before::until_at.ge(stored(then)))
        .order((venues_before::until_at.desc(), venues_before::id.desc()))
        .select(Row::as_select())
        .load(db)?;
    // of several the earliest is put in last
    Ok(rows.into_iter().map(Stood::of).collect())
}
