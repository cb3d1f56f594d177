//! What stands beside the confirmed figures: reported, and missing (rule 6).

use super::beside_then;
use super::meant::Meant;
use super::query::ReachQuery;
use crate::kernel::{Moment, SessionId, VenueId};
use crate::reach::{Beside, CellKey, Counted, CountedFigure, Sums, cells_of, total};
use crate::store::attendance::{grade, listener, session_kind};
use crate::store::schema::{assignments, attendance, sessions, sessions_untold};
use crate::store::{Db, StoreError, stored, words};
use diesel::dsl::count_star;
use diesel::prelude::*;
use diesel::sql_types::Bool;
use std::collections::{BTreeMap, HashMap, HashSet};

type FigureRow = (String, String, String, String, i64, String, String, i32, i32, i32, i32);

/// Loads both.
pub(super) fn load(db: &mut Db, query: &ReachQuery) -> Result<Beside, StoreError> {
    if let Some((then, tree)) = query.then() {
        return beside_then::load(db, query, tree, then);
    }
    let reported = reported(db, query)?;
    untold_now(db, query, query.now, reported)
}

/// What is missing, from the list of untold sessions, which is short.
fn untold_now(db: &mut Db, query: &ReachQuery, now: Moment, reported: Sums) -> Result<Beside, StoreError> {
    let untold = sessions_untold::table.select(sessions_untold::session_id);
    let missing: Vec<String> = sessions::table
        .filter(sessions::id.eq_any(untold))
        .filter(held(query).listed())
        .filter(sessions::ends_at.le(stored(now)))
        .select(sessions::id)
        .load(db)?;
    let talks = talks_of(db, missing.iter().map(String::as_str).collect())?;
    let count = i64::try_from(missing.len()).unwrap_or(i64::MAX);
    Ok(Beside { reported, missing_sessions: count, missing_talks: talks.values().sum() })
}

/// Agreed sessions of the period, whether marked as delivered already or not.
fn held(query: &ReachQuery) -> Meant {
    Meant::of(&query.which(), false)
}

fn reported(db: &mut Db, query: &ReachQuery) -> Result<Sums, StoreError> {
    let columns = (
        sessions::id,
        sessions::kind,
        sessions::theme,
        sessions::grade,
        sessions::online_views,
        attendance::grade,
        attendance::kind,
        attendance::headcount,
        attendance::left_behind,
        attendance::migrant,
        attendance::hardship,
    );
    let all = attendance::table.inner_join(sessions::table).filter(held(query).listed()).select(columns);
    // in these words, by which both databases know the index of those that wait
    let waiting = words::<Bool>("attendance.state = 'reported' AND attendance.replaced_at IS NULL");
    let rows: Vec<FigureRow> = all.filter(waiting).load(db)?;
    let talks = talks_of(db, rows.iter().map(|row| row.0.as_str()).collect())?;
    let mut sessions: BTreeMap<String, Counted> = BTreeMap::new();
    for (id, kind, theme, band, online_views, listeners_band, listener_kind, headcount, left, migrant, hard) in rows {
        let key = CellKey {
            committee: query.committee.clone(),
            day: query.from,
            theme,
            kind: session_kind(&kind)?,
            venue_kind: String::new(),
            campaign: None,
            grade: grade(&band)?,
        };
        let talks = talks.get(&id).copied().unwrap_or(0);
        let session = sessions.entry(id).or_insert_with_key(|id| Counted {
            session: SessionId(id.clone()),
            venue: VenueId(String::new()),
            key,
            talks,
            online_views,
            figures: Vec::new(),
        });
        session.figures.push(CountedFigure {
            grade: grade(&listeners_band)?,
            kind: listener(&listener_kind)?,
            headcount: i64::from(headcount),
            flags: [left, migrant, hard].map(i64::from),
        });
    }
    let cells: Vec<_> = sessions.values().flat_map(cells_of).collect();
    Ok(total(&cells))
}

fn talks_of(db: &mut Db, sessions: HashSet<&str>) -> Result<HashMap<String, i64>, StoreError> {
    let rows: Vec<(String, i64)> = assignments::table
        .group_by(assignments::session_id)
        .filter(assignments::session_id.eq_any(sessions))
        .filter(assignments::role.eq("speaker"))
        .filter(assignments::answer.eq("accepted"))
        .select((assignments::session_id, count_star()))
        .load(db)?;
    Ok(rows.into_iter().collect())
}
