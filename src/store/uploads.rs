//! Files that were looked through and wait for the word to save them: one an account.

use super::schema::uploads;
use super::{Db, StoreError, stored};
use crate::kernel::{AccountId, Moment};
use diesel::prelude::*;

/// A file on its way into the registers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Upload {
    /// Whose.
    pub owner: AccountId,
    /// What the confirmation names it by.
    pub token: String,
    /// A code of what it holds.
    pub kind: String,
    /// Its ending.
    pub format: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// Keeps a file in the place of the account's earlier one, and forgets those from before `oldest`.
///
/// # Errors
/// The database's.
pub fn keep(db: &mut Db, upload: &Upload, now: Moment, oldest: Moment) -> Result<(), StoreError> {
    let over = uploads::at.lt(stored(oldest)).or(uploads::account_id.eq(upload.owner.as_str()));
    diesel::delete(uploads::table.filter(over)).execute(db)?;
    let row = (
        uploads::account_id.eq(upload.owner.as_str()),
        uploads::token.eq(&upload.token),
        uploads::kind.eq(&upload.kind),
        uploads::format.eq(&upload.format),
        uploads::bytes.eq(&upload.bytes),
        uploads::at.eq(stored(now)),
    );
    diesel::insert_into(uploads::table).values(row).execute(db)?;
    Ok(())
}

/// The file of an account by its token, unless it is from before `oldest`.
///
/// # Errors
/// The database's.
pub fn find(db: &mut Db, owner: &AccountId, token: &str, oldest: Moment) -> Result<Option<Upload>, StoreError> {
    let kept = uploads::table.find(owner.as_str()).filter(uploads::token.eq(token));
    let found: Option<(String, String, Vec<u8>)> = kept
        .filter(uploads::at.ge(stored(oldest)))
        .select((uploads::kind, uploads::format, uploads::bytes))
        .first(db)
        .optional()?;
    Ok(found.map(|(kind, format, bytes)| Upload { owner: owner.clone(), token: token.to_owned(), kind, format, bytes }))
}

/// Forgets a file that is saved.
///
/// # Errors
/// The database's.
pub fn forget(db: &mut Db, owner: &AccountId, token: &str) -> Result<(), StoreError> {
    diesel::delete(uploads::table.find(owner.as_str()).filter(uploads::token.eq(token))).execute(db)?;
    Ok(())
}

/// Whether no file is from before `oldest`.
///
/// # Errors
/// The database's.
pub fn none_before(db: &mut Db, oldest: Moment) -> Result<bool, StoreError> {
    let old: i64 = uploads::table.filter(uploads::at.lt(stored(oldest))).count().get_result(db)?;
    Ok(old == 0)
}

/// Forgets the files from before `oldest`.
///
/// # Errors
/// The database's.
pub fn forget_before(db: &mut Db, oldest: Moment) -> Result<usize, StoreError> {
    Ok(diesel::delete(uploads::table.filter(uploads::at.lt(stored(oldest)))).execute(db)?)
}
