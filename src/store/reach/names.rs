//! The names of a breakdown's rows, in the order in which people know them.

use super::areas;
use super::query::{ReachQuery, named};
use crate::accounts::Scope;
use crate::kernel::{CommitteeId, CommitteePath, Day, Grade, Refusal};
use crate::reach::{By, ReachRow, Sums};
use crate::sessions::SessionKind;
use crate::store::schema::{committees, themes, venue_kinds};
use crate::store::{Db, StoreError, inside, words};
use crate::text::{Lang, day_month, say};
use diesel::prelude::*;
use diesel::sql_types::Integer;
use std::collections::BTreeMap;

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
    let depth = words::<Integer>("LENGTH(committees.path) - LENGTH(REPLACE(committees.path, '/', ''))");
    let granted: Vec<&str> = scope.subtrees().into_iter().map(CommitteePath::as_str).collect();
    // a scope begins at the committees it names, or at the roots
    let begins = committees::path.eq_any(granted).or(committees::parent_id.is_null());
    let top = committees::table.filter(begins).filter(inside(scope)).order((depth, committees::code));
    let top = top.select(COLUMNS).first(db).optional()?;
    top.map(unit_of).ok_or_else(|| Refusal::missing("no-such-committee").into())
}

type UnitRow = (String, String, String, String);
const COLUMNS: (committees::id, committees::code, committees::name, committees::path) =
    (committees::id, committees::code, committees::name, committees::path);

fn unit_of((id, code, name, path): UnitRow) -> Unit {
    Unit { id: CommitteeId(id), code, name, path: CommitteePath(path) }
}

/// A committee and the units directly below it.
pub(super) struct Units {
    /// The committee itself.
    pub(super) own: Unit,
    /// Its level, as stored.
    pub(super) level: String,
    /// The units directly below, in the order of their codes.
    pub(super) children: Vec<Unit>,
}

impl Units {
    /// Loads both.
    pub(super) fn load(db: &mut Db, query: &ReachQuery) -> Result<Self, StoreError> {
        if let Some((_, tree)) = query.then() {
            let (own, children) = tree.units();
            return Ok(Self { own, level: String::new(), children });
        }
        let committee = &query.committee;
        let line = committees::id.eq(committee.as_str()).or(committees::parent_id.eq(committee.as_str()));
        let rows: Vec<(UnitRow, String)> =
            committees::table.filter(line).order(committees::code).select((COLUMNS, committees::level)).load(db)?;
        let mut found = (None, Vec::new());
        for (row, level) in rows {
            let unit = unit_of(row);
            if unit.id == *committee { found.0 = Some((unit, level)) } else { found.1.push(unit) }
        }
        let (own, level) = found.0.ok_or_else(|| Refusal::missing("no-such-committee"))?;
        Ok(Self { own, level, children: found.1 })
    }

    /// The code of a direct child by its id, or the own one.
    pub(super) fn code_of(&self, id: &str) -> &str {
        let child = self.children.iter().find(|unit| unit.id.as_str() == id);
        child.map_or(self.own.code.as_str(), |unit| unit.code.as_str())
    }

    /// The code of the direct child to which a committee at this path belongs, or the own one.
    pub(super) fn code_at(&self, path: &str) -> &str {
        let rest = path.strip_prefix(self.own.path.as_str()).unwrap_or("");
        self.code_of(rest.split('/').next().unwrap_or(""))
    }
}

/// The ways up from a committee, the highest first, and the committee itself.
pub(super) fn line(db: &mut Db, own: &Unit) -> Result<Vec<Unit>, StoreError> {
    let ids: Vec<&str> = own.path.as_str().split('/').filter(|id| !id.is_empty()).collect();
    let rows: Vec<UnitRow> = committees::table.filter(committees::id.eq_any(ids)).select(COLUMNS).load(db)?;
    let mut line: Vec<Unit> = rows.into_iter().map(unit_of).collect();
    line.sort_by_key(|unit| unit.path.depth());
    Ok(line)
}

/// The rows with their names. Every direct child stands there, also one without sessions;
/// of all else only what counted something.
pub(super) fn rows(
    db: &mut Db,
    by: By,
    mut sums: BTreeMap<String, Sums>,
    units: &Units,
    lang: Lang,
) -> Result<Vec<ReachRow>, StoreError> {
    let known: Vec<(String, String)> = match by {
        By::Theme => list(themes(db)?, lang),
        By::VenueKind => list(venue_kinds(db)?, lang),
        By::Grade => Grade::ALL.iter().map(|g| (g.code().to_owned(), say(lang, g.key()))).collect(),
        By::Kind => SessionKind::ALL.iter().map(|k| (k.code().to_owned(), say(lang, k.key()))).collect(),
        By::Month => months(&sums, lang),
        By::Area => areas::names(db, lang)?,
        By::Committee => {
            for unit in &units.children {
                sums.entry(unit.code.clone()).or_default();
            }
            units
                .children
                .iter()
                .map(|unit| (unit.code.clone(), unit.name.clone()))
                .chain([(units.own.code.clone(), units.own.name.clone())])
                .collect()
        }
    };
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
