//! Speakers with their qualifications, hours, exceptions and blocked venues.

mod rows;

use super::schema::speakers;
use super::search::{lower, pattern};
use super::{Db, MultiBackend, Page, Paging, StoreError, dialect, owned};
use crate::accounts::{Reach, Scope};
use crate::kernel::{Day, Refusal, SpeakerId};
use crate::speakers::Speaker;
use diesel::prelude::*;
use rows::Row;
use std::collections::HashMap;

/// Which speakers a list shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    /// Part of a name, code, telephone number or mailbox.
    pub words: String,
    /// Those who no longer take sessions too.
    pub with_retired: bool,
    /// Only those with a paper (appointment, check, insurance) that ends before this day.
    pub papers_before: Option<Day>,
}

impl From<&str> for Wanted {
    fn from(words: &str) -> Self {
        Self { words: words.to_owned(), ..Self::default() }
    }
}

fn seen(scope: &Scope) -> speakers::BoxedQuery<'static, MultiBackend> {
    let own: Vec<String> = scope
        .reaches()
        .iter()
        .filter_map(|reach| match reach {
            Reach::Speaker(id) => Some(id.to_string()),
            _ => None,
        })
        .collect();
    let inside = speakers::committee_id.eq_any(owned(scope)).or(speakers::id.eq_any(own));
    speakers::table.filter(speakers::merged_into.is_null()).filter(inside).into_boxed()
}

/// One, for an action that asks `may` next. A merged record is found no more.
///
/// # Errors
/// `no-such-speaker`, or the database's.
pub fn load(db: &mut Db, id: &SpeakerId) -> Result<Speaker, StoreError> {
    one(
        db,
        speakers::table.filter(speakers::merged_into.is_null()).filter(speakers::id.eq(id.to_string())).into_boxed(),
    )
}

/// One that the scope holds, for a page.
///
/// # Errors
/// `no-such-speaker`, or the database's.
pub fn find(db: &mut Db, scope: &Scope, id: &SpeakerId) -> Result<Speaker, StoreError> {
    one(db, seen(scope).filter(speakers::id.eq(id.to_string())))
}

/// One by its code.
///
/// # Errors
/// `no-such-speaker`, or the database's.
pub fn by_code(db: &mut Db, code: &str) -> Result<Speaker, StoreError> {
    let query = speakers::table.filter(speakers::merged_into.is_null());
    one(db, query.filter(speakers::code.eq(code.to_owned())).into_boxed())
}

fn one(db: &mut Db, query: speakers::BoxedQuery<'static, MultiBackend>) -> Result<Speaker, StoreError> {
    let row = query.select(Row::as_select()).first::<Row>(db).optional()?;
    let rows = rows::whole(db, row.into_iter().collect())?;
    Ok(rows.into_iter().next().ok_or_else(|| Refusal::missing("no-such-speaker"))?)
}

/// Several by their ids, by code; merged ones too, so that old sessions can show them.
///
/// # Errors
/// The database's.
pub fn by_ids(db: &mut Db, ids: &[SpeakerId]) -> Result<Vec<Speaker>, StoreError> {
    let mut found = Vec::new();
    for ids in ids.chunks(dialect::MANY) {
        let ids = ids.iter().map(SpeakerId::as_str);
        let query = speakers::table.filter(speakers::id.eq_any(ids)).select(Row::as_select());
        found.extend(query.order(speakers::code).load::<Row>(db)?);
    }
    rows::whole(db, found)
}

/// Full names by id.
///
/// # Errors
/// The database's.
pub fn names(db: &mut Db, ids: &[SpeakerId]) -> Result<HashMap<SpeakerId, String>, StoreError> {
    let mut names = HashMap::new();
    for ids in ids.chunks(dialect::MANY) {
        let ids = ids.iter().map(SpeakerId::as_str);
        let query = speakers::table.filter(speakers::id.eq_any(ids)).select((speakers::id, speakers::name));
        let rows: Vec<(String, String)> = query.load(db)?;
        names.extend(rows.into_iter().map(|(id, name)| (SpeakerId(id), name)));
    }
    Ok(names)
}

/// All speakers of a scope, by code; `active` ones alone for a plan.
///
/// # Errors
/// The database's.
pub fn within(db: &mut Db, scope: &Scope, only_active: bool) -> Result<Vec<Speaker>, StoreError> {
    let mut query = seen(scope);
    if only_active {
        query = query.filter(speakers::active.eq(true));
    }
    let found = query.select(Row::as_select()).order(speakers::code).load::<Row>(db)?;
    rows::whole(db, found)
}

/// The speakers of a scope that are wanted, a page of them, by code.
///
/// # Errors
/// The database's.
pub fn list(db: &mut Db, scope: &Scope, wanted: &Wanted, paging: Paging) -> Result<Page<Speaker>, StoreError> {
    let filtered = || {
        let mut query = seen(scope);
        if !wanted.with_retired {
            query = query.filter(speakers::active.eq(true));
        }
        if let Some(Day(by)) = wanted.papers_before {
            let ends = speakers::appointed_until
                .lt(by)
                .or(speakers::checked_until.lt(by))
                .or(speakers::insured_until.lt(by))
                .assume_not_null();
            query = query.filter(ends);
        }
        if let Some(words) = pattern(&wanted.words) {
            query = query.filter(
                lower(speakers::name)
                    .like(words.clone())
                    .escape('\\')
                    .or(lower(speakers::code).like(words.clone()).escape('\\'))
                    .or(speakers::phone.like(words.clone()).escape('\\'))
                    .or(lower(speakers::email).like(words).escape('\\')),
            );
        }
        query
    };
    let total = filtered().count().get_result(db)?;
    let query = filtered().select(Row::as_select()).order(speakers::code);
    let found = query.limit(paging.size()).offset(paging.offset()).load::<Row>(db)?;
    Ok(Page::of(rows::whole(db, found)?, paging, total))
}

/// Adds speakers with all that hangs from them.
///
/// # Errors
/// `already-there`, or the database's.
pub fn insert(db: &mut Db, new: &[Speaker]) -> Result<(), StoreError> {
    let rows: Vec<Row> = new.iter().map(Row::of).collect();
    dialect::insert_all!(db, speakers::table, &rows)?;
    rows::insert_parts(db, new)
}

/// Saves a speaker with all that hangs from it; the version rises.
///
/// # Errors
/// `changed-meanwhile`, or the database's.
pub fn update(db: &mut Db, speaker: &Speaker) -> Result<(), StoreError> {
    let mut row = Row::of(speaker);
    row.version += 1;
    let target = speakers::table.find(speaker.id.as_str()).filter(speakers::version.eq(speaker.version));
    if diesel::update(target).set(&row).execute(db)? == 0 {
        return Err(Refusal::conflict("changed-meanwhile").into());
    }
    rows::clear_parts(db, &speaker.id)?;
    rows::insert_parts(db, std::slice::from_ref(speaker))
}
