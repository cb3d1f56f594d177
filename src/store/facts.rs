//! Single facts that the database remembers about itself.

use super::schema::{committees, facts};
use super::{Db, StoreError};
use diesel::prelude::*;

/// What is remembered under a name.
///
/// # Errors
/// The database's.
pub fn load(db: &mut Db, name: &str) -> Result<Option<String>, StoreError> {
    Ok(facts::table.find(name).select(facts::value).first(db).optional()?)
}

/// Remembers something under a name that is not taken.
///
/// # Errors
/// `already-there`, or the database's.
pub(crate) fn insert(db: &mut Db, name: &str, value: &str) -> Result<(), StoreError> {
    diesel::insert_into(facts::table).values((facts::name.eq(name), facts::value.eq(value))).execute(db)?;
    Ok(())
}

/// Whether there is no committee yet, and so nothing that anybody owns.
///
/// # Errors
/// The database's.
pub fn is_empty(db: &mut Db) -> Result<bool, StoreError> {
    let one: Option<String> = committees::table.select(committees::id).first(db).optional()?;
    Ok(one.is_none())
}
