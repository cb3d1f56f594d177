//! What feeds show: the sessions of a speaker, a venue or a committee, with the names in them.

use super::schema::{assignments, committees, lectures, session_cohosts, sessions, speakers, venue_rooms, venues};
use super::{Db, StoreError, dialect, sessions as session_store, venues as venue_store};
use crate::kernel::{CommitteePath, Day, Grade, SessionId, SpeakerId, VenueId};
use crate::sessions::Session;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use diesel::prelude::*;
use sha2::{Digest, Sha256};
use std::collections::HashMap;

/// Whose sessions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Whose {
    /// A speaker's.
    Speaker(SpeakerId),
    /// A venue's.
    Venue(VenueId),
    /// A committee's and those of all below it, also where they only co-host.
    Committee(CommitteePath),
    /// Everybody's: open lectures, which are those for a mixed audience of a community.
    Public,
}

/// Somebody or something that has a feed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Owner {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Of its feed's address.
    pub generation: i32,
    /// Whose sessions the feed shows.
    pub whose: Whose,
}

/// A session with the names that its words need.
#[derive(Clone, Debug)]
pub struct Scene {
    /// The session.
    pub session: Session,
    /// Its venue's name.
    pub venue: String,
    /// The venue's latitude and longitude.
    pub point: (f64, f64),
    /// The room's name.
    pub room: Option<String>,
    /// The lecture's title.
    pub lecture: Option<String>,
    /// Who meets the speaker: name and telephone.
    pub contact: Option<(String, String)>,
    /// Names of all its speakers and standbys, and whether each may be shown in full.
    pub names: HashMap<SpeakerId, (String, bool)>,
}

/// The speaker of an id, as owner of a feed.
pub fn speaker(db: &mut Db, id: &str) -> Result<Option<Owner>, StoreError> {
    let columns = (speakers::id, speakers::name, speakers::feed_generation, speakers::merged_into);
    let row: Option<(String, String, i32, Option<String>)> =
        speakers::table.find(id).select(columns).first(db).optional()?;
    Ok(row.map(|(id, name, generation, into)| Owner {
        // an address from before a merger keeps working, and shows what the kept record has
        whose: Whose::Speaker(into.unwrap_or_else(|| id.clone()).into()),
        id,
        name,
        generation,
    }))
}

/// The venue of an id, as owner of a feed.
pub fn venue(db: &mut Db, id: &str) -> Result<Option<Owner>, StoreError> {
    let columns = (venues::id, venues::name, venues::feed_generation, venues::merged_into);
    let row: Option<(String, String, i32, Option<String>)> =
        venues::table.find(id).select(columns).first(db).optional()?;
    Ok(row.map(|(id, name, generation, into)| Owner {
        whose: Whose::Venue(into.unwrap_or_else(|| id.clone()).into()),
        id,
        name,
        generation,
    }))
}

/// The committee of an id, as owner of a feed.
pub fn committee(db: &mut Db, id: &str) -> Result<Option<Owner>, StoreError> {
    let row: Option<(String, String, i32, String)> = committees::table
        .find(id)
        .select((committees::id, committees::name, committees::feed_generation, committees::path))
        .first(db)
        .optional()?;
    Ok(row.map(|(id, name, generation, path)| Owner {
        whose: Whose::Committee(CommitteePath(path)),
        id,
        name,
        generation,
    }))
}

/// The owner of the feed of open lectures.
#[must_use]
pub fn open_lectures() -> Owner {
    Owner { id: String::new(), name: String::new(), generation: 0, whose: Whose::Public }
}

/// A digest of all that a feed's content comes from, without its content: which sessions, speakers,
/// places and lectures, in which version each.
pub fn mark(db: &mut Db, whose: &Whose, from: Day, to: Day) -> Result<String, StoreError> {
    let mut digest = Sha256::new();
    let ids = ids(db, whose, from, to)?;
    for some in ids.chunks(dialect::MANY) {
        let some: Vec<&str> = some.iter().map(SessionId::as_str).collect();
        let rows: Vec<(String, i32, String, i32, Option<i32>)> = sessions::table
            .inner_join(venues::table)
            .left_join(lectures::table)
            .filter(sessions::id.eq_any(&some))
            .order(sessions::id)
            .select((sessions::id, sessions::version, venues::id, venues::version, lectures::version.nullable()))
            .load(db)?;
        let parts: Vec<(String, String, i32)> = assignments::table
            .inner_join(speakers::table)
            .filter(assignments::session_id.eq_any(&some))
            .order(assignments::id)
            .select((assignments::id, speakers::id, speakers::version))
            .load(db)?;
        digest.update(format!("{rows:?}{parts:?}"));
    }
    Ok(URL_SAFE_NO_PAD.encode(digest.finalize()))
}

/// The sessions of a stretch of days, both included, with their names; a constant number of queries.
pub fn scenes(db: &mut Db, whose: &Whose, from: Day, to: Day) -> Result<Vec<Scene>, StoreError> {
    let ids = ids(db, whose, from, to)?;
    let found = session_store::by_ids(db, &ids)?;
    dressed(db, found)
}

/// Sessions with the names that their words need.
pub fn dressed(db: &mut Db, found: Vec<Session>) -> Result<Vec<Scene>, StoreError> {
    let places: Vec<VenueId> = unique(found.iter().map(|session| session.venue.clone()));
    let places: HashMap<VenueId, _> =
        venue_store::by_ids(db, &places)?.into_iter().map(|venue| (venue.id.clone(), venue)).collect();
    let rooms = rooms(db, &found)?;
    let titles = titles(db, &found)?;
    let names = names(db, &found)?;
    Ok(found
        .into_iter()
        .filter_map(|session| {
            let place = places.get(&session.venue)?;
            Some(Scene {
                venue: place.name.clone(),
                point: place.point,
                room: session.room.as_ref().and_then(|id| rooms.get(id.as_str()).cloned()),
                lecture: session.lecture.as_ref().and_then(|id| titles.get(id.as_str()).cloned()),
                contact: place.contacts.first().map(|contact| (contact.name.clone(), contact.phone.clone())),
                names: session
                    .assignments
                    .iter()
                    .filter_map(|part| Some((part.speaker.clone(), names.get(part.speaker.as_str())?.clone())))
                    .collect(),
                session,
            })
        })
        .collect())
}

fn unique<T: Ord>(values: impl Iterator<Item = T>) -> Vec<T> {
    values.collect::<std::collections::BTreeSet<T>>().into_iter().collect()
}

fn ids(db: &mut Db, whose: &Whose, from: Day, to: Day) -> Result<Vec<SessionId>, StoreError> {
    let days = sessions::day.between(from.0, to.0);
    let mut ids: Vec<String> = match whose {
        Whose::Speaker(id) => sessions::table
            .inner_join(assignments::table)
            .filter(days.and(assignments::speaker_id.eq(id.as_str())))
            .select(sessions::id)
            .distinct()
            .load(db)?,
        Whose::Venue(id) => {
            sessions::table.filter(days.and(sessions::venue_id.eq(id.as_str()))).select(sessions::id).load(db)?
        }
        Whose::Public => {
            let open = sessions::grade.eq(Grade::Community.code());
            sessions::table.filter(days.and(open)).select(sessions::id).load(db)?
        }
        Whose::Committee(path) => {
            let below = committees::path.like(format!("{path}%"));
            let own = sessions::table.inner_join(committees::table).filter(days.and(below));
            let mut ids: Vec<String> = own.select(sessions::id).load(db)?;
            let hosted = session_cohosts::table
                .inner_join(committees::table)
                .filter(committees::path.like(format!("{path}%")))
                .select(session_cohosts::session_id);
            let hosted: Vec<String> =
                sessions::table.filter(days.and(sessions::id.eq_any(hosted))).select(sessions::id).load(db)?;
            ids.extend(hosted);
            ids
        }
    };
    ids.sort();
    ids.dedup();
    Ok(ids.into_iter().map(SessionId).collect())
}

fn rooms(db: &mut Db, found: &[Session]) -> Result<HashMap<String, String>, StoreError> {
    let wanted: Vec<String> = unique(found.iter().filter_map(|s| s.room.as_ref()).map(ToString::to_string));
    let mut names = HashMap::new();
    for some in wanted.chunks(dialect::MANY) {
        let query = venue_rooms::table.filter(venue_rooms::id.eq_any(some));
        names.extend(query.select((venue_rooms::id, venue_rooms::name)).load::<(String, String)>(db)?);
    }
    Ok(names)
}

fn titles(db: &mut Db, found: &[Session]) -> Result<HashMap<String, String>, StoreError> {
    let wanted: Vec<String> = unique(found.iter().filter_map(|s| s.lecture.as_ref()).map(ToString::to_string));
    let mut names = HashMap::new();
    for some in wanted.chunks(dialect::MANY) {
        let query = lectures::table.filter(lectures::id.eq_any(some));
        names.extend(query.select((lectures::id, lectures::title)).load::<(String, String)>(db)?);
    }
    Ok(names)
}

fn names(db: &mut Db, found: &[Session]) -> Result<HashMap<String, (String, bool)>, StoreError> {
    let wanted: Vec<String> = unique(found.iter().flat_map(|s| &s.assignments).map(|part| part.speaker.to_string()));
    let mut names = HashMap::new();
    for some in wanted.chunks(dialect::MANY) {
        let rows: Vec<(String, String, bool)> = speakers::table
            .filter(speakers::id.eq_any(some))
            .select((speakers::id, speakers::name, speakers::consent_public_name))
            .load(db)?;
        names.extend(rows.into_iter().map(|(id, name, consents)| (id, (name, consents))));
    }
    Ok(names)
}
