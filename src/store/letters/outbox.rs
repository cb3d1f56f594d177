//! A letter's way: owed → waiting (rendered) → sending (claimed) → sent, or waiting again, or
//! dead; or from owed to the call list (by_hand) or dropped.
//!
//! Every step names the state that it leaves, so a step taken twice does nothing the second time.

use super::super::schema::{letters, speakers, unsubscriptions, venue_contacts};
use super::super::{Db, StoreError, dialect, moment, stored};
use crate::kernel::{CommitteePath, LetterId, LetterKind, Moment, Recipient};
use crate::reminders::Rendered;
use chrono::NaiveDateTime;
use diesel::prelude::*;
use serde_json::Value;

/// A letter that waits to be rendered.
#[derive(Clone, Debug)]
pub(crate) struct OwedLetter {
    pub id: LetterId,
    pub key: String,
    pub kind: LetterKind,
    pub subject: String,
    pub recipient: Recipient,
    pub committee: CommitteePath,
    pub sequence: i32,
    pub facts: Value,
}

type OwedRow = (String, String, String, String, String, String, String, i32, String);

/// The next letters to render, the most urgent first.
pub(crate) fn owed(db: &mut Db, now: Moment, limit: i64) -> Result<Vec<OwedLetter>, StoreError> {
    let rows: Vec<OwedRow> = letters::table
        .filter(letters::state.eq("owed").and(letters::not_before.le(stored(now))))
        .order((letters::priority, letters::not_before, letters::id))
        .select((
            letters::id,
            letters::dedup_key,
            letters::kind,
            letters::subject_id,
            letters::recipient_kind,
            letters::recipient_id,
            letters::committee_path,
            letters::sequence,
            letters::facts,
        ))
        .limit(limit)
        .load(db)?;
    rows.into_iter().map(owed_letter).collect()
}

fn owed_letter(row: OwedRow) -> Result<OwedLetter, StoreError> {
    let (id, key, kind, subject, recipient_kind, recipient_id, path, sequence, facts) = row;
    Ok(OwedLetter {
        id: id.into(),
        key,
        kind: LetterKind::parse(&kind).ok_or_else(|| StoreError::row("letter kind", &kind))?,
        subject,
        recipient: recipient(&recipient_kind, recipient_id)?,
        committee: CommitteePath(path),
        sequence,
        facts: serde_json::from_str(&facts).unwrap_or_default(),
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

/// Drops what is pointless by now; returns how many.
pub(crate) fn drop_late(db: &mut Db, now: Moment) -> Result<usize, StoreError> {
    let late = letters::state.eq_any(["owed", "waiting"]).and(letters::not_after.le(stored(now)));
    Ok(diesel::update(letters::table.filter(late))
        .set((letters::state.eq("dropped"), letters::last_error.eq("too-late")))
        .execute(db)?)
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
    keep_text: bool,
) -> Result<(), StoreError> {
    let (text, spoken) = if keep_text { (letter.text.as_str(), letter.spoken.as_str()) } else { ("", "") };
    diesel::update(letters::table.filter(letters::id.eq(id.as_str()).and(letters::state.eq("owed"))))
        .set((
            letters::state.eq("waiting"),
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
}

type ClaimRow = (String, String, String, String, String, Option<Vec<u8>>, i32, NaiveDateTime);

/// Takes the most urgent letter for this sender until `lease`: one that waits, or one whose
/// sender has let the lease run out. `token` is fresh for each claim.
pub(crate) fn claim(
    db: &mut Db,
    now: Moment,
    token: &str,
    lease: Moment,
    urgent_only: bool,
) -> Result<Option<Claimed>, StoreError> {
    let at = stored(now);
    let waits = letters::state.eq("waiting").and(letters::not_before.le(at));
    let abandoned = letters::state.eq("sending").and(letters::lease_until.assume_not_null().lt(at));
    let highest = if urgent_only { 0 } else { i32::MAX };
    let row: Option<ClaimRow> = letters::table
        .filter(waits.or(abandoned))
        .filter(letters::priority.le(highest))
        .order((letters::priority, letters::not_before, letters::id))
        .select((
            letters::id,
            letters::kind,
            letters::recipient_kind,
            letters::recipient_id,
            letters::to_address,
            letters::bytes,
            letters::attempts,
            letters::created_at,
        ))
        .first(db)
        .optional()?;
    let Some((id, kind, recipient_kind, recipient_id, address, bytes, attempts, created_at)) = row else {
        return Ok(None);
    };
    diesel::update(letters::table.find(&id))
        .set((
            letters::state.eq("sending"),
            letters::claimed_by.eq(token),
            letters::lease_until.eq(Some(stored(lease))),
            letters::attempts.eq(attempts + 1),
        ))
        .execute(db)?;
    Ok(Some(Claimed {
        id: id.into(),
        kind: LetterKind::parse(&kind).ok_or_else(|| StoreError::row("letter kind", &kind))?,
        recipient: recipient(&recipient_kind, recipient_id)?,
        address,
        bytes: bytes.unwrap_or_default(),
        attempts: attempts + 1,
        created_at: moment(created_at),
    }))
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

/// How many letters count against a ceiling over the stretch since `since`: those sent, and
/// those that a sender holds. Sign-in letters stand apart.
pub(crate) fn counted_since(db: &mut Db, since: Moment) -> Result<i64, StoreError> {
    let counts = letters::priority.gt(0);
    let sent = letters::sent_at.assume_not_null().gt(stored(since));
    let sent: i64 =
        letters::table.filter(counts).filter(letters::sent_at.is_not_null().and(sent)).count().get_result(db)?;
    let held: i64 = letters::table.filter(counts).filter(letters::state.eq("sending")).count().get_result(db)?;
    Ok(sent + held)
}

/// How many rendered letters are due and do not go out.
pub(crate) fn waiting_count(db: &mut Db, now: Moment) -> Result<i64, StoreError> {
    let due = letters::state.eq("waiting").and(letters::not_before.le(stored(now))).and(letters::priority.gt(0));
    Ok(letters::table.filter(due).count().get_result(db)?)
}

/// Notes that a mailbox takes no letters, so that the call list is used from now on.
pub(crate) fn flag_bad_address(db: &mut Db, recipient: &Recipient, address: &str) -> Result<(), StoreError> {
    match recipient {
        Recipient::Speaker(id) => {
            let mailbox = speakers::table.filter(speakers::id.eq(id.as_str()).and(speakers::email.eq(address)));
            diesel::update(mailbox).set(speakers::email_bad.eq(true)).execute(db)?;
        }
        Recipient::Venue(id) => {
            let contacts = venue_contacts::table
                .filter(venue_contacts::venue_id.eq(id.as_str()).and(venue_contacts::email.eq(address)));
            diesel::update(contacts).set(venue_contacts::email_bad.eq(true)).execute(db)?;
        }
        // an account's mailbox is its name; there is nobody to telephone instead
        Recipient::Account(_) => {}
    }
    Ok(())
}

/// Notes that somebody wants no reminders; again is no error.
pub(crate) fn unsubscribe(db: &mut Db, recipient: &Recipient, now: Moment) -> Result<(), StoreError> {
    let row = (
        unsubscriptions::recipient_kind.eq(recipient.kind()),
        unsubscriptions::recipient_id.eq(recipient.id()),
        unsubscriptions::at.eq(stored(now)),
    );
    dialect::on_each!(db, conn => diesel::insert_into(unsubscriptions::table)
        .values(row)
        .on_conflict_do_nothing()
        .execute(conn))?;
    Ok(())
}

/// Wants reminders again.
pub(crate) fn resubscribe(db: &mut Db, recipient: &Recipient) -> Result<(), StoreError> {
    diesel::delete(unsubscriptions::table.find((recipient.kind(), recipient.id()))).execute(db)?;
    Ok(())
}

/// Whether somebody wants no reminders.
pub fn is_unsubscribed(db: &mut Db, recipient: &Recipient) -> Result<bool, StoreError> {
    let found: Option<String> = unsubscriptions::table
        .find((recipient.kind(), recipient.id()))
        .select(unsubscriptions::recipient_id)
        .first(db)
        .optional()?;
    Ok(found.is_some())
}

/// How the outbox fares.
pub(crate) struct Health {
    /// Letters that have been due since the given moment and are neither sent nor given up.
    pub stuck: i64,
    /// Letters refused for good that nobody has handled.
    pub dead: i64,
}

/// Counts what went wrong: due before `since` and still here, or dead and unhandled.
pub(crate) fn health(db: &mut Db, now: Moment, since: Moment) -> Result<Health, StoreError> {
    let open = letters::state.eq_any(["owed", "waiting", "sending"]).and(letters::created_at.lt(stored(since)));
    let stuck: i64 = letters::table.filter(open.and(letters::not_before.lt(stored(now)))).count().get_result(db)?;
    let dead = letters::state.eq("dead").and(letters::handled_at.is_null()).and(letters::kind.ne("sign_in"));
    let dead: i64 = letters::table.filter(dead).count().get_result(db)?;
    Ok(Health { stuck, dead })
}
