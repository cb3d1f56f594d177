//! Lecture and volunteer teams.

use super::schema::teams;
use super::search::{lower, pattern};
use super::{Db, Page, Paging, StoreError, dialect, owned};
use crate::accounts::Scope;
use crate::kernel::{CommitteeId, Refusal, TeamId};
use crate::speakers::Team;
use diesel::prelude::*;

#[derive(Queryable, Selectable, Insertable, AsChangeset, Clone)]
#[diesel(table_name = teams)]
struct Row {
    id: String,
    code: String,
    name: String,
    kind: String,
    committee_id: String,
    brand: String,
    members: i32,
    version: i32,
}

impl Row {
    fn of(team: &Team) -> Self {
        Self {
            id: team.id.to_string(),
            code: team.code.clone(),
            name: team.name.clone(),
            kind: team.kind.clone(),
            committee_id: team.committee.to_string(),
            brand: team.brand.clone(),
            members: team.members,
            version: team.version,
        }
    }

    fn value(self) -> Team {
        Team {
            id: TeamId(self.id),
            code: self.code,
            name: self.name,
            kind: self.kind,
            committee: CommitteeId(self.committee_id),
            brand: self.brand,
            members: self.members,
            version: self.version,
        }
    }
}

fn values(rows: Vec<Row>) -> Vec<Team> {
    rows.into_iter().map(Row::value).collect()
}

/// One, for an action that asks `may` next.
///
/// # Errors
/// `no-such-team`, or the database's.
pub fn load(db: &mut Db, id: &TeamId) -> Result<Team, StoreError> {
    let row = teams::table.find(id.as_str()).select(Row::as_select()).first::<Row>(db).optional()?;
    Ok(row.ok_or_else(|| Refusal::missing("no-such-team"))?.value())
}

/// One that the scope holds, for a page.
///
/// # Errors
/// `no-such-team`, or the database's.
pub fn find(db: &mut Db, scope: &Scope, id: &TeamId) -> Result<Team, StoreError> {
    let query = teams::table.filter(teams::committee_id.eq_any(owned(scope))).filter(teams::id.eq(id.to_string()));
    let row = query.select(Row::as_select()).first::<Row>(db).optional()?;
    Ok(row.ok_or_else(|| Refusal::missing("no-such-team"))?.value())
}

/// Several, by code.
///
/// # Errors
/// The database's.
pub fn by_ids(db: &mut Db, ids: &[TeamId]) -> Result<Vec<Team>, StoreError> {
    let mut found = Vec::new();
    for ids in ids.chunks(dialect::MANY) {
        let query = teams::table.filter(teams::id.eq_any(ids.iter().map(TeamId::as_str)));
        found.extend(values(query.select(Row::as_select()).order(teams::code).load(db)?));
    }
    Ok(found)
}

/// All teams of a scope, by code.
///
/// # Errors
/// The database's.
pub fn within(db: &mut Db, scope: &Scope) -> Result<Vec<Team>, StoreError> {
    let query = teams::table.filter(teams::committee_id.eq_any(owned(scope))).select(Row::as_select());
    Ok(values(query.order(teams::code).load(db)?))
}

/// The teams of a scope whose name, code or brand holds `words`, a page of them.
///
/// # Errors
/// The database's.
pub fn list(db: &mut Db, scope: &Scope, words: &str, paging: Paging) -> Result<Page<Team>, StoreError> {
    let filtered = || {
        let mut query = teams::table.filter(teams::committee_id.eq_any(owned(scope))).into_boxed();
        if let Some(words) = pattern(words) {
            query = query.filter(
                lower(teams::name)
                    .like(words.clone())
                    .escape('\\')
                    .or(lower(teams::code).like(words.clone()).escape('\\'))
                    .or(lower(teams::brand).like(words).escape('\\')),
            );
        }
        query
    };
    let total = filtered().count().get_result(db)?;
    let query = filtered().select(Row::as_select()).order(teams::code);
    let rows = query.limit(paging.size()).offset(paging.offset()).load(db)?;
    Ok(Page::of(values(rows), paging, total))
}

/// Adds teams.
///
/// # Errors
/// `already-there`, or the database's.
pub fn insert(db: &mut Db, new: &[Team]) -> Result<(), StoreError> {
    let rows: Vec<Row> = new.iter().map(Row::of).collect();
    dialect::insert_all!(db, teams::table, &rows)?;
    Ok(())
}

/// Saves a team; its version rises.
///
/// # Errors
/// `changed-meanwhile`, or the database's.
pub fn update(db: &mut Db, team: &Team) -> Result<(), StoreError> {
    let row = Row { version: team.version + 1, ..Row::of(team) };
    let target = teams::table.find(team.id.as_str()).filter(teams::version.eq(team.version));
    if diesel::update(target).set(&row).execute(db)? == 0 {
        return Err(Refusal::conflict("changed-meanwhile").into());
    }
    Ok(())
}
