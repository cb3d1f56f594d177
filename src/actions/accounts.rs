//! What happens to accounts.

use super::sign_in::{home, plain_email};
use crate::accounts::{Account, Actor, Deed, Grant, Role, Target};
use crate::app::App;
use crate::kernel::{AccountId, JournalLine, Moment, Refusal, SpeakerId, VenueId};
use crate::store::accounts::{Place, save_look};
use crate::store::{self, Db, StoreError};
use crate::text::Lang;
use serde_json::json;

/// Keeps how the acting account wants its pages; nothing for anybody else.
///
/// # Errors
/// Those of the store.
pub async fn choose_look(app: &App, actor: &Actor, lang: Lang, elder_mode: bool) -> Result<(), StoreError> {
    let Some(account) = actor.account_id().cloned() else { return Ok(()) };
    app.store.write(move |db| save_look(db, account.as_str(), lang, elder_mode)).await
}

/// A role to be given to a mailbox.
#[derive(Clone, Debug)]
pub struct NewGrant {
    /// The mailbox; letters in any case.
    pub email: String,
    /// The name; when empty, what stands before the `@`.
    pub name: String,
    /// The role.
    pub role: Role,
    /// Code of the committee whose subtree it covers.
    pub committee: String,
    /// The speaker, for that role; found by the mailbox when absent.
    pub speaker: Option<SpeakerId>,
    /// The venue, for a contact; found by the mailbox when absent.
    pub venue: Option<VenueId>,
}

/// Gives a role to an account, and makes the account when there is none of this mailbox; giving
/// the same role twice changes nothing.
///
/// # Errors
/// `bad-email`, `committee-unknown`, `account-needs-speaker`, `account-needs-venue`,
/// `not-allowed`, or the store's.
pub async fn add(app: &App, actor: &Actor, new: NewGrant) -> Result<Account, StoreError> {
    let email = plain_email(&new.email);
    if !is_mailbox(&email) {
        return Err(Refusal::new("bad-email").with("text", &email).at("email").into());
    }
    let (actor, now) = (actor.clone(), app.clock.now());
    app.store.write(move |db| added(db, &actor, &email, &new, now)).await
}

fn added(db: &mut Db, actor: &Actor, email: &str, new: &NewGrant, now: Moment) -> Result<Account, StoreError> {
    let place = store::accounts::place(db, &new.committee)?
        .ok_or_else(|| Refusal::new("committee-unknown").with("code", &new.committee).at("committee"))?;
    actor.may(Deed::ManageAccounts, &Target::of(&place.path))?;
    let grant = grant_of(db, email, new, &place)?;
    let account = match store::accounts::by_email(db, email)? {
        Some(account) => account,
        None => store::accounts::insert(db, email, &name_of(email, &new.name), now)?,
    };
    if !account.grants.contains(&grant) {
        store::accounts::insert_grant(db, &account.id, &grant)?;
        let after = json!({ "email": email, "role": grant.role.code(), "committee": new.committee });
        let line = JournalLine::new("account-add", "account", &account.id, json!({}), after);
        store::journal::write(db, actor, now, &place.path, &[line])?;
    }
    let found = store::accounts::by_email(db, email)?;
    found.ok_or_else(|| Refusal::missing("account-gone").into())
}

fn grant_of(db: &mut Db, email: &str, new: &NewGrant, place: &Place) -> Result<Grant, StoreError> {
    let speaker = match (new.role, &new.speaker) {
        (Role::Speaker, None) => Some(
            store::accounts::speaker_of(db, email)?
                .ok_or_else(|| Refusal::new("account-needs-speaker").with("email", email).at("role"))?,
        ),
        (Role::Speaker, Some(speaker)) => Some(speaker.clone()),
        _ => None,
    };
    let venue = match (new.role, &new.venue) {
        (Role::Contact, None) => Some(
            store::accounts::venue_of(db, email)?
                .ok_or_else(|| Refusal::new("account-needs-venue").with("email", email).at("role"))?,
        ),
        (Role::Contact, Some(venue)) => Some(venue.clone()),
        _ => None,
    };
    Ok(Grant { role: new.role, committee_id: place.id.clone(), committee: place.path.clone(), speaker, venue })
}

fn name_of(email: &str, name: &str) -> String {
    match name.trim() {
        "" => email.split('@').next().unwrap_or(email).to_owned(),
        name => name.to_owned(),
    }
}

/// Whether a text can be a mailbox; whether it is one, only a letter can tell.
#[must_use]
pub fn is_mailbox(text: &str) -> bool {
    let parts = text.split_once('@');
    let short = text.is_ascii() && text.len() <= 254;
    let plain = short && !text.chars().any(|c| c.is_whitespace() || c.is_control() || "<>,;\"()".contains(c));
    plain && parts.is_some_and(|(name, host)| !name.is_empty() && !host.is_empty() && !host.contains('@'))
}

/// Opens or closes an account; closing ends its sessions.
///
/// # Errors
/// `account-gone`, `account-own`, `not-allowed`, or the store's.
pub async fn set_active(app: &App, actor: &Actor, account: &AccountId, active: bool) -> Result<(), StoreError> {
    let (actor, id, now) = (actor.clone(), account.clone(), app.clock.now());
    app.store
        .write(move |db| {
            let account = managed(db, &actor, &id)?;
            store::accounts::save_active(db, id.as_str(), active)?;
            let (before, after) = (json!({ "active": account.active }), json!({ "active": active }));
            let line = JournalLine::new("account-active", "account", &id, before, after);
            store::journal::write(db, &actor, now, &home(&account), &[line])
        })
        .await
}

/// Takes a role from an account.
///
/// # Errors
/// `account-gone`, `account-own`, `not-allowed`, or the store's.
pub async fn take_grant(app: &App, actor: &Actor, account: &AccountId, grant: &str) -> Result<(), StoreError> {
    let (actor, id, grant, now) = (actor.clone(), account.clone(), grant.to_owned(), app.clock.now());
    app.store
        .write(move |db| {
            let account = managed(db, &actor, &id)?;
            let taken = store::accounts::take_grant(db, id.as_str(), &grant)?;
            let role = taken.ok_or_else(|| Refusal::missing("account-gone"))?;
            let line = JournalLine::new("account-take", "account", &id, json!({ "role": role.code() }), json!({}));
            store::journal::write(db, &actor, now, &home(&account), &[line])
        })
        .await
}

/// An account that the actor keeps: all of its roles lie inside, and it is not the actor's own.
fn managed(db: &mut Db, actor: &Actor, id: &AccountId) -> Result<Account, StoreError> {
    let account = store::accounts::by_id(db, id.as_str())?.ok_or_else(|| Refusal::missing("account-gone"))?;
    if actor.account_id() == Some(id) {
        return Err(Refusal::new("account-own").into());
    }
    for grant in &account.grants {
        actor.may(Deed::ManageAccounts, &Target::of(&grant.committee))?;
    }
    Ok(account)
}
