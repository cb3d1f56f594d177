//! The names of a breakdown's rows, in the order in which people know them.

use super::query::{ReachQuery, named};
use crate::accounts::Scope;
use crate::kernel::{CommitteeId, CommitteePath, Day, Grade, Refusal};
use crate::reach::{By, ReachRow, Sums};
use crate::sessions::SessionKind;
use crate::store::schema::{committees, themes, venue_kinds};
use crate::store::{Db, StoreError, inside};
use crate::text::{Lang, day_month, say};
use diesel::prelude::*;
use std::collections::{BTreeMap, HashMap};

/// A committee as reports know it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unit {
    /// Its identity.
    pub id: CommitteeId,
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Where it stands.
    pub path: CommitteePath,
}

/// A committee by its id.
///
/// # Errors
/// `no-such-committee`, or the database's.
pub fn unit(db: &mut Db, id: &CommitteeId) -> Result<Unit, StoreError> {
    let row = committees::table.find(id.as_str()).select(COLUMNS).first(db).optional()?;
    row.map(unit_of).ok_or_else(|| Refusal::missing("no-such-committee").into())
}

/// A committee by its code or its name.
///
/// # Errors
/// `no-such-committee`, or the database's.
pub fn unit_named(db: &mut Db, text: &str) -> Result<Unit, StoreError> {
    let named = committees::table.filter(committees::code.eq(text).or(committees::name.eq(text)));
    let row = named.order((committees::path, committees::code)).select(COLUMNS).first(db).optional()?;
    row.map(unit_of).ok_or_else(|| Refusal::missing("no-such-committee").into())
}

/// The highest committees of a scope: where reports begin.
///
/// # Errors
/// `no-such-committee` when there is none, or the database's.
pub fn top_unit(db: &mut Db, scope: &Scope) -> Result<Unit, StoreError> {
    let rows: Vec<UnitRow> =
        committees::table.filter(inside(scope)).order(committees::code).select(COLUMNS).load(db)?;
    let top = rows.into_iter().map(unit_of).min_by_key(|unit| unit.path.depth());
    top.ok_or_else(|| Refusal::missing("no-such-committee").into())
}

type UnitRow = (String, String, String, String);
const COLUMNS: (committees::id, committees::code, committees::name, committees::path) =
    (committees::id, committees::code, committees::name, committees::path);

fn unit_of((id, code, name, path): UnitRow) -> Unit {
    Unit { id: CommitteeId(id), code, name, path: CommitteePath(path) }
}

/// Which direct child of the committee each owner belongs to.
pub(super) struct Parts {
    /// The committee's own code and name.
    pub(super) own: (String, String),
    /// Code and name of the direct children, in the order of their codes.
    children: Vec<(String, String)>,
    by_owner: HashMap<String, String>,
}

impl Parts {
    /// The code of the direct child, or the committee's own.
    pub(super) fn code_of(&self, owner: &CommitteeId) -> String {
        self.by_owner.get(owner.as_str()).unwrap_or(&self.own.0).clone()
    }
}

/// Loads the tree below a committee.
pub(super) fn parts(db: &mut Db, query: &ReachQuery) -> Result<Parts, StoreError> {
    let rows: Vec<UnitRow> =
        committees::table.filter(inside(&query.scope)).order(committees::code).select(COLUMNS).load(db)?;
    let own = rows.iter().find(|row| row.0 == query.committee.as_str());
    let own = own.ok_or_else(|| Refusal::missing("no-such-committee"))?;
    let root = CommitteePath(own.3.clone());
    let below = |path: &str| path.strip_prefix(root.as_str()).unwrap_or("").split('/').next().unwrap_or("").to_owned();
    let codes: HashMap<&str, &str> = rows.iter().map(|row| (row.0.as_str(), row.1.as_str())).collect();
    let by_owner = rows
        .iter()
        .map(|(id, _, _, path)| (id.clone(), codes.get(below(path).as_str()).unwrap_or(&own.1.as_str()).to_string()))
        .collect();
    let children = rows.iter().filter(|(id, _, _, path)| below(path) == *id);
    Ok(Parts {
        own: (own.1.clone(), own.2.clone()),
        children: children.map(|row| (row.1.clone(), row.2.clone())).collect(),
        by_owner,
    })
}

/// The rows with their names. Every direct child stands there, also one without sessions;
/// of all else only what counted something.
pub(super) fn rows(
    db: &mut Db,
    by: By,
    mut sums: BTreeMap<String, Sums>,
    parts: &Parts,
    query: &ReachQuery,
    lang: Lang,
) -> Result<Vec<ReachRow>, StoreError> {
    let known: Vec<(String, String)> = match by {
        By::Theme => list(themes(db)?, lang),
        By::VenueKind => list(venue_kinds(db)?, lang),
        By::Grade => Grade::ALL.iter().map(|g| (g.code().to_owned(), say(lang, g.key()))).collect(),
        By::Kind => SessionKind::ALL.iter().map(|k| (k.code().to_owned(), say(lang, k.key()))).collect(),
        By::Month => months(&sums, lang),
        By::Committee => {
            for (code, _) in &parts.children {
                sums.entry(code.clone()).or_default();
            }
            parts.children.iter().cloned().chain([parts.own.clone()]).collect()
        }
    };
    debug_assert!(query.from <= query.to);
    let mut rows: Vec<ReachRow> =
        known.into_iter().filter_map(|(key, name)| sums.remove(&key).map(|sums| named(key, name, sums))).collect();
    // a key that no list names any more still counts
    rows.extend(sums.into_iter().map(|(key, sums)| named(key.clone(), key, sums)));
    Ok(rows)
}

fn months(sums: &BTreeMap<String, Sums>, lang: Lang) -> Vec<(String, String)> {
    let name = |month: &str| format!("{month}-01").parse::<Day>().map(|day| day_month(lang, day));
    sums.keys().map(|month| (month.clone(), name(month).unwrap_or_else(|_| month.clone()))).collect()
}

fn list(rows: Vec<(String, String, String)>, lang: Lang) -> Vec<(String, String)> {
    rows.into_iter().map(|(code, zh, en)| (code, lang.pick(&zh, &en).to_owned())).collect()
}

fn themes(db: &mut Db) -> Result<Vec<(String, String, String)>, StoreError> {
    let rows = themes::table.order((themes::position, themes::code));
    Ok(rows.select((themes::code, themes::code, themes::name_en)).load(db)?)
}

fn venue_kinds(db: &mut Db) -> Result<Vec<(String, String, String)>, StoreError> {
    let rows = venue_kinds::table.order((venue_kinds::position, venue_kinds::code));
    Ok(rows.select((venue_kinds::code, venue_kinds::name, venue_kinds::name_en)).load(db)?)
}
