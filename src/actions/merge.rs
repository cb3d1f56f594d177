//! Two records of one person or place become one; nothing that named either is lost.

use crate::accounts::{Actor, Deed, Target};
use crate::app::App;
use crate::kernel::{CommitteePath, JournalLine, Refusal, SpeakerId, VenueId};
use crate::store::{Db, StoreError, committees, journal, merge, speakers, twins, venues};
use crate::{speakers as people, venues as places};
use serde_json::json;

/// Two records as they were shown: the one that goes, the one that stays, and their versions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pair<I> {
    /// It goes into the other.
    pub from: I,
    /// It stays.
    pub into: I,
    /// At which versions they were shown, in the same order.
    pub seen: (i32, i32),
}

impl<I: PartialEq> Pair<I> {
    fn check(&self, now: (i32, i32)) -> Result<(), Refusal> {
        if self.seen == now { Ok(()) } else { Err(Refusal::conflict("changed-meanwhile")) }
    }

    fn apart(&self) -> Result<(), Refusal> {
        if self.from == self.into { Err(Refusal::new("merge-with-itself")) } else { Ok(()) }
    }
}

/// Makes one speaker of two: sessions, themes, letters, accounts and feeds of `from` go to `into`.
/// Where both say something, the one that stays is right, but for what is in `theirs`.
///
/// # Errors
/// `merge-with-itself`, `changed-meanwhile`, `merge-same-session` when both speak at one session, `double-booking`
/// when both were held at one time, `not-allowed`, or the database's.
pub async fn speakers(
    app: &App,
    actor: &Actor,
    pair: Pair<SpeakerId>,
    theirs: Vec<people::Told>,
) -> Result<(), StoreError> {
    let (actor, now) = (actor.clone(), app.clock.now());
    app.store
        .write(move |db| {
            pair.apart()?;
            let (old, kept) = (speakers::load(db, &pair.from)?, speakers::load(db, &pair.into)?);
            let path = both(db, &actor, [&old.committee, &kept.committee])?;
            pair.check((old.version, kept.version))?;
            if let Some(code) = merge::both_speak_at(db, &pair.from, &pair.into)? {
                return Err(Refusal::conflict("merge-same-session").with("session", code).into());
            }
            speakers::update(db, &kept.joined(&old, &theirs))?;
            let both_in = merge::speakers(db, &pair.from, &pair.into)?;
            let differs = |told: &&people::Told| told.differs(&kept, &old);
            let before = json!({ "code": old.code, "name": old.name, "phone": old.phone, "email": old.email,
                "birth_year": old.birth_year, "township_code": old.township_code });
            let after = json!({ "code": kept.code, "name": kept.name, "phone": kept.phone, "email": kept.email,
                "birth_year": kept.birth_year, "township_code": kept.township_code,
                "once_in": both_in, "taken": theirs.iter().filter(differs).map(|told| told.code()).collect::<Vec<_>>() });
            let line = JournalLine::new("speaker-merge", "speaker", &pair.into, before, after);
            journal::write(db, &actor, now, &path, &[line])
        })
        .await
}

/// Makes one venue of two: sessions, requests, rooms, contacts, accounts of `from` go to `into`.
/// Where both say something, the one that stays is right, but for what is in `theirs`.
///
/// # Errors
/// `merge-with-itself`, `changed-meanwhile`, `merge-kinds-differ`, `double-booking` when both were held at one time,
/// `not-allowed`, or the database's.
pub async fn venues(
    app: &App,
    actor: &Actor,
    pair: Pair<VenueId>,
    theirs: Vec<places::Told>,
) -> Result<(), StoreError> {
    let (actor, now) = (actor.clone(), app.clock.now());
    app.store
        .write(move |db| {
            pair.apart()?;
            let (old, kept) = (venues::load(db, &pair.from)?, venues::load(db, &pair.into)?);
            let path = both(db, &actor, [&old.committee, &kept.committee])?;
            pair.check((old.version, kept.version))?;
            // what was counted under a kind of venue stays counted under it
            if old.kind != kept.kind {
                return Err(Refusal::conflict("merge-kinds-differ").into());
            }
            venues::update(db, &kept.joined(&old, &theirs), now)?;
            merge::venues(db, &old, &kept, now)?;
            let differs = |told: &&places::Told| told.differs(&kept, &old);
            let before = json!({ "code": old.code, "name": old.name, "township_code": old.township_code });
            let after = json!({ "code": kept.code, "name": kept.name, "township_code": kept.township_code,
                "taken": theirs.iter().filter(differs).map(|told| told.code()).collect::<Vec<_>>() });
            let line = JournalLine::new("venue-merge", "venue", &pair.into, before, after);
            journal::write(db, &actor, now, &path, &[line])
        })
        .await
}

/// Keeps that two records which look alike are of two persons, or of two places.
///
/// # Errors
/// `not-allowed`, or the database's.
pub async fn keep_apart(app: &App, actor: &Actor, alike: Alike) -> Result<(), StoreError> {
    let (actor, now) = (actor.clone(), app.clock.now());
    app.store
        .write(move |db| {
            let (noun, one, other, owners) = match &alike {
                Alike::Speakers(one, other) => {
                    let owners = [speakers::load(db, one)?.committee, speakers::load(db, other)?.committee];
                    ("speaker", one.as_str(), other.as_str(), owners)
                }
                Alike::Venues(one, other) => {
                    let owners = [venues::load(db, one)?.committee, venues::load(db, other)?.committee];
                    ("venue", one.as_str(), other.as_str(), owners)
                }
            };
            let path = both(db, &actor, [&owners[0], &owners[1]])?;
            twins::keep_apart(db, noun, one, other)?;
            let line = JournalLine::new("known-apart", noun, one, json!({}), json!({ "other": other }));
            journal::write(db, &actor, now, &path, &[line])
        })
        .await
}

/// Two records that look alike.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Alike {
    /// Of speakers.
    Speakers(SpeakerId, SpeakerId),
    /// Of venues.
    Venues(VenueId, VenueId),
}

/// Whether the actor may edit what both committees keep; the path of the second.
fn both(
    db: &mut Db,
    actor: &Actor,
    [first, second]: [&crate::kernel::CommitteeId; 2],
) -> Result<CommitteePath, StoreError> {
    actor.may(Deed::EditRegisters, &Target::of(&committees::path_of(db, first)?))?;
    let path = committees::path_of(db, second)?;
    actor.may(Deed::EditRegisters, &Target::of(&path))?;
    Ok(path)
}
