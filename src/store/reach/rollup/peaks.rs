//! The largest single headcounts of youths at a venue by day and grade band, of each committee
//! with all below it: what does not add up.

use super::lineage::Lineage;
use super::{Difference, differing};
use crate::attendance::ListenerKind;
use crate::kernel::{CampaignId, CommitteeId, Day, Grade, SessionId, VenueId};
use crate::reach::Counted;
use crate::sessions::SessionKind;
use crate::store::reach::packed::{Most, by_year, larger, pack_peaks, peaks};
use crate::store::reach::{Which, counted};
use crate::store::schema::reach_peaks;
use crate::store::{Db, StoreError, dialect};
use diesel::prelude::*;
use std::collections::{BTreeMap, BTreeSet, HashMap};

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = reach_peaks, treat_none_as_default_value = false)]
struct Row {
    committee_id: String,
    campaign_id: String,
    venue_id: String,
    days: Vec<u8>,
    years: Vec<u8>,
}

/// Committee, campaign, venue.
type Key<'a> = (&'a str, &'a str, &'a str);
type Days = BTreeMap<Day, Most>;

/// The young listeners of one session by grade band; none where they count as persons.
fn youths(session: &Counted) -> Most {
    let mut most = Most::default();
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

fn is_none(most: &Most) -> bool {
    *most == Most::default()
}

/// The largest headcounts of each venue, whoever owned the sessions.
pub(in crate::store::reach) fn most_by_venue<'a>(
    sessions: impl IntoIterator<Item = &'a Counted>,
) -> HashMap<String, Most> {
    let mut by_venue: HashMap<String, Most> = HashMap::new();
    for session in sessions {
        larger(by_venue.entry(session.venue.to_string()).or_default(), &youths(session));
    }
    by_venue
}

/// Puts each session where it counts: for everybody above its owner, with and without campaign.
fn heap<'a>(lineage: &'a Lineage, sessions: impl IntoIterator<Item = &'a Counted>) -> BTreeMap<Key<'a>, Days> {
    let mut rows: BTreeMap<Key<'a>, Days> = BTreeMap::new();
    for session in sessions {
        let most = youths(session);
        if is_none(&most) {
            continue;
        }
        let campaign = session.key.campaign.as_ref().map(CampaignId::as_str);
        for (committee, _) in lineage.of(&session.key.committee) {
            for campaign in std::iter::once("").chain(campaign) {
                let days = rows.entry((committee, campaign, session.venue.as_str())).or_default();
                larger(days.entry(session.key.day).or_default(), &most);
            }
        }
    }
    rows
}

/// Whether less of a session counts now, or it counts elsewhere.
fn shrinks(old: &Counted, new: Option<&&Counted>) -> bool {
    let before = youths(old);
    let place = |session: &Counted| {
        (session.venue.clone(), session.key.day, session.key.committee.clone(), session.key.campaign.clone())
    };
    let holds = |new: &&Counted| {
        place(old) == place(new) && before.iter().zip(youths(new)).all(|(before, after)| *before <= after)
    };
    !is_none(&before) && !new.is_some_and(holds)
}

/// What changes: days of venues that became smaller or went, and what is larger now on the others.
pub(super) struct Change<'a> {
    gone: BTreeSet<(&'a str, Day)>,
    grown: BTreeMap<Key<'a>, Days>,
}

impl<'a> Change<'a> {
    pub(super) fn of(lineage: &'a Lineage, before: &'a [Counted], after: &'a [Counted]) -> Self {
        let later: HashMap<&SessionId, &Counted> = after.iter().map(|session| (&session.session, session)).collect();
        let gone: BTreeSet<(&str, Day)> = before
            .iter()
            .filter(|old| shrinks(old, later.get(&old.session)))
            .map(|old| (old.venue.as_str(), old.key.day))
            .collect();
        let grown = after.iter().filter(|session| !gone.contains(&(session.venue.as_str(), session.key.day)));
        let grown = heap(lineage, grown);
        Self { gone, grown }
    }

    /// Puts in what is larger; the days that became smaller are read again from the rows.
    pub(super) fn put(self, db: &mut Db, lineage: &Lineage) -> Result<(), StoreError> {
        let Change { gone, grown: mut rows } = self;
        let mut again = Vec::new();
        for (venue, day) in &gone {
            let venue = VenueId((*venue).to_owned());
            again.extend(counted::load(db, &Which::VenueDays(&venue, *day, *day), None)?);
        }
        for (key, days) in heap(lineage, &again) {
            rows.entry(key).or_default().extend(days);
        }
        write(db, rows, &gone)
    }
}

/// Adds sessions of which nothing is there yet.
pub(super) fn add(db: &mut Db, lineage: &Lineage, sessions: &[Counted]) -> Result<(), StoreError> {
    write(db, heap(lineage, sessions), &BTreeSet::new())
}

/// Takes days out, then keeps what is larger, band by band.
fn write(db: &mut Db, rows: BTreeMap<Key<'_>, Days>, gone: &BTreeSet<(&str, Day)>) -> Result<(), StoreError> {
    let mut by_venue: BTreeMap<&str, BTreeMap<(String, String), Days>> =
        gone.iter().map(|(venue, _)| (*venue, BTreeMap::new())).collect();
    for ((committee, campaign, venue), days) in rows {
        by_venue.entry(venue).or_default().insert((committee.to_owned(), campaign.to_owned()), days);
    }
    let mut by_venue: Vec<_> = by_venue.into_iter().collect();
    for venues in by_venue.chunks_mut(dialect::MANY) {
        let mut new: HashMap<&str, &mut BTreeMap<(String, String), Days>> =
            venues.iter_mut().map(|(venue, rows)| (*venue, rows)).collect();
        let ids: Vec<&str> = new.keys().copied().collect();
        let standing = reach_peaks::table.filter(reach_peaks::venue_id.eq_any(ids));
        let known: Vec<Row> = standing.clone().select(Row::as_select()).load(db)?;
        if !known.is_empty() {
            diesel::delete(standing).execute(db)?;
        }
        for row in known {
            let Some(rows) = new.get_mut(row.venue_id.as_str()) else { continue };
            let days = rows.entry((row.committee_id, row.campaign_id)).or_default();
            for (day, most) in peaks(&row.days) {
                if !gone.contains(&(row.venue_id.as_str(), day)) {
                    larger(days.entry(day).or_default(), &most);
                }
            }
        }
        let mut rows: Vec<Row> = new.into_iter().flat_map(|(venue, rows)| packed_rows(venue, rows)).collect();
        // neighbours in the table are written one after the other
        rows.sort_unstable_by(|one, other| place(one).cmp(&place(other)));
        dialect::insert_all!(db, reach_peaks::table, &rows)?;
    }
    Ok(())
}

fn place(row: &Row) -> Key<'_> {
    (&row.committee_id, &row.campaign_id, &row.venue_id)
}

fn packed_rows(venue: &str, rows: &mut BTreeMap<(String, String), Days>) -> impl Iterator<Item = Row> + use<> {
    let venue = venue.to_owned();
    let rows = std::mem::take(rows).into_iter().filter(|(_, days)| !days.is_empty());
    rows.map(move |((committee_id, campaign_id), days)| Row {
        committee_id,
        campaign_id,
        venue_id: venue.clone(),
        days: pack_peaks(&days),
        years: pack_peaks(&by_year(&days)),
    })
}

/// Takes all rows away, or those of some committees.
pub(super) fn clear(db: &mut Db, of: Option<&[CommitteeId]>) -> Result<(), StoreError> {
    match of {
        None => diesel::delete(reach_peaks::table).execute(db)?,
        Some(ids) => {
            let ids = ids.iter().map(CommitteeId::as_str);
            diesel::delete(reach_peaks::table.filter(reach_peaks::committee_id.eq_any(ids))).execute(db)?
        }
    };
    Ok(())
}

pub(super) fn compare(db: &mut Db, lineage: &Lineage, counted: &[Counted]) -> Result<Vec<Difference>, StoreError> {
    let own = |(committee, campaign, venue): Key<'_>| [committee, campaign, venue].map(str::to_owned);
    let counted = heap(lineage, counted).into_iter();
    let rows: HashMap<[String; 3], (Days, Days)> =
        counted.map(|(key, days)| (own(key), (by_year(&days), days))).collect();
    let kept: Vec<Row> = reach_peaks::table.select(Row::as_select()).load(db)?;
    // a row that was not written since years are kept holds days in their place
    let kept = kept.iter().map(|row| (own(place(row)), (by_year(&peaks(&row.years)), peaks(&row.days))));
    let sum = |(_, days): &(Days, Days)| days.values().flatten().map(|count| i64::from(*count)).sum();
    Ok(differing("reach_peaks", kept.collect(), rows, sum))
}
