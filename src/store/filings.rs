//! Periods on their way to the committee above, and the locks that they leave.

use super::schema::{committees, filings};
use super::{Db, Page, Paging, StoreError, inside, moment, stored};
use crate::accounts::Scope;
use crate::kernel::{CommitteeId, CommitteePath, Day};
use crate::reach::{Filing, FilingState, Period};
use chrono::NaiveDateTime;
use diesel::prelude::*;

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = filings)]
struct Row {
    committee_id: String,
    period: String,
    state: String,
    reason: String,
    by_name: String,
    at: NaiveDateTime,
}

impl Row {
    fn of(filing: &Filing) -> Self {
        Self {
            committee_id: filing.committee.to_string(),
            period: filing.period.to_string(),
            state: filing.state.code().to_owned(),
            reason: filing.reason.clone(),
            by_name: filing.by_name.clone(),
            at: stored(filing.at),
        }
    }

    fn value(self) -> Result<Filing, StoreError> {
        Ok(Filing {
            period: Period::parse(&self.period).map_err(|_| StoreError::row("period", &self.period))?,
            state: FilingState::parse(&self.state).ok_or_else(|| StoreError::row("filing", &self.state))?,
            committee: CommitteeId(self.committee_id),
            reason: self.reason,
            by_name: self.by_name,
            at: moment(self.at),
        })
    }
}

/// The locked period of a committee, or of one above it, that holds a day.
///
/// # Errors
/// The database's.
pub fn lock_over(db: &mut Db, owner: &CommitteePath, day: Day) -> Result<Option<Period>, StoreError> {
    let line = owner.as_str().split('/').filter(|id| !id.is_empty());
    let periods: Vec<String> = filings::table
        .filter(filings::committee_id.eq_any(line))
        .filter(filings::state.eq(FilingState::Locked.code()))
        .select(filings::period)
        .load(db)?;
    for text in periods {
        let period = Period::parse(&text).map_err(|_| StoreError::row("period", &text))?;
        if period.holds(day) {
            return Ok(Some(period));
        }
    }
    Ok(None)
}

/// Every locked period, with its committee.
///
/// # Errors
/// The database's.
pub fn locked(db: &mut Db) -> Result<Vec<(CommitteeId, Period)>, StoreError> {
    let rows: Vec<Row> =
        filings::table.filter(filings::state.eq(FilingState::Locked.code())).select(Row::as_select()).load(db)?;
    let one = |row: Row| row.value().map(|filing| (filing.committee, filing.period));
    rows.into_iter().map(one).collect()
}

/// All filings of a committee, the latest period first.
///
/// # Errors
/// The database's.
pub fn of_committee(db: &mut Db, committee: &CommitteeId) -> Result<Vec<Filing>, StoreError> {
    let rows: Vec<Row> =
        filings::table.filter(filings::committee_id.eq(committee.as_str())).select(Row::as_select()).load(db)?;
    let mut found: Vec<Filing> = rows.into_iter().map(Row::value).collect::<Result<_, _>>()?;
    found.sort_by_key(|filing| std::cmp::Reverse(filing.period.days()));
    Ok(found)
}

/// The filings inside a scope, with the committee's name, the latest change first.
///
/// # Errors
/// The database's.
pub fn list(db: &mut Db, scope: &Scope, paging: Paging) -> Result<Page<(String, Filing)>, StoreError> {
    let all = || filings::table.inner_join(committees::table).filter(inside(scope));
    let total = all().count().get_result(db)?;
    let rows: Vec<(String, Row)> = all()
        .order((filings::at.desc(), filings::committee_id, filings::period))
        .limit(paging.size())
        .offset(paging.offset())
        .select((committees::name, Row::as_select()))
        .load(db)?;
    let rows = rows.into_iter().map(|(name, row)| Ok((name, row.value()?))).collect::<Result<_, StoreError>>()?;
    Ok(Page::of(rows, paging, total))
}

/// The filings inside a scope that were returned and wait to be filed again.
///
/// # Errors
/// The database's.
pub fn returned(db: &mut Db, scope: &Scope) -> Result<Vec<Filing>, StoreError> {
    let rows: Vec<Row> = filings::table
        .inner_join(committees::table)
        .filter(inside(scope))
        .filter(filings::state.eq(FilingState::Returned.code()))
        .order((filings::at.desc(), filings::committee_id))
        .select(Row::as_select())
        .load(db)?;
    rows.into_iter().map(Row::value).collect()
}

/// Puts a filing as it is now.
pub(crate) fn put(db: &mut Db, filing: &Filing) -> Result<(), StoreError> {
    let row = Row::of(filing);
    let target = filings::table.find((filing.committee.as_str(), filing.period.to_string()));
    if diesel::update(target).set(&row).execute(db)? == 0 {
        diesel::insert_into(filings::table).values(&row).execute(db)?;
    }
    Ok(())
}
