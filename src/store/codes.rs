//! Codes and names of registers to ids, for files: what a cell may name.

use super::schema::{campaigns, lectures, requests, sessions, speakers, teams, venue_rooms, venues};
use super::{Db, StoreError, dialect};
use diesel::prelude::*;

/// A record as a cell may name it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Coded {
    /// The record's id; of a merged record, that of the one it was merged into.
    pub id: String,
    /// Its code.
    pub code: String,
    /// Its name or title.
    pub name: String,
    /// It was merged into another.
    pub merged: bool,
}

/// A register whose records have a code and a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Register {
    /// Teams.
    Teams,
    /// Speakers.
    Speakers,
    /// Venues.
    Venues,
    /// Lectures.
    Lectures,
    /// Campaigns.
    Campaigns,
}

/// Every record of a register, by code.
///
/// # Errors
/// The database's.
pub fn all(db: &mut Db, register: Register) -> Result<Vec<Coded>, StoreError> {
    type Plain = Vec<(String, String, String)>;
    let rows: Plain = match register {
        Register::Teams => teams::table.select((teams::id, teams::code, teams::name)).order(teams::code).load(db)?,
        Register::Lectures => {
            lectures::table.select((lectures::id, lectures::code, lectures::title)).order(lectures::code).load(db)?
        }
        Register::Campaigns => {
            let columns = (campaigns::id, campaigns::code, campaigns::name);
            campaigns::table.select(columns).order(campaigns::code).load(db)?
        }
        Register::Speakers => {
            let columns = (speakers::id, speakers::code, speakers::name, speakers::merged_into);
            return Ok(merged(speakers::table.select(columns).order(speakers::code).load(db)?));
        }
        Register::Venues => {
            let columns = (venues::id, venues::code, venues::name, venues::merged_into);
            return Ok(merged(venues::table.select(columns).order(venues::code).load(db)?));
        }
    };
    Ok(rows.into_iter().map(|(id, code, name)| Coded { id, code, name, merged: false }).collect())
}

fn merged(rows: Vec<(String, String, String, Option<String>)>) -> Vec<Coded> {
    let one = |(id, code, name, into): (String, String, String, Option<String>)| Coded {
        merged: into.is_some(),
        id: into.unwrap_or(id),
        code,
        name,
    };
    rows.into_iter().map(one).collect()
}

/// Rooms: venue, id, name.
///
/// # Errors
/// The database's.
pub fn rooms(db: &mut Db) -> Result<Vec<(String, String, String)>, StoreError> {
    let columns = (venue_rooms::venue_id, venue_rooms::id, venue_rooms::name);
    Ok(venue_rooms::table.select(columns).order(venue_rooms::id).load(db)?)
}

/// Ids of sessions by code.
///
/// # Errors
/// The database's.
pub fn sessions(db: &mut Db, codes: &[String]) -> Result<Vec<(String, String)>, StoreError> {
    let mut found = Vec::new();
    for codes in codes.chunks(dialect::MANY) {
        let query = sessions::table.filter(sessions::code.eq_any(codes)).select((sessions::id, sessions::code));
        found.extend(query.load::<(String, String)>(db)?);
    }
    Ok(found)
}

/// Ids of requests by code.
///
/// # Errors
/// The database's.
pub fn requests(db: &mut Db, codes: &[String]) -> Result<Vec<(String, String)>, StoreError> {
    let mut found = Vec::new();
    for codes in codes.chunks(dialect::MANY) {
        let query = requests::table.filter(requests::code.eq_any(codes)).select((requests::id, requests::code));
        found.extend(query.load::<(String, String)>(db)?);
    }
    Ok(found)
}
