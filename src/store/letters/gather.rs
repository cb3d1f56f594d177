//! Several changes to one person in one letter.

use super::super::schema::letters;
use super::super::{Db, StoreError, stored};
use super::outbox::{OwedLetter, OwedRow, owed_letter};
use crate::kernel::{CommitteePath, Day, LetterId, LetterKind, Moment, Recipient};
use diesel::dsl::exists;
use diesel::prelude::*;

const GATHERED: [LetterKind; 4] =
    [LetterKind::Confirmation, LetterKind::Change, LetterKind::Cancellation, LetterKind::Release];

/// Letters of changes that are due to one reader on behalf of one committee.
pub(crate) fn due_to(
    db: &mut Db,
    reader: &Recipient,
    owner: &CommitteePath,
    now: Moment,
) -> Result<Vec<OwedLetter>, StoreError> {
    let rows: Vec<OwedRow> = letters::table
        .filter(letters::recipient_id.eq(reader.id()).and(letters::recipient_kind.eq(reader.kind())))
        .filter(letters::state.eq("owed").and(letters::not_before.le(stored(now))))
        .filter(letters::committee_path.eq(owner.as_str()))
        .filter(letters::kind.eq_any(GATHERED.map(LetterKind::code)))
        .order((letters::sequence, letters::id))
        .select(OwedRow::as_select())
        .load(db)?;
    rows.into_iter().map(owed_letter).collect()
}

/// Whether a letter of changes has been written to this reader on this day.
pub(crate) fn told_today(db: &mut Db, reader: &Recipient, day: Day) -> Result<bool, StoreError> {
    let changes = GATHERED.into_iter().chain([LetterKind::Changes]).map(LetterKind::code);
    let told = letters::table
        .filter(letters::recipient_id.eq(reader.id()).and(letters::recipient_kind.eq(reader.kind())))
        .filter(letters::created_at.ge(stored(day.start())).and(letters::created_at.lt(stored(day.end()))))
        .filter(letters::state.eq_any(["waiting", "sending", "sent", "by_hand", "dead"]))
        .filter(letters::kind.eq_any(changes));
    Ok(diesel::select(exists(told)).get_result(db)?)
}

/// How many gathered letters this reader was owed on this day.
pub(crate) fn count(db: &mut Db, reader: &Recipient, day: Day) -> Result<i64, StoreError> {
    let gathered = letters::table
        .filter(letters::recipient_id.eq(reader.id()).and(letters::recipient_kind.eq(reader.kind())))
        .filter(letters::kind.eq(LetterKind::Changes.code()).and(letters::subject_id.eq(day.to_string())));
    Ok(gathered.count().get_result(db)?)
}

/// Owed → told in another letter, whose key is `key`.
pub(crate) fn told_in(db: &mut Db, parts: &[LetterId], key: &str) -> Result<(), StoreError> {
    let into: String = letters::table.filter(letters::dedup_key.eq(key)).select(letters::id).first(db)?;
    let ids: Vec<&str> = parts.iter().map(LetterId::as_str).collect();
    diesel::update(letters::table.filter(letters::id.eq_any(ids)).filter(letters::state.eq("owed")))
        .set((letters::state.eq("dropped"), letters::last_error.eq("gathered"), letters::gathered_into.eq(into)))
        .execute(db)?;
    Ok(())
}
