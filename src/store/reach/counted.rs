//! Delivered sessions with the figures that count, read from the rows themselves.

use super::{Which, before};
use crate::attendance::Figure;
use crate::kernel::{CampaignId, CommitteeId, Day, Moment, SessionId, VenueId};
use crate::reach::{CellKey, Counted, CountedFigure};
use crate::store::attendance::{grade, listener, session_kind};
use crate::store::schema::{assignments, attendance, sessions, venues};
use crate::store::{Db, StoreError};
use chrono::NaiveDate;
use diesel::dsl::count_star;
use diesel::prelude::*;
use std::collections::HashMap;

type SessionRow = (String, String, NaiveDate, String, String, String, Option<String>, String, i64, String);
pub(super) type FigureRow = (String, String, String, i32, i32, i32, i32);

/// The sessions with what counts now, or counted at the end of `as_of`.
pub(super) fn load(db: &mut Db, which: &Which<'_>, as_of: Option<Moment>) -> Result<Vec<Counted>, StoreError> {
    if let Some(then) = as_of {
        return before::load(db, which, then);
    }
    let figures = figures(db, which)?;
    let talks = talks_of(db, which)?;
    let rows: Vec<SessionRow> =
        sessions::table.inner_join(venues::table).filter(which.meant()).select(COLUMNS).load(db)?;
    whole(rows, figures, &talks)
}

const COLUMNS: (
    sessions::id,
    sessions::committee_id,
    sessions::day,
    sessions::theme,
    sessions::kind,
    venues::kind,
    sessions::campaign_id,
    sessions::grade,
    sessions::online_views,
    sessions::venue_id,
) = (
    sessions::id,
    sessions::committee_id,
    sessions::day,
    sessions::theme,
    sessions::kind,
    venues::kind,
    sessions::campaign_id,
    sessions::grade,
    sessions::online_views,
    sessions::venue_id,
);

fn whole(
    rows: Vec<SessionRow>,
    mut figures: HashMap<String, Vec<CountedFigure>>,
    talks: &HashMap<String, i64>,
) -> Result<Vec<Counted>, StoreError> {
    rows.into_iter()
        .filter_map(|row| {
            let figures = figures.remove(&row.0)?;
            Some(counted(row, figures, talks))
        })
        .collect()
}

fn counted(row: SessionRow, figures: Vec<CountedFigure>, talks: &HashMap<String, i64>) -> Result<Counted, StoreError> {
    let (id, committee, day, theme, kind, venue_kind, campaign, band, online_views, venue) = row;
    let key = CellKey {
        committee: CommitteeId(committee),
        day: Day(day),
        theme,
        kind: session_kind(&kind)?,
        venue_kind,
        campaign: campaign.map(CampaignId),
        grade: grade(&band)?,
    };
    let talks = talks.get(&id).copied().unwrap_or(0);
    Ok(Counted { session: SessionId(id), venue: VenueId(venue), key, talks, online_views, figures })
}

/// The sessions that are meant, without figures.
pub(super) fn heads_of(db: &mut Db, which: &Which<'_>) -> Result<Vec<Counted>, StoreError> {
    let talks = talks_of(db, which)?;
    let rows: Vec<SessionRow> =
        sessions::table.inner_join(venues::table).filter(which.meant()).select(COLUMNS).load(db)?;
    rows.into_iter().map(|row| counted(row, Vec::new(), &talks)).collect()
}

/// The sessions that are meant as they count now, and as they count with further figures.
pub(super) fn grown(
    db: &mut Db,
    which: &Which<'_>,
    further: &[&Figure],
) -> Result<(Vec<Counted>, Vec<Counted>), StoreError> {
    let mut more: HashMap<&str, Vec<CountedFigure>> = HashMap::new();
    for figure in further {
        more.entry(figure.session.as_str()).or_default().push(CountedFigure {
            grade: figure.grade,
            kind: figure.kind,
            headcount: i64::from(figure.headcount.get()),
            flags: [figure.left_behind, figure.migrant, figure.hardship].map(i64::from),
        });
    }
    let mut standing = figures(db, which)?;
    let (mut before, mut after) = (Vec::new(), Vec::new());
    for head in heads_of(db, which)? {
        let mut figures = standing.remove(head.session.as_str()).unwrap_or_default();
        if !figures.is_empty() {
            before.push(Counted { figures: figures.clone(), ..head.clone() });
        }
        figures.extend(more.remove(head.session.as_str()).unwrap_or_default());
        after.push(Counted { figures, ..head });
    }
    Ok((before, after))
}

fn talks_of(db: &mut Db, which: &Which<'_>) -> Result<HashMap<String, i64>, StoreError> {
    let accepted = assignments::table
        .group_by(assignments::session_id)
        .filter(assignments::session_id.eq_any(which.ids()))
        .filter(assignments::role.eq("speaker"))
        .filter(assignments::answer.eq("accepted"))
        .select((assignments::session_id, count_star()));
    Ok(accepted.load(db)?.into_iter().collect())
}

pub(super) const FIGURE: (
    attendance::session_id,
    attendance::grade,
    attendance::kind,
    attendance::headcount,
    attendance::left_behind,
    attendance::migrant,
    attendance::hardship,
) = (
    attendance::session_id,
    attendance::grade,
    attendance::kind,
    attendance::headcount,
    attendance::left_behind,
    attendance::migrant,
    attendance::hardship,
);

/// The figures that count now, by session.
fn figures(db: &mut Db, which: &Which<'_>) -> Result<HashMap<String, Vec<CountedFigure>>, StoreError> {
    let signed = attendance::table
        .filter(attendance::state.ne("reported"))
        .filter(attendance::replaced_at.is_null())
        .select(FIGURE);
    by_session(match which {
        // without a condition a scan is faster than a probe for each session
        Which::All => signed.load(db)?,
        _ => signed.filter(attendance::session_id.eq_any(which.ids())).load(db)?,
    })
}

/// Rows of figures put to their sessions.
pub(super) fn by_session(rows: Vec<FigureRow>) -> Result<HashMap<String, Vec<CountedFigure>>, StoreError> {
    let mut figures: HashMap<String, Vec<CountedFigure>> = HashMap::new();
    for (session, band, kind, headcount, left_behind, migrant, hardship) in rows {
        figures.entry(session).or_default().push(CountedFigure {
            grade: grade(&band)?,
            kind: listener(&kind)?,
            headcount: i64::from(headcount),
            flags: [left_behind, migrant, hardship].map(i64::from),
        });
    }
    Ok(figures)
}
