//! When a timed chore ran last, whichever node ran it.

use super::schema::chores;
use super::{Db, StoreError, moment, stored};
use crate::kernel::Moment;
use chrono::NaiveDateTime;
use diesel::prelude::*;

/// When it ran last.
///
/// # Errors
/// The database's.
pub fn last_run(db: &mut Db, name: &str) -> Result<Option<Moment>, StoreError> {
    let at: Option<NaiveDateTime> = chores::table.find(name).select(chores::last_run).first(db).optional()?;
    Ok(at.map(moment))
}

/// Notes that it ran.
///
/// # Errors
/// The database's.
pub fn ran(db: &mut Db, name: &str, at: Moment) -> Result<(), StoreError> {
    let row = (chores::name.eq(name), chores::last_run.eq(stored(at)));
    if diesel::update(chores::table.find(name)).set(chores::last_run.eq(stored(at))).execute(db)? == 0 {
        diesel::insert_into(chores::table).values(row).execute(db)?;
    }
    Ok(())
}
