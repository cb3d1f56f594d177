//! The journal: written in the transaction of the change, never altered.

use super::schema::{campaigns, committees, journal, lectures, speakers, teams, venue_rooms, venues};
use super::{Db, MultiBackend, Page, Paging, StoreError, dialect, moment, stored};
use crate::accounts::{Actor, Scope};
use crate::kernel::{CommitteePath, Day, JournalLine, Moment};
use chrono::NaiveDateTime;
use diesel::prelude::*;
use std::collections::HashMap;

/// A line as it is written.
#[derive(Insertable)]
#[diesel(table_name = journal, treat_none_as_default_value = false)]
pub(crate) struct Written {
    id: String,
    at: NaiveDateTime,
    actor_id: Option<String>,
    actor_name: String,
    acted_for: String,
    action: String,
    noun: String,
    noun_id: String,
    committee_path: String,
    before: String,
    after: String,
}

/// Writes the lines of one change, made by `actor` at `at` to something of `owner`.
pub(crate) fn write(
    db: &mut Db,
    actor: &Actor,
    at: Moment,
    owner: &CommitteePath,
    lines: &[JournalLine],
) -> Result<(), StoreError> {
    let lines: Vec<Written> = lines.iter().map(|line| Written::of(actor, at, owner, line)).collect();
    put(db, &lines)
}

/// Writes lines that are ready.
pub(crate) fn put(db: &mut Db, lines: &[Written]) -> Result<(), StoreError> {
    dialect::insert_all!(db, journal::table, lines)?;
    Ok(())
}

impl Written {
    /// A line of a change made by `actor` at `at` to something of `owner`.
    pub(crate) fn of(actor: &Actor, at: Moment, owner: &CommitteePath, line: &JournalLine) -> Self {
        Self {
            id: uuid::Uuid::now_v7().to_string(),
            at: stored(at),
            actor_id: actor.account_id().map(ToString::to_string),
            actor_name: actor.name().to_owned(),
            acted_for: actor.acted_for().to_owned(),
            action: line.action.to_owned(),
            noun: line.noun.to_owned(),
            noun_id: line.noun_id.clone(),
            committee_path: owner.to_string(),
            before: line.before.to_string(),
            after: line.after.to_string(),
        }
    }
}

/// A line as it is read: who did what to which thing, and when.
#[derive(Clone, Debug)]
pub struct Entry {
    /// When.
    pub at: Moment,
    /// Who.
    pub actor: String,
    /// For whom, when acted for somebody.
    pub acted_for: String,
    /// The verb's key in `text`.
    pub action: String,
    /// The noun, as `session`.
    pub noun: String,
    /// The thing's id.
    pub noun_id: String,
    /// The fields that changed, with what stood before and after; either may be nothing.
    pub changes: Vec<(String, serde_json::Value, serde_json::Value)>,
}

/// Which lines are asked for; what is empty does not narrow.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// A noun.
    pub noun: String,
    /// One thing.
    pub noun_id: String,
    /// One verb.
    pub action: &'static str,
    /// A part of the actor's name, or of whom was acted for.
    pub who: String,
    /// First and last day.
    pub days: (Option<Day>, Option<Day>),
}

/// Lines of a scope, the latest first: two queries.
///
/// # Errors
/// The database's refusal.
pub fn list(db: &mut Db, scope: &Scope, filter: &Filter, paging: Paging) -> Result<Page<Entry>, StoreError> {
    let total: i64 = matching(scope, filter).count().get_result(db)?;
    let rows: Vec<Stored> = matching(scope, filter)
        .order((journal::at.desc(), journal::id.desc()))
        .offset(paging.offset())
        .limit(paging.size())
        .select(Stored::as_select())
        .load(db)?;
    Ok(Page::of(rows.into_iter().map(entry).collect(), paging, total))
}

/// What the ids that lines speak of are called; seven queries, however many there are.
///
/// # Errors
/// The database's.
pub fn names(db: &mut Db, ids: &[String]) -> Result<HashMap<String, String>, StoreError> {
    let mut names: HashMap<String, String> = HashMap::new();
    macro_rules! named {
        ($($table:ident . $name:ident),+) => {$(
            for ids in ids.chunks(dialect::MANY) {
                let query = $table::table.filter($table::id.eq_any(ids)).select(($table::id, $table::$name));
                names.extend(query.load::<(String, String)>(db)?);
            }
        )+};
    }
    named!(committees.name, venues.name, venue_rooms.name, speakers.name, lectures.title, teams.name, campaigns.name);
    Ok(names)
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = journal)]
struct Stored {
    at: NaiveDateTime,
    actor_name: String,
    acted_for: String,
    action: String,
    noun: String,
    noun_id: String,
    before: String,
    after: String,
}

fn matching(scope: &Scope, filter: &Filter) -> journal::BoxedQuery<'static, MultiBackend> {
    let mut query = journal::table.filter(inside(scope)).into_boxed();
    if !filter.noun.is_empty() {
        query = query.filter(journal::noun.eq(filter.noun.clone()));
    }
    if !filter.action.is_empty() {
        query = query.filter(journal::action.eq(filter.action));
    }
    if !filter.noun_id.is_empty() {
        query = query.filter(journal::noun_id.eq(filter.noun_id.clone()));
    }
    if !filter.who.is_empty() {
        let part = format!("%{}%", filter.who.replace(['%', '_'], ""));
        query = query.filter(journal::actor_name.like(part.clone()).or(journal::acted_for.like(part)));
    }
    if let Some(from) = filter.days.0 {
        query = query.filter(journal::at.ge(stored(from.start())));
    }
    if let Some(to) = filter.days.1 {
        query = query.filter(journal::at.lt(stored(to.end())));
    }
    query
}

fn inside(
    scope: &Scope,
) -> Box<dyn BoxableExpression<journal::table, MultiBackend, SqlType = diesel::sql_types::Bool>> {
    let mut any: Box<dyn BoxableExpression<journal::table, MultiBackend, SqlType = diesel::sql_types::Bool>> =
        Box::new(journal::committee_path.eq("-"));
    for path in scope.subtrees() {
        any = Box::new(any.or(journal::committee_path.like(format!("{path}%"))));
    }
    any
}

fn entry(row: Stored) -> Entry {
    let (before, after) = (fields(&row.before), fields(&row.after));
    let names: std::collections::BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    let of =
        |map: &serde_json::Map<String, serde_json::Value>, name: &String| map.get(name).cloned().unwrap_or_default();
    let changes = names.into_iter().map(|name| (name.clone(), of(&before, name), of(&after, name))).collect();
    Entry {
        at: moment(row.at),
        actor: row.actor_name,
        acted_for: row.acted_for,
        action: row.action,
        noun: row.noun,
        noun_id: row.noun_id,
        changes,
    }
}

fn fields(json: &str) -> serde_json::Map<String, serde_json::Value> {
    serde_json::from_str(json).unwrap_or_default()
}
