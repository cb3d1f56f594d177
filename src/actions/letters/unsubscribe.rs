//! The end of reminders, by the link of a letter.

use crate::accounts::tokens;
use crate::app::App;
use crate::kernel::{Recipient, Refusal};
use crate::store::StoreError;
use crate::store::letters::{list, outbox};

const GENERATION: i32 = 1;

/// The secret part of the address at which this reader unsubscribes from reminders.
#[must_use]
pub fn unsubscribe_token(app: &App, recipient: &Recipient) -> String {
    tokens::mint(&app.secret, tokens::Opens::Unsubscribe, recipient.id(), GENERATION)
}

/// Whom an unsubscribe address names; only a genuine one names anybody.
///
/// # Errors
/// `unsubscribe-link-wrong`.
pub async fn unsubscriber(app: &App, token: &str) -> Result<Recipient, StoreError> {
    let wrong = || StoreError::from(Refusal::missing("unsubscribe-link-wrong"));
    let (opens, id) = tokens::names(token).ok_or_else(wrong)?;
    let genuine = opens == tokens::Opens::Unsubscribe && tokens::proves(&app.secret, token, opens, &id, GENERATION);
    if !genuine {
        return Err(wrong());
    }
    let found = app.store.read(move |db| list::reader_of_id(db, &id)).await?;
    found.ok_or_else(wrong)
}

/// Takes the wish for no reminders, or takes it back.
///
/// # Errors
/// `unsubscribe-link-wrong`.
pub async fn unsubscribe(app: &App, token: &str, off: bool) -> Result<(), StoreError> {
    let reader = unsubscriber(app, token).await?;
    let clock = app.clock;
    app.store
        .write(
            move |db| {
                if off { outbox::unsubscribe(db, &reader, clock.now()) } else { outbox::resubscribe(db, &reader) }
            },
        )
        .await
}
