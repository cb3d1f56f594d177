//! A letter's way: owed → waiting (rendered) → sending (claimed) → sent, or waiting again, or
//! dead; or from owed to the call list (by_hand) or dropped.
//!
//! Every step names the state that it leaves, so a step taken twice does nothing the second time.

mod claim;
mod pace;
mod reader;

pub(crate) use claim::{Claimed, Finish, claim, finish, next};
pub(crate) use pace::{counted_since, health, sent_since, waiting_count};
pub use reader::is_unsubscribed;
pub(crate) use reader::{bounce, flag_bad_address, resubscribe, returned, unsubscribe};

use crate::kernel::{CommitteePath, LetterId, LetterKind, Moment, Recipient};
use crate::reminders::Rendered;
use crate::store::schema::letters;
use crate::store::{Db, StoreError, moment, stored};
use chrono::NaiveDateTime;
use diesel::prelude::*;
use serde_json::Value;

/// A letter that waits to be rendered.
#[derive(Clone, Debug)]
pub(crate) struct OwedLetter {
    pub id: LetterId,
    pub created_at: Moment,
    pub not_before: Moment,
    pub key: String,
    pub kind: LetterKind,
    pub subject: String,
    pub recipient: Recipient,
    pub committee: CommitteePath,
    pub sequence: i32,
    pub facts: Value,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = letters)]
pub(super) struct OwedRow {
    id: String,
    dedup_key: String,
    kind: String,
    subject_id: String,
    recipient_kind: String,
    recipient_id: String,
    committee_path: String,
    sequence: i32,
    facts: String,
    not_before: NaiveDateTime,
    created_at: NaiveDateTime,
}

/// The next letters to render, the most urgent first.
pub(crate) fn owed(db: &mut Db, now: Moment, limit: i64) -> Result<Vec<OwedLetter>, StoreError> {
    let rows: Vec<OwedRow> = letters::table
        .filter(letters::state.eq("owed").and(letters::not_before.le(stored(now))))
        .order((letters::priority, letters::not_before, letters::id))
        .select(OwedRow::as_select())
        .limit(limit)
        .load(db)?;
    rows.into_iter().map(owed_letter).collect()
}

/// Letters by their ids, whatever has become of them, the earliest first.
pub(crate) fn by_ids(db: &mut Db, ids: &[String]) -> Result<Vec<OwedLetter>, StoreError> {
    let rows: Vec<OwedRow> = letters::table
        .filter(letters::id.eq_any(ids))
        .order((letters::sequence, letters::id))
        .select(OwedRow::as_select())
        .load(db)?;
    rows.into_iter().map(owed_letter).collect()
}

pub(super) fn owed_letter(row: OwedRow) -> Result<OwedLetter, StoreError> {
    Ok(OwedLetter {
        id: row.id.into(),
        key: row.dedup_key,
        kind: LetterKind::parse(&row.kind).ok_or_else(|| StoreError::row("letter kind", &row.kind))?,
        subject: row.subject_id,
        recipient: recipient(&row.recipient_kind, row.recipient_id)?,
        committee: CommitteePath(row.committee_path),
        sequence: row.sequence,
        facts: serde_json::from_str(&row.facts).unwrap_or_default(),
        not_before: moment(row.not_before),
        created_at: moment(row.created_at),
    })
}

pub(super) fn recipient(kind: &str, id: String) -> Result<Recipient, StoreError> {
    match kind {
        "speaker" => Ok(Recipient::Speaker(id.into())),
        "venue" => Ok(Recipient::Venue(id.into())),
        "account" => Ok(Recipient::Account(id.into())),
        other => Err(StoreError::row("recipient", other)),
    }
}

/// Whether anything can be done now: a cheap look before a writing transaction.
pub(crate) fn anything_due(db: &mut Db, now: Moment) -> Result<bool, StoreError> {
    let at = stored(now);
    let waits = letters::state.eq_any(["owed", "waiting"]).and(letters::not_before.le(at));
    let abandoned = letters::state.eq("sending").and(letters::lease_until.lt(at));
    let found: Option<String> = letters::table.filter(waits).select(letters::id).first(db).optional()?;
    if found.is_some() {
        return Ok(true);
    }
    let found: Option<String> = letters::table.filter(abandoned).select(letters::id).first(db).optional()?;
    Ok(found.is_some())
}

/// Drops what is pointless by now, in nobody's hands or in those of a sender that is gone;
/// returns how many.
pub(crate) fn drop_late(db: &mut Db, now: Moment) -> Result<usize, StoreError> {
    let at = stored(now);
    let abandoned = letters::state.eq("sending").and(letters::lease_until.assume_not_null().lt(at));
    let free = letters::state.eq_any(["owed", "waiting"]).or(abandoned);
    let none: Option<NaiveDateTime> = None;
    Ok(diesel::update(letters::table.filter(free).filter(letters::not_after.le(at)))
        .set((letters::state.eq("dropped"), letters::last_error.eq("too-late"), letters::lease_until.eq(none)))
        .execute(db)?)
}

/// Lets a letter that nobody sends wait until a moment.
pub(crate) fn postpone(db: &mut Db, id: &LetterId, until: Moment) -> Result<(), StoreError> {
    let none: Option<NaiveDateTime> = None;
    diesel::update(letters::table.filter(letters::id.eq(id.as_str()).and(letters::state.eq("owed"))))
        .set(letters::not_before.eq(stored(until)))
        .execute(db)?;
    diesel::update(letters::table.filter(letters::id.eq(id.as_str()).and(letters::state.ne("owed"))))
        .set((letters::state.eq("waiting"), letters::not_before.eq(stored(until)), letters::lease_until.eq(none)))
        .execute(db)?;
    Ok(())
}

/// Which letters go first, and which keep to the quiet hours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Rank {
    /// Before all others, at any hour, under no ceiling; never kept in plain text.
    SignIn = 0,
    /// About the same day: at any hour.
    Urgent = 1,
    /// By day.
    Ordinary = 2,
}

/// To whom a rendered letter goes.
pub(crate) struct Destination<'a> {
    pub name: &'a str,
    pub address: &'a str,
    pub phone: &'a str,
}

/// Owed → waiting: the bytes and the Message-ID stand from now on.
pub(crate) fn put_waiting(
    db: &mut Db,
    id: &LetterId,
    to: &Destination<'_>,
    letter: &Rendered,
    rank: Rank,
) -> Result<(), StoreError> {
    let (text, spoken) = if rank != Rank::SignIn { (letter.text.as_str(), letter.spoken.as_str()) } else { ("", "") };
    diesel::update(letters::table.filter(letters::id.eq(id.as_str()).and(letters::state.eq("owed"))))
        .set((
            letters::state.eq("waiting"),
            letters::priority.eq(rank as i32),
            letters::message_id.eq(&letter.message_id),
            letters::to_name.eq(to.name),
            letters::to_address.eq(to.address),
            letters::phone.eq(to.phone),
            letters::subject_line.eq(&letter.subject),
            letters::body_text.eq(text),
            letters::spoken.eq(spoken),
            letters::bytes.eq(Some(&letter.bytes)),
        ))
        .execute(db)?;
    Ok(())
}

/// Owed → by hand: a person tells it, by telephone or on paper. `why` is a code.
pub(crate) fn put_by_hand(
    db: &mut Db,
    id: &LetterId,
    to: &Destination<'_>,
    letter: &Rendered,
    why: &str,
) -> Result<(), StoreError> {
    diesel::update(letters::table.filter(letters::id.eq(id.as_str()).and(letters::state.eq("owed"))))
        .set((
            letters::state.eq("by_hand"),
            letters::to_name.eq(to.name),
            letters::to_address.eq(to.address),
            letters::phone.eq(to.phone),
            letters::subject_line.eq(&letter.subject),
            letters::body_text.eq(&letter.text),
            letters::spoken.eq(&letter.spoken),
            letters::last_error.eq(why),
        ))
        .execute(db)?;
    Ok(())
}

/// Owed → dropped or dead, for a reason that is a code.
pub(crate) fn end_unsent(db: &mut Db, id: &LetterId, state: &str, why: &str) -> Result<(), StoreError> {
    diesel::update(letters::table.filter(letters::id.eq(id.as_str()).and(letters::state.eq("owed"))))
        .set((letters::state.eq(state), letters::last_error.eq(why)))
        .execute(db)?;
    Ok(())
}
