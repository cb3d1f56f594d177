//! Headcounts: a figure is put beside what stood before, signed, or replaced; never overwritten.

mod contests;
mod lists;
mod pour;

pub use contests::contest;
pub(crate) use contests::put_contest;
pub use lists::{MissingHeadcount, WaitingHeadcount, missing, waiting};

use super::schema::{attendance, committees, sessions, venue_enrolment, venue_rooms, venues};
use super::{Db, StoreError, dialect, filings, moment, reach, stored};
use crate::accounts::Scope;
use crate::attendance::{Basis, Figure, FigureState, Gathering, ListenerKind};
use crate::kernel::{CommitteePath, Day, Grade, Headcount, Moment, Refusal, SessionId, VenueId, Window};
use crate::sessions::{SessionKind, SessionStatus};
use chrono::NaiveDateTime;
use diesel::prelude::*;
use std::collections::{BTreeMap, HashMap};

#[derive(Queryable, Selectable, Insertable, Clone)]
#[diesel(table_name = attendance, treat_none_as_default_value = false)]
struct Row {
    session_id: String,
    grade: String,
    kind: String,
    turn: i32,
    headcount: i32,
    basis: String,
    left_behind: i32,
    migrant: i32,
    hardship: i32,
    state: String,
    note: String,
    rating: Option<i32>,
    reported_by: String,
    reported_at: NaiveDateTime,
    confirmed_by: String,
    confirmed_at: Option<NaiveDateTime>,
    replaced_at: Option<NaiveDateTime>,
    correction_reason: String,
    counted_at: Option<NaiveDateTime>,
}

impl Row {
    /// A figure that comes now and stands: signed long ago or not, it counts from here on.
    fn of(figure: &Figure, now: Moment) -> Self {
        Self {
            session_id: figure.session.to_string(),
            grade: figure.grade.code().to_owned(),
            kind: figure.kind.code().to_owned(),
            turn: 0,
            headcount: i32::try_from(figure.headcount.get()).unwrap_or(i32::MAX),
            basis: figure.basis.code().to_owned(),
            left_behind: figure.left_behind,
            migrant: figure.migrant,
            hardship: figure.hardship,
            state: figure.state.code().to_owned(),
            note: figure.note.clone(),
            rating: figure.rating,
            reported_by: figure.reported_by.clone(),
            reported_at: stored(figure.reported_at),
            confirmed_by: figure.confirmed_by.clone(),
            confirmed_at: figure.confirmed_at.map(stored),
            replaced_at: figure.replaced_at.map(stored),
            correction_reason: figure.correction_reason.clone(),
            counted_at: counts_from(figure, now).map(stored),
        }
    }

    fn value(self) -> Result<Figure, StoreError> {
        Ok(Figure {
            grade: grade(&self.grade)?,
            kind: listener(&self.kind)?,
            headcount: Headcount::new(i64::from(self.headcount))?,
            basis: Basis::parse(&self.basis).ok_or_else(|| StoreError::row("basis", &self.basis))?,
            state: FigureState::parse(&self.state).ok_or_else(|| StoreError::row("figure", &self.state))?,
            session: SessionId(self.session_id),
            left_behind: self.left_behind,
            migrant: self.migrant,
            hardship: self.hardship,
            note: self.note,
            rating: self.rating,
            reported_by: self.reported_by,
            reported_at: moment(self.reported_at),
            confirmed_by: self.confirmed_by,
            confirmed_at: self.confirmed_at.map(moment),
            replaced_at: self.replaced_at.map(moment),
            correction_reason: self.correction_reason,
        })
    }
}

pub(super) fn grade(code: &str) -> Result<Grade, StoreError> {
    Grade::parse(code).ok_or_else(|| StoreError::row("grade", code))
}

pub(super) fn listener(code: &str) -> Result<ListenerKind, StoreError> {
    ListenerKind::parse(code).ok_or_else(|| StoreError::row("listener", code))
}

pub(super) fn session_kind(code: &str) -> Result<SessionKind, StoreError> {
    SessionKind::parse(code).ok_or_else(|| StoreError::row("session kind", code))
}

/// From when on a figure counts that comes now; never before it is signed.
fn counts_from(figure: &Figure, now: Moment) -> Option<Moment> {
    figure.confirmed_at.filter(|_| figure.state.counts()).map(|signed| signed.max(now))
}

/// Every figure that was ever put for a session, in the order they came.
///
/// # Errors
/// The database's.
pub fn history(db: &mut Db, session: &SessionId) -> Result<Vec<Figure>, StoreError> {
    let rows: Vec<Row> =
        attendance::table.filter(attendance::session_id.eq(session.as_str())).select(Row::as_select()).load(db)?;
    in_order(rows)
}

/// As they came; of what came together by grade band and kind, and what stands last.
fn in_order(mut rows: Vec<Row>) -> Result<Vec<Figure>, StoreError> {
    rows.sort_by_key(|row| (row.reported_at, row.turn == 0, row.turn));
    let mut figures = rows.into_iter().map(Row::value).collect::<Result<Vec<_>, _>>()?;
    figures.sort_by_key(|figure| (figure.reported_at, figure.grade, figure.kind));
    Ok(figures)
}

/// The figures that stand.
///
/// # Errors
/// The database's.
pub fn current(db: &mut Db, session: &SessionId) -> Result<Vec<Figure>, StoreError> {
    Ok(history(db, session)?.into_iter().filter(|figure| figure.replaced_at.is_none()).collect())
}

/// Adds figures that come now.
///
/// # Errors
/// `already-there` when a band and kind of a session has two that stand, or the database's.
pub(crate) fn insert(db: &mut Db, figures: &[Figure], now: Moment) -> Result<(), StoreError> {
    pour::pour(db, figures, now)?;
    let mut told: Vec<&str> = figures.iter().map(|figure| figure.session.as_str()).collect();
    told.sort_unstable();
    told.dedup();
    reach::told(db, &told)
}

/// Marks figures that stand as replaced; they stay, each at the next turn of its place.
pub(crate) fn retire<'a>(
    db: &mut Db,
    figures: impl IntoIterator<Item = &'a Figure>,
    at: Moment,
) -> Result<(), StoreError> {
    let places: Vec<Place<'_>> = figures.into_iter().map(place).collect();
    let last = last_turns(db, places.iter().map(|(session, ..)| *session).collect())?;
    let mut by_turn: BTreeMap<(&str, &str, i32), Vec<&str>> = BTreeMap::new();
    for (session, grade, kind) in places {
        let turn = last.get(&(session.to_owned(), grade.to_owned(), kind.to_owned())).map_or(1, |last| last + 1);
        by_turn.entry((grade, kind, turn)).or_default().push(session);
    }
    for ((grade, kind, turn), sessions) in by_turn {
        for ids in sessions.chunks(dialect::MANY) {
            let those = attendance::table
                .filter(attendance::session_id.eq_any(ids))
                .filter(attendance::grade.eq(grade))
                .filter(attendance::kind.eq(kind))
                .filter(attendance::turn.eq(0));
            let gone = (attendance::turn.eq(turn), attendance::replaced_at.eq(stored(at)));
            diesel::update(those).set(gone).execute(db)?;
        }
    }
    Ok(())
}

/// Session, grade band and kind: where one figure stands at a time.
type Place<'a> = (&'a str, &'static str, &'static str);

fn place(figure: &Figure) -> Place<'_> {
    (figure.session.as_str(), figure.grade.code(), figure.kind.code())
}

/// The last turn of each place of these sessions.
fn last_turns(db: &mut Db, mut sessions: Vec<&str>) -> Result<HashMap<(String, String, String), i32>, StoreError> {
    sessions.sort_unstable();
    sessions.dedup();
    let mut last: HashMap<_, i32> = HashMap::new();
    for ids in sessions.chunks(dialect::MANY) {
        let turns = attendance::table
            .filter(attendance::session_id.eq_any(ids))
            .select(((attendance::session_id, attendance::grade, attendance::kind), attendance::turn));
        for (place, turn) in turns.load::<((String, String, String), i32)>(db)? {
            let last = last.entry(place).or_default();
            *last = turn.max(*last);
        }
    }
    Ok(last)
}

/// Writes the signatures of figures.
pub(crate) fn sign(db: &mut Db, figures: &[Figure]) -> Result<(), StoreError> {
    for figure in figures {
        let (session, grade, kind) = place(figure);
        diesel::update(attendance::table.find((session, grade, kind, 0)))
            .set((
                attendance::state.eq(figure.state.code()),
                attendance::confirmed_by.eq(&figure.confirmed_by),
                attendance::confirmed_at.eq(figure.confirmed_at.map(stored)),
                attendance::counted_at.eq(figure.confirmed_at.map(stored)),
            ))
            .execute(db)?;
    }
    Ok(())
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = sessions)]
struct SessionRow {
    id: String,
    code: String,
    venue_id: String,
    kind: String,
    theme: String,
    grade: String,
    starts_at: NaiveDateTime,
    ends_at: NaiveDateTime,
    planned: i32,
    status: String,
}

type Joined = (SessionRow, (String, String), String, Option<(String, i32)>);

/// A session as its headcount sees it.
///
/// # Errors
/// `session-missing`, or the database's.
pub fn gathering(db: &mut Db, session: &SessionId) -> Result<Gathering, StoreError> {
    let found: Option<Joined> = sessions::table
        .inner_join(committees::table)
        .inner_join(venues::table)
        .left_join(venue_rooms::table)
        .filter(sessions::id.eq(session.as_str()))
        .select((
            SessionRow::as_select(),
            (committees::path, committees::name),
            venues::name,
            (venue_rooms::name, venue_rooms::capacity).nullable(),
        ))
        .first(db)
        .optional()?;
    let (row, (path, owner_name), venue_name, room) = found.ok_or_else(|| Refusal::missing("session-missing"))?;
    let enrolment: Vec<(String, i32)> = venue_enrolment::table
        .filter(venue_enrolment::venue_id.eq(&row.venue_id))
        .select((venue_enrolment::grade, venue_enrolment::count))
        .load(db)?;
    let owner = CommitteePath(path);
    let window = Window { start: moment(row.starts_at), end: moment(row.ends_at) };
    let locked = filings::lock_over(db, &owner, Day::of(window.start))?;
    Ok(Gathering {
        session: SessionId(row.id),
        code: row.code,
        owner,
        owner_name,
        venue: VenueId(row.venue_id),
        venue_name,
        room_name: room.as_ref().map(|(name, _)| name.clone()).unwrap_or_default(),
        capacity: room.map(|(_, capacity)| capacity),
        enrolment: enrolment.into_iter().map(|(code, n)| Ok((grade(&code)?, n))).collect::<Result<_, StoreError>>()?,
        window,
        status: SessionStatus::parse(&row.status).ok_or_else(|| StoreError::row("session status", &row.status))?,
        kind: session_kind(&row.kind)?,
        theme: row.theme,
        grade: grade(&row.grade)?,
        planned: row.planned,
        locked: locked.map(|period| period.to_string()),
    })
}

/// The figures that stand for these sessions.
///
/// # Errors
/// The database's.
pub fn standing(db: &mut Db, sessions: &[&str]) -> Result<Vec<Figure>, StoreError> {
    let mut found = Vec::new();
    for ids in sessions.chunks(dialect::MANY) {
        let query =
            attendance::table.filter(attendance::session_id.eq_any(ids)).filter(attendance::replaced_at.is_null());
        found.extend(query.select(Row::as_select()).load::<Row>(db)?);
    }
    found.into_iter().map(Row::value).collect()
}

/// The figures that stand for the sessions of a scope, in the order of their sessions.
///
/// # Errors
/// The database's.
pub fn within(db: &mut Db, scope: &Scope) -> Result<Vec<Figure>, StoreError> {
    let rows: Vec<Row> = attendance::table
        .inner_join(sessions::table)
        .filter(sessions::committee_id.eq_any(super::owned(scope)))
        .filter(attendance::replaced_at.is_null())
        .order((sessions::starts_at, sessions::id, attendance::grade, attendance::kind))
        .select(Row::as_select())
        .load(db)?;
    rows.into_iter().map(Row::value).collect()
}
