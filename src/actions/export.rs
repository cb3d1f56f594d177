//! Registers into files, under the columns that import reads.

use super::import::{self, FileKind};
use crate::accounts::{Actor, Deed};
use crate::app::App;
use crate::store::StoreError;
use crate::tables::Sheet;
use crate::text::Lang;

/// The records of a kind that the actor may move, as a table with headers in `lang`.
///
/// # Errors
/// `not-allowed`, or the database's.
pub async fn sheet(app: &App, actor: &Actor, kind: FileKind, lang: Lang) -> Result<Sheet, StoreError> {
    let scope = actor.scope(Deed::MoveFiles)?;
    let (actor, now) = (actor.clone(), app.clock.now());
    app.store.read(move |db| import::export(db, &actor, now, kind, &scope, lang)).await
}
