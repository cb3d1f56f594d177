//! From a total down to its sessions, and to the venues that nobody reached.

use super::areas::InArea;
use super::meant::Meant;
use super::query::ReachQuery;
use crate::attendance::FigureState;
use crate::kernel::{Grade, Moment, SessionId};
use crate::reach::Sums;
use crate::sessions::SessionKind;
use crate::store::attendance::{grade, listener, session_kind};
use crate::store::schema::{attendance, committees, sessions, venues};
use crate::store::{Db, Page, Paging, StoreError, moment};
use chrono::NaiveDateTime;
use diesel::dsl::exists;
use diesel::prelude::*;
use std::collections::HashMap;

/// A narrower part of a total.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Part {
    /// Of one theme.
    pub theme: Option<String>,
    /// Of one grade band: the session's own, or of some of its listeners.
    pub grade: Option<Grade>,
    /// Of one kind of session.
    pub kind: Option<SessionKind>,
    /// At one kind of venue.
    pub venue_kind: Option<String>,
    /// In one liaison area, or in none of them.
    pub area: Option<String>,
}

/// A session behind a total.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReachSession {
    /// Its identity.
    pub id: SessionId,
    /// Its code.
    pub code: String,
    /// When it began.
    pub start: Moment,
    /// Where it was.
    pub venue: String,
    /// Who owns it.
    pub owner: String,
    /// Its theme.
    pub theme: String,
    /// Its kind.
    pub kind: SessionKind,
    /// Its grade band.
    pub grade: Grade,
    /// Where its headcount stands; none when it is missing.
    pub state: Option<FigureState>,
    /// Its listeners as they stand, counted or not.
    pub sums: Sums,
}

type Listed = (String, String, NaiveDateTime, String, String, String, String, String);

/// The sessions of a part, the latest first: those that count, those that wait for a
/// signature, and those whose headcount is missing.
///
/// # Errors
/// The database's.
pub fn sessions_of(
    db: &mut Db,
    query: &ReachQuery,
    part: &Part,
    paging: Paging,
) -> Result<Page<ReachSession>, StoreError> {
    let area = part.area.as_ref().map(|area| InArea::load(db, query, area)).transpose()?;
    macro_rules! narrowed {
        ($joined:expr) => {{
            let mut rows = $joined.into_boxed();
            if let Some(theme) = &part.theme {
                rows = rows.filter(sessions::theme.eq(theme.clone()));
            }
            if let Some(kind) = part.kind {
                rows = rows.filter(sessions::kind.eq(kind.code()));
            }
            if let Some(kind) = &part.venue_kind {
                rows = rows.filter(venues::kind.eq(kind.clone()));
            }
            if let Some(area) = &area {
                let by_owner = sessions::committee_id.eq_any(area.owners.clone());
                let by_owner = by_owner.and(sessions::venue_id.ne_all(area.placed.clone()));
                rows = rows.filter(sessions::venue_id.eq_any(area.venues.clone()).or(by_owner));
            }
            if let Some(grade) = part.grade {
                let listeners = attendance::table
                    .filter(attendance::session_id.eq(sessions::id))
                    .filter(attendance::replaced_at.is_null())
                    .filter(attendance::grade.eq(grade.code()));
                rows = rows.filter(sessions::grade.eq(grade.code()).or(exists(listeners)));
            }
            rows
        }};
    }
    let held = || Meant::of(&query.which(), false);
    let over = sessions::ends_at.le(crate::store::stored(query.now));
    let joined = || sessions::table.inner_join(venues::table).inner_join(committees::table).filter(held()).filter(over);
    let total = narrowed!(joined()).count().get_result(db)?;
    let rows: Vec<Listed> = narrowed!(joined())
        .order((sessions::starts_at.desc(), sessions::id))
        .limit(paging.size())
        .offset(paging.offset())
        .select((
            sessions::id,
            sessions::code,
            sessions::starts_at,
            venues::name,
            committees::name,
            sessions::theme,
            sessions::kind,
            sessions::grade,
        ))
        .load(db)?;
    let mut told = listeners(db, rows.iter().map(|row| row.0.as_str()))?;
    let found = rows.into_iter().map(|row| {
        let listeners = told.remove(&row.0);
        session_of(row, listeners)
    });
    Ok(Page::of(found.collect::<Result<_, StoreError>>()?, paging, total))
}

fn session_of(row: Listed, listeners: Option<(FigureState, Sums)>) -> Result<ReachSession, StoreError> {
    let (id, code, start, venue, owner, theme, kind, band) = row;
    let (state, mut sums) = listeners.map_or((None, Sums::default()), |(state, sums)| (Some(state), sums));
    let kind = session_kind(&kind)?;
    if kind == SessionKind::FieldPractice {
        // persons have a column of their own (rule 3)
        sums.field_persons = std::mem::take(&mut sums.youth);
    }
    Ok(ReachSession {
        kind,
        grade: grade(&band)?,
        id: SessionId(id),
        code,
        start: moment(start),
        venue,
        owner,
        theme,
        state,
        sums,
    })
}

fn listeners<'a>(
    db: &mut Db,
    ids: impl Iterator<Item = &'a str>,
) -> Result<HashMap<String, (FigureState, Sums)>, StoreError> {
    let rows: Vec<(String, String, String, i32)> = attendance::table
        .filter(attendance::session_id.eq_any(ids))
        .filter(attendance::replaced_at.is_null())
        .select((attendance::session_id, attendance::state, attendance::kind, attendance::headcount))
        .load(db)?;
    let mut told: HashMap<String, (FigureState, Sums)> = HashMap::new();
    for (session, state, kind, headcount) in rows {
        let state = FigureState::parse(&state).ok_or_else(|| StoreError::row("figure", &state))?;
        let entry = told.entry(session).or_insert((state, Sums::default()));
        entry.0 = entry.0.max(state);
        let column = match listener(&kind)? {
            crate::attendance::ListenerKind::Youth => &mut entry.1.youth,
            crate::attendance::ListenerKind::Parent => &mut entry.1.parents,
            crate::attendance::ListenerKind::Other => &mut entry.1.others,
        };
        *column += i64::from(headcount);
    }
    Ok(told)
}
