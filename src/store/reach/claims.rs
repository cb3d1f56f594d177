//! The same gathering under two owners: told to both.

use crate::accounts::Scope;
use crate::kernel::{Day, SessionId};
use crate::reach::DoubleClaim;
use crate::store::schema::{committees, sessions, venues};
use crate::store::{Db, StoreError, inside};
use chrono::NaiveDate;
use diesel::prelude::*;

diesel::alias!(sessions as others: Others, committees as other_owners: OtherOwners);

/// Sessions of a scope that somebody else claims too, in a stretch of days; at most 200.
///
/// # Errors
/// The database's.
pub fn double_claims(db: &mut Db, scope: &Scope, from: Day, to: Day) -> Result<Vec<DoubleClaim>, StoreError> {
    type Found = (NaiveDate, String, String, String, String, String, String, String);
    let held = ["confirmed", "delivered"];
    let rows: Vec<Found> = sessions::table
        .inner_join(venues::table)
        .inner_join(committees::table)
        .inner_join(others.on(others.field(sessions::venue_id).eq(sessions::venue_id)))
        .inner_join(other_owners.on(other_owners.field(committees::id).eq(others.field(sessions::committee_id))))
        .filter(inside(scope))
        .filter(sessions::day.between(from.0, to.0))
        .filter(sessions::status.eq_any(held))
        .filter(others.field(sessions::status).eq_any(held))
        .filter(others.field(sessions::day).eq(sessions::day))
        .filter(others.field(sessions::committee_id).ne(sessions::committee_id))
        .filter(others.field(sessions::starts_at).lt(sessions::ends_at))
        .filter(sessions::starts_at.lt(others.field(sessions::ends_at)))
        .order((sessions::day.desc(), sessions::code))
        .limit(200)
        .select((
            sessions::day,
            venues::name,
            sessions::id,
            sessions::code,
            committees::name,
            others.field(sessions::id),
            others.field(sessions::code),
            other_owners.field(committees::name),
        ))
        .load(db)?;
    let mut claims: Vec<DoubleClaim> = rows
        .into_iter()
        .map(|(day, venue, id, code, owner, other_id, other_code, other_owner)| DoubleClaim {
            day: Day(day),
            venue,
            one: (SessionId(id), code, owner),
            other: (SessionId(other_id), other_code, other_owner),
        })
        .collect();
    // inside one subtree each pair is found from both sides
    let mut seen = std::collections::BTreeSet::new();
    claims.retain(|claim| {
        let mut pair = [claim.one.0.clone(), claim.other.0.clone()];
        pair.sort();
        seen.insert(pair)
    });
    Ok(claims)
}
