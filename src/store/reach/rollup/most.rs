//! The largest single headcount of youths by owner, venue, grade band and month, for what does
//! not add up. A year has rows of its own, so that long periods read few rows.

use super::{Difference, differing};
use crate::attendance::ListenerKind;
use crate::kernel::{CampaignId, Day, Grade};
use crate::reach::Counted;
use crate::sessions::SessionKind;
use crate::store::reach::{Which, counted};
use crate::store::schema::reach_venues;
use crate::store::{Db, StoreError, dialect};
use diesel::prelude::*;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// One number a grade band, in the order of [`Grade::ALL`].
pub(in crate::store::reach) type Most = [i32; 8];

/// Nobody, in any band.
#[must_use]
pub(in crate::store::reach) fn no_most() -> Most {
    [0; 8]
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = reach_venues, treat_none_as_default_value = false)]
struct Row {
    committee_id: String,
    span: String,
    venue_id: String,
    campaign_id: String,
    kindergarten: i32,
    primary_1_3: i32,
    primary_4_6: i32,
    junior: i32,
    senior: i32,
    vocational: i32,
    university: i32,
    community: i32,
}

/// Owner, span, venue, campaign.
type Key = (String, String, String, String);

impl Row {
    fn of((committee_id, span, venue_id, campaign_id): Key, most: Most) -> Self {
        let [kindergarten, primary_1_3, primary_4_6, junior, senior, vocational, university, community] = most;
        Self {
            committee_id,
            span,
            venue_id,
            campaign_id,
            kindergarten,
            primary_1_3,
            primary_4_6,
            junior,
            senior,
            vocational,
            university,
            community,
        }
    }

    fn split(self) -> (Key, Most) {
        let most = [
            self.kindergarten,
            self.primary_1_3,
            self.primary_4_6,
            self.junior,
            self.senior,
            self.vocational,
            self.university,
            self.community,
        ];
        ((self.committee_id, self.span, self.venue_id, self.campaign_id), most)
    }
}

fn spans(day: Day) -> [String; 2] {
    let (year, month, _) = day.parts();
    [format!("{year:04}"), format!("{year:04}-{month:02}")]
}

/// The young listeners of one session by grade band; none where they count as persons.
fn youths(session: &Counted) -> Most {
    let mut most = no_most();
    if session.key.kind == SessionKind::FieldPractice {
        return most;
    }
    for figure in session.figures.iter().filter(|figure| figure.kind == ListenerKind::Youth) {
        let place = Grade::ALL.iter().position(|grade| *grade == figure.grade);
        if let Some(slot) = place.and_then(|place| most.get_mut(place)) {
            *slot = (*slot).max(i32::try_from(figure.headcount).unwrap_or(i32::MAX));
        }
    }
    most
}

/// The largest of two, band by band.
pub(in crate::store::reach) fn larger(one: &mut Most, other: Most) {
    for (slot, count) in one.iter_mut().zip(other) {
        *slot = (*slot).max(count);
    }
}

/// The largest headcounts of each venue, whoever owned the sessions.
pub(in crate::store::reach) fn most_by_venue<'a>(
    sessions: impl IntoIterator<Item = &'a Counted>,
) -> HashMap<String, Most> {
    let mut by_venue: HashMap<String, Most> = HashMap::new();
    for session in sessions {
        larger(by_venue.entry(session.venue.to_string()).or_insert_with(no_most), youths(session));
    }
    by_venue
}

fn added<'a>(sessions: impl IntoIterator<Item = &'a Counted>) -> BTreeMap<Key, Most> {
    let mut rows: BTreeMap<Key, Most> = BTreeMap::new();
    for session in sessions {
        let most = youths(session);
        if most == no_most() {
            continue;
        }
        let campaign = session.key.campaign.as_ref().map_or("", CampaignId::as_str);
        for span in spans(session.key.day) {
            let key = (session.key.committee.to_string(), span, session.venue.to_string(), campaign.to_owned());
            larger(rows.entry(key).or_insert_with(no_most), most);
        }
    }
    rows
}

/// Puts in what is larger now; where something became smaller or went, the venue's months are
/// read again from the rows.
pub(super) fn carry(db: &mut Db, before: &[Counted], after: &[Counted]) -> Result<(), StoreError> {
    let shrunk: BTreeSet<(&str, i32)> =
        before.iter().filter(|s| youths(s) != no_most()).map(|s| (s.venue.as_str(), s.key.day.parts().0)).collect();
    let grown = after.iter().filter(|s| !shrunk.contains(&(s.venue.as_str(), s.key.day.parts().0)));
    write(db, added(grown))?;
    for (venue, year) in shrunk {
        let (Some(from), Some(to)) = (Day::ymd(year, 1, 1), Day::ymd(year, 12, 31)) else { continue };
        diesel::delete(
            reach_venues::table
                .filter(reach_venues::venue_id.eq(venue))
                .filter(reach_venues::span.like(format!("{year:04}%"))),
        )
        .execute(db)?;
        let venue = crate::kernel::VenueId(venue.to_owned());
        let all = counted::load(db, &Which::VenueDays(&venue, from, to), None)?;
        write(db, added(&all))?;
    }
    Ok(())
}

/// Rows of the same key keep what is larger, band by band.
fn write(db: &mut Db, mut rows: BTreeMap<Key, Most>) -> Result<(), StoreError> {
    let venues: BTreeSet<String> = rows.keys().map(|(_, _, venue, _)| venue.clone()).collect();
    for venues in venues.into_iter().collect::<Vec<_>>().chunks(dialect::MANY) {
        let known = reach_venues::table.filter(reach_venues::venue_id.eq_any(venues)).select(Row::as_select());
        for row in known.load::<Row>(db)? {
            let (key, most) = row.split();
            if let Some(new) = rows.get_mut(&key) {
                larger(new, most);
                let (committee, span, venue, campaign) = &key;
                diesel::delete(reach_venues::table.find((committee, span, venue, campaign))).execute(db)?;
            }
        }
    }
    let rows: Vec<Row> = rows.into_iter().map(|(key, most)| Row::of(key, most)).collect();
    dialect::insert_all!(db, reach_venues::table, &rows)?;
    Ok(())
}

pub(super) fn clear(db: &mut Db) -> Result<(), StoreError> {
    diesel::delete(reach_venues::table).execute(db)?;
    Ok(())
}

pub(super) fn compare(db: &mut Db, counted: &[Counted]) -> Result<Vec<Difference>, StoreError> {
    let rows: HashMap<Key, Most> = added(counted).into_iter().collect();
    let kept = reach_venues::table.select(Row::as_select()).load::<Row>(db)?.into_iter().map(Row::split);
    let sum = |most: &Most| most.iter().map(|count| i64::from(*count)).sum();
    Ok(differing("reach_venues", kept.collect(), rows, sum))
}
