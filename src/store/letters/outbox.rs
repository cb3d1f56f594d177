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

/// A letter that somebody reports on.
pub(crate) struct Returned {
    pub id: LetterId,
    pub recipient: Recipient,
    pub address: String,
    pub state: String,
    pub committee: CommitteePath,
}

/// The rendered letter of a Message-ID, or else of a key.
pub(crate) fn returned(db: &mut Db, message_id: &str, key: &str) -> Result<Option<Returned>, StoreError> {
    type Row = (String, String, String, String, String, String);
    let known = letters::message_id.eq(message_id).and(letters::message_id.ne(""));
    let row: Option<Row> = letters::table
        .filter(known.or(letters::dedup_key.eq(key)))
        .order(letters::message_id.eq(message_id).desc())
        .select((
            letters::id,
            letters::recipient_kind,
            letters::recipient_id,
            letters::to_address,
            letters::state,
            letters::committee_path,
        ))
        .first(db)
        .optional()?;
    let Some((id, kind, reader, address, state, path)) = row else { return Ok(None) };
    let recipient = recipient(&kind, reader)?;
    let committee = CommitteePath(path);
    Ok(Some(Returned { id: id.into(), recipient, address, state, committee }))
}

/// Sent → dead, with what the report says; `false` when it has ended otherwise.
pub(crate) fn bounce(db: &mut Db, id: &LetterId, why: &str) -> Result<bool, StoreError> {
    let gone = letters::id.eq(id.as_str()).and(letters::state.eq_any(["sent", "waiting", "sending"]));
    let none: Option<NaiveDateTime> = None;
    let changed = diesel::update(letters::table.filter(gone))
        .set((letters::state.eq("dead"), letters::last_error.eq(why), letters::lease_until.eq(none)))
        .execute(db)?;
    Ok(changed > 0)
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

/// The moments since `since` at which letters went out that count against a ceiling, rising;
/// those that a sender holds count as sent at `now`.
pub(crate) fn sent_since(db: &mut Db, since: Moment, now: Moment) -> Result<Vec<Moment>, StoreError> {
    let counts = letters::priority.gt(0);
    let sent: Vec<Option<NaiveDateTime>> = letters::table
        .filter(counts.and(letters::sent_at.is_not_null()))
        .filter(letters::sent_at.assume_not_null().gt(stored(since)))
        .order(letters::sent_at)
        .select(letters::sent_at)
        .load(db)?;
    let held: i64 = letters::table.filter(counts).filter(letters::state.eq("sending")).count().get_result(db)?;
    let held = std::iter::repeat_n(now, usize::try_from(held).unwrap_or(0));
    Ok(sent.into_iter().flatten().map(moment).chain(held).collect())
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
