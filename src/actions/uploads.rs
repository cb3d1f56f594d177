//! A file that was looked through, kept in the database until its owner says that it shall be
//! saved: any node may hear the word, and a restart loses nothing.

use super::import::FileKind;
use crate::accounts::{Actor, Deed};
use crate::app::App;
use crate::kernel::{AccountId, Moment, Refusal};
use crate::store::{StoreError, uploads};
use crate::tables::{Format, MOST_BYTES};
use std::sync::Arc;

/// How long a file waits.
const MINUTES: i64 = 30;

/// A file that waits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    /// What it holds.
    pub kind: FileKind,
    /// How it is written.
    pub format: Format,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

fn owner(actor: &Actor) -> Result<AccountId, Refusal> {
    actor.scope(Deed::MoveFiles)?;
    actor.account_id().cloned().ok_or_else(|| Refusal::forbidden("sign-in-first"))
}

fn oldest(app: &App) -> Moment {
    app.clock.now() - chrono::Duration::minutes(MINUTES)
}

/// Keeps a file in the place of the actor's earlier one; what the word for it names it by.
///
/// # Errors
/// `file-too-big`, `not-allowed`, or the database's.
pub async fn hold(app: &App, actor: &Actor, held: Held) -> Result<String, StoreError> {
    if held.bytes.len() > MOST_BYTES {
        return Err(Refusal::new("file-too-big").with("most", MOST_BYTES / 1024 / 1024).at("file").into());
    }
    let token = crate::accounts::secrets::fresh();
    let upload = Arc::new(uploads::Upload {
        owner: owner(actor)?,
        token: token.clone(),
        kind: held.kind.code().to_owned(),
        format: held.format.ending().to_owned(),
        bytes: held.bytes,
    });
    let (now, oldest) = (app.clock.now(), oldest(app));
    app.store.write(move |db| uploads::keep(db, &upload, now, oldest)).await?;
    Ok(token)
}

/// The file that waits under a token, if it is the actor's.
///
/// # Errors
/// `import-again` when it waits no more, `not-allowed`, or the database's.
pub async fn held(app: &App, actor: &Actor, token: &str) -> Result<Held, StoreError> {
    let (owner, oldest, token) = (owner(actor)?, oldest(app), token.to_owned());
    let found = app.store.read(move |db| uploads::find(db, &owner, &token, oldest)).await?;
    let held = found.and_then(|upload| {
        let (kind, format) = (FileKind::parse(&upload.kind)?, Format::of_name(&format!(".{}", upload.format)).ok()?);
        Some(Held { kind, format, bytes: upload.bytes })
    });
    Ok(held.ok_or_else(|| Refusal::conflict("import-again").at("file"))?)
}

/// Forgets a file that is saved.
///
/// # Errors
/// `not-allowed`, or the database's.
pub async fn forget(app: &App, actor: &Actor, token: &str) -> Result<(), StoreError> {
    let (owner, token) = (owner(actor)?, token.to_owned());
    app.store.write(move |db| uploads::forget(db, &owner, &token)).await
}

/// Forgets the files for which no word came in time.
///
/// # Errors
/// The database's.
pub async fn forget_old(app: &App) -> Result<(), StoreError> {
    let oldest = oldest(app);
    let none = app.store.read(move |db| uploads::none_before(db, oldest)).await?;
    if none { Ok(()) } else { app.store.write(move |db| uploads::forget_before(db, oldest).map(drop)).await }
}
