//! The same gathering under two owners: kept when a session is saved, told to both.

use super::Which;
use super::meant::Meant;
use super::rollup::{Difference, differing};
use crate::accounts::Scope;
use crate::kernel::{Day, SessionId};
use crate::reach::DoubleClaim;
use crate::store::schema::{committees, session_claims, sessions, venues};
use crate::store::{Db, StoreError, dialect};
use chrono::NaiveDate;
use diesel::prelude::*;
use std::collections::HashMap;

diesel::alias!(sessions as others: Others);

const HELD: [&str; 2] = ["confirmed", "delivered"];

/// Pairs at one venue, overlapping in time, of two owners; `$narrowed` adds to the condition.
macro_rules! pairs {
    ($db:expr, $query:ident => $narrowed:expr) => {{
        let $query = sessions::table
            .inner_join(others.on(others.field(sessions::venue_id).eq(sessions::venue_id)))
            .filter(sessions::status.eq_any(HELD))
            .filter(others.field(sessions::status).eq_any(HELD))
            .filter(others.field(sessions::day).eq(sessions::day))
            .filter(others.field(sessions::committee_id).ne(sessions::committee_id))
            .filter(others.field(sessions::starts_at).lt(sessions::ends_at))
            .filter(sessions::starts_at.lt(others.field(sessions::ends_at)));
        $narrowed.select((sessions::id, others.field(sessions::id))).load::<(String, String)>($db)
    }};
}

/// Looks at these sessions again: whom each one meets now.
///
/// # Errors
/// The database's.
pub(crate) fn mark<'a>(db: &mut Db, ids: impl IntoIterator<Item = &'a str>, fresh: bool) -> Result<(), StoreError> {
    let ids: Vec<&str> = ids.into_iter().collect();
    for ids in ids.chunks(dialect::MANY) {
        if !fresh {
            let known = session_claims::session_id.eq_any(ids).or(session_claims::other_id.eq_any(ids));
            diesel::delete(session_claims::table.filter(known)).execute(db)?;
        }
        let found = pairs!(db, query => query.filter(sessions::id.eq_any(ids)))?;
        write(db, found)?;
    }
    Ok(())
}

fn write(db: &mut Db, found: Vec<(String, String)>) -> Result<(), StoreError> {
    for (one, other) in found {
        for (session, claims) in [(&one, &other), (&other, &one)] {
            let row = (session_claims::session_id.eq(session), session_claims::other_id.eq(claims));
            // two sessions of one file meet from both sides
            dialect::on_each!(db, conn => diesel::insert_into(session_claims::table)
                .values(row)
                .on_conflict_do_nothing()
                .execute(conn))?;
        }
    }
    Ok(())
}

pub(super) fn rebuild(db: &mut Db) -> Result<(), StoreError> {
    diesel::delete(session_claims::table).execute(db)?;
    let found = pairs!(db, query => query)?;
    write(db, found)
}

pub(super) fn compare(db: &mut Db) -> Result<Vec<Difference>, StoreError> {
    let one = |pairs: Vec<(String, String)>| -> HashMap<(String, String), i64> {
        pairs.into_iter().map(|pair| (pair, 1)).collect()
    };
    let counted = one(pairs!(db, query => query)?);
    let kept = one(session_claims::table.select((session_claims::session_id, session_claims::other_id)).load(db)?);
    Ok(differing("session_claims", kept, counted, |count| *count))
}

/// Sessions of a scope that somebody else claims too, in a stretch of days; at most 200.
///
/// # Errors
/// The database's.
pub fn double_claims(db: &mut Db, scope: &Scope, from: Day, to: Day) -> Result<Vec<DoubleClaim>, StoreError> {
    let found: Vec<(String, String)> = session_claims::table
        // the outer join keeps both databases from beginning with the sessions
        .left_join(sessions::table.on(sessions::id.eq(session_claims::session_id)))
        .filter(Meant::of(&Which::Within(scope, from, to, None), false).listed())
        .order((sessions::day.desc(), sessions::code))
        .limit(200)
        .select((session_claims::session_id, session_claims::other_id))
        .load(db)?;
    let mut claims = told(db, found)?;
    // inside one subtree each pair is found from both sides
    let mut seen = std::collections::BTreeSet::new();
    claims.retain(|claim| {
        let mut pair = [claim.one.0.clone(), claim.other.0.clone()];
        pair.sort();
        seen.insert(pair)
    });
    Ok(claims)
}

/// Who else claims one session.
///
/// # Errors
/// The database's.
pub fn claims_of(db: &mut Db, session: &SessionId) -> Result<Vec<DoubleClaim>, StoreError> {
    let found = session_claims::table
        .filter(session_claims::session_id.eq(session.as_str()))
        .select((session_claims::session_id, session_claims::other_id))
        .load(db)?;
    told(db, found)
}

fn told(db: &mut Db, pairs: Vec<(String, String)>) -> Result<Vec<DoubleClaim>, StoreError> {
    if pairs.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<&str> = pairs.iter().flat_map(|(one, other)| [one.as_str(), other.as_str()]).collect();
    let rows: Vec<(String, String, NaiveDate, String, String)> = sessions::table
        .inner_join(venues::table)
        .inner_join(committees::table)
        .filter(sessions::id.eq_any(ids))
        .select((sessions::id, sessions::code, sessions::day, venues::name, committees::name))
        .load(db)?;
    let known: HashMap<&str, _> = rows.iter().map(|row| (row.0.as_str(), row)).collect();
    let side = |id: &String| known.get(id.as_str()).map(|row| (SessionId(id.clone()), row.1.clone(), row.4.clone()));
    let claim = |(one, other): &(String, String)| {
        let (_, _, day, venue, _) = known.get(one.as_str())?;
        Some(DoubleClaim { day: Day(*day), venue: venue.clone(), one: side(one)?, other: side(other)? })
    };
    Ok(pairs.iter().filter_map(claim).collect())
}
