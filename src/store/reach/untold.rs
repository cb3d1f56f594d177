//! Sessions of which nobody has told a headcount yet.

use super::rollup::{Difference, differing};
use crate::store::schema::{attendance, sessions, sessions_untold};
use crate::store::{Db, StoreError, dialect};
use diesel::dsl::{exists, not};
use diesel::prelude::*;
use std::collections::HashMap;

/// New sessions are untold.
///
/// # Errors
/// The database's.
pub(crate) fn begin<'a>(db: &mut Db, ids: impl IntoIterator<Item = &'a str>) -> Result<(), StoreError> {
    let rows: Vec<_> = ids.into_iter().map(|id| sessions_untold::session_id.eq(id.to_owned())).collect();
    dialect::insert_all!(db, sessions_untold::table, &rows)?;
    Ok(())
}

/// Of these sessions a headcount was told.
///
/// # Errors
/// The database's.
pub(crate) fn told(db: &mut Db, ids: &[&str]) -> Result<(), StoreError> {
    for ids in ids.chunks(dialect::MANY) {
        diesel::delete(sessions_untold::table.filter(sessions_untold::session_id.eq_any(ids))).execute(db)?;
    }
    Ok(())
}

fn from_rows(db: &mut Db) -> Result<Vec<String>, StoreError> {
    let told =
        attendance::table.filter(attendance::session_id.eq(sessions::id)).filter(attendance::replaced_at.is_null());
    Ok(sessions::table.filter(not(exists(told))).select(sessions::id).load(db)?)
}

pub(super) fn rebuild(db: &mut Db) -> Result<(), StoreError> {
    diesel::delete(sessions_untold::table).execute(db)?;
    let ids = from_rows(db)?;
    begin(db, ids.iter().map(String::as_str))
}

pub(super) fn compare(db: &mut Db) -> Result<Vec<Difference>, StoreError> {
    let one = |ids: Vec<String>| -> HashMap<String, i64> { ids.into_iter().map(|id| (id, 1)).collect() };
    let counted = one(from_rows(db)?);
    let kept = one(sessions_untold::table.select(sessions_untold::session_id).load(db)?);
    Ok(differing("sessions_untold", kept, counted, |count| *count))
}
