//! The outbox: letters owed in the transaction of the change, once per key; then rendered,
//! claimed, sent or given to a person ([`outbox`]), and looked at ([`list`]).

pub mod digest;
pub mod due;
pub mod facts;
pub mod gather;
pub mod list;
pub mod outbox;
mod reader;
pub mod templates;

use super::schema::letters;
use super::{Db, StoreError, dialect, stored};
use crate::kernel::{CommitteePath, LetterKind, LetterOwed, Moment};
use chrono::NaiveDateTime;
use diesel::prelude::*;

#[derive(Insertable)]
#[diesel(table_name = letters, treat_none_as_default_value = false)]
struct Owed {
    id: String,
    dedup_key: String,
    kind: String,
    subject_id: String,
    recipient_kind: String,
    recipient_id: String,
    committee_path: String,
    sequence: i32,
    facts: String,
    state: String,
    priority: i32,
    not_before: NaiveDateTime,
    not_after: Option<NaiveDateTime>,
    created_at: NaiveDateTime,
}

/// Owes letters on behalf of `owner`; one whose key is there already is owed no second time.
/// Returns how many are new.
pub fn owe(db: &mut Db, owner: &CommitteePath, now: Moment, owed: &[LetterOwed]) -> Result<usize, StoreError> {
    let mut new = 0;
    for letter in owed {
        let row = row_of(owner, now, letter);
        new += dialect::on_each!(db, conn => diesel::insert_into(letters::table)
            .values(&row)
            .on_conflict_do_nothing()
            .execute(conn))?;
    }
    Ok(new)
}

fn row_of(owner: &CommitteePath, now: Moment, letter: &LetterOwed) -> Owed {
    Owed {
        id: uuid::Uuid::now_v7().to_string(),
        dedup_key: letter.key(),
        kind: letter.kind.code().to_owned(),
        subject_id: letter.subject.clone(),
        recipient_kind: letter.recipient.kind().to_owned(),
        recipient_id: letter.recipient.id().to_owned(),
        committee_path: owner.to_string(),
        sequence: letter.sequence,
        facts: letter.facts.to_string(),
        state: "owed".to_owned(),
        // a sign-in letter goes before all others; the rest is ranked when it is rendered
        priority: i32::from(letter.kind != LetterKind::SignIn),
        not_before: stored(letter.not_before),
        not_after: letter.not_after.map(stored),
        created_at: stored(now),
    }
}
