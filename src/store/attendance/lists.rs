//! Headcounts that wait for a signature, and sessions whose headcount is missing.

use super::{Row, grade, in_order, session_kind};
use crate::accounts::Scope;
use crate::attendance::{Figure, revision};
use crate::kernel::{Grade, Moment, SessionId};
use crate::sessions::SessionKind;
use crate::store::schema::{attendance, committees, sessions, venue_enrolment, venue_rooms, venues};
use crate::store::{Db, Page, Paging, StoreError, inside, moment, owned, stored};
use chrono::NaiveDateTime;
use diesel::dsl::{exists, not};
use diesel::prelude::*;
use std::collections::BTreeMap;

/// A session whose headcount waits for a signature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WaitingHeadcount {
    /// The session.
    pub session: SessionId,
    /// Its code.
    pub code: String,
    /// When it began.
    pub start: Moment,
    /// Where it was.
    pub venue: String,
    /// Who owns it.
    pub owner: String,
    /// How many the room holds.
    pub capacity: Option<i32>,
    /// The venue's pupils in the session's bands, where known.
    pub enrolment: Vec<(Grade, i32)>,
    /// What kind.
    pub kind: SessionKind,
    /// Listeners expected.
    pub planned: i32,
    /// The figures that stand.
    pub figures: Vec<Figure>,
    /// What a confirmation must name.
    pub revision: String,
}

/// A session that is over and of which nobody has told a headcount.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MissingHeadcount {
    /// The session.
    pub session: SessionId,
    /// Its code.
    pub code: String,
    /// When it began.
    pub start: Moment,
    /// Where it was.
    pub venue: String,
    /// The accompanying teacher and telephone, to ask.
    pub teacher: (String, String),
}

type Listed = (String, String, NaiveDateTime, i32, String, String, String, String, Option<i32>);

/// Sessions of a scope with figures that nobody has signed, the oldest first.
///
/// # Errors
/// The database's.
pub fn waiting(db: &mut Db, scope: &Scope, paging: Paging) -> Result<Page<WaitingHeadcount>, StoreError> {
    let unsigned = || {
        exists(
            attendance::table
                .filter(attendance::session_id.eq(sessions::id))
                .filter(attendance::replaced_at.is_null())
                .filter(attendance::state.eq("reported")),
        )
    };
    let total = sessions::table
        .filter(sessions::committee_id.eq_any(owned(scope)))
        .filter(sessions::status.eq_any(["confirmed", "delivered"]))
        .filter(unsigned())
        .count()
        .get_result(db)?;
    let rows: Vec<Listed> = sessions::table
        .inner_join(committees::table)
        .inner_join(venues::table)
        .left_join(venue_rooms::table)
        .filter(inside(scope))
        .filter(sessions::status.eq_any(["confirmed", "delivered"]))
        .filter(unsigned())
        .order((sessions::starts_at, sessions::id))
        .limit(paging.size())
        .offset(paging.offset())
        .select((
            sessions::id,
            sessions::code,
            sessions::starts_at,
            sessions::planned,
            sessions::kind,
            venues::id,
            venues::name,
            committees::name,
            venue_rooms::capacity.nullable(),
        ))
        .load(db)?;
    let mut figures = figures_of(db, rows.iter().map(|row| row.0.as_str()))?;
    let enrolment = enrolment_of(db, rows.iter().map(|row| row.5.as_str()))?;
    let filled = rows.into_iter().map(|(id, code, start, planned, kind, venue_id, venue, owner, capacity)| {
        let figures = figures.remove(&id).unwrap_or_default();
        Ok(WaitingHeadcount {
            kind: session_kind(&kind)?,
            revision: revision(&figures),
            figures,
            session: SessionId(id),
            code,
            start: moment(start),
            venue,
            owner,
            capacity,
            enrolment: enrolment.get(&venue_id).cloned().unwrap_or_default(),
            planned,
        })
    });
    Ok(Page::of(filled.collect::<Result<_, StoreError>>()?, paging, total))
}

fn figures_of<'a>(
    db: &mut Db,
    sessions: impl Iterator<Item = &'a str>,
) -> Result<BTreeMap<String, Vec<Figure>>, StoreError> {
    let rows: Vec<Row> = attendance::table
        .filter(attendance::session_id.eq_any(sessions))
        .filter(attendance::replaced_at.is_null())
        .select(Row::as_select())
        .load(db)?;
    let mut by_session: BTreeMap<String, Vec<Figure>> = BTreeMap::new();
    for figure in in_order(rows)? {
        by_session.entry(figure.session.to_string()).or_default().push(figure);
    }
    Ok(by_session)
}

fn enrolment_of<'a>(
    db: &mut Db,
    venues: impl Iterator<Item = &'a str>,
) -> Result<BTreeMap<String, Vec<(Grade, i32)>>, StoreError> {
    let rows: Vec<(String, String, i32)> = venue_enrolment::table
        .filter(venue_enrolment::venue_id.eq_any(venues))
        .select((venue_enrolment::venue_id, venue_enrolment::grade, venue_enrolment::count))
        .load(db)?;
    let mut by_venue: BTreeMap<String, Vec<(Grade, i32)>> = BTreeMap::new();
    for (venue, code, count) in rows {
        by_venue.entry(venue).or_default().push((grade(&code)?, count));
    }
    Ok(by_venue)
}

/// Sessions of a scope that ended before `now` without any headcount, the latest first.
///
/// # Errors
/// The database's.
pub fn missing(db: &mut Db, scope: &Scope, now: Moment, paging: Paging) -> Result<Page<MissingHeadcount>, StoreError> {
    let untold = || {
        not(exists(
            attendance::table.filter(attendance::session_id.eq(sessions::id)).filter(attendance::replaced_at.is_null()),
        ))
    };
    let total = sessions::table
        .filter(sessions::committee_id.eq_any(owned(scope)))
        .filter(sessions::status.eq_any(["confirmed", "delivered"]))
        .filter(sessions::ends_at.le(stored(now)))
        .filter(untold())
        .count()
        .get_result(db)?;
    let rows: Vec<(String, String, NaiveDateTime, String, String, String)> = sessions::table
        .inner_join(venues::table)
        .filter(sessions::committee_id.eq_any(owned(scope)))
        .filter(sessions::status.eq_any(["confirmed", "delivered"]))
        .filter(sessions::ends_at.le(stored(now)))
        .filter(untold())
        .order((sessions::starts_at.desc(), sessions::id))
        .limit(paging.size())
        .offset(paging.offset())
        .select((
            sessions::id,
            sessions::code,
            sessions::starts_at,
            venues::name,
            sessions::teacher,
            sessions::teacher_phone,
        ))
        .load(db)?;
    let filled = rows.into_iter().map(|(id, code, start, venue, teacher, phone)| MissingHeadcount {
        session: SessionId(id),
        code,
        start: moment(start),
        venue,
        teacher: (teacher, phone),
    });
    Ok(Page::of(filled.collect(), paging, total))
}
