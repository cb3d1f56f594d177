//! Two records of one person or place become one; nothing that named either is lost.

use crate::accounts::{Actor, Deed, Target};
use crate::app::App;
use crate::kernel::{JournalLine, Refusal, SpeakerId, VenueId};
use crate::store::{StoreError, committees, journal, merge, speakers, venues};
use serde_json::json;

/// Makes one speaker of two: sessions, themes, letters, accounts and feeds of `from` go to `into`.
///
/// # Errors
/// `merge-with-itself`, `merge-same-session` when both speak at one session, `double-booking`
/// when both were held at one time, `not-allowed`, or the database's.
pub async fn speakers(app: &App, actor: &Actor, from: SpeakerId, into: SpeakerId) -> Result<(), StoreError> {
    let (actor, now) = (actor.clone(), app.clock.now());
    app.store
        .write(move |db| {
            apart(from.as_str(), into.as_str())?;
            let (old, kept) = (speakers::load(db, &from)?, speakers::load(db, &into)?);
            for committee in [&old.committee, &kept.committee] {
                let path = committees::path_of(db, committee)?;
                actor.may(Deed::EditRegisters, &Target::of(&path))?;
            }
            if let Some(code) = merge::both_speak_at(db, &from, &into)? {
                return Err(Refusal::conflict("merge-same-session").with("session", code).into());
            }
            speakers::update(db, &kept.joined(&old))?;
            merge::speakers(db, &from, &into)?;
            let before = json!({ "kept": kept.code, "merged": old.code, "merged_name": old.name, "phone": old.phone });
            let line = JournalLine::new("speaker-merge", "speaker", &into, before, json!({ "code": kept.code }));
            let path = committees::path_of(db, &kept.committee)?;
            journal::write(db, &actor, now, &path, &[line])
        })
        .await
}

/// Makes one venue of two: sessions, requests, rooms, contacts, accounts of `from` go to `into`.
///
/// # Errors
/// `merge-with-itself`, `merge-kinds-differ`, `double-booking` when both were held at one time,
/// `not-allowed`, or the database's.
pub async fn venues(app: &App, actor: &Actor, from: VenueId, into: VenueId) -> Result<(), StoreError> {
    let (actor, now) = (actor.clone(), app.clock.now());
    app.store
        .write(move |db| {
            apart(from.as_str(), into.as_str())?;
            let (old, kept) = (venues::load(db, &from)?, venues::load(db, &into)?);
            for committee in [&old.committee, &kept.committee] {
                let path = committees::path_of(db, committee)?;
                actor.may(Deed::EditRegisters, &Target::of(&path))?;
            }
            // what was counted under a kind of venue stays counted under it
            if old.kind != kept.kind {
                return Err(Refusal::conflict("merge-kinds-differ").into());
            }
            venues::update(db, &kept.joined(&old), now)?;
            merge::venues(db, &old, &kept, now)?;
            let before = json!({ "kept": kept.code, "merged": old.code, "merged_name": old.name });
            let line = JournalLine::new("venue-merge", "venue", &into, before, json!({ "code": kept.code }));
            let path = committees::path_of(db, &kept.committee)?;
            journal::write(db, &actor, now, &path, &[line])
        })
        .await
}

fn apart(from: &str, into: &str) -> Result<(), Refusal> {
    if from == into { Err(Refusal::new("merge-with-itself")) } else { Ok(()) }
}
