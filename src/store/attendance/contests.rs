//! Entrants and winners of contests.

use crate::attendance::ContestResult;
use crate::kernel::{Moment, SessionId};
use crate::store::schema::contest_results;
use crate::store::{Db, StoreError, stored};
use diesel::prelude::*;

/// What came of a contest, when somebody told it.
///
/// # Errors
/// The database's.
pub fn contest(db: &mut Db, session: &SessionId) -> Result<Option<ContestResult>, StoreError> {
    let found: Option<(i32, i32)> = contest_results::table
        .find(session.as_str())
        .select((contest_results::entrants, contest_results::winners))
        .first(db)
        .optional()?;
    Ok(found.map(|(entrants, winners)| ContestResult { entrants, winners }))
}

/// Puts what came of a contest; the journal keeps what stood before.
pub(crate) fn put_contest(
    db: &mut Db,
    session: &SessionId,
    result: ContestResult,
    by: &str,
    now: Moment,
) -> Result<(), StoreError> {
    let told = (
        contest_results::entrants.eq(result.entrants),
        contest_results::winners.eq(result.winners),
        contest_results::noted_by.eq(by),
        contest_results::noted_at.eq(stored(now)),
    );
    if diesel::update(contest_results::table.find(session.as_str())).set(told).execute(db)? == 0 {
        diesel::insert_into(contest_results::table)
            .values((contest_results::session_id.eq(session.as_str()), told))
            .execute(db)?;
    }
    Ok(())
}
