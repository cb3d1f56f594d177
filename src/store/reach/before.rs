//! As what sessions counted at an earlier moment: a session that is moved, renamed or taken
//! back after it counted leaves a row here, so that an as-of report stays the same for ever.

use super::{Which, counted, visits};
use crate::kernel::{CampaignId, CommitteeId, Day, Moment, SessionId, VenueId};
use crate::reach::{CellKey, Counted, CountedFigure};
use crate::store::attendance::{grade, session_kind};
use crate::store::schema::{attendance, committees, sessions_before};
use crate::store::{Db, StoreError, dialect, inside, stored};
use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;
use std::collections::HashSet;
use std::collections::hash_map::{Entry, HashMap};

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = sessions_before, treat_none_as_default_value = false)]
struct Row {
    id: String,
    session_id: String,
    until_at: NaiveDateTime,
    committee_id: String,
    venue_id: String,
    day: NaiveDate,
    theme: String,
    kind: String,
    venue_kind: String,
    campaign_id: String,
    grade: String,
    talks: i64,
    online_views: i64,
}

impl Row {
    fn of(session: &Counted, until: Moment) -> Self {
        let key = &session.key;
        Self {
            id: uuid::Uuid::now_v7().to_string(),
            session_id: session.session.to_string(),
            until_at: stored(until),
            committee_id: key.committee.to_string(),
            venue_id: session.venue.to_string(),
            day: key.day.0,
            theme: key.theme.clone(),
            kind: key.kind.code().to_owned(),
            venue_kind: key.venue_kind.clone(),
            campaign_id: key.campaign.as_ref().map(ToString::to_string).unwrap_or_default(),
            grade: key.grade.code().to_owned(),
            talks: session.talks,
            online_views: session.online_views,
        }
    }

    fn value(self) -> Result<Counted, StoreError> {
        let key = CellKey {
            kind: session_kind(&self.kind)?,
            grade: grade(&self.grade)?,
            committee: CommitteeId(self.committee_id),
            day: Day(self.day),
            theme: self.theme,
            venue_kind: self.venue_kind,
            campaign: Some(self.campaign_id).filter(|id| !id.is_empty()).map(CampaignId),
        };
        Ok(Counted {
            session: SessionId(self.session_id),
            venue: VenueId(self.venue_id),
            key,
            talks: self.talks,
            online_views: self.online_views,
            figures: Vec::new(),
        })
    }
}

/// Keeps how sessions counted until now, where that changed.
pub(super) fn keep(db: &mut Db, before: &[Counted], after: &[Counted], now: Moment) -> Result<(), StoreError> {
    let after: HashMap<&SessionId, &Counted> = after.iter().map(|session| (&session.session, session)).collect();
    let same = |old: &Counted, new: &Counted| {
        (&old.key, &old.venue, old.talks, old.online_views) == (&new.key, &new.venue, new.talks, new.online_views)
    };
    let changed = before.iter().filter(|old| after.get(&old.session).is_none_or(|new| !same(old, new)));
    let rows: Vec<Row> = changed.map(|old| Row::of(old, now)).collect();
    dialect::insert_all!(db, sessions_before::table, &rows)?;
    Ok(())
}

/// The sessions that counted at a moment, with the figures that counted then.
pub(super) fn load(db: &mut Db, which: &Which<'_>, then: Moment) -> Result<Vec<Counted>, StoreError> {
    let visits = visits::earlier(db, then)?;
    let held_then = |session: &str| visits.get(session).is_none_or(Option::is_some);
    let earlier = earlier(db, then)?;
    let mut figures = figures(db, which, earlier.keys(), then)?;
    let mut heads: Vec<Counted> =
        counted::heads_of(db, which)?.into_iter().filter(|head| !earlier.contains_key(head.session.as_str())).collect();
    let held = holds(db, which)?;
    heads.extend(earlier.into_values().filter(held));
    Ok(heads
        .into_iter()
        .filter(|head| held_then(head.session.as_str()))
        .filter_map(|head| {
            let figures = figures.remove(head.session.as_str())?;
            Some(Counted { figures, ..head })
        })
        .collect())
}

/// As what sessions counted then that count as something else now.
fn earlier(db: &mut Db, then: Moment) -> Result<HashMap<String, Counted>, StoreError> {
    let rows: Vec<Row> = sessions_before::table
        .filter(sessions_before::until_at.ge(stored(then)))
        .order((sessions_before::until_at, sessions_before::id))
        .select(Row::as_select())
        .load(db)?;
    let mut earlier = HashMap::new();
    for row in rows {
        if let Entry::Vacant(place) = earlier.entry(row.session_id.clone()) {
            place.insert(row.value()?);
        }
    }
    Ok(earlier)
}

/// Whether a session was meant as it was then.
fn holds<'a>(db: &mut Db, which: &'a Which<'a>) -> Result<impl Fn(&Counted) -> bool + use<'a>, StoreError> {
    let owners: HashSet<String> = match which {
        Which::Owners(ids, ..) => ids.iter().map(ToString::to_string).collect(),
        Which::Within(scope, ..) => {
            committees::table.filter(inside(scope)).select(committees::id).load(db)?.into_iter().collect()
        }
        _ => HashSet::new(),
    };
    Ok(move |head: &Counted| match which {
        Which::All | Which::Under(_) => true,
        Which::Sessions(ids) => ids.contains(&head.session),
        Which::Venue(venue) => head.venue == **venue,
        Which::VenueDays(venue, from, to) => head.venue == **venue && (*from..=*to).contains(&head.key.day),
        Which::At(venues, ..) => venues.iter().any(|venue| venue == head.venue.as_str()),
        Which::Owners(_, from, to, campaign) | Which::Within(_, from, to, campaign) => {
            owners.contains(head.key.committee.as_str())
                && (*from..=*to).contains(&head.key.day)
                && campaign.is_none_or(|campaign| head.key.campaign.as_ref() == Some(campaign))
        }
    })
}

fn figures<'a>(
    db: &mut Db,
    which: &Which<'_>,
    earlier: impl Iterator<Item = &'a String>,
    then: Moment,
) -> Result<HashMap<String, Vec<CountedFigure>>, StoreError> {
    let at = stored(then);
    macro_rules! signed {
        ($which:expr) => {
            attendance::table
                .filter(attendance::session_id.eq_any($which))
                .filter(attendance::state.ne("reported"))
                .filter(attendance::counted_at.lt(at))
                .filter(attendance::replaced_at.is_null().or(attendance::replaced_at.ge(at)))
                .select(counted::FIGURE)
                .load::<counted::FigureRow>(db)?
        };
    }
    let mut rows = signed!(which.ids());
    let known: HashSet<String> = rows.iter().map(|row| row.0.clone()).collect();
    let others: Vec<&String> = earlier.filter(|id| !known.contains(*id)).collect();
    for ids in others.chunks(dialect::MANY) {
        rows.extend(signed!(ids.iter().copied()));
    }
    counted::by_session(rows)
}
