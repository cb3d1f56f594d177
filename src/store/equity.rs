//! What the question of equity is answered from: targets, confirmed reach, enrolment.

use super::attendance::grade;
use super::schema::{attendance, sessions, venue_enrolment, venues};
use super::{Db, StoreError, dialect, owned, targets};
use crate::accounts::Scope;
use crate::committees::Committee;
use crate::kernel::{CommitteeId, CommitteePath, Day, VenueId};
use crate::reach::{EnrolledVenue, EquityFacts, ReachTarget, ReachedCell};
use chrono::NaiveDate;
use diesel::prelude::*;
use std::collections::{BTreeSet, HashMap};

/// Loads it for counties and the venues that a plan concerns; the number of queries does not
/// depend on the number of either. Sums alone leave this room, so no scope is asked.
///
/// # Errors
/// The database's.
pub fn load(
    db: &mut Db,
    committees: &HashMap<String, Committee>,
    counties: BTreeSet<CommitteeId>,
    wanted: BTreeSet<VenueId>,
    today: Day,
) -> Result<EquityFacts, StoreError> {
    let paths: HashMap<CommitteeId, CommitteePath> =
        committees.values().map(|it| (it.id.clone(), it.path.clone())).collect();
    let line: Vec<CommitteeId> = counties
        .iter()
        .filter_map(|county| paths.get(county))
        .flat_map(|path| path.as_str().split('/').filter(|part| !part.is_empty()).map(CommitteeId::from))
        .collect::<BTreeSet<_>>()
        .into_iter()
        .collect();
    let mut targets = targets::of_committees(db, line.iter())?;
    targets.retain(|target| target.period.holds(today));
    let Some(first) = targets.iter().map(|target| target.period.days().0).min() else {
        return Ok(EquityFacts::default());
    };
    let scope = Scope::public();
    let reached = reached(db, &wanted, first, today)?;
    Ok(EquityFacts {
        cells: cells(db, &scope, first, today)?,
        venues: enrolled(db, &scope, reached)?,
        counties,
        wanted,
        paths,
        targets: targets.into_iter().collect::<Vec<ReachTarget>>(),
    })
}

fn cells(db: &mut Db, scope: &Scope, first: Day, today: Day) -> Result<Vec<ReachedCell>, StoreError> {
    let rows: Vec<(String, NaiveDate, String, String, i32)> = attendance::table
        .inner_join(sessions::table.inner_join(venues::table))
        .filter(sessions::committee_id.eq_any(owned(scope)))
        .filter(sessions::day.between(first.0, today.0))
        .filter(sessions::status.eq("delivered"))
        .filter(sessions::kind.ne("field_practice"))
        .filter(attendance::state.ne("reported"))
        .filter(attendance::kind.eq("youth"))
        .filter(attendance::replaced_at.is_null())
        .filter(attendance::headcount.ne(0))
        .select((sessions::committee_id, sessions::day, attendance::grade, venues::kind, attendance::headcount))
        .load(db)?;
    rows.into_iter()
        .map(|(committee, day, band, venue_kind, youth)| {
            Ok(ReachedCell {
                committee: CommitteeId(committee),
                day: Day(day),
                grade: grade(&band)?,
                venue_kind,
                youth: i64::from(youth),
            })
        })
        .collect()
}

type Reached = HashMap<String, Vec<(Day, i64)>>;

/// Signed young listeners at these venues; field practice counts persons in its own column.
fn reached(db: &mut Db, wanted: &BTreeSet<VenueId>, first: Day, today: Day) -> Result<Reached, StoreError> {
    let ids: Vec<&str> = wanted.iter().map(VenueId::as_str).collect();
    let mut found = Reached::new();
    for ids in ids.chunks(dialect::MANY) {
        let rows: Vec<(String, NaiveDate, i32)> = attendance::table
            .inner_join(sessions::table)
            .filter(sessions::venue_id.eq_any(ids.iter().copied()))
            .filter(sessions::day.between(first.0, today.0))
            .filter(sessions::status.eq("delivered"))
            .filter(sessions::kind.ne("field_practice"))
            .filter(attendance::state.ne("reported"))
            .filter(attendance::kind.eq("youth"))
            .filter(attendance::replaced_at.is_null())
            .select((sessions::venue_id, sessions::day, attendance::headcount))
            .load(db)?;
        for (venue, day, count) in rows {
            found.entry(venue).or_default().push((Day(day), i64::from(count)));
        }
    }
    Ok(found)
}

fn enrolled(db: &mut Db, scope: &Scope, mut reached: Reached) -> Result<Vec<EnrolledVenue>, StoreError> {
    let rows: Vec<(String, String, String)> = venues::table
        .filter(venues::committee_id.eq_any(owned(scope)))
        .filter(venues::active.eq(true))
        .filter(venues::merged_into.is_null())
        .select((venues::id, venues::committee_id, venues::kind))
        .load(db)?;
    let counts: Vec<(String, String, i32)> = venue_enrolment::table
        .select((venue_enrolment::venue_id, venue_enrolment::grade, venue_enrolment::count))
        .load(db)?;
    let mut by_venue: HashMap<String, Vec<_>> = HashMap::new();
    for (venue, band, count) in counts {
        by_venue.entry(venue).or_default().push((grade(&band)?, i64::from(count)));
    }
    let whole = |(id, committee, kind): (String, String, String)| EnrolledVenue {
        enrolment: by_venue.remove(&id).unwrap_or_default(),
        reached: reached.remove(&id).unwrap_or_default(),
        id: VenueId(id),
        committee: CommitteeId(committee),
        kind,
    };
    Ok(rows.into_iter().map(whole).collect())
}
