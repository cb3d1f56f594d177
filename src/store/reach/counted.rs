//! Delivered sessions with the figures that count, read from the rows themselves.

use super::Which;
use crate::kernel::{CampaignId, CommitteeId, Day, Moment};
use crate::reach::{CellKey, Counted, CountedFigure};
use crate::store::attendance::{grade, listener, session_kind};
use crate::store::schema::{assignments, attendance, sessions, venues};
use crate::store::{Db, StoreError, stored};
use chrono::NaiveDate;
use diesel::dsl::count_star;
use diesel::prelude::*;
use std::collections::HashMap;

type SessionRow = (String, String, NaiveDate, String, String, String, Option<String>, String, i64);
type FigureRow = (String, String, String, i32, i32, i32, i32);

/// The sessions with what counts now, or counted at the end of `as_of`.
pub(super) fn load(db: &mut Db, which: &Which<'_>, as_of: Option<Moment>) -> Result<Vec<Counted>, StoreError> {
    let mut figures: HashMap<String, Vec<CountedFigure>> = HashMap::new();
    for (session, band, kind, headcount, left_behind, migrant, hardship) in figure_rows(db, which, as_of)? {
        figures.entry(session).or_default().push(CountedFigure {
            grade: grade(&band)?,
            kind: listener(&kind)?,
            headcount: i64::from(headcount),
            flags: [left_behind, migrant, hardship].map(i64::from),
        });
    }
    let talks: HashMap<String, i64> = assignments::table
        .group_by(assignments::session_id)
        .filter(assignments::session_id.eq_any(which.ids()))
        .filter(assignments::role.eq("speaker"))
        .filter(assignments::answer.eq("accepted"))
        .select((assignments::session_id, count_star()))
        .load(db)?
        .into_iter()
        .collect();
    let rows: Vec<SessionRow> = sessions::table
        .inner_join(venues::table)
        .filter(which.meant())
        .select((
            sessions::id,
            sessions::committee_id,
            sessions::day,
            sessions::theme,
            sessions::kind,
            venues::kind,
            sessions::campaign_id,
            sessions::grade,
            sessions::online_views,
        ))
        .load(db)?;
    rows.into_iter()
        .filter_map(|row| {
            let figures = figures.remove(&row.0)?;
            Some(counted(row, figures, &talks))
        })
        .collect()
}

fn counted(row: SessionRow, figures: Vec<CountedFigure>, talks: &HashMap<String, i64>) -> Result<Counted, StoreError> {
    let (id, committee, day, theme, kind, venue_kind, campaign, band, online_views) = row;
    let key = CellKey {
        committee: CommitteeId(committee),
        day: Day(day),
        theme,
        kind: session_kind(&kind)?,
        venue_kind,
        campaign: campaign.map(CampaignId),
        grade: grade(&band)?,
    };
    Ok(Counted { key, talks: talks.get(&id).copied().unwrap_or(0), online_views, figures })
}

fn figure_rows(db: &mut Db, which: &Which<'_>, as_of: Option<Moment>) -> Result<Vec<FigureRow>, StoreError> {
    let columns = (
        attendance::session_id,
        attendance::grade,
        attendance::kind,
        attendance::headcount,
        attendance::left_behind,
        attendance::migrant,
        attendance::hardship,
    );
    let signed = attendance::table
        .filter(attendance::session_id.eq_any(which.ids()))
        .filter(attendance::state.ne("reported"))
        .select(columns);
    match as_of.map(stored) {
        None => Ok(signed.filter(attendance::replaced_at.is_null()).load(db)?),
        Some(then) => Ok(signed
            .filter(attendance::confirmed_at.lt(then))
            .filter(attendance::replaced_at.is_null().or(attendance::replaced_at.ge(then)))
            .load(db)?),
    }
}
