//! The journal: written in the transaction of the change, never altered.

use super::schema::journal;
use super::{Db, StoreError, dialect, stored};
use crate::accounts::Actor;
use crate::kernel::{CommitteePath, JournalLine, Moment};
use chrono::NaiveDateTime;
use diesel::prelude::*;

#[derive(Insertable)]
#[diesel(table_name = journal, treat_none_as_default_value = false)]
struct Row {
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
    let rows: Vec<Row> = lines
        .iter()
        .map(|line| Row {
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
        })
        .collect();
    dialect::insert_all!(db, journal::table, &rows)?;
    Ok(())
}
