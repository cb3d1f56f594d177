//! What comes back from a reader: a bounced letter, a mailbox that takes none, no more reminders.

use super::recipient;
use crate::kernel::{CommitteePath, LetterId, Moment, Recipient};
use crate::store::schema::{letters, speakers, unsubscriptions, venue_contacts};
use crate::store::{Db, StoreError, dialect, stored};
use chrono::NaiveDateTime;
use diesel::prelude::*;

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
