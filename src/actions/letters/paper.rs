//! What is handed over on paper, noted as done for the one who has no mailbox.

use crate::accounts::{Actor, Deed, Target};
use crate::app::App;
use crate::kernel::{JournalLine, SpeakerId};
use crate::store::{StoreError, committees, journal, speakers};
use serde_json::json;

/// Notes that a speaker was given the large-print sheet of coming lectures.
///
/// # Errors
/// `speaker-missing`, `not-allowed`, or the database's.
pub async fn give_schedule(app: &App, actor: &Actor, speaker: SpeakerId) -> Result<(), StoreError> {
    let (actor, clock) = (actor.clone(), app.clock);
    app.store
        .write(move |db| {
            let speaker = speakers::load(db, &speaker)?;
            let owner = committees::path_of(db, &speaker.committee)?;
            actor.may(Deed::HandleLetters, &Target::of(&owner))?;
            let line = JournalLine::new("schedule-given", "speaker", &speaker.id, json!({}), json!({}));
            journal::write(db, &actor.clone().acting_for(&speaker.name), clock.now(), &owner, &[line])
        })
        .await
}
