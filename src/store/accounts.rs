//! Accounts, their grants and their sessions in the browser.

use super::schema::{accounts, committees, grants, speakers, venue_contacts, venues, web_sessions};
use super::{Db, StoreError, stored};
use crate::accounts::{Account, Grant, Role};
use crate::kernel::{AccountId, CommitteeId, CommitteePath, Moment, SpeakerId, VenueId};
use crate::text::Lang;
use chrono::NaiveDateTime;
use diesel::prelude::*;
use std::collections::HashMap;

#[derive(Queryable, Selectable)]
#[diesel(table_name = accounts)]
struct Row {
    id: String,
    email: String,
    name: String,
    password_hash: Option<String>,
    language: String,
    elder_mode: bool,
    active: bool,
}

impl Row {
    fn account(self, grants: Vec<Grant>) -> Account {
        Account {
            id: self.id.into(),
            email: self.email,
            name: self.name,
            lang: Lang::parse(&self.language),
            elder_mode: self.elder_mode,
            has_password: self.password_hash.is_some(),
            active: self.active,
            grants,
        }
    }
}

type GrantRow = (String, String, String, String, Option<String>, Option<String>);

/// The active account whose browser holds the session of this hash, if it is still valid.
pub fn of_session(db: &mut Db, hash: &str, now: Moment) -> Result<Option<Account>, StoreError> {
    let row: Option<Row> = web_sessions::table
        .inner_join(accounts::table)
        .filter(web_sessions::hash.eq(hash))
        .filter(web_sessions::expires_at.gt(stored(now)))
        .filter(accounts::active.eq(true))
        .select(Row::as_select())
        .first(db)
        .optional()?;
    with_grants(db, row.into_iter().collect()).map(|mut found| found.pop())
}

/// The account of an id.
pub fn by_id(db: &mut Db, id: &str) -> Result<Option<Account>, StoreError> {
    let row: Option<Row> = accounts::table.find(id).select(Row::as_select()).first(db).optional()?;
    with_grants(db, row.into_iter().collect()).map(|mut found| found.pop())
}

/// The account of a mailbox, written in lower case.
pub fn by_email(db: &mut Db, email: &str) -> Result<Option<Account>, StoreError> {
    let row: Option<Row> =
        accounts::table.filter(accounts::email.eq(email)).select(Row::as_select()).first(db).optional()?;
    with_grants(db, row.into_iter().collect()).map(|mut found| found.pop())
}

/// Active accounts that are somewhere coordinators, in the order of their ids.
pub fn coordinators(db: &mut Db) -> Result<Vec<Account>, StoreError> {
    let own = grants::table.filter(grants::role.eq(Role::Coordinator.code())).select(grants::account_id);
    let rows: Vec<Row> = accounts::table
        .filter(accounts::active.eq(true).and(accounts::id.eq_any(own)))
        .order(accounts::id)
        .select(Row::as_select())
        .load(db)?;
    with_grants(db, rows)
}

fn with_grants(db: &mut Db, rows: Vec<Row>) -> Result<Vec<Account>, StoreError> {
    let ids: Vec<&str> = rows.iter().map(|row| row.id.as_str()).collect();
    let found: Vec<GrantRow> = grants::table
        .inner_join(committees::table)
        .filter(grants::account_id.eq_any(ids))
        .order(grants::id)
        .select((
            grants::account_id,
            grants::role,
            committees::id,
            committees::path,
            grants::speaker_id,
            grants::venue_id,
        ))
        .load(db)?;
    let mut by_account: HashMap<String, Vec<Grant>> = HashMap::new();
    for row in found {
        let (account, grant) = grant(row)?;
        by_account.entry(account).or_default().push(grant);
    }
    Ok(rows
        .into_iter()
        .map(|row| {
            let own = by_account.remove(&row.id).unwrap_or_default();
            row.account(own)
        })
        .collect())
}

fn grant((account, role, committee, path, speaker, venue): GrantRow) -> Result<(String, Grant), StoreError> {
    let role = Role::parse(&role).ok_or_else(|| StoreError::row("role", &role))?;
    let grant = Grant {
        role,
        committee_id: committee.into(),
        committee: CommitteePath(path),
        speaker: speaker.map(Into::into),
        venue: venue.map(Into::into),
    };
    Ok((account, grant))
}

/// Opens a session in a browser.
pub(crate) fn open_session(
    db: &mut Db,
    hash: &str,
    account: &str,
    now: Moment,
    expires: Moment,
) -> Result<(), StoreError> {
    let at: NaiveDateTime = stored(now);
    diesel::insert_into(web_sessions::table)
        .values((
            web_sessions::hash.eq(hash),
            web_sessions::account_id.eq(account),
            web_sessions::created_at.eq(at),
            web_sessions::seen_at.eq(at),
            web_sessions::expires_at.eq(stored(expires)),
        ))
        .execute(db)?;
    Ok(())
}

/// Ends a session; ending one that is not there is no error.
pub(crate) fn close_session(db: &mut Db, hash: &str) -> Result<(), StoreError> {
    diesel::delete(web_sessions::table.find(hash)).execute(db)?;
    Ok(())
}

/// Ends all sessions of an account, but for one.
pub(crate) fn close_other_sessions(db: &mut Db, account: &str, keep: &str) -> Result<(), StoreError> {
    diesel::delete(
        web_sessions::table.filter(web_sessions::account_id.eq(account)).filter(web_sessions::hash.ne(keep)),
    )
    .execute(db)?;
    Ok(())
}

/// Keeps what an account's owner chose for the pages.
pub(crate) fn save_look(db: &mut Db, account: &str, lang: Lang, elder_mode: bool) -> Result<(), StoreError> {
    diesel::update(accounts::table.find(account))
        .set((accounts::language.eq(lang.code()), accounts::elder_mode.eq(elder_mode)))
        .execute(db)?;
    Ok(())
}

/// Whom to telephone when stuck.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Helper {
    /// The committee.
    pub name: String,
    /// Its telephone.
    pub phone: String,
}

/// The nearest committee with a telephone at or above `path`; a root's for nobody in particular.
pub fn helper(db: &mut Db, path: Option<&CommitteePath>) -> Result<Option<Helper>, StoreError> {
    let ids: Vec<&str> =
        path.map_or_else(Vec::new, |path| path.as_str().split('/').filter(|id| !id.is_empty()).collect());
    let mut query = committees::table
        .filter(committees::phone.ne(""))
        .select((committees::path, committees::name, committees::phone))
        .order(committees::code)
        .into_boxed();
    query = if ids.is_empty() {
        query.filter(committees::parent_id.is_null())
    } else {
        query.filter(committees::id.eq_any(ids))
    };
    let found: Vec<(String, String, String)> = query.load(db)?;
    Ok(found
        .into_iter()
        .reduce(|best, next| if next.0.len() > best.0.len() { next } else { best })
        .map(|(_, name, phone)| Helper { name, phone }))
}

/// A committee as a grant needs it.
#[derive(Clone, Debug)]
pub struct Place {
    /// Its identity.
    pub id: CommitteeId,
    /// Where it stands.
    pub path: CommitteePath,
}

/// The committee of a code.
pub(crate) fn place(db: &mut Db, code: &str) -> Result<Option<Place>, StoreError> {
    let found: Option<(String, String)> = committees::table
        .filter(committees::code.eq(code))
        .select((committees::id, committees::path))
        .first(db)
        .optional()?;
    Ok(found.map(|(id, path)| Place { id: id.into(), path: CommitteePath(path) }))
}

/// The one active speaker with this mailbox.
pub(crate) fn speaker_of(db: &mut Db, email: &str) -> Result<Option<SpeakerId>, StoreError> {
    let query = speakers::table.filter(speakers::email.eq(email)).filter(speakers::active.eq(true));
    let found: Vec<String> = query.select(speakers::id).limit(2).load(db)?;
    Ok(only(found).map(Into::into))
}

/// The one active venue that has a contact with this mailbox.
pub(crate) fn venue_of(db: &mut Db, email: &str) -> Result<Option<VenueId>, StoreError> {
    let query = venue_contacts::table.inner_join(venues::table).filter(venue_contacts::email.eq(email));
    let found: Vec<String> = query.filter(venues::active.eq(true)).select(venues::id).distinct().limit(2).load(db)?;
    Ok(only(found).map(Into::into))
}

fn only(mut found: Vec<String>) -> Option<String> {
    if found.len() == 1 { found.pop() } else { None }
}

/// Makes an account without roles.
pub(crate) fn insert(db: &mut Db, email: &str, name: &str, now: Moment) -> Result<Account, StoreError> {
    let id = AccountId::fresh();
    diesel::insert_into(accounts::table)
        .values((
            accounts::id.eq(id.as_str()),
            accounts::email.eq(email),
            accounts::name.eq(name),
            accounts::created_at.eq(stored(now)),
        ))
        .execute(db)?;
    let (email, name) = (email.to_owned(), name.to_owned());
    let lang = Lang::Zh;
    Ok(Account { id, email, name, lang, elder_mode: false, has_password: false, active: true, grants: Vec::new() })
}

/// Gives a role.
pub(crate) fn insert_grant(db: &mut Db, account: &AccountId, grant: &Grant) -> Result<(), StoreError> {
    diesel::insert_into(grants::table)
        .values((
            grants::id.eq(uuid::Uuid::now_v7().to_string()),
            grants::account_id.eq(account.as_str()),
            grants::role.eq(grant.role.code()),
            grants::committee_id.eq(grant.committee_id.as_str()),
            grants::speaker_id.eq(grant.speaker.as_ref().map(SpeakerId::as_str)),
            grants::venue_id.eq(grant.venue.as_ref().map(VenueId::as_str)),
        ))
        .execute(db)?;
    Ok(())
}

/// Takes a role away, and says which it was.
pub(crate) fn take_grant(db: &mut Db, account: &str, grant: &str) -> Result<Option<Role>, StoreError> {
    let own = grants::table.filter(grants::id.eq(grant)).filter(grants::account_id.eq(account));
    let role: Option<String> = own.select(grants::role).first(db).optional()?;
    diesel::delete(own).execute(db)?;
    Ok(role.as_deref().and_then(Role::parse))
}

/// Opens or closes an account; closing ends its sessions.
pub(crate) fn save_active(db: &mut Db, account: &str, active: bool) -> Result<(), StoreError> {
    diesel::update(accounts::table.find(account)).set(accounts::active.eq(active)).execute(db)?;
    if !active {
        close_other_sessions(db, account, "")?;
    }
    Ok(())
}

/// The account that is this speaker.
pub(crate) fn of_speaker(db: &mut Db, speaker: &SpeakerId) -> Result<Option<AccountId>, StoreError> {
    let query = grants::table.inner_join(accounts::table).filter(grants::speaker_id.eq(speaker.as_str()));
    let found: Option<String> =
        query.filter(accounts::active.eq(true)).select(accounts::id).order(accounts::id).first(db).optional()?;
    Ok(found.map(Into::into))
}
