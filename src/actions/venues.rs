//! What happens to schools and stations of the register.

use crate::accounts::{Actor, Deed, Target};
use crate::app::App;
use crate::kernel::{JournalLine, Moment, VenueId};
use crate::store::{self, Db, StoreError};
use crate::venues::{Venue, forms};
use serde_json::{Value, json};

/// Saves a venue: a new one when its version is 0, else the one that it was read from.
///
/// # Errors
/// `not-allowed`, `changed-meanwhile`, `already-there` for a code that is taken, `still-in-use`
/// for a room that sessions name, or the store's.
pub async fn save(app: &App, actor: &Actor, venue: Venue) -> Result<(), StoreError> {
    let (actor, now) = (actor.clone(), app.clock.now());
    app.store.write(move |db| saved(db, &actor, &venue, now)).await
}

fn saved(db: &mut Db, actor: &Actor, venue: &Venue, now: Moment) -> Result<(), StoreError> {
    let owner = store::committees::path_of(db, &venue.committee)?;
    let line = if venue.version == 0 {
        actor.may(Deed::EditRegisters, &Target::of(&owner))?;
        store::venues::insert(db, &[Venue { version: 1, ..venue.clone() }])?;
        JournalLine::new("venue-add", "venue", &venue.id, json!({}), facts(venue))
    } else {
        let old = store::venues::load(db, &venue.id)?;
        let home = store::committees::path_of(db, &old.committee)?;
        for path in [&owner, &home] {
            actor.may(Deed::EditRegisters, &Target::of(path))?;
        }
        store::venues::update(db, venue)?;
        JournalLine::between("venue-change", "venue", &venue.id, facts(&old), facts(venue))
    };
    store::journal::write(db, actor, now, &owner, &[line])
}

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
            store::venues::update(db, &venue)?;
            let line = JournalLine::new("venue-feed", "venue", &id, json!({}), json!({}));
            store::journal::write(db, &actor, now, &owner, &[line])
        })
        .await
}

fn facts(venue: &Venue) -> Value {
    let contacts: Vec<String> =
        venue.contacts.iter().map(|c| format!("{} {} {}", c.name, c.phone, c.email).trim().to_owned()).collect();
    json!({
        "code": venue.code, "name": venue.name, "kind": venue.kind, "tier": venue.tier,
        "committee": venue.committee.as_str(), "township_code": venue.township_code,
        "lat": venue.point.0, "lon": venue.point.1, "enrolment": forms::print_enrolment(&venue.enrolment),
        "rooms": forms::print_rooms(&venue.rooms), "bells": forms::print_bells(&venue.bells),
        "blackouts": forms::print_blackouts(&venue.blackouts), "contacts": contacts,
        "stairs": venue.stairs, "pickup": venue.pickup, "active": venue.active,
    })
}
