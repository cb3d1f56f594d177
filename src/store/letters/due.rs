//! What the plan of reminders must know of the sessions around a moment.

use super::super::schema::{assignments, attendance, committees, letters, sessions};
use super::super::{Db, StoreError, moment};
use crate::kernel::{CommitteePath, Day, Moment, SpeakerId, Window};
use crate::reminders::plan::Upcoming;
use crate::sessions::SessionStatus;
use chrono::NaiveDateTime;
use diesel::prelude::*;
use std::collections::{HashMap, HashSet};

type Row = (String, String, NaiveDateTime, NaiveDateTime, String, i32, String);

/// Sessions that stand or were held between two days, both included.
pub(crate) fn upcoming(db: &mut Db, (from, to): (Day, Day)) -> Result<Vec<Upcoming>, StoreError> {
    let rows: Vec<Row> = sessions::table
        .inner_join(committees::table)
        .filter(sessions::day.between(from.0, to.0).and(sessions::status.eq_any(["confirmed", "delivered"])))
        .order((sessions::day, sessions::id))
        .select((
            sessions::id,
            sessions::venue_id,
            sessions::starts_at,
            sessions::ends_at,
            sessions::status,
            sessions::sequence,
            committees::path,
        ))
        .load(db)?;
    let mut speakers = accepted(db, from, to)?;
    let counted = counted(db, from, to)?;
    let told = told(db, from, to)?;
    rows.into_iter()
        .map(|(id, venue, start, end, status, sequence, path)| {
            Ok(Upcoming {
                speakers: speakers.remove(&id).unwrap_or_default(),
                counted: counted.contains(&id),
                told_at: told.get(&id).copied(),
                id: id.into(),
                committee: CommitteePath(path),
                venue: venue.into(),
                window: Window { start: moment(start), end: moment(end) },
                status: SessionStatus::parse(&status).ok_or_else(|| StoreError::row("session status", &status))?,
                sequence,
            })
        })
        .collect()
}

fn accepted(db: &mut Db, from: Day, to: Day) -> Result<HashMap<String, Vec<SpeakerId>>, StoreError> {
    let rows: Vec<(String, String)> = assignments::table
        .inner_join(sessions::table)
        .filter(sessions::day.between(from.0, to.0))
        .filter(assignments::role.eq("speaker").and(assignments::answer.eq("accepted")))
        .order(assignments::id)
        .select((assignments::session_id, assignments::speaker_id))
        .load(db)?;
    let mut by_session: HashMap<String, Vec<SpeakerId>> = HashMap::new();
    for (session, speaker) in rows {
        by_session.entry(session).or_default().push(speaker.into());
    }
    Ok(by_session)
}

fn counted(db: &mut Db, from: Day, to: Day) -> Result<HashSet<String>, StoreError> {
    let rows: Vec<String> = attendance::table
        .inner_join(sessions::table)
        .filter(sessions::day.between(from.0, to.0).and(attendance::replaced_at.is_null()))
        .select(attendance::session_id)
        .distinct()
        .load(db)?;
    Ok(rows.into_iter().collect())
}

fn told(db: &mut Db, from: Day, to: Day) -> Result<HashMap<String, Moment>, StoreError> {
    let concerned = sessions::table.filter(sessions::day.between(from.0, to.0)).select(sessions::id);
    let rows: Vec<(String, NaiveDateTime)> = letters::table
        .filter(letters::kind.eq_any(["confirmation", "change"]))
        .filter(letters::subject_id.eq_any(concerned))
        .order(letters::created_at)
        .select((letters::subject_id, letters::created_at))
        .load(db)?;
    Ok(rows.into_iter().map(|(session, at)| (session, moment(at))).collect())
}

/// Which of these keys the outbox has already.
pub(crate) fn known(db: &mut Db, keys: &[String]) -> Result<HashSet<String>, StoreError> {
    let mut known = HashSet::new();
    for some in keys.chunks(500) {
        let found: Vec<String> =
            letters::table.filter(letters::dedup_key.eq_any(some)).select(letters::dedup_key).load(db)?;
        known.extend(found);
    }
    Ok(known)
}
