//! What happens to accounts.

use crate::accounts::Actor;
use crate::app::App;
use crate::store::{self, StoreError};
use crate::text::Lang;

/// Keeps how the acting account wants its pages; nothing for anybody else.
///
/// # Errors
/// Those of the store.
pub async fn choose_look(app: &App, actor: &Actor, lang: Lang, elder_mode: bool) -> Result<(), StoreError> {
    let Some(account) = actor.account_id().cloned() else { return Ok(()) };
    app.store.write(move |db| store::accounts::save_look(db, account.as_str(), lang, elder_mode)).await
}
