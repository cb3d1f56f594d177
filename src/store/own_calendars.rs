//! Speakers' own calendars: where each comes from, its busy times, and those that were lifted.

use super::schema::{assignments, sessions, speaker_busy, speaker_busy_lifted, speaker_calendars as calendars};
use super::{Db, StoreError, dialect, moment, stored};
use crate::kernel::{Moment, Refusal, SpeakerId, Window};
use crate::speakers::own_calendar::{Failure, OwnCalendar, binding};
use chrono::NaiveDateTime;
use diesel::prelude::*;
use std::collections::{HashMap, HashSet};

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = calendars, treat_none_as_default_value = false, treat_none_as_null = true)]
struct Row {
    speaker_id: String,
    address: String,
    read_at: Option<NaiveDateTime>,
    etag: String,
    last_modified: String,
    doubtful: i32,
    tried_at: NaiveDateTime,
    failure: String,
    failures: i32,
    next_at: Option<NaiveDateTime>,
    version: i32,
    expanded_at: Option<NaiveDateTime>,
}

impl Row {
    fn of(calendar: &OwnCalendar) -> Self {
        Self {
            speaker_id: calendar.speaker.to_string(),
            address: calendar.address.clone(),
            read_at: calendar.read_at.map(stored),
            etag: calendar.etag.clone(),
            last_modified: calendar.last_modified.clone(),
            doubtful: calendar.doubtful,
            tried_at: stored(calendar.tried_at),
            failure: calendar.failure.map(Failure::code).unwrap_or_default(),
            failures: calendar.failures,
            next_at: calendar.next_at.map(stored),
            version: calendar.version + 1,
            expanded_at: calendar.expanded_at.map(stored),
        }
    }

    fn calendar(self) -> OwnCalendar {
        OwnCalendar {
            speaker: self.speaker_id.into(),
            address: self.address,
            read_at: self.read_at.map(moment),
            expanded_at: self.expanded_at.map(moment),
            etag: self.etag,
            last_modified: self.last_modified,
            doubtful: self.doubtful,
            tried_at: moment(self.tried_at),
            failure: Failure::parse(&self.failure),
            failures: self.failures,
            next_at: self.next_at.map(moment),
            version: self.version,
        }
    }
}

/// A speaker's calendar, if there is one. The speaker is loaded by a scope before.
///
/// # Errors
/// The database's.
pub fn of(db: &mut Db, speaker: &SpeakerId) -> Result<Option<OwnCalendar>, StoreError> {
    let row = calendars::table.find(speaker.as_str()).select(Row::as_select()).first::<Row>(db).optional()?;
    Ok(row.map(Row::calendar))
}

/// Calendars whose time to be read has come, the longest waiting first.
///
/// # Errors
/// The database's.
pub fn due(db: &mut Db, now: Moment, most: i64) -> Result<Vec<OwnCalendar>, StoreError> {
    let rows = calendars::table
        .filter(calendars::next_at.assume_not_null().le(stored(now)))
        .order((calendars::next_at, calendars::speaker_id))
        .select(Row::as_select())
        .limit(most)
        .load::<Row>(db)?;
    Ok(rows.into_iter().map(Row::calendar).collect())
}

/// Saves a calendar as it was seen at its version; version 0 is new.
///
/// # Errors
/// `changed-meanwhile`, or the database's.
pub fn put(db: &mut Db, calendar: &OwnCalendar) -> Result<(), StoreError> {
    let row = Row::of(calendar);
    let saved = if calendar.version == 0 {
        diesel::insert_into(calendars::table).values(&row).execute(db)?
    } else {
        let target = calendars::table.find(&row.speaker_id).filter(calendars::version.eq(calendar.version));
        diesel::update(target).set(&row).execute(db)?
    };
    if saved == 0 { Err(Refusal::conflict("changed-meanwhile").into()) } else { Ok(()) }
}

/// Forgets a speaker's calendar with its busy times.
///
/// # Errors
/// The database's.
pub fn remove(db: &mut Db, speaker: &SpeakerId) -> Result<(), StoreError> {
    let id = speaker.as_str();
    diesel::delete(speaker_busy::table.filter(speaker_busy::speaker_id.eq(id))).execute(db)?;
    diesel::delete(speaker_busy_lifted::table.filter(speaker_busy_lifted::speaker_id.eq(id))).execute(db)?;
    diesel::delete(calendars::table.find(id)).execute(db)?;
    Ok(())
}

/// Puts these busy times, which must not overlap, in the place of a speaker's former ones.
///
/// # Errors
/// The database's.
pub fn set_busy(db: &mut Db, speaker: &SpeakerId, busy: &[Window]) -> Result<(), StoreError> {
    diesel::delete(speaker_busy::table.filter(speaker_busy::speaker_id.eq(speaker.to_string()))).execute(db)?;
    let rows: Vec<_> = busy
        .iter()
        .map(|it| {
            (
                speaker_busy::speaker_id.eq(speaker.to_string()),
                speaker_busy::starts_at.eq(stored(it.start)),
                speaker_busy::ends_at.eq(stored(it.end)),
            )
        })
        .collect();
    dialect::insert_all!(db, speaker_busy::table, &rows)?;
    Ok(())
}

/// From now on a stretch does not bind a speaker.
///
/// # Errors
/// The database's.
pub fn lift(db: &mut Db, speaker: &SpeakerId, window: Window) -> Result<(), StoreError> {
    bind(db, speaker, window)?;
    let row = (
        speaker_busy_lifted::speaker_id.eq(speaker.as_str()),
        speaker_busy_lifted::starts_at.eq(stored(window.start)),
        speaker_busy_lifted::ends_at.eq(stored(window.end)),
    );
    diesel::insert_into(speaker_busy_lifted::table).values(row).execute(db)?;
    Ok(())
}

/// Everything that was lifted within a stretch binds again.
///
/// # Errors
/// The database's.
pub fn bind(db: &mut Db, speaker: &SpeakerId, window: Window) -> Result<(), StoreError> {
    let theirs = speaker_busy_lifted::table.filter(speaker_busy_lifted::speaker_id.eq(speaker.as_str()));
    let inside = speaker_busy_lifted::starts_at
        .lt(stored(window.end))
        .and(speaker_busy_lifted::ends_at.gt(stored(window.start)));
    diesel::delete(theirs.filter(inside)).execute(db)?;
    Ok(())
}

/// Busy times and lifted ones of some speakers that meet a stretch, in order.
type Both = HashMap<SpeakerId, (Vec<Window>, Vec<Window>)>;

/// Busy times of speakers and what was lifted of them, as far as they meet a stretch.
///
/// # Errors
/// The database's.
pub fn busy(db: &mut Db, speakers: &[SpeakerId], within: Window) -> Result<Both, StoreError> {
    let (from, to) = (stored(within.start), stored(within.end));
    let mut found = Both::new();
    for ids in speakers.chunks(dialect::MANY) {
        let ids: Vec<&str> = ids.iter().map(SpeakerId::as_str).collect();
        let all: Vec<(String, NaiveDateTime, NaiveDateTime)> = speaker_busy::table
            .filter(speaker_busy::speaker_id.eq_any(&ids))
            .filter(speaker_busy::starts_at.lt(to).and(speaker_busy::ends_at.gt(from)))
            .order((speaker_busy::speaker_id, speaker_busy::starts_at))
            .select((speaker_busy::speaker_id, speaker_busy::starts_at, speaker_busy::ends_at))
            .load(db)?;
        let lifted: Vec<(String, NaiveDateTime, NaiveDateTime)> = speaker_busy_lifted::table
            .filter(speaker_busy_lifted::speaker_id.eq_any(&ids))
            .filter(speaker_busy_lifted::starts_at.lt(to).and(speaker_busy_lifted::ends_at.gt(from)))
            .select((speaker_busy_lifted::speaker_id, speaker_busy_lifted::starts_at, speaker_busy_lifted::ends_at))
            .load(db)?;
        let window = |start, end| Window { start: moment(start), end: moment(end) };
        for (id, start, end) in all {
            found.entry(SpeakerId(id)).or_default().0.push(window(start, end));
        }
        for (id, start, end) in lifted {
            found.entry(SpeakerId(id)).or_default().1.push(window(start, end));
        }
    }
    Ok(found)
}

/// What binds these speakers within a stretch, by speaker.
///
/// # Errors
/// The database's.
pub fn bound(
    db: &mut Db,
    speakers: &[SpeakerId],
    within: Window,
) -> Result<HashMap<SpeakerId, Vec<Window>>, StoreError> {
    Ok(busy(db, speakers, within)?.into_iter().map(|(id, (all, lifted))| (id, binding(&all, &lifted))).collect())
}

/// The UIDs of a speaker's sessions here: invitations that stand in the own calendar are no
/// business of somebody else's.
///
/// # Errors
/// The database's.
pub fn own_uids(db: &mut Db, speaker: &SpeakerId) -> Result<HashSet<String>, StoreError> {
    let query = sessions::table.inner_join(assignments::table).filter(assignments::speaker_id.eq(speaker.as_str()));
    Ok(query.select(sessions::uid).distinct().load::<String>(db)?.into_iter().collect())
}

/// What was lifted counts for the very time that it was said of: where that is busy otherwise by
/// now, it is forgotten.
///
/// # Errors
/// The database's.
pub fn keep_lifted(db: &mut Db, speaker: &SpeakerId, busy: &[Window]) -> Result<(), StoreError> {
    let theirs = || speaker_busy_lifted::table.filter(speaker_busy_lifted::speaker_id.eq(speaker.as_str()));
    let lifted: Vec<(NaiveDateTime, NaiveDateTime)> =
        theirs().select((speaker_busy_lifted::starts_at, speaker_busy_lifted::ends_at)).load(db)?;
    let stands = |start, end| busy.contains(&Window { start: moment(start), end: moment(end) });
    let gone: Vec<NaiveDateTime> =
        lifted.into_iter().filter(|(start, end)| !stands(*start, *end)).map(|(start, _)| start).collect();
    for starts in gone.chunks(dialect::MANY) {
        diesel::delete(theirs().filter(speaker_busy_lifted::starts_at.eq_any(starts))).execute(db)?;
    }
    Ok(())
}
