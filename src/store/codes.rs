//! Codes and names of registers to ids, for files: what a cell may name.

use super::schema::{
    accounts, campaigns, committees, grants, lectures, requests, session_cohosts, sessions, speakers, teams,
    venue_rooms, venues,
};
use super::scope::inside;
use super::{Db, StoreError, dialect};
use crate::accounts::{Grant, Role, Scope};
use crate::kernel::{CommitteeId, CommitteePath, Day, SessionId, SpeakerId, VenueId};
use crate::sessions::Session;
use chrono::NaiveDate;
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

/// A session as a cell may name it, whose it is, and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodedSession {
    /// Its identity.
    pub id: SessionId,
    /// Its code.
    pub code: String,
    /// Its owner.
    pub committee: CommitteeId,
    /// Its day.
    pub day: Day,
}

fn coded((id, code, committee, day): (String, String, String, NaiveDate)) -> CodedSession {
    CodedSession { id: SessionId(id), code, committee: CommitteeId(committee), day: Day(day) }
}

const SESSION: (sessions::id, sessions::code, sessions::committee_id, sessions::day) =
    (sessions::id, sessions::code, sessions::committee_id, sessions::day);

/// Sessions by code.
///
/// # Errors
/// The database's.
pub fn sessions(db: &mut Db, codes: &[&str]) -> Result<Vec<CodedSession>, StoreError> {
    let mut found = Vec::new();
    for codes in codes.chunks(dialect::MANY) {
        let query = sessions::table.filter(sessions::code.eq_any(codes)).select(SESSION);
        found.extend(query.load::<(String, String, String, NaiveDate)>(db)?.into_iter().map(coded));
    }
    Ok(found)
}

/// Sessions by id.
///
/// # Errors
/// The database's.
pub fn sessions_of(db: &mut Db, ids: &[String]) -> Result<Vec<CodedSession>, StoreError> {
    let mut found = Vec::new();
    for ids in ids.chunks(dialect::MANY) {
        let query = sessions::table.filter(sessions::id.eq_any(ids)).select(SESSION);
        found.extend(query.load::<(String, String, String, NaiveDate)>(db)?.into_iter().map(coded));
    }
    Ok(found)
}

/// Whose each venue is.
///
/// # Errors
/// The database's.
pub fn venue_owners(db: &mut Db) -> Result<Vec<(VenueId, CommitteeId)>, StoreError> {
    let rows: Vec<(String, String)> = venues::table.select((venues::id, venues::committee_id)).load(db)?;
    Ok(rows.into_iter().map(|(venue, owner)| (VenueId(venue), CommitteeId(owner))).collect())
}

/// Sets who sees a session without counting it.
///
/// # Errors
/// The database's.
pub(crate) fn set_cohosts(db: &mut Db, session: &Session) -> Result<(), StoreError> {
    let id = session.id.as_str();
    diesel::delete(session_cohosts::table.filter(session_cohosts::session_id.eq(id))).execute(db)?;
    for cohost in &session.cohosts {
        let row = (session_cohosts::session_id.eq(id), session_cohosts::committee_id.eq(cohost.as_str()));
        diesel::insert_into(session_cohosts::table).values(row).execute(db)?;
    }
    Ok(())
}

type RoleRow = (String, String, String, String, String, Option<String>, Option<String>);

/// Every role inside a scope: mailbox, name and the role, by mailbox.
///
/// # Errors
/// The database's.
pub fn roles_within(db: &mut Db, scope: &Scope) -> Result<Vec<(String, String, Grant)>, StoreError> {
    let query = grants::table
        .inner_join(accounts::table)
        .inner_join(committees::table)
        .filter(inside(scope))
        .order((accounts::email, grants::id));
    let rows: Vec<RoleRow> = query
        .select((
            accounts::email,
            accounts::name,
            grants::role,
            committees::id,
            committees::path,
            grants::speaker_id,
            grants::venue_id,
        ))
        .load(db)?;
    let grant = |(email, name, role, committee, path, speaker, venue): RoleRow| {
        let grant = Grant {
            role: Role::parse(&role).ok_or_else(|| StoreError::row("role", &role))?,
            committee_id: CommitteeId(committee),
            committee: CommitteePath(path),
            speaker: speaker.map(SpeakerId),
            venue: venue.map(VenueId),
        };
        Ok((email, name, grant))
    };
    rows.into_iter().map(grant).collect()
}

/// Gives the account of a mailbox another name.
///
/// # Errors
/// The database's.
pub(crate) fn rename_account(db: &mut Db, email: &str, name: &str) -> Result<(), StoreError> {
    diesel::update(accounts::table.filter(accounts::email.eq(email))).set(accounts::name.eq(name)).execute(db)?;
    Ok(())
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
