//! How fast the outbox goes, and whether it goes at all.

use crate::kernel::Moment;
use crate::store::schema::letters;
use crate::store::{Db, StoreError, moment, stored};
use chrono::NaiveDateTime;
use diesel::prelude::*;

/// How many letters count against a ceiling over the stretch since `since`: those sent, and
/// those that a sender holds. Sign-in letters stand apart.
pub(crate) fn counted_since(db: &mut Db, since: Moment) -> Result<i64, StoreError> {
    let counts = letters::priority.gt(0);
    let sent = letters::sent_at.assume_not_null().gt(stored(since));
    let sent: i64 =
        letters::table.filter(counts).filter(letters::sent_at.is_not_null().and(sent)).count().get_result(db)?;
    let held: i64 = letters::table.filter(counts).filter(letters::state.eq("sending")).count().get_result(db)?;
    Ok(sent + held)
}

/// The moments since `since` at which letters went out that count against a ceiling, rising;
/// those that a sender holds count as sent at `now`.
pub(crate) fn sent_since(db: &mut Db, since: Moment, now: Moment) -> Result<Vec<Moment>, StoreError> {
    let counts = letters::priority.gt(0);
    let sent: Vec<Option<NaiveDateTime>> = letters::table
        .filter(counts.and(letters::sent_at.is_not_null()))
        .filter(letters::sent_at.assume_not_null().gt(stored(since)))
        .order(letters::sent_at)
        .select(letters::sent_at)
        .load(db)?;
    let held: i64 = letters::table.filter(counts).filter(letters::state.eq("sending")).count().get_result(db)?;
    let held = std::iter::repeat_n(now, usize::try_from(held).unwrap_or(0));
    Ok(sent.into_iter().flatten().map(moment).chain(held).collect())
}

/// How many rendered letters are due and do not go out.
pub(crate) fn waiting_count(db: &mut Db, now: Moment) -> Result<i64, StoreError> {
    let due = letters::state.eq("waiting").and(letters::not_before.le(stored(now))).and(letters::priority.gt(0));
    Ok(letters::table.filter(due).count().get_result(db)?)
}

/// How the outbox fares.
pub(crate) struct Health {
    /// Letters that have been due since the given moment and are neither sent nor given up.
    pub stuck: i64,
    /// Letters refused for good that nobody has handled.
    pub dead: i64,
}

/// Counts what went wrong: due before `since` and still here, or dead and unhandled.
pub(crate) fn health(db: &mut Db, now: Moment, since: Moment) -> Result<Health, StoreError> {
    let open = letters::state.eq_any(["owed", "waiting", "sending"]).and(letters::created_at.lt(stored(since)));
    let stuck: i64 = letters::table.filter(open.and(letters::not_before.lt(stored(now)))).count().get_result(db)?;
    let dead = letters::state.eq("dead").and(letters::handled_at.is_null()).and(letters::kind.ne("sign_in"));
    let dead: i64 = letters::table.filter(dead).count().get_result(db)?;
    Ok(Health { stuck, dead })
}
