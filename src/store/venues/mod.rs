//! Venues with their rooms, contacts, enrolment and closed days.

mod rows;

use super::schema::venues;
use super::search::{lower, pattern};
use super::{Db, MultiBackend, Page, Paging, StoreError, dialect, owned, reach};
use crate::accounts::{Reach, Scope};
use crate::kernel::{Moment, Refusal, VenueId};
use crate::venues::Venue;
use diesel::prelude::*;
use rows::Row;
use std::collections::{BTreeSet, HashMap};

/// Which venues a list shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    /// Part of a name or code.
    pub words: String,
    /// A venue kind's code, or empty.
    pub kind: String,
    /// Those that no longer take sessions too.
    pub with_retired: bool,
}

impl From<&str> for Wanted {
    fn from(words: &str) -> Self {
        Self { words: words.to_owned(), ..Self::default() }
    }
}

fn seen(scope: &Scope) -> venues::BoxedQuery<'static, MultiBackend> {
    let own: Vec<String> = scope
        .reaches()
        .iter()
        .filter_map(|reach| match reach {
            Reach::Venue(id) => Some(id.to_string()),
            _ => None,
        })
        .collect();
    let inside = venues::committee_id.eq_any(owned(scope)).or(venues::id.eq_any(own));
    venues::table.filter(venues::merged_into.is_null()).filter(inside).into_boxed()
}

/// One, for an action that asks `may` next. A merged record is found no more.
///
/// # Errors
/// `no-such-venue`, or the database's.
pub fn load(db: &mut Db, id: &VenueId) -> Result<Venue, StoreError> {
    one(db, venues::table.filter(venues::merged_into.is_null()).filter(venues::id.eq(id.to_string())).into_boxed())
}

/// One that the scope holds, for a page.
///
/// # Errors
/// `no-such-venue`, or the database's.
pub fn find(db: &mut Db, scope: &Scope, id: &VenueId) -> Result<Venue, StoreError> {
    one(db, seen(scope).filter(venues::id.eq(id.to_string())))
}

/// One by its code.
///
/// # Errors
/// `no-such-venue`, or the database's.
pub fn by_code(db: &mut Db, code: &str) -> Result<Venue, StoreError> {
    let query = venues::table.filter(venues::merged_into.is_null());
    one(db, query.filter(venues::code.eq(code.to_owned())).into_boxed())
}

fn one(db: &mut Db, query: venues::BoxedQuery<'static, MultiBackend>) -> Result<Venue, StoreError> {
    let row = query.select(Row::as_select()).first::<Row>(db).optional()?;
    let rows = rows::whole(db, row.into_iter().collect())?;
    Ok(rows.into_iter().next().ok_or_else(|| Refusal::missing("no-such-venue"))?)
}

/// Several by their ids, by code; merged ones too, so that old sessions can show them.
///
/// # Errors
/// The database's.
pub fn by_ids(db: &mut Db, ids: &[VenueId]) -> Result<Vec<Venue>, StoreError> {
    let mut found = Vec::new();
    for ids in ids.chunks(dialect::MANY) {
        let ids = ids.iter().map(VenueId::as_str);
        let query = venues::table.filter(venues::id.eq_any(ids)).select(Row::as_select());
        found.extend(query.order(venues::code).load::<Row>(db)?);
    }
    rows::whole(db, found)
}

/// Names by id.
///
/// # Errors
/// The database's.
pub fn names(db: &mut Db, ids: &[VenueId]) -> Result<HashMap<VenueId, String>, StoreError> {
    let mut names = HashMap::new();
    for ids in ids.chunks(dialect::MANY) {
        let ids = ids.iter().map(VenueId::as_str);
        let query = venues::table.filter(venues::id.eq_any(ids)).select((venues::id, venues::name));
        let rows: Vec<(String, String)> = query.load(db)?;
        names.extend(rows.into_iter().map(|(id, name)| (VenueId(id), name)));
    }
    Ok(names)
}

/// The ids of all active venues of a scope's committees.
///
/// # Errors
/// The database's.
pub fn ids_within(db: &mut Db, scope: &Scope) -> Result<BTreeSet<VenueId>, StoreError> {
    let rows: Vec<String> = venues::table
        .filter(venues::committee_id.eq_any(owned(scope)))
        .filter(venues::active.eq(true))
        .filter(venues::merged_into.is_null())
        .select(venues::id)
        .load(db)?;
    Ok(rows.into_iter().map(VenueId).collect())
}

/// All venues of a scope, by code; active ones alone for a plan.
///
/// # Errors
/// The database's.
pub fn within(db: &mut Db, scope: &Scope, only_active: bool) -> Result<Vec<Venue>, StoreError> {
    let mut query = seen(scope);
    if only_active {
        query = query.filter(venues::active.eq(true));
    }
    let found = query.select(Row::as_select()).order(venues::code).load::<Row>(db)?;
    rows::whole(db, found)
}

/// The venues of a scope that are wanted, a page of them, by code.
///
/// # Errors
/// The database's.
pub fn list(db: &mut Db, scope: &Scope, wanted: &Wanted, paging: Paging) -> Result<Page<Venue>, StoreError> {
    let filtered = || {
        let mut query = seen(scope);
        if !wanted.with_retired {
            query = query.filter(venues::active.eq(true));
        }
        if !wanted.kind.is_empty() {
            query = query.filter(venues::kind.eq(wanted.kind.clone()));
        }
        if let Some(words) = pattern(&wanted.words) {
            query = query.filter(
                lower(venues::name).like(words.clone()).escape('\\').or(lower(venues::code).like(words).escape('\\')),
            );
        }
        query
    };
    let total = filtered().count().get_result(db)?;
    let query = filtered().select(Row::as_select()).order(venues::code);
    let found = query.limit(paging.size()).offset(paging.offset()).load::<Row>(db)?;
    Ok(Page::of(rows::whole(db, found)?, paging, total))
}

/// Adds venues with all that hangs from them.
///
/// # Errors
/// `already-there`, or the database's.
pub fn insert(db: &mut Db, new: &[Venue]) -> Result<(), StoreError> {
    let rows: Vec<Row> = new.iter().map(Row::of).collect();
    dialect::insert_all!(db, venues::table, &rows)?;
    rows::insert_parts(db, new, true)
}

/// Saves a venue with all that hangs from it; the version rises.
///
/// # Errors
/// `changed-meanwhile`, `still-in-use` for a room that sessions name, or the database's.
pub fn update(db: &mut Db, venue: &Venue, now: Moment) -> Result<(), StoreError> {
    reach::around_venues(db, &[venue.id.as_str()], now, |db| save(db, venue, now))
}

fn save(db: &mut Db, venue: &Venue, now: Moment) -> Result<(), StoreError> {
    let mut row = Row::of(venue);
    row.version += 1;
    let save = |db: &mut Db| -> Result<usize, StoreError> {
        let target = venues::table.find(venue.id.as_str()).filter(venues::version.eq(venue.version));
        Ok(diesel::update(target).set(&row).execute(db)?)
    };
    let kind: Option<String> = venues::table.find(venue.id.as_str()).select(venues::kind).first(db).optional()?;
    // another kind moves what was counted here into other cells of the roll-ups
    let moved = kind.is_some_and(|kind| kind != venue.kind);
    let saved = if moved { reach::around(db, &reach::Which::Venue(&venue.id), now, save)? } else { save(db)? };
    if saved == 0 {
        return Err(Refusal::conflict("changed-meanwhile").into());
    }
    rows::clear_parts(db, &venue.id)?;
    rows::insert_parts(db, std::slice::from_ref(venue), false)?;
    rows::keep_rooms(db, venue)
}
