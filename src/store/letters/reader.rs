//! Who reads a letter and which committee signs it, as registered when it is rendered.

use super::super::schema::{accounts, committees, grants, speakers, venue_contacts, venues};
use super::super::{Db, StoreError};
use crate::kernel::{CommitteePath, Recipient};
use crate::reminders::{Addressee, Form, Office};
use crate::text::Lang;
use diesel::prelude::*;

/// Who reads a letter, in which language, and why a person has to tell it, if so.
pub(super) struct Reader {
    pub(super) addressee: Addressee,
    pub(super) lang: Lang,
    pub(super) by_hand: Option<&'static str>,
}

/// The reader as registered now; `None` when there is none any more.
pub(super) fn reader(db: &mut Db, recipient: &Recipient) -> Result<Option<Reader>, StoreError> {
    match recipient {
        Recipient::Speaker(id) => speaker(db, id.as_str()),
        Recipient::Venue(id) => contact(db, id.as_str()),
        Recipient::Account(id) => {
            let row: Option<(String, String, String)> = accounts::table
                .filter(accounts::id.eq(id.as_str()).and(accounts::active.eq(true)))
                .select((accounts::name, accounts::email, accounts::language))
                .first(db)
                .optional()?;
            Ok(row.map(|(name, address, language)| Reader {
                addressee: Addressee { name, address, phone: String::new(), form: Form::Account },
                lang: Lang::parse(&language),
                by_hand: None,
            }))
        }
    }
}

fn speaker(db: &mut Db, id: &str) -> Result<Option<Reader>, StoreError> {
    let row: Option<(String, String, String, String, bool)> = speakers::table
        .find(id)
        .select((speakers::name, speakers::email, speakers::phone, speakers::channel, speakers::email_bad))
        .first(db)
        .optional()?;
    let Some((name, address, phone, channel, bad)) = row else { return Ok(None) };
    let language: Option<String> = grants::table
        .inner_join(accounts::table)
        .filter(grants::speaker_id.eq(id))
        .order(accounts::id)
        .select(accounts::language)
        .first(db)
        .optional()?;
    let by_hand = match channel.as_str() {
        "telephone" => Some("by-telephone"),
        "paper" => Some("on-paper"),
        _ => mailbox_trouble(&address, bad),
    };
    Ok(Some(Reader {
        addressee: Addressee { name, address, phone, form: Form::Speaker },
        lang: language.map_or(Lang::Zh, |code| Lang::parse(&code)),
        by_hand,
    }))
}

fn contact(db: &mut Db, venue: &str) -> Result<Option<Reader>, StoreError> {
    let exists: Option<String> = venues::table.find(venue).select(venues::id).first(db).optional()?;
    if exists.is_none() {
        return Ok(None);
    }
    let row: Option<(String, String, String, bool)> = venue_contacts::table
        .filter(venue_contacts::venue_id.eq(venue))
        .order((venue_contacts::position, venue_contacts::id))
        .select((venue_contacts::name, venue_contacts::email, venue_contacts::phone, venue_contacts::email_bad))
        .first(db)
        .optional()?;
    let (name, address, phone, bad) = row.unwrap_or_default();
    let language: Option<String> =
        accounts::table.filter(accounts::email.eq(&address)).select(accounts::language).first(db).optional()?;
    Ok(Some(Reader {
        by_hand: mailbox_trouble(&address, bad),
        addressee: Addressee { name, address, phone, form: Form::Contact },
        lang: language.map_or(Lang::Zh, |code| Lang::parse(&code)),
    }))
}

fn mailbox_trouble(address: &str, bad: bool) -> Option<&'static str> {
    match (address.is_empty(), bad) {
        (true, _) => Some("no-address"),
        (_, true) => Some("bad-address"),
        _ => None,
    }
}

/// The committee itself, with the nearest telephone and mailbox at or above it.
pub(super) fn office(db: &mut Db, path: &CommitteePath) -> Result<Office, StoreError> {
    let ids: Vec<&str> = path.as_str().split('/').filter(|id| !id.is_empty()).collect();
    let mut rows: Vec<(String, String, String, String)> = committees::table
        .filter(committees::id.eq_any(ids))
        .select((committees::path, committees::name, committees::phone, committees::email))
        .load(db)?;
    rows.sort_by_key(|row| std::cmp::Reverse(row.0.len()));
    let nearest = |pick: fn(&(String, String, String, String)) -> &String| {
        rows.iter().map(pick).find(|text| !text.is_empty()).cloned().unwrap_or_default()
    };
    Ok(Office { name: nearest(|row| &row.1), phone: nearest(|row| &row.2), email: nearest(|row| &row.3) })
}
