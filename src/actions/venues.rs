//! What happens to schools and stations of the register beside their record: feed addresses.

use crate::accounts::{Actor, Deed, Target};
use crate::app::App;
use crate::kernel::{JournalLine, VenueId};
use crate::store::{self, StoreError};
use serde_json::json;

/// A fresh address for a venue's feed; the old one leads nowhere from now on.
///
/// # Errors
/// `no-such-venue`, `not-allowed`, or the store's.
pub async fn renew_feed(app: &App, actor: &Actor, id: &VenueId) -> Result<(), StoreError> {
    let (actor, id, now) = (actor.clone(), id.clone(), app.clock.now());
    app.store
        .write(move |db| {
            let mut venue = store::venues::load(db, &id)?;
            let owner = store::committees::path_of(db, &venue.committee)?;
            actor.may(Deed::EditRegisters, &Target::of(&owner))?;
            venue.feed_generation += 1;
            store::venues::update(db, &venue, now)?;
            let line = JournalLine::new("venue-feed", "venue", &id, json!({}), json!({}));
            store::journal::write(db, &actor, now, &owner, &[line])
        })
        .await
}
