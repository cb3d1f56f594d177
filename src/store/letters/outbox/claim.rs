//! Waiting → sending → sent, waiting again, or dead: one sender at a time holds a letter.

use super::{Rank, recipient};
use crate::kernel::{CommitteePath, LetterId, LetterKind, Moment, Recipient};
use crate::store::schema::letters;
use crate::store::{Db, StoreError, moment, stored};
use chrono::NaiveDateTime;
use diesel::prelude::*;

/// A letter in the hands of one sender.
#[derive(Clone, Debug)]
pub(crate) struct Claimed {
    pub id: LetterId,
    pub kind: LetterKind,
    pub recipient: Recipient,
    pub address: String,
    pub bytes: Vec<u8>,
    /// This attempt's number, from 1.
    pub attempts: i32,
    pub created_at: Moment,
    /// Pointless after this moment.
    pub not_after: Option<Moment>,
    pub keeps_quiet: bool,
    pub committee: CommitteePath,
}

/// The most urgent letter that may be sent: one that waits, or one whose sender has let the
/// lease run out; never one about something past.
pub(crate) fn next(db: &mut Db, now: Moment, urgent_only: bool) -> Result<Option<Next>, StoreError> {
    let at = stored(now);
    let waits = letters::state.eq("waiting").and(letters::not_before.le(at));
    let abandoned = letters::state.eq("sending").and(letters::lease_until.assume_not_null().lt(at));
    let timely = letters::not_after.is_null().or(letters::not_after.assume_not_null().gt(at));
    let highest = if urgent_only { 0 } else { i32::MAX };
    let row: Option<(String, i32, String)> = letters::table
        .filter(waits.or(abandoned))
        .filter(timely)
        .filter(letters::priority.le(highest))
        .order((letters::priority, letters::not_before, letters::id))
        .select((letters::id, letters::priority, letters::committee_path))
        .first(db)
        .optional()?;
    Ok(row.map(|(id, priority, path)| Next {
        id: id.into(),
        keeps_quiet: priority >= Rank::Ordinary as i32,
        committee: CommitteePath(path),
    }))
}

/// A letter that may be sent now, if it is no hour to be quiet.
pub(crate) struct Next {
    pub id: LetterId,
    /// Whether it keeps to its committee's quiet hours.
    pub keeps_quiet: bool,
    pub committee: CommitteePath,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = letters)]
struct ClaimRow {
    kind: String,
    recipient_kind: String,
    recipient_id: String,
    to_address: String,
    bytes: Option<Vec<u8>>,
    attempts: i32,
    created_at: NaiveDateTime,
    not_after: Option<NaiveDateTime>,
    priority: i32,
    committee_path: String,
}

/// Gives a letter to this sender until `lease`. `token` is fresh for each claim.
pub(crate) fn claim(db: &mut Db, id: &LetterId, token: &str, lease: Moment) -> Result<Claimed, StoreError> {
    let row: ClaimRow = letters::table.find(id.as_str()).select(ClaimRow::as_select()).first(db)?;
    diesel::update(letters::table.find(id.as_str()))
        .set((
            letters::state.eq("sending"),
            letters::claimed_by.eq(token),
            letters::lease_until.eq(Some(stored(lease))),
            letters::attempts.eq(row.attempts + 1),
        ))
        .execute(db)?;
    Ok(Claimed {
        id: id.clone(),
        kind: LetterKind::parse(&row.kind).ok_or_else(|| StoreError::row("letter kind", &row.kind))?,
        recipient: recipient(&row.recipient_kind, row.recipient_id)?,
        address: row.to_address,
        bytes: row.bytes.unwrap_or_default(),
        attempts: row.attempts + 1,
        created_at: moment(row.created_at),
        not_after: row.not_after.map(moment),
        keeps_quiet: row.priority >= Rank::Ordinary as i32,
        committee: CommitteePath(row.committee_path),
    })
}

/// What the end of an attempt writes down.
pub(crate) enum Finish<'a> {
    /// Taken over by the other side.
    Sent,
    /// To be tried again from this moment on.
    Again(Moment, &'a str),
    /// Never again.
    Dead(&'a str),
}

/// Writes the end of an attempt, if this sender still holds the letter; otherwise `false`: the
/// lease ran out and another sender has it.
pub(crate) fn finish(
    db: &mut Db,
    claimed: &Claimed,
    token: &str,
    now: Moment,
    end: &Finish<'_>,
) -> Result<bool, StoreError> {
    let held = letters::id.eq(claimed.id.as_str()).and(letters::claimed_by.eq(token)).and(letters::state.eq("sending"));
    let mine = letters::table.filter(held);
    let none: Option<NaiveDateTime> = None;
    let changed = match end {
        Finish::Sent => diesel::update(mine)
            .set((
                letters::state.eq("sent"),
                letters::sent_at.eq(Some(stored(now))),
                letters::last_error.eq(""),
                letters::lease_until.eq(none),
            ))
            .execute(db)?,
        Finish::Again(next, why) => diesel::update(mine)
            .set((
                letters::state.eq("waiting"),
                letters::not_before.eq(stored(*next)),
                letters::last_error.eq(*why),
                letters::lease_until.eq(none),
            ))
            .execute(db)?,
        Finish::Dead(why) => diesel::update(mine)
            .set((letters::state.eq("dead"), letters::last_error.eq(*why), letters::lease_until.eq(none)))
            .execute(db)?,
    };
    let over = !matches!(end, Finish::Again(..));
    if changed > 0 && over && claimed.kind == LetterKind::SignIn {
        forget_secret(db, &claimed.id)?;
    }
    Ok(changed > 0)
}

/// A sign-in link that has been sent is nobody's to read again.
fn forget_secret(db: &mut Db, id: &LetterId) -> Result<(), StoreError> {
    diesel::update(letters::table.find(id.as_str()))
        .set((letters::bytes.eq(None::<Vec<u8>>), letters::facts.eq("{}")))
        .execute(db)?;
    Ok(())
}
