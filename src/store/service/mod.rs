//! Talks that were given, with what they took and what the schools said; and certificates.

pub mod certificates;

use super::attendance::{listener, session_kind};
use super::schema::{assignments, attendance, lectures, sessions, talk_hours, venues};
use super::{Db, StoreError, dialect, moment, stored};
use crate::kernel::{AssignmentId, Day, Moment, Refusal, SessionId, SpeakerId, Window};
use crate::service::{Given, Hours, Words};
use chrono::NaiveDateTime;
use diesel::prelude::*;
use std::collections::HashMap;

#[derive(Queryable)]
struct Row {
    assignment: String,
    speaker: String,
    session: String,
    starts_at: NaiveDateTime,
    ends_at: NaiveDateTime,
    venue: String,
    theme: String,
    lecture: Option<String>,
    kind: String,
    preparation: Option<i32>,
    travel: Option<i32>,
}

/// The talks that match a condition, the latest first; two queries.
macro_rules! given {
    ($db:expr, $condition:expr) => {{
        let rows: Vec<Row> = assignments::table
            .inner_join(sessions::table.inner_join(venues::table).left_join(lectures::table))
            .left_join(talk_hours::table)
            .filter(assignments::role.eq("speaker"))
            .filter(assignments::answer.eq("accepted"))
            .filter(sessions::status.eq("delivered"))
            .filter($condition)
            .order((sessions::starts_at.desc(), assignments::id))
            .select((
                assignments::id,
                assignments::speaker_id,
                sessions::id,
                sessions::starts_at,
                sessions::ends_at,
                venues::name,
                sessions::theme,
                lectures::title.nullable(),
                sessions::kind,
                talk_hours::preparation_minutes.nullable(),
                talk_hours::travel_minutes.nullable(),
            ))
            .load($db)?;
        whole($db, rows)
    }};
}

/// All talks that a speaker gave, the latest first.
///
/// # Errors
/// The database's.
pub fn talks(db: &mut Db, speaker: &SpeakerId) -> Result<Vec<Given>, StoreError> {
    given!(db, assignments::speaker_id.eq(speaker.to_string()))
}

/// Those of some days.
///
/// # Errors
/// The database's.
pub fn talks_between(db: &mut Db, speaker: &SpeakerId, from: Day, to: Day) -> Result<Vec<Given>, StoreError> {
    let days = sessions::day.between(from.0, to.0);
    given!(db, assignments::speaker_id.eq(speaker.to_string()).and(days))
}

/// One talk that was given.
///
/// # Errors
/// `talk-missing`, or the database's.
pub fn talk(db: &mut Db, id: &AssignmentId) -> Result<Given, StoreError> {
    let found: Vec<Given> = given!(db, assignments::id.eq(id.to_string()))?;
    Ok(found.into_iter().next().ok_or_else(|| Refusal::missing("talk-missing"))?)
}

fn whole(db: &mut Db, rows: Vec<Row>) -> Result<Vec<Given>, StoreError> {
    let mut told = told(db, rows.iter().map(|row| row.session.as_str()).collect())?;
    let mut talks: Vec<Given> = rows.into_iter().map(Row::value).collect::<Result<_, _>>()?;
    for talk in &mut talks {
        if let Some(Told { listeners, words }) = told.remove(talk.session.as_str()) {
            (talk.listeners, talk.words) = (listeners, words);
        }
    }
    Ok(talks)
}

impl Row {
    fn value(self) -> Result<Given, StoreError> {
        let hours = self.preparation.zip(self.travel);
        Ok(Given {
            kind: session_kind(&self.kind)?,
            assignment: AssignmentId(self.assignment),
            speaker: SpeakerId(self.speaker),
            session: SessionId(self.session),
            window: Window { start: moment(self.starts_at), end: moment(self.ends_at) },
            venue: self.venue,
            theme: self.theme,
            lecture: self.lecture,
            listeners: None,
            words: Words::default(),
            hours: hours.map(|(preparation, travel)| Hours { preparation, travel }),
        })
    }
}

/// What schools told of a session.
#[derive(Default)]
struct Told {
    listeners: Option<std::collections::BTreeMap<crate::attendance::ListenerKind, i64>>,
    words: Words,
}

type FigureRow = (String, String, String, i32, String, Option<i32>, Option<NaiveDateTime>);

/// Confirmed listeners, and the school's last words; a correction of numbers leaves the words.
fn told(db: &mut Db, sessions: Vec<&str>) -> Result<HashMap<String, Told>, StoreError> {
    let mut found: HashMap<String, Told> = HashMap::new();
    for ids in sessions.chunks(dialect::MANY) {
        let rows: Vec<FigureRow> = attendance::table
            .filter(attendance::session_id.eq_any(ids))
            .filter(attendance::replaced_at.is_null().or(attendance::state.ne("reported")))
            .order((attendance::reported_at, attendance::turn.eq(0), attendance::turn))
            .select((
                attendance::session_id,
                attendance::kind,
                attendance::state,
                attendance::headcount,
                attendance::note,
                attendance::rating,
                attendance::replaced_at,
            ))
            .load(db)?;
        for (session, kind, state, headcount, note, rating, replaced) in rows {
            let told = found.entry(session).or_default();
            if !note.is_empty() {
                told.words.note = note;
            }
            told.words.rating = rating.or(told.words.rating);
            if replaced.is_none() && state != "reported" {
                let listeners = told.listeners.get_or_insert_default();
                *listeners.entry(listener(&kind)?).or_default() += i64::from(headcount);
            }
        }
    }
    Ok(found)
}

/// Notes what a talk took; what stood before is gone.
///
/// # Errors
/// The database's.
pub fn note_hours(db: &mut Db, talk: &AssignmentId, hours: Hours, by: &str, now: Moment) -> Result<(), StoreError> {
    let noted = (
        talk_hours::preparation_minutes.eq(hours.preparation),
        talk_hours::travel_minutes.eq(hours.travel),
        talk_hours::noted_by.eq(by),
        talk_hours::noted_at.eq(stored(now)),
    );
    if diesel::update(talk_hours::table.find(talk.as_str())).set(noted).execute(db)? == 0 {
        diesel::insert_into(talk_hours::table)
            .values((talk_hours::assignment_id.eq(talk.as_str()), noted))
            .execute(db)?;
    }
    Ok(())
}
