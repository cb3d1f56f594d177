//! What the plan of reminders must know of the sessions around a moment.

use super::super::schema::{accounts, assignments, attendance, committees, grants, letters, sessions, speakers};
use super::super::{Db, StoreError, moment, stored};
use crate::kernel::{AccountId, CommitteePath, Day, Moment, SessionId, SpeakerId, Window};
use crate::reminders::plan::{Agreed, Silent, Upcoming};
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

/// Sessions to come in which somebody was to answer before now and has not.
pub(crate) fn silent(db: &mut Db, now: Moment) -> Result<Vec<Silent>, StoreError> {
    let asked = assignments::answer.eq("waiting").and(assignments::answer_by.le(stored(now)));
    let rows: Vec<NamedRow> = sessions::table
        .inner_join(committees::table)
        .inner_join(assignments::table.inner_join(speakers::table))
        .filter(sessions::status.eq("published").and(sessions::starts_at.gt(stored(now))))
        .filter(asked)
        .order((sessions::id, assignments::id))
        .select(NAMED)
        .load(db)?;
    let mut found: Vec<Silent> = Vec::new();
    for row in rows {
        gathered(&mut found, row);
    }
    numbered(db, &mut found)?;
    Ok(found)
}

/// Sessions of the coming fortnight that stand, with who said yes when and was asked by a reminder
/// whether all is as agreed. The coordinators are left out: [`coordinators`] finds them.
pub(crate) fn agreed(db: &mut Db, now: Moment) -> Result<Vec<Agreed>, StoreError> {
    type Row = (NamedRow, Option<NaiveDateTime>, Option<NaiveDateTime>);
    let days = (Day::of(now), Day::of(now).plus(15));
    let rows: Vec<Row> = sessions::table
        .inner_join(committees::table)
        .inner_join(assignments::table.inner_join(speakers::table))
        .filter(sessions::status.eq("confirmed").and(sessions::starts_at.gt(stored(now))))
        .filter(sessions::day.between(days.0.0, days.1.0))
        .filter(assignments::role.eq("speaker").and(assignments::answer.eq("accepted")))
        .order((sessions::id, assignments::id))
        .select((NAMED, assignments::answered_at, assignments::still_at))
        .load(db)?;
    let asked = asked_by_letter(db, days)?;
    let mut found: Vec<Silent> = Vec::new();
    let mut said: HashMap<String, Vec<(bool, Option<Moment>)>> = HashMap::new();
    for (row, answered, still) in rows {
        let was_asked = asked.contains(&(row.0.clone(), row.4.clone(), row.2));
        said.entry(row.0.clone()).or_default().push((was_asked, answered.max(still).map(moment)));
        gathered(&mut found, row);
    }
    numbered(db, &mut found)?;
    let agreed = found
        .into_iter()
        .map(|session| Agreed { said: said.remove(session.session.as_str()).unwrap_or_default(), session });
    Ok(agreed.collect())
}

/// Session, owner, SEQUENCE, start, and a speaker of it with the name.
type NamedRow = (String, String, i32, NaiveDateTime, String, String);

type NamedColumns =
    (sessions::id, committees::path, sessions::sequence, sessions::starts_at, assignments::speaker_id, speakers::name);
const NAMED: NamedColumns =
    (sessions::id, committees::path, sessions::sequence, sessions::starts_at, assignments::speaker_id, speakers::name);

/// Adds a speaker to the session that stands last, or begins the next.
fn gathered(found: &mut Vec<Silent>, (id, path, sequence, start, speaker, name): NamedRow) {
    let who = (SpeakerId(speaker), name);
    match found.last_mut().filter(|last| last.session.as_str() == id) {
        Some(last) => last.speakers.push(who),
        None => found.push(Silent {
            session: SessionId(id),
            committee: CommitteePath(path),
            round: sequence,
            start: moment(start),
            speakers: vec![who],
            coordinators: Vec::new(),
        }),
    }
}

/// Adds to each SEQUENCE how many were asked so far ([`crate::sessions::Session::round`]).
fn numbered(db: &mut Db, found: &mut [Silent]) -> Result<(), StoreError> {
    let ids: Vec<&str> = found.iter().map(|silent| silent.session.as_str()).collect();
    let rows: Vec<(String, i64)> = assignments::table
        .filter(assignments::session_id.eq_any(ids))
        .group_by(assignments::session_id)
        .select((assignments::session_id, diesel::dsl::count_star()))
        .load(db)?;
    let counts: HashMap<String, i64> = rows.into_iter().collect();
    for silent in found {
        let count = counts.get(silent.session.as_str()).copied().unwrap_or(0);
        silent.round += i32::try_from(count).unwrap_or(0);
    }
    Ok(())
}

/// Session, speaker and SEQUENCE of the reminders that asked and went out.
fn asked_by_letter(db: &mut Db, (from, to): (Day, Day)) -> Result<HashSet<(String, String, i32)>, StoreError> {
    let concerned = sessions::table.filter(sessions::day.between(from.0, to.0)).select(sessions::id);
    let rows: Vec<(String, String, i32)> = letters::table
        .filter(letters::subject_id.eq_any(concerned))
        .filter(letters::state.eq("sent").and(letters::recipient_kind.eq("speaker")))
        .filter(letters::facts.like("%still_by%"))
        .select((letters::subject_id, letters::recipient_id, letters::sequence))
        .load(db)?;
    Ok(rows.into_iter().collect())
}

/// The coordinators of a committee, else those of the nearest above that has any.
pub(crate) fn coordinators(db: &mut Db, path: &CommitteePath) -> Result<Vec<AccountId>, StoreError> {
    let line: Vec<&str> = path.as_str().split('/').filter(|id| !id.is_empty()).collect();
    let rows: Vec<(String, String)> = grants::table
        .inner_join(accounts::table)
        .filter(grants::role.eq("coordinator").and(grants::committee_id.eq_any(line.iter().copied())))
        .filter(accounts::active.eq(true))
        .order(accounts::id)
        .select((grants::committee_id, accounts::id))
        .load(db)?;
    let nearest = line.iter().rev().find(|id| rows.iter().any(|(own, _)| own == *id));
    let own = rows.iter().filter(|(own, _)| Some(&own.as_str()) == nearest);
    Ok(own.map(|(_, account)| AccountId(account.clone())).collect())
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
