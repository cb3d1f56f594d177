//! Committees' own words for letters.

use super::super::schema::{committees, letter_templates};
use super::super::{Db, StoreError, moment, stored};
use super::outbox::OwedLetter;
use crate::kernel::{CommitteeId, CommitteePath, Moment, Recipient, Refusal};
use crate::reminders::template::{Template, Wording};
use crate::text::Lang;
use chrono::NaiveDateTime;
use diesel::prelude::*;

/// Words that a committee has set, or has given up again: their number stays, so that a page that
/// is older than both never passes for the newest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Own {
    /// Code of the wording, reader and language.
    pub key: (String, String, Lang),
    /// The words; none since they were given up.
    pub template: Option<Template>,
    /// When.
    pub changed_at: Moment,
    /// By whom.
    pub changed_by: String,
    /// For optimistic locking.
    pub version: i32,
}

type Row = (String, String, String, String, String, NaiveDateTime, String, i32);

fn own((code, reader, language, subject, opening, at, changed_by, version): Row) -> Own {
    Own {
        key: (code, reader, Lang::parse(&language)),
        template: words(subject, opening),
        changed_at: moment(at),
        changed_by,
        version,
    }
}

/// Words as they are kept: those that were given up are empty.
fn words(subject: String, opening: String) -> Option<Template> {
    (!subject.is_empty()).then_some(Template { subject, opening })
}

macro_rules! columns {
    () => {
        (
            letter_templates::kind,
            letter_templates::reader,
            letter_templates::language,
            letter_templates::subject,
            letter_templates::opening,
            letter_templates::changed_at,
            letter_templates::changed_by,
            letter_templates::version,
        )
    };
}

/// What a committee itself has set, and what it has given up again.
///
/// # Errors
/// The database's.
pub fn of(db: &mut Db, committee: &CommitteeId) -> Result<Vec<Own>, StoreError> {
    let rows: Vec<Row> = letter_templates::table
        .filter(letter_templates::committee_id.eq(committee.as_str()))
        .order((letter_templates::kind, letter_templates::reader, letter_templates::language))
        .select(columns!())
        .load(db)?;
    Ok(rows.into_iter().map(own).collect())
}

/// The words that hold for a letter: the committee's own, else those of the nearest above.
pub(super) fn holding(db: &mut Db, owed: &OwedLetter, lang: Lang) -> Result<Option<Template>, StoreError> {
    let code = Wording::code_of(owed.kind);
    let reader = owed.recipient.kind();
    if Wording::find(code, reader).is_none() {
        return Ok(None);
    }
    at_or_above(db, &owed.committee, (code, reader, lang))
}

/// The words that hold at a committee; `None` when they are ours.
///
/// # Errors
/// The database's.
pub fn at_or_above(
    db: &mut Db,
    path: &CommitteePath,
    (code, reader, lang): (&str, &str, Lang),
) -> Result<Option<Template>, StoreError> {
    let line: Vec<&str> = path.as_str().split('/').filter(|id| !id.is_empty()).collect();
    let rows: Vec<(String, String, String)> = letter_templates::table
        .inner_join(committees::table)
        .filter(letter_templates::committee_id.eq_any(line))
        .filter(letter_templates::kind.eq(code).and(letter_templates::reader.eq(reader)))
        .filter(letter_templates::language.eq(lang.code()).and(letter_templates::subject.ne("")))
        .select((committees::path, letter_templates::subject, letter_templates::opening))
        .load(db)?;
    let nearest = rows.into_iter().max_by_key(|row| row.0.len());
    Ok(nearest.map(|(_, subject, opening)| Template { subject, opening }))
}

/// Keeps a committee's words, or with `None` gives them up; `seen` is the version that was looked
/// at, 0 where there was none.
///
/// # Errors
/// `changed-meanwhile`, or the database's.
pub(crate) fn set(
    db: &mut Db,
    committee: &CommitteeId,
    (wording, lang): (Wording, Lang),
    seen: i32,
    template: Option<&Template>,
    (by, now): (&str, Moment),
) -> Result<Option<Template>, StoreError> {
    let key = (committee.as_str(), wording.code, wording.reader, lang.code());
    let before: Option<(String, String, i32)> = letter_templates::table
        .find(key)
        .select((letter_templates::subject, letter_templates::opening, letter_templates::version))
        .first(db)
        .optional()?;
    if before.as_ref().map_or(0, |row| row.2) != seen {
        return Err(Refusal::conflict("changed-meanwhile").into());
    }
    diesel::delete(letter_templates::table.find(key)).execute(db)?;
    let (subject, opening) = template.map_or(("", ""), |it| (it.subject.as_str(), it.opening.as_str()));
    let row = (
        letter_templates::committee_id.eq(committee.as_str()),
        letter_templates::kind.eq(wording.code),
        letter_templates::reader.eq(wording.reader),
        letter_templates::language.eq(lang.code()),
        letter_templates::subject.eq(subject),
        letter_templates::opening.eq(opening),
        letter_templates::changed_at.eq(stored(now)),
        letter_templates::changed_by.eq(by),
        letter_templates::version.eq(seen + 1),
    );
    diesel::insert_into(letter_templates::table).values(row).execute(db)?;
    Ok(before.and_then(|(subject, opening, _)| words(subject, opening)))
}

/// The speaker of a session who is asked first, else its venue.
#[must_use]
pub fn reader_of(session: &crate::sessions::Session, reader: &str) -> Option<Recipient> {
    match reader {
        "speaker" => session.speaking().next().map(|part| Recipient::Speaker(part.speaker.clone())),
        _ => Some(Recipient::Venue(session.venue.clone())),
    }
}
