//! The cells as they are kept.

use super::{Which, counted};
use crate::kernel::{CampaignId, CommitteeId, Day};
use crate::reach::{Cell, CellKey, Counted, Sums, cells_of};
use crate::store::attendance::{grade, session_kind};
use crate::store::schema::reach_days;
use crate::store::{Db, StoreError, dialect};
use chrono::NaiveDate;
use diesel::prelude::*;
use std::collections::BTreeMap;

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = reach_days)]
pub(super) struct Row {
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

impl Row {
    fn of(key: &CellKey, sums: &Sums) -> Self {
        Self {
            committee_id: key.committee.to_string(),
            day: key.day.0,
            theme: key.theme.clone(),
            kind: key.kind.code().to_owned(),
            venue_kind: key.venue_kind.clone(),
            campaign_id: key.campaign.as_ref().map(ToString::to_string).unwrap_or_default(),
            grade: key.grade.code().to_owned(),
            sessions: sums.sessions,
            talks: sums.talks,
            youth: sums.youth,
            parents: sums.parents,
            others: sums.others,
            field_persons: sums.field_persons,
            online_views: sums.online_views,
            left_behind: sums.left_behind,
            migrant: sums.migrant,
            hardship: sums.hardship,
        }
    }

    pub(super) fn value(self) -> Result<Cell, StoreError> {
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

fn added(sessions: &[Counted]) -> BTreeMap<CellKey, Sums> {
    let mut cells: BTreeMap<CellKey, Sums> = BTreeMap::new();
    for cell in sessions.iter().flat_map(cells_of) {
        *cells.entry(cell.key).or_default() += cell.sums;
    }
    cells
}

/// Takes what some sessions counted before out of the cells and puts in what they count now.
pub(super) fn carry(db: &mut Db, before: &[Counted], after: &[Counted]) -> Result<(), StoreError> {
    let mut change = added(after);
    for (key, sums) in added(before) {
        *change.entry(key).or_default() += -sums;
    }
    for (key, sums) in change.iter().filter(|(_, sums)| !sums.is_zero()) {
        add(db, &Row::of(key, sums))?;
    }
    Ok(())
}

fn add(db: &mut Db, row: &Row) -> Result<(), StoreError> {
    use reach_days::dsl;
    let cell = || {
        reach_days::table.find((
            &row.committee_id,
            row.day,
            &row.theme,
            &row.kind,
            &row.venue_kind,
            &row.campaign_id,
            &row.grade,
        ))
    };
    let changed = diesel::update(cell())
        .set((
            dsl::sessions.eq(dsl::sessions + row.sessions),
            dsl::talks.eq(dsl::talks + row.talks),
            dsl::youth.eq(dsl::youth + row.youth),
            dsl::parents.eq(dsl::parents + row.parents),
            dsl::others.eq(dsl::others + row.others),
            dsl::field_persons.eq(dsl::field_persons + row.field_persons),
            dsl::online_views.eq(dsl::online_views + row.online_views),
            dsl::left_behind.eq(dsl::left_behind + row.left_behind),
            dsl::migrant.eq(dsl::migrant + row.migrant),
            dsl::hardship.eq(dsl::hardship + row.hardship),
        ))
        .execute(db)?;
    if changed == 0 {
        diesel::insert_into(reach_days::table).values(row).execute(db)?;
        return Ok(());
    }
    let kept: Cell = cell().select(Row::as_select()).first::<Row>(db)?.value()?;
    if kept.sums.is_zero() {
        diesel::delete(cell()).execute(db)?;
    }
    Ok(())
}

/// Makes all roll-ups anew from the rows; returns how many cells there are.
///
/// # Errors
/// The database's.
pub fn rebuild(db: &mut Db) -> Result<usize, StoreError> {
    let cells = added(&counted::load(db, &Which::All, None)?);
    let rows: Vec<Row> = cells.iter().map(|(key, sums)| Row::of(key, sums)).collect();
    diesel::delete(reach_days::table).execute(db)?;
    dialect::insert_all!(db, reach_days::table, &rows)?;
    Ok(rows.len())
}

/// A cell whose roll-up does not say what the rows say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// Which cell.
    pub key: CellKey,
    /// What the roll-up holds.
    pub kept: Sums,
    /// What the rows add up to.
    pub counted: Sums,
}

/// Recomputes everything from the rows and names each cell that differs; none when all is well.
///
/// # Errors
/// The database's.
pub fn compare(db: &mut Db) -> Result<Vec<Difference>, StoreError> {
    let mut counted = added(&counted::load(db, &Which::All, None)?);
    let mut differences = Vec::new();
    for row in reach_days::table.select(Row::as_select()).load::<Row>(db)? {
        let Cell { key, sums: kept } = row.value()?;
        let counted = counted.remove(&key).unwrap_or_default();
        if kept != counted {
            differences.push(Difference { key, kept, counted });
        }
    }
    differences.extend(counted.into_iter().map(|(key, counted)| Difference { key, kept: Sums::default(), counted }));
    Ok(differences)
}
