//! Committees: the tree of owners, and their settings.

use super::schema::{committee_settings, committees};
use super::scope::inside;
use super::search::{lower, pattern};
use super::{Db, Page, Paging, StoreError, dialect, reach};
use crate::accounts::Scope;
use crate::committees::{Committee, Level};
use crate::kernel::{CommitteeId, CommitteePath, Refusal};
use diesel::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

#[derive(Queryable, Selectable, Insertable, AsChangeset, Clone)]
#[diesel(table_name = committees, treat_none_as_default_value = false, treat_none_as_null = true)]
struct Row {
    id: String,
    code: String,
    name: String,
    level: String,
    parent_id: Option<String>,
    path: String,
    division_code: Option<String>,
    phone: String,
    email: String,
    feed_generation: i32,
    version: i32,
}

impl Row {
    fn of(committee: &Committee) -> Self {
        Self {
            id: committee.id.to_string(),
            code: committee.code.clone(),
            name: committee.name.clone(),
            level: committee.level.code().to_owned(),
            parent_id: committee.parent.as_ref().map(ToString::to_string),
            path: committee.path.to_string(),
            division_code: committee.division_code.clone(),
            phone: committee.phone.clone(),
            email: committee.email.clone(),
            feed_generation: committee.feed_generation,
            version: committee.version,
        }
    }

    fn value(self) -> Result<Committee, StoreError> {
        Ok(Committee {
            level: Level::parse(&self.level).ok_or_else(|| StoreError::row("level", &self.level))?,
            id: CommitteeId(self.id),
            code: self.code,
            name: self.name,
            parent: self.parent_id.map(CommitteeId),
            path: CommitteePath(self.path),
            division_code: self.division_code,
            phone: self.phone,
            email: self.email,
            feed_generation: self.feed_generation,
            version: self.version,
        })
    }
}

fn values(rows: Vec<Row>) -> Result<Vec<Committee>, StoreError> {
    rows.into_iter().map(Row::value).collect()
}

/// All committees, parents before children.
///
/// # Errors
/// The database's.
pub fn all(db: &mut Db) -> Result<Vec<Committee>, StoreError> {
    let mut found = values(committees::table.select(Row::as_select()).order(committees::code).load(db)?)?;
    found.sort_by_key(|committee| committee.path.depth());
    Ok(found)
}

/// One, for an action that asks `may` next.
///
/// # Errors
/// `no-such-committee`, or the database's.
pub fn load(db: &mut Db, id: &CommitteeId) -> Result<Committee, StoreError> {
    let row = committees::table.find(id.as_str()).select(Row::as_select()).first::<Row>(db).optional()?;
    row.ok_or_else(|| Refusal::missing("no-such-committee"))?.value()
}

/// One by its code.
///
/// # Errors
/// `no-such-committee`, or the database's.
pub fn by_code(db: &mut Db, code: &str) -> Result<Committee, StoreError> {
    let row =
        committees::table.filter(committees::code.eq(code)).select(Row::as_select()).first::<Row>(db).optional()?;
    row.ok_or_else(|| Refusal::missing("no-such-committee"))?.value()
}

/// Those with this code, or else with this name.
///
/// # Errors
/// The database's.
pub fn called(db: &mut Db, text: &str) -> Result<Vec<Committee>, StoreError> {
    let coded = values(committees::table.filter(committees::code.eq(text)).select(Row::as_select()).load(db)?)?;
    if !coded.is_empty() {
        return Ok(coded);
    }
    values(committees::table.filter(committees::name.eq(text)).limit(2).select(Row::as_select()).load(db)?)
}

/// Several, in the order of their codes.
///
/// # Errors
/// The database's.
pub fn by_ids(db: &mut Db, ids: &[CommitteeId]) -> Result<Vec<Committee>, StoreError> {
    let ids = ids.iter().map(CommitteeId::as_str);
    values(
        committees::table
            .filter(committees::id.eq_any(ids))
            .select(Row::as_select())
            .order(committees::code)
            .load(db)?,
    )
}

/// The path of one: whose subtree a row belongs to.
///
/// # Errors
/// `no-such-committee`, or the database's.
pub fn path_of(db: &mut Db, id: &CommitteeId) -> Result<CommitteePath, StoreError> {
    let path = committees::table.find(id.as_str()).select(committees::path).first::<String>(db).optional()?;
    Ok(CommitteePath(path.ok_or_else(|| Refusal::missing("no-such-committee"))?))
}

/// The committees of a scope whose name or code holds `words`, a page of them.
///
/// # Errors
/// The database's.
pub fn list(db: &mut Db, scope: &Scope, words: &str, paging: Paging) -> Result<Page<Committee>, StoreError> {
    let filtered = || {
        let mut query = committees::table.filter(inside(scope)).into_boxed();
        if let Some(pattern) = pattern(words) {
            query = query.filter(
                lower(committees::name)
                    .like(pattern.clone())
                    .escape('\\')
                    .or(lower(committees::code).like(pattern).escape('\\')),
            );
        }
        query
    };
    let total = filtered().count().get_result(db)?;
    let rows = filtered()
        .select(Row::as_select())
        .order((committees::path, committees::code))
        .limit(paging.size())
        .offset(paging.offset())
        .load(db)?;
    Ok(Page::of(values(rows)?, paging, total))
}

/// All committees of a scope, parents before children: for choices in forms.
///
/// # Errors
/// The database's.
pub fn within(db: &mut Db, scope: &Scope) -> Result<Vec<Committee>, StoreError> {
    let query = committees::table.filter(inside(scope)).select(Row::as_select());
    let mut found = values(query.order(committees::code).load(db)?)?;
    found.sort_by_key(|committee| committee.path.depth());
    Ok(found)
}

/// Adds committees, parents first.
///
/// # Errors
/// `already-there`, or the database's.
pub fn insert(db: &mut Db, new: &[Committee]) -> Result<(), StoreError> {
    let rows: Vec<Row> = new.iter().map(Row::of).collect();
    dialect::insert_all!(db, committees::table, &rows)?;
    Ok(())
}

/// Saves a committee; its version rises. When its path changed, those below move along.
///
/// # Errors
/// `changed-meanwhile`, or the database's.
pub fn update(db: &mut Db, committee: &Committee) -> Result<(), StoreError> {
    let before = load(db, &committee.id)?;
    let row = Row { version: committee.version + 1, ..Row::of(committee) };
    let target = committees::table.find(committee.id.as_str()).filter(committees::version.eq(committee.version));
    if diesel::update(target).set(&row).execute(db)? == 0 {
        return Err(Refusal::conflict("changed-meanwhile").into());
    }
    let line = |path: &CommitteePath| -> BTreeSet<CommitteeId> {
        path.as_str().split('/').filter(|id| !id.is_empty()).map(CommitteeId::from).collect()
    };
    let mut other = BTreeSet::new();
    if before.path != committee.path {
        move_below(db, &before.path, &committee.path)?;
        other = line(&before.path).symmetric_difference(&line(&committee.path)).cloned().collect();
    }
    if before.level != committee.level {
        other.insert(committee.id.clone());
    }
    // what stands below them is another now, and so are their sums
    reach::regrow(db, &other.into_iter().collect::<Vec<_>>())
}

fn move_below(db: &mut Db, from: &CommitteePath, to: &CommitteePath) -> Result<(), StoreError> {
    let below: Vec<(String, String)> = committees::table
        .filter(committees::path.like(format!("{from}%")))
        .select((committees::id, committees::path))
        .load(db)?;
    for (id, path) in below {
        let moved = path.replacen(from.as_str(), to.as_str(), 1);
        diesel::update(committees::table.find(id)).set(committees::path.eq(moved)).execute(db)?;
    }
    Ok(())
}

/// The settings that hold for a committee: its own, else those of the nearest above.
///
/// # Errors
/// `no-such-committee`, or the database's.
pub fn settings(db: &mut Db, id: &CommitteeId) -> Result<BTreeMap<String, String>, StoreError> {
    let path = path_of(db, id)?;
    let line: Vec<&str> = path.as_str().split('/').filter(|part| !part.is_empty()).collect();
    let rows: Vec<(String, String, String)> = committee_settings::table
        .filter(committee_settings::committee_id.eq_any(line.iter().copied()))
        .select((committee_settings::committee_id, committee_settings::name, committee_settings::value))
        .load(db)?;
    let mut held = BTreeMap::new();
    for ancestor in line {
        for (_, name, value) in rows.iter().filter(|(owner, _, _)| owner == ancestor) {
            held.insert(name.clone(), value.clone());
        }
    }
    Ok(held)
}

/// A committee's own settings, without those from above.
///
/// # Errors
/// The database's.
pub fn own_settings(db: &mut Db, id: &CommitteeId) -> Result<BTreeMap<String, String>, StoreError> {
    let rows: Vec<(String, String)> = committee_settings::table
        .filter(committee_settings::committee_id.eq(id.as_str()))
        .select((committee_settings::name, committee_settings::value))
        .load(db)?;
    Ok(rows.into_iter().collect())
}

/// One setting of all committees that have set it: their ids and its values.
///
/// # Errors
/// The database's.
pub fn setting_of_all(db: &mut Db, name: &str) -> Result<Vec<(String, String)>, StoreError> {
    Ok(committee_settings::table
        .filter(committee_settings::name.eq(name))
        .select((committee_settings::committee_id, committee_settings::value))
        .load(db)?)
}

/// Sets one setting of a committee; `None` goes back to what holds above.
///
/// # Errors
/// The database's.
pub fn set_setting(db: &mut Db, id: &CommitteeId, name: &str, value: Option<&str>) -> Result<(), StoreError> {
    diesel::delete(committee_settings::table.find((id.as_str(), name))).execute(db)?;
    if let Some(value) = value {
        let row = (
            committee_settings::committee_id.eq(id.as_str()),
            committee_settings::name.eq(name),
            committee_settings::value.eq(value),
        );
        diesel::insert_into(committee_settings::table).values(row).execute(db)?;
    }
    Ok(())
}
