//! Cells by day and owner; each holds all grade bands.

use super::upsert::{self, Summed, words};
use super::{Difference, Heap, differing, nothing, ordered, put};
use crate::kernel::{CampaignId, Day};
use crate::reach::{CellKey, Counted, Sums, bands_of};
use crate::store::dialect::on_each;
use crate::store::reach::added::{Columns, columns, sums_of};
use crate::store::schema::reach_days;
use crate::store::{Db, StoreError};
use chrono::NaiveDate;
use diesel::prelude::*;

/// Day, owner, theme, kind, kind of venue, campaign.
type Key<'a> = (Day, &'a str, &'a str, &'a str, &'a str, &'a str);

fn key(key: &CellKey) -> Key<'_> {
    let campaign = key.campaign.as_ref().map_or("", CampaignId::as_str);
    (key.day, key.committee.as_str(), &key.theme, key.kind.code(), &key.venue_kind, campaign)
}

fn heap<'a>(sessions: &'a [Counted], sign: i64, heap: &mut Heap<Key<'a>>) {
    for session in sessions {
        for sums in bands_of(session).into_values() {
            put(heap, key(&session.key), if sign < 0 { -sums } else { sums });
        }
    }
}

/// Adds what changed; returns how many cells did.
pub(super) fn add(db: &mut Db, before: &[Counted], after: &[Counted], shrinks: bool) -> Result<usize, StoreError> {
    let mut change: Heap<Key<'_>> = Heap::new();
    heap(before, -1, &mut change);
    heap(after, 1, &mut change);
    let rows: Vec<New> = ordered(change).into_iter().map(New::of).collect();
    upsert::put(db, &rows)?;
    if shrinks {
        for row in &rows {
            clean(db, row)?;
        }
    }
    Ok(rows.len())
}

/// What a cell gets more.
struct New {
    day: NaiveDate,
    place: [String; 5],
    sums: Sums,
}

impl New {
    fn of(((day, committee, theme, kind, venue_kind, campaign), sums): (Key<'_>, Sums)) -> Self {
        Self { day: day.0, place: [committee, theme, kind, venue_kind, campaign].map(str::to_owned), sums }
    }
}

impl Summed for New {
    words!("reach_days", "day, committee_id, theme, kind, venue_kind, campaign_id");

    fn place(&self) -> Vec<upsert::Cell<'_>> {
        let texts = self.place.iter().map(|text| upsert::Cell::Text(text));
        std::iter::once(upsert::Cell::Day(&self.day)).chain(texts).collect()
    }

    fn sums(&self) -> &Sums {
        &self.sums
    }
}

/// A cell that holds nothing any more goes.
fn clean(db: &mut Db, row: &New) -> Result<(), StoreError> {
    let [committee, theme, kind, venue_kind, campaign] = &row.place;
    let cell = reach_days::table.find((row.day, committee, theme, kind, venue_kind, campaign));
    diesel::delete(cell.filter(nothing!(reach_days))).execute(db)?;
    Ok(())
}

pub(super) fn clear(db: &mut Db) -> Result<(), StoreError> {
    on_each!(db, conn => diesel::delete(reach_days::table).execute(conn))?;
    Ok(())
}

type KeptRow = ((NaiveDate, String, String, String, String, String), Columns);

pub(super) fn compare(db: &mut Db, counted: &[Counted]) -> Result<Vec<Difference>, StoreError> {
    let mut rows: Heap<Key<'_>> = Heap::new();
    heap(counted, 1, &mut rows);
    let place = (
        reach_days::day,
        reach_days::committee_id,
        reach_days::theme,
        reach_days::kind,
        reach_days::venue_kind,
        reach_days::campaign_id,
    );
    let kept: Vec<KeptRow> = reach_days::table.select((place, columns!(reach_days))).load(db)?;
    let kept: Heap<Key<'_>> = kept
        .iter()
        .map(|((day, committee, theme, kind, venue_kind, campaign), sums)| {
            (
                (Day(*day), committee.as_str(), theme.as_str(), kind.as_str(), venue_kind.as_str(), campaign.as_str()),
                sums_of(*sums),
            )
        })
        .collect();
    Ok(differing("reach_days", kept, rows, |sums| sums.youth))
}
