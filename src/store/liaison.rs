//! Liaison areas: a second grouping of committees and venues beside the tree.

use super::schema::{committees, liaison_areas, liaison_members, liaison_venues, venues};
use super::scope::inside;
use super::search::{lower, pattern};
use super::{Db, Page, Paging, StoreError, owned};
use crate::accounts::Scope;
use crate::committees::{LiaisonArea, Unit};
use crate::kernel::{CommitteeId, LiaisonAreaId, Refusal, VenueId};
use diesel::dsl::count_star;
use diesel::prelude::*;
use std::collections::HashMap;

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = liaison_areas, treat_none_as_default_value = false, treat_none_as_null = true)]
struct Row {
    id: String,
    name: String,
    committee_id: String,
    convener_id: Option<String>,
    version: i32,
}

impl Row {
    fn of(area: &LiaisonArea) -> Self {
        Self {
            id: area.id.to_string(),
            name: area.name.clone(),
            committee_id: area.committee.to_string(),
            convener_id: area.convener.as_ref().map(ToString::to_string),
            version: area.version,
        }
    }

    fn value(self) -> LiaisonArea {
        LiaisonArea {
            id: LiaisonAreaId(self.id),
            name: self.name,
            committee: CommitteeId(self.committee_id),
            convener: self.convener_id.map(CommitteeId),
            version: self.version,
        }
    }
}

/// One, for an action that asks `may` next.
///
/// # Errors
/// `no-such-area`, or the database's.
pub fn load(db: &mut Db, id: &LiaisonAreaId) -> Result<LiaisonArea, StoreError> {
    let row = liaison_areas::table.find(id.as_str()).select(Row::as_select()).first::<Row>(db).optional()?;
    Ok(row.ok_or_else(|| Refusal::missing("no-such-area"))?.value())
}

/// One that the scope holds, for a page.
///
/// # Errors
/// `no-such-area`, or the database's.
pub fn find(db: &mut Db, scope: &Scope, id: &LiaisonAreaId) -> Result<LiaisonArea, StoreError> {
    let held = liaison_areas::table.find(id.as_str()).filter(liaison_areas::committee_id.eq_any(owned(scope)));
    let row = held.select(Row::as_select()).first::<Row>(db).optional()?;
    Ok(row.ok_or_else(|| Refusal::missing("no-such-area"))?.value())
}

/// The areas of a scope whose name holds `words`, a page of them, by name.
///
/// # Errors
/// The database's.
pub fn list(db: &mut Db, scope: &Scope, words: &str, paging: Paging) -> Result<Page<LiaisonArea>, StoreError> {
    let filtered = || {
        let mut query = liaison_areas::table.filter(liaison_areas::committee_id.eq_any(owned(scope))).into_boxed();
        if let Some(pattern) = pattern(words) {
            query = query.filter(lower(liaison_areas::name).like(pattern).escape('\\'));
        }
        query
    };
    let total = filtered().count().get_result(db)?;
    let rows: Vec<Row> = filtered()
        .select(Row::as_select())
        .order((liaison_areas::name, liaison_areas::id))
        .limit(paging.size())
        .offset(paging.offset())
        .load(db)?;
    Ok(Page::of(rows.into_iter().map(Row::value).collect(), paging, total))
}

/// How many committees and venues stand in each of these areas.
///
/// # Errors
/// The database's.
pub fn sizes(db: &mut Db, areas: &[LiaisonArea]) -> Result<HashMap<String, (i64, i64)>, StoreError> {
    let ids: Vec<&str> = areas.iter().map(|area| area.id.as_str()).collect();
    let committees: Vec<(String, i64)> = liaison_members::table
        .filter(liaison_members::area_id.eq_any(&ids))
        .group_by(liaison_members::area_id)
        .select((liaison_members::area_id, count_star()))
        .load(db)?;
    let venues: Vec<(String, i64)> = liaison_venues::table
        .filter(liaison_venues::area_id.eq_any(&ids))
        .group_by(liaison_venues::area_id)
        .select((liaison_venues::area_id, count_star()))
        .load(db)?;
    let mut sizes: HashMap<String, (i64, i64)> = HashMap::new();
    committees.into_iter().for_each(|(area, count)| sizes.entry(area).or_default().0 = count);
    venues.into_iter().for_each(|(area, count)| sizes.entry(area).or_default().1 = count);
    Ok(sizes)
}

/// Adds an area.
///
/// # Errors
/// `already-there` when the owner has one of this name, or the database's.
pub fn insert(db: &mut Db, area: &LiaisonArea) -> Result<(), StoreError> {
    diesel::insert_into(liaison_areas::table).values(&Row::of(area)).execute(db)?;
    Ok(())
}

/// Saves an area; its version rises.
///
/// # Errors
/// `changed-meanwhile`, `already-there`, or the database's.
pub fn update(db: &mut Db, area: &LiaisonArea) -> Result<(), StoreError> {
    let row = Row { version: area.version + 1, ..Row::of(area) };
    let target = liaison_areas::table.find(area.id.as_str()).filter(liaison_areas::version.eq(area.version));
    if diesel::update(target).set(&row).execute(db)? == 0 {
        return Err(Refusal::conflict("changed-meanwhile").into());
    }
    Ok(())
}

/// Takes an area away; what stood in it stands in none.
///
/// # Errors
/// The database's.
pub fn remove(db: &mut Db, id: &LiaisonAreaId) -> Result<(), StoreError> {
    diesel::delete(liaison_areas::table.find(id.as_str())).execute(db)?;
    Ok(())
}

/// Puts a unit into an area, out of the one in which it stood; with `None` into no area.
///
/// # Errors
/// The database's.
pub fn put(db: &mut Db, unit: &Unit, area: Option<&LiaisonAreaId>) -> Result<(), StoreError> {
    match unit {
        Unit::Committee(id) => {
            diesel::delete(liaison_members::table.find(id.as_str())).execute(db)?;
            let Some(area) = area else { return Ok(()) };
            let row = (liaison_members::committee_id.eq(id.as_str()), liaison_members::area_id.eq(area.as_str()));
            diesel::insert_into(liaison_members::table).values(row).execute(db)?;
        }
        Unit::Venue(id) => {
            diesel::delete(liaison_venues::table.find(id.as_str())).execute(db)?;
            let Some(area) = area else { return Ok(()) };
            let row = (liaison_venues::venue_id.eq(id.as_str()), liaison_venues::area_id.eq(area.as_str()));
            diesel::insert_into(liaison_venues::table).values(row).execute(db)?;
        }
    }
    Ok(())
}

/// The area in which a unit stands.
///
/// # Errors
/// The database's.
pub fn area_of(db: &mut Db, unit: &Unit) -> Result<Option<LiaisonArea>, StoreError> {
    let id: Option<String> = match unit {
        Unit::Committee(id) => {
            liaison_members::table.find(id.as_str()).select(liaison_members::area_id).first(db).optional()?
        }
        Unit::Venue(id) => {
            liaison_venues::table.find(id.as_str()).select(liaison_venues::area_id).first(db).optional()?
        }
    };
    id.map(|id| load(db, &LiaisonAreaId(id))).transpose()
}

/// A unit as a list shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnitView {
    /// Which.
    pub unit: Unit,
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// The area in which it stands: id and name.
    pub area: Option<(String, String)>,
}

/// Which units a list shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Among<'a> {
    /// Those of an area.
    Inside(&'a LiaisonAreaId),
    /// Those of a scope whose name or code holds these words, wherever they stand.
    Named(&'a Scope, &'a str),
}

type Found = (String, String, String, Option<String>, Option<String>);

/// Committees, a page of them, by code.
///
/// # Errors
/// The database's.
pub fn committees(db: &mut Db, among: Among<'_>, paging: Paging) -> Result<Page<UnitView>, StoreError> {
    let filtered = || {
        let joined = committees::table.left_join(liaison_members::table.left_join(liaison_areas::table));
        let mut query = joined.into_boxed();
        match among {
            Among::Inside(area) => {
                query = query.filter(liaison_members::area_id.eq(area.to_string()).assume_not_null())
            }
            Among::Named(scope, words) => {
                query = query.filter(inside(scope));
                if let Some(pattern) = pattern(words) {
                    let named = lower(committees::name).like(pattern.clone()).escape('\\');
                    query = query.filter(named.or(lower(committees::code).like(pattern).escape('\\')));
                }
            }
        }
        query
    };
    let total = filtered().count().get_result(db)?;
    let columns = (
        committees::id,
        committees::code,
        committees::name,
        liaison_areas::id.nullable(),
        liaison_areas::name.nullable(),
    );
    let rows: Vec<Found> =
        filtered().select(columns).order(committees::code).limit(paging.size()).offset(paging.offset()).load(db)?;
    let view = |row| view(row, |id| Unit::Committee(CommitteeId(id)));
    Ok(Page::of(rows.into_iter().map(view).collect(), paging, total))
}

/// Venues, a page of them, by code.
///
/// # Errors
/// The database's.
pub fn venues(db: &mut Db, among: Among<'_>, paging: Paging) -> Result<Page<UnitView>, StoreError> {
    let filtered = || {
        let joined = venues::table.left_join(liaison_venues::table.left_join(liaison_areas::table));
        let mut query = joined.filter(venues::merged_into.is_null()).into_boxed();
        match among {
            Among::Inside(area) => query = query.filter(liaison_venues::area_id.eq(area.to_string()).assume_not_null()),
            Among::Named(scope, words) => {
                query = query.filter(venues::committee_id.eq_any(owned(scope)));
                if let Some(pattern) = pattern(words) {
                    let named = lower(venues::name).like(pattern.clone()).escape('\\');
                    query = query.filter(named.or(lower(venues::code).like(pattern).escape('\\')));
                }
            }
        }
        query
    };
    let total = filtered().count().get_result(db)?;
    let columns =
        (venues::id, venues::code, venues::name, liaison_areas::id.nullable(), liaison_areas::name.nullable());
    let rows: Vec<Found> =
        filtered().select(columns).order(venues::code).limit(paging.size()).offset(paging.offset()).load(db)?;
    let view = |row| view(row, |id| Unit::Venue(VenueId(id)));
    Ok(Page::of(rows.into_iter().map(view).collect(), paging, total))
}

fn view((id, code, name, area, area_name): Found, unit: impl Fn(String) -> Unit) -> UnitView {
    UnitView { unit: unit(id), code, name, area: area.zip(area_name) }
}
