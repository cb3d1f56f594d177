//! Targets of committees.

use super::schema::{committees, targets};
use super::{Db, Page, Paging, StoreError, inside};
use crate::accounts::Scope;
use crate::kernel::{CommitteeId, Grade};
use crate::reach::{Measure, Period, ReachTarget};
use diesel::prelude::*;

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = targets)]
struct Row {
    id: String,
    committee_id: String,
    period: String,
    measure: String,
    theme: String,
    grade: String,
    venue_kind: String,
    value: i64,
}

impl Row {
    fn of(target: &ReachTarget) -> Self {
        Self {
            id: target.id.clone(),
            committee_id: target.committee.to_string(),
            period: target.period.to_string(),
            measure: target.measure.code().to_owned(),
            theme: target.theme.clone(),
            grade: target.grade.map(Grade::code).unwrap_or_default().to_owned(),
            venue_kind: target.venue_kind.clone(),
            value: target.value,
        }
    }

    fn value(self) -> Result<ReachTarget, StoreError> {
        let grade = match self.grade.as_str() {
            "" => None,
            code => Some(Grade::parse(code).ok_or_else(|| StoreError::row("grade", code))?),
        };
        Ok(ReachTarget {
            period: Period::parse(&self.period).map_err(|_| StoreError::row("period", &self.period))?,
            measure: Measure::parse(&self.measure).ok_or_else(|| StoreError::row("measure", &self.measure))?,
            id: self.id,
            committee: CommitteeId(self.committee_id),
            theme: self.theme,
            grade,
            venue_kind: self.venue_kind,
            value: self.value,
        })
    }
}

/// The targets of a scope with their committees' names, the latest period first.
///
/// # Errors
/// The database's.
pub fn list(db: &mut Db, scope: &Scope, paging: Paging) -> Result<Page<(String, ReachTarget)>, StoreError> {
    let all = || targets::table.inner_join(committees::table).filter(inside(scope));
    let total = all().count().get_result(db)?;
    let rows: Vec<(String, Row)> = all()
        .order((
            targets::period.desc(),
            committees::path,
            targets::measure,
            targets::theme,
            targets::grade,
            targets::venue_kind,
        ))
        .limit(paging.size())
        .offset(paging.offset())
        .select((committees::name, Row::as_select()))
        .load(db)?;
    let rows = rows.into_iter().map(|(name, row)| Ok((name, row.value()?))).collect::<Result<_, StoreError>>()?;
    Ok(Page::of(rows, paging, total))
}

/// All targets of a scope, by committee and period.
///
/// # Errors
/// The database's.
pub fn within(db: &mut Db, scope: &Scope) -> Result<Vec<ReachTarget>, StoreError> {
    let rows: Vec<Row> = targets::table
        .inner_join(committees::table)
        .filter(inside(scope))
        .order((committees::path, targets::period, targets::measure, targets::theme, targets::grade))
        .select(Row::as_select())
        .load(db)?;
    rows.into_iter().map(Row::value).collect()
}

/// The targets of some committees.
///
/// # Errors
/// The database's.
pub fn of_committees<'a>(
    db: &mut Db,
    committees: impl Iterator<Item = &'a CommitteeId>,
) -> Result<Vec<ReachTarget>, StoreError> {
    let ids = committees.map(CommitteeId::as_str);
    let rows: Vec<Row> = targets::table.filter(targets::committee_id.eq_any(ids)).select(Row::as_select()).load(db)?;
    rows.into_iter().map(Row::value).collect()
}

/// Sets a target; one of the same committee, period, measure and part takes the new value.
/// Returns the value that stood before.
pub(crate) fn put(db: &mut Db, target: &ReachTarget) -> Result<Option<i64>, StoreError> {
    let row = Row::of(target);
    let same = targets::table
        .filter(targets::committee_id.eq(&row.committee_id))
        .filter(targets::period.eq(&row.period))
        .filter(targets::measure.eq(&row.measure))
        .filter(targets::theme.eq(&row.theme))
        .filter(targets::grade.eq(&row.grade))
        .filter(targets::venue_kind.eq(&row.venue_kind));
    let before: Option<(String, i64)> = same.select((targets::id, targets::value)).first(db).optional()?;
    match &before {
        Some((id, _)) => {
            diesel::update(targets::table.find(id)).set(targets::value.eq(row.value)).execute(db)?;
        }
        None => {
            diesel::insert_into(targets::table).values(&row).execute(db)?;
        }
    }
    Ok(before.map(|(_, value)| value))
}

/// One target, for an action that asks `may` next.
///
/// # Errors
/// The database's.
pub(crate) fn find(db: &mut Db, id: &str) -> Result<Option<ReachTarget>, StoreError> {
    let row = targets::table.find(id).select(Row::as_select()).first::<Row>(db).optional()?;
    row.map(Row::value).transpose()
}

/// Takes a target away.
pub(crate) fn remove(db: &mut Db, id: &str) -> Result<(), StoreError> {
    diesel::delete(targets::table.find(id)).execute(db)?;
    Ok(())
}
