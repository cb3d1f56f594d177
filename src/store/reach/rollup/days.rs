//! Cells by owner and day.

use super::upsert::{self, Summed, words};
use super::{Difference, Heap, differing, nothing, ordered, put};
use crate::kernel::{CampaignId, CommitteeId, Day, Grade};
use crate::reach::{Cell, CellKey, Counted, Sums, cells_of};
use crate::sessions::SessionKind;
use crate::store::attendance::{grade, session_kind};
use crate::store::dialect::on_each;
use crate::store::schema::{committees, reach_days};
use crate::store::{Db, StoreError};
use chrono::NaiveDate;
use diesel::prelude::*;

/// A row of `reach_days`.
#[derive(Queryable, Selectable)]
#[diesel(table_name = reach_days)]
pub(in crate::store::reach) struct Row {
    committee_id: String,
    day: NaiveDate,
    theme: String,
    kind: String,
    venue_kind: String,
    campaign_id: String,
    grade: String,
    sessions: i64,
    talks: i64,
    youth: i64,
    parents: i64,
    others: i64,
    field_persons: i64,
    online_views: i64,
    left_behind: i64,
    migrant: i64,
    hardship: i64,
}

/// Owner, day, theme, kind, kind of venue, campaign, grade band.
type Key<'a> = (&'a str, Day, &'a str, SessionKind, &'a str, &'a str, Grade);

fn key(key: &CellKey) -> Key<'_> {
    let campaign = key.campaign.as_ref().map_or("", CampaignId::as_str);
    (key.committee.as_str(), key.day, &key.theme, key.kind, &key.venue_kind, campaign, key.grade)
}

impl Row {
    /// The cell.
    pub(in crate::store::reach) fn value(self) -> Result<Cell, StoreError> {
        let sums = Sums {
            sessions: self.sessions,
            talks: self.talks,
            youth: self.youth,
            parents: self.parents,
            others: self.others,
            field_persons: self.field_persons,
            online_views: self.online_views,
            left_behind: self.left_behind,
            migrant: self.migrant,
            hardship: self.hardship,
        };
        let key = CellKey {
            kind: session_kind(&self.kind)?,
            grade: grade(&self.grade)?,
            committee: CommitteeId(self.committee_id),
            day: Day(self.day),
            theme: self.theme,
            venue_kind: self.venue_kind,
            campaign: Some(self.campaign_id).filter(|id| !id.is_empty()).map(CampaignId),
        };
        Ok(Cell { key, sums })
    }
}

fn heap<'a>(cells: &'a [Cell], sign: i64, heap: &mut Heap<Key<'a>>) {
    for cell in cells {
        put(heap, key(&cell.key), if sign < 0 { -cell.sums } else { cell.sums });
    }
}

/// Adds what changed; returns how many cells did.
pub(super) fn add(db: &mut Db, before: &[Counted], after: &[Counted], shrinks: bool) -> Result<usize, StoreError> {
    let (gone, come): (Vec<Cell>, Vec<Cell>) =
        (before.iter().flat_map(cells_of).collect(), after.iter().flat_map(cells_of).collect());
    let mut change: Heap<Key<'_>> = Heap::new();
    heap(&gone, -1, &mut change);
    heap(&come, 1, &mut change);
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
    committee: String,
    day: NaiveDate,
    theme: String,
    kind: SessionKind,
    venue_kind: String,
    campaign: String,
    grade: Grade,
    sums: Sums,
}

impl New {
    fn of(((committee, day, theme, kind, venue_kind, campaign, grade), sums): (Key<'_>, Sums)) -> Self {
        let own = str::to_owned;
        let (committee, theme) = (own(committee), own(theme));
        Self { committee, day: day.0, theme, kind, venue_kind: own(venue_kind), campaign: own(campaign), grade, sums }
    }
}

impl Summed for New {
    words!("reach_days", "committee_id, day, theme, kind, venue_kind, campaign_id, grade");

    fn place(&self) -> Vec<upsert::Cell<'_>> {
        use upsert::Cell::{Day, Text};
        let (kind, grade) = (Text(self.kind.code()), Text(self.grade.code()));
        let (committee, theme) = (Text(&self.committee), Text(&self.theme));
        vec![committee, Day(&self.day), theme, kind, Text(&self.venue_kind), Text(&self.campaign), grade]
    }

    fn sums(&self) -> &Sums {
        &self.sums
    }
}

/// A cell that holds nothing any more goes.
fn clean(db: &mut Db, row: &New) -> Result<(), StoreError> {
    let (kind, grade) = (row.kind.code(), row.grade.code());
    let place = (&row.committee, row.day, &row.theme, kind, &row.venue_kind, &row.campaign, grade);
    let cell = reach_days::table.find(place);
    diesel::delete(cell.filter(nothing!(reach_days))).execute(db)?;
    Ok(())
}

pub(super) fn clear(db: &mut Db) -> Result<(), StoreError> {
    on_each!(db, conn => diesel::delete(reach_days::table).execute(conn))?;
    Ok(())
}

/// All cells of the committees below these paths.
pub(super) fn below(db: &mut Db, paths: &[String]) -> Result<Vec<Cell>, StoreError> {
    let mut cells = Vec::new();
    let mut taken: Vec<&String> = Vec::new();
    let mut paths: Vec<&String> = paths.iter().collect();
    paths.sort();
    for path in paths {
        if taken.iter().any(|above| path.starts_with(above.as_str())) {
            continue;
        }
        taken.push(path);
        let owners = committees::table.filter(committees::path.like(format!("{path}%"))).select(committees::id);
        let rows: Vec<Row> =
            reach_days::table.filter(reach_days::committee_id.eq_any(owners)).select(Row::as_select()).load(db)?;
        for row in rows {
            cells.push(row.value()?);
        }
    }
    Ok(cells)
}

pub(super) fn compare(db: &mut Db, counted: &[Counted]) -> Result<Vec<Difference>, StoreError> {
    let cells: Vec<Cell> = counted.iter().flat_map(cells_of).collect();
    let mut rows: Heap<Key<'_>> = Heap::new();
    heap(&cells, 1, &mut rows);
    let kept: Vec<Cell> = reach_days::table
        .select(Row::as_select())
        .load::<Row>(db)?
        .into_iter()
        .map(Row::value)
        .collect::<Result<_, _>>()?;
    let kept: Heap<Key<'_>> = kept.iter().map(|cell| (key(&cell.key), cell.sums)).collect();
    Ok(differing("reach_days", kept, rows, |sums| sums.youth))
}
