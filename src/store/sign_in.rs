//! One-use links and printed codes, by their hashes, and the counts against guessing.

use super::schema::{accounts, attempts, sign_in_tokens};
use super::{Db, StoreError, moment, stored};
use crate::kernel::Moment;
use chrono::{NaiveDateTime, TimeDelta};
use diesel::prelude::*;

/// How somebody proves who they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenKind {
    /// The link of a letter.
    Link,
    /// A code, printed or read out.
    Code,
}

impl TokenKind {
    fn code(self) -> &'static str {
        match self {
            Self::Link => "link",
            Self::Code => "code",
        }
    }
}

/// What a link or code is worth.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Worth {
    /// Signs this account in.
    Good {
        /// The account's id.
        account: String,
        /// Its name.
        name: String,
    },
    /// Was used already.
    Used(Moment),
    /// Ran out.
    Expired(Moment),
    /// Never was, or its account is closed.
    Nothing,
}

/// What the link or code of this hash is worth at a moment.
pub fn worth(db: &mut Db, kind: TokenKind, hash: &str, now: Moment) -> Result<Worth, StoreError> {
    let found: Option<(String, String, NaiveDateTime, Option<NaiveDateTime>)> = sign_in_tokens::table
        .inner_join(accounts::table)
        .filter(sign_in_tokens::hash.eq(hash))
        .filter(sign_in_tokens::kind.eq(kind.code()))
        .filter(accounts::active.eq(true))
        .select((accounts::id, accounts::name, sign_in_tokens::expires_at, sign_in_tokens::used_at))
        .first(db)
        .optional()?;
    Ok(match found {
        None => Worth::Nothing,
        Some((.., Some(used))) => Worth::Used(moment(used)),
        Some((_, _, expires, None)) if expires <= stored(now) => Worth::Expired(moment(expires)),
        Some((account, name, ..)) => Worth::Good { account, name },
    })
}

/// Keeps a new link or code; an older code of the account falls, and so does what ran out long ago.
pub(crate) fn keep(
    db: &mut Db,
    kind: TokenKind,
    hash: &str,
    account: &str,
    now: Moment,
    expires: Moment,
) -> Result<(), StoreError> {
    let stale = sign_in_tokens::expires_at.lt(stored(now - TimeDelta::days(30)));
    diesel::delete(sign_in_tokens::table.filter(stale)).execute(db)?;
    if kind == TokenKind::Code {
        let older = sign_in_tokens::table
            .filter(sign_in_tokens::account_id.eq(account))
            .filter(sign_in_tokens::kind.eq(kind.code()));
        diesel::delete(older).execute(db)?;
    }
    diesel::insert_into(sign_in_tokens::table)
        .values((
            sign_in_tokens::hash.eq(hash),
            sign_in_tokens::account_id.eq(account),
            sign_in_tokens::kind.eq(kind.code()),
            sign_in_tokens::created_at.eq(stored(now)),
            sign_in_tokens::expires_at.eq(stored(expires)),
        ))
        .execute(db)?;
    Ok(())
}

/// Marks a link or code as used.
pub(crate) fn use_up(db: &mut Db, hash: &str, now: Moment) -> Result<(), StoreError> {
    diesel::update(sign_in_tokens::table.find(hash)).set(sign_in_tokens::used_at.eq(stored(now))).execute(db)?;
    Ok(())
}

/// The account and password hash behind a mailbox, when it is active.
pub(crate) fn password_of(db: &mut Db, email: &str) -> Result<Option<(String, Option<String>)>, StoreError> {
    let found = accounts::table
        .filter(accounts::email.eq(email))
        .filter(accounts::active.eq(true))
        .select((accounts::id, accounts::password_hash))
        .first(db)
        .optional()?;
    Ok(found)
}

/// Sets or, with none, takes away a password.
pub(crate) fn save_password(db: &mut Db, account: &str, hash: Option<&str>) -> Result<(), StoreError> {
    diesel::update(accounts::table.find(account)).set(accounts::password_hash.eq(hash)).execute(db)?;
    Ok(())
}

/// How often something was tried in a bucket since a moment.
pub(crate) fn tries(db: &mut Db, bucket: &str, since: Moment) -> Result<i64, StoreError> {
    Ok(attempts::table
        .filter(attempts::bucket.eq(bucket))
        .filter(attempts::at.ge(stored(since)))
        .count()
        .get_result(db)?)
}

/// Counts one more try; those of yesterday are forgotten.
pub(crate) fn count(db: &mut Db, bucket: &str, now: Moment) -> Result<(), StoreError> {
    diesel::delete(attempts::table.filter(attempts::at.lt(stored(now - TimeDelta::days(1))))).execute(db)?;
    diesel::insert_into(attempts::table)
        .values((
            attempts::id.eq(uuid::Uuid::now_v7().to_string()),
            attempts::bucket.eq(bucket),
            attempts::at.eq(stored(now)),
        ))
        .execute(db)?;
    Ok(())
}
