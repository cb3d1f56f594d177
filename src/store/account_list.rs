//! The list of accounts, for those who keep them.

use super::schema::{accounts, committees, grants, speakers, venues};
use super::{Db, Page, Paging, StoreError, owned};
use crate::accounts::{Role, Scope};
use crate::kernel::AccountId;
use diesel::prelude::*;
use std::collections::HashMap;

/// An account of the list.
#[derive(Clone, Debug)]
pub struct AccountLine {
    /// Its identity.
    pub id: AccountId,
    /// Name.
    pub name: String,
    /// Mailbox.
    pub email: String,
    /// Whether it may sign in.
    pub active: bool,
    /// What it may be.
    pub grants: Vec<GrantLine>,
}

/// A role of the list.
#[derive(Clone, Debug)]
pub struct GrantLine {
    /// Its identity.
    pub id: String,
    /// The role.
    pub role: Role,
    /// The committee's name.
    pub committee: String,
    /// Name of the speaker or venue that it is about; empty for staff.
    pub about: String,
}

type GrantRow = (String, String, String, String, Option<String>, Option<String>);

/// The accounts with a role inside the scope whose name or mailbox holds `search`.
pub fn list(db: &mut Db, scope: &Scope, search: &str, paging: Paging) -> Result<Page<AccountLine>, StoreError> {
    let inside = || grants::table.select(grants::account_id).filter(grants::committee_id.eq_any(owned(scope)));
    let like = format!("%{}%", search.trim());
    let matching = || {
        let named = accounts::name.like(like.clone()).or(accounts::email.like(like.to_lowercase()));
        accounts::table.filter(accounts::id.eq_any(inside())).filter(named)
    };
    let total: i64 = matching().count().get_result(db)?;
    let rows: Vec<(String, String, String, bool)> = matching()
        .order((accounts::name, accounts::id))
        .select((accounts::id, accounts::name, accounts::email, accounts::active))
        .offset(paging.offset())
        .limit(paging.size())
        .load(db)?;
    let mut by_account = grants_of(db, rows.iter().map(|row| row.0.as_str()).collect())?;
    let lines = rows.into_iter().map(|(id, name, email, active)| {
        let grants = by_account.remove(&id).unwrap_or_default();
        AccountLine { id: id.into(), name, email, active, grants }
    });
    Ok(Page::of(lines.collect(), paging, total))
}

fn grants_of(db: &mut Db, ids: Vec<&str>) -> Result<HashMap<String, Vec<GrantLine>>, StoreError> {
    let rows: Vec<GrantRow> = grants::table
        .inner_join(committees::table)
        .left_join(speakers::table)
        .left_join(venues::table)
        .filter(grants::account_id.eq_any(ids))
        .order(grants::id)
        .select((
            grants::account_id,
            grants::id,
            grants::role,
            committees::name,
            speakers::name.nullable(),
            venues::name.nullable(),
        ))
        .load(db)?;
    let mut by_account: HashMap<String, Vec<GrantLine>> = HashMap::new();
    for (account, id, role, committee, speaker, venue) in rows {
        let role = Role::parse(&role).ok_or_else(|| StoreError::row("role", &role))?;
        let about = speaker.or(venue).unwrap_or_default();
        by_account.entry(account).or_default().push(GrantLine { id, role, committee, about });
    }
    Ok(by_account)
}
