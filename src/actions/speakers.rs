//! What happens to speakers of the register beside their record: feed addresses and sign-in codes.

use crate::accounts::{Actor, Deed, Grant, Role, Target};
use crate::actions::sign_in;
use crate::app::App;
use crate::kernel::{CommitteePath, JournalLine, SpeakerId};
use crate::speakers::Speaker;
use crate::store::{self, Db, StoreError};
use serde_json::json;

/// A fresh address for a speaker's feed; the old one leads nowhere from now on.
///
/// # Errors
/// `no-such-speaker`, `not-allowed`, or the store's.
pub async fn renew_feed(app: &App, actor: &Actor, id: &SpeakerId) -> Result<(), StoreError> {
    let (actor, id, now) = (actor.clone(), id.clone(), app.clock.now());
    app.store
        .write(move |db| {
            let (mut speaker, owner) = of_register(db, &actor, &id)?;
            speaker.feed_generation += 1;
            store::speakers::update(db, &speaker)?;
            let line = JournalLine::new("speaker-feed", "speaker", &id, json!({}), json!({}));
            store::journal::write(db, &actor, now, &owner, &[line])
        })
        .await
}

/// A sign-in code for a speaker, to be printed or read out; makes the account when there is none.
///
/// # Errors
/// `no-such-speaker`, `not-allowed`, or the store's.
pub async fn print_code(app: &App, actor: &Actor, id: &SpeakerId) -> Result<String, StoreError> {
    let (owned, id, now) = (actor.clone(), id.clone(), app.clock.now());
    let account = app
        .store
        .write(move |db| {
            let (speaker, owner) = of_register(db, &owned, &id)?;
            if let Some(account) = store::accounts::of_speaker(db, &id)? {
                return Ok(account);
            }
            // a name under a reserved ending, for those without a mailbox
            let email = match speaker.email.as_str() {
                "" => format!("{}@no-mail.invalid", speaker.code.to_lowercase()),
                email => sign_in::plain_email(email),
            };
            let account = match store::accounts::by_email(db, &email)? {
                Some(account) => account,
                None => store::accounts::insert(db, &email, &speaker.name, now)?,
            };
            let grant = Grant {
                role: Role::Speaker,
                committee_id: speaker.committee.clone(),
                committee: owner,
                speaker: Some(id.clone()),
                venue: None,
            };
            store::accounts::insert_grant(db, &account.id, &grant)?;
            Ok(account.id)
        })
        .await?;
    sign_in::print_code(app, actor, &account).await
}

fn of_register(db: &mut Db, actor: &Actor, id: &SpeakerId) -> Result<(Speaker, CommitteePath), StoreError> {
    let speaker = store::speakers::load(db, id)?;
    let owner = store::committees::path_of(db, &speaker.committee)?;
    actor.may(Deed::EditRegisters, &Target::of(&owner).speaker(id))?;
    Ok((speaker, owner))
}
