//! Records of the registers by form: the same columns and checks as files, one record at a time.

use super::import::{self, Fields, FileKind, Report};
use crate::accounts::{Actor, Deed};
use crate::app::App;
use crate::kernel::Refusal;
use crate::store::StoreError;

/// What became of a form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Saved {
    /// It is saved; the record's id.
    As(String),
    /// Nothing is saved: what is wrong, each placed at its field.
    Wrong(Vec<Refusal>),
}

/// Adds a record. Fields are named as the columns of files; `code` and the required ones must be there.
///
/// # Errors
/// The database's; what is wrong with the form is no error.
pub async fn create(app: &App, actor: &Actor, kind: FileKind, fields: Fields) -> Result<Saved, StoreError> {
    import::save_one(app, actor, kind, fields, None, false).await.map(saved)
}

/// Changes the record that `fields` names by its `code` and that was shown at version `seen`;
/// fields that are not there stay.
///
/// # Errors
/// The database's; what is wrong with the form, `changed-meanwhile` too, is no error.
pub async fn change(app: &App, actor: &Actor, kind: FileKind, fields: Fields, seen: i32) -> Result<Saved, StoreError> {
    import::save_one(app, actor, kind, fields, Some(seen), false).await.map(saved)
}

/// What a speaker may change about himself or herself.
const OF_SPEAKER: [&str; 14] = [
    "code",
    "phone",
    "email",
    "channel",
    "availability",
    "exceptions",
    "blocked_venues",
    "per_day",
    "per_week",
    "per_month",
    "min_rest_days",
    "max_travel_km",
    "wish_per_month",
    "earliest",
];
/// What a contact may change about the own venue.
const OF_VENUE: [&str; 9] =
    ["code", "enrolment", "rooms", "bells", "blackouts", "contact_name", "contact_phone", "contact_email", "pickup"];

/// Changes the actor's own record: a speaker's times, limits and channel, a venue's own facts.
///
/// # Errors
/// `not-allowed` for any other field, or the database's.
pub async fn change_own(
    app: &App,
    actor: &Actor,
    kind: FileKind,
    fields: Fields,
    seen: i32,
) -> Result<Saved, StoreError> {
    let mine = |name: &str| match kind {
        FileKind::Speakers => {
            OF_SPEAKER.contains(&name)
                || matches!(name, "latest" | "no_stairs" | "needs_companion" | "consent_public_name")
        }
        FileKind::Venues => OF_VENUE.contains(&name) || name == "stairs",
        _ => false,
    };
    if !fields.iter().all(|(name, _)| mine(name)) {
        return Err(Refusal::forbidden("not-allowed").into());
    }
    import::save_one(app, actor, kind, fields, Some(seen), true).await.map(saved)
}

/// Takes a speaker or venue out of planning, or back into it; nothing of the past changes.
///
/// # Errors
/// The database's.
pub async fn set_active(
    app: &App,
    actor: &Actor,
    kind: FileKind,
    code: &str,
    seen: i32,
    active: bool,
) -> Result<Saved, StoreError> {
    let fields = vec![("code".to_owned(), code.to_owned()), ("active".to_owned(), active.to_string())];
    change(app, actor, kind, fields, seen).await
}

fn saved(report: Report) -> Saved {
    let Report { id, troubles, .. } = report;
    if troubles.is_empty() {
        return Saved::As(id.unwrap_or_default());
    }
    let placed = |trouble: crate::tables::Trouble| match trouble.column {
        Some(column) => trouble.refusal.at(column),
        None => trouble.refusal,
    };
    Saved::Wrong(troubles.into_iter().map(placed).collect())
}

/// A record as a form shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    /// Its number for optimistic locking.
    pub version: i32,
    /// Its fields by English column name.
    pub fields: Fields,
}

/// The record with this code.
///
/// # Errors
/// `unknown-record` outside the actor's scope, or the database's.
pub async fn shown(app: &App, actor: &Actor, kind: FileKind, code: &str) -> Result<Shown, StoreError> {
    actor.scope(Deed::SeeRegisters)?;
    let (actor, now, code) = (actor.clone(), app.clock.now(), code.to_owned());
    let found = app.store.read(move |db| import::one(db, &actor, now, kind, &code)).await?;
    let (version, fields) = found.ok_or_else(|| Refusal::missing("unknown-record"))?;
    Ok(Shown { version, fields })
}

/// A record that nobody has filled in yet, with what holds unless somebody says otherwise.
///
/// # Errors
/// `not-allowed`, or the database's.
pub async fn blank(app: &App, actor: &Actor, kind: FileKind) -> Result<Shown, StoreError> {
    actor.scope(Deed::SeeRegisters)?;
    let (actor, now) = (actor.clone(), app.clock.now());
    let fields = app.store.read(move |db| import::blank(db, &actor, now, kind)).await?;
    Ok(Shown { version: 0, fields })
}
