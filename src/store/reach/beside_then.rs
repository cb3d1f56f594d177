//! What stood beside the confirmed figures on an earlier day, and the contests of then: from
//! sessions as they were agreed at that moment.

use super::counted;
use super::query::ReachQuery;
use super::tree::Tree;
use crate::attendance::Contests;
use crate::kernel::{CampaignId, CommitteeId, Day, Moment, SessionId, VenueId};
use crate::reach::{Beside, CellKey, Counted, CountedFigure, cells_of, total};
use crate::store::attendance::{grade, session_kind};
use crate::store::history::{ContestFact, SessionFact, stood};
use crate::store::schema::attendance;
use crate::store::{Db, StoreError, dialect, stored};
use diesel::prelude::*;
use std::collections::{HashMap, HashSet};

/// The sessions of a question that were agreed then.
fn agreed(
    db: &mut Db,
    query: &ReachQuery,
    tree: &Tree,
    then: Moment,
) -> Result<HashMap<String, SessionFact>, StoreError> {
    let now = SessionFact::between(db, query.from.0, query.to.0)?;
    let mut agreed = stood(db, then, now)?;
    let campaign = query.campaign.as_ref().map(CampaignId::as_str);
    agreed.retain(|_, session| {
        tree.paths().contains_key(&session.committee)
            && (query.from..=query.to).contains(&Day(session.day))
            && campaign.is_none_or(|campaign| session.campaign == campaign)
    });
    Ok(agreed)
}

/// Reported and not confirmed by then, and over by then without any headcount.
pub(super) fn load(db: &mut Db, query: &ReachQuery, tree: &Tree, then: Moment) -> Result<Beside, StoreError> {
    let agreed = agreed(db, query, tree, then)?;
    let mut told: HashSet<String> = HashSet::new();
    let mut waiting: HashMap<String, Vec<CountedFigure>> = HashMap::new();
    let ids: Vec<&String> = agreed.keys().collect();
    let at = stored(then);
    for ids in ids.chunks(dialect::MANY) {
        let those = || attendance::table.filter(attendance::session_id.eq_any(ids.iter().copied()));
        told.extend(those().filter(attendance::reported_at.lt(at)).select(attendance::session_id).load::<String>(db)?);
        let rows: Vec<counted::FigureRow> = those()
            .filter(attendance::reported_at.lt(at))
            .filter(attendance::replaced_at.is_null().or(attendance::replaced_at.ge(at)))
            .filter(attendance::counted_at.is_null().or(attendance::counted_at.ge(at)))
            .select(counted::FIGURE)
            .load(db)?;
        waiting.extend(counted::by_session(rows)?);
    }
    let mut cells = Vec::new();
    for (id, figures) in waiting {
        let Some(session) = agreed.get(&id) else { continue };
        cells.extend(cells_of(&with_figures(id, session, figures)?));
    }
    // an hour that is still to come is over in no report
    let over = stored(then.min(query.now));
    let missing: Vec<&SessionFact> =
        agreed.iter().filter(|(id, session)| session.ends <= over && !told.contains(*id)).map(|(_, one)| one).collect();
    Ok(Beside {
        reported: total(&cells),
        missing_sessions: i64::try_from(missing.len()).unwrap_or(i64::MAX),
        missing_talks: missing.iter().map(|session| session.talks).sum(),
    })
}

fn with_figures(id: String, session: &SessionFact, figures: Vec<CountedFigure>) -> Result<Counted, StoreError> {
    let key = CellKey {
        committee: CommitteeId(session.committee.clone()),
        day: Day(session.day),
        theme: String::new(),
        kind: session_kind(&session.kind)?,
        venue_kind: String::new(),
        campaign: None,
        grade: grade(&session.grade)?,
    };
    let (talks, online_views) = (session.talks, session.online_views);
    Ok(Counted { session: SessionId(id), venue: VenueId(String::new()), key, talks, online_views, figures })
}

/// Contests that were delivered by then, with what was told of them.
pub(super) fn contests(db: &mut Db, query: &ReachQuery, tree: &Tree, then: Moment) -> Result<Contests, StoreError> {
    let held = agreed(db, query, tree, then)?;
    let now = ContestFact::all(db)?;
    let results = stood(db, then, now)?;
    let mut sums = Contests::default();
    for id in held.iter().filter(|(_, session)| session.delivered && session.kind == "contest").map(|(id, _)| id) {
        sums.contests += 1;
        if let Some(result) = results.get(id) {
            sums.told += 1;
            sums.entrants += result.entrants;
            sums.winners += result.winners;
        }
    }
    Ok(sums)
}
