//! Requests with their windows.

mod rows;

use super::MultiBackend;
use super::schema::{request_windows, requests, venues};
use super::search::{lower, pattern};
use super::{Db, Page, Paging, StoreError, dialect, owned, stored};
use crate::accounts::{Reach, Scope};
use crate::kernel::{Day, Moment, Refusal, RequestId, VenueId};
use crate::requests::{Request, RequestStatus};
use diesel::dsl::exists;
use diesel::prelude::*;
use rows::Row;
use std::collections::BTreeMap;

/// Which requests a list shows.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// In any of these states; in all when empty.
    pub statuses: Vec<RequestStatus>,
    /// Of this venue.
    pub venue: Option<VenueId>,
    /// Whose code, note, teacher or venue holds these words.
    pub words: String,
}

/// One, for an action that asks `may` next.
///
/// # Errors
/// `request-missing`, or the database's.
pub fn load(db: &mut Db, id: &RequestId) -> Result<Request, StoreError> {
    let row = requests::table.find(id.as_str()).select(Row::as_select()).first::<Row>(db).optional()?;
    one(db, row)
}

/// One by its code.
///
/// # Errors
/// `request-missing`, or the database's.
pub fn by_code(db: &mut Db, code: &str) -> Result<Request, StoreError> {
    let query = requests::table.filter(requests::code.eq(code)).select(Row::as_select());
    let row = query.first::<Row>(db).optional()?;
    one(db, row)
}

/// One that the scope holds, for a page.
///
/// # Errors
/// `request-missing`, or the database's.
pub fn find(db: &mut Db, scope: &Scope, id: &RequestId) -> Result<Request, StoreError> {
    let query = seen(scope).filter(requests::id.eq(id.to_string())).select(Row::as_select());
    let row = query.first::<Row>(db).optional()?;
    one(db, row)
}

fn one(db: &mut Db, row: Option<Row>) -> Result<Request, StoreError> {
    let row = row.ok_or_else(|| Refusal::missing("request-missing"))?;
    let found = rows::whole(db, vec![row])?.pop();
    Ok(found.ok_or_else(|| Refusal::missing("request-missing"))?)
}

/// Several, by code.
///
/// # Errors
/// The database's.
pub fn by_ids(db: &mut Db, ids: &[RequestId]) -> Result<Vec<Request>, StoreError> {
    let mut found = Vec::new();
    for ids in ids.chunks(dialect::MANY) {
        let query = requests::table.filter(requests::id.eq_any(ids.iter().map(RequestId::as_str)));
        found.extend(query.select(Row::as_select()).order(requests::code).load::<Row>(db)?);
    }
    rows::whole(db, found)
}

/// Every request of one order, in its order.
///
/// # Errors
/// The database's.
pub fn of_series(db: &mut Db, series: &str) -> Result<Vec<Request>, StoreError> {
    let query = requests::table.filter(requests::series_id.eq(series)).order(requests::series_index);
    let found = query.select(Row::as_select()).load::<Row>(db)?;
    rows::whole(db, found)
}

/// Requests that wait for the planner with a window that meets the days, by code.
///
/// # Errors
/// The database's.
pub fn waiting(db: &mut Db, scope: &Scope, from: Day, to: Day) -> Result<Vec<Request>, StoreError> {
    let in_time = request_windows::table.filter(
        request_windows::request_id
            .eq(requests::id)
            .and(request_windows::starts_at.lt(stored(to.end())))
            .and(request_windows::ends_at.gt(stored(from.start()))),
    );
    let query = requests::table
        .filter(requests::committee_id.eq_any(owned(scope)))
        .filter(requests::status.eq(RequestStatus::Approved.code()))
        .filter(exists(in_time));
    let found = query.select(Row::as_select()).order(requests::code).load::<Row>(db)?;
    rows::whole(db, found)
}

/// A page of requests, the latest first.
///
/// # Errors
/// The database's.
pub fn list(db: &mut Db, scope: &Scope, wanted: &Wanted, paging: Paging) -> Result<Page<Request>, StoreError> {
    let total = filtered(scope, wanted).count().get_result(db)?;
    let query = filtered(scope, wanted).select(Row::as_select()).order((requests::created_at.desc(), requests::code));
    let found = query.limit(paging.size()).offset(paging.offset()).load::<Row>(db)?;
    Ok(Page::of(rows::whole(db, found)?, paging, total))
}

/// How many requests stand in each state.
///
/// # Errors
/// The database's.
pub fn tally(db: &mut Db, scope: &Scope) -> Result<BTreeMap<RequestStatus, i64>, StoreError> {
    let mut counts = BTreeMap::new();
    for status in RequestStatus::ALL {
        let count: i64 = seen(scope).filter(requests::status.eq(status.code())).count().get_result(db)?;
        counts.insert(*status, count);
    }
    Ok(counts)
}

/// Whether a venue has ever recorded an approval of its own, so that one is waited for.
///
/// # Errors
/// The database's.
pub fn venue_records_approval(db: &mut Db, venue: &VenueId) -> Result<bool, StoreError> {
    let recorded = requests::table
        .filter(requests::venue_id.eq(venue.as_str()))
        .filter(requests::school_approval.ne(""))
        .select(requests::id)
        .first::<String>(db)
        .optional()?;
    Ok(recorded.is_some())
}

/// `count` fresh codes of a day: `Q261123-001` and on.
///
/// # Errors
/// The database's.
pub fn fresh_codes(db: &mut Db, now: Moment, count: usize) -> Result<Vec<String>, StoreError> {
    let stem = format!("Q{}-", Day::of(now).0.format("%y%m%d"));
    let last: Option<String> = requests::table
        .filter(requests::code.like(format!("{stem}%")))
        .select(diesel::dsl::max(requests::code))
        .first(db)?;
    Ok(super::codes_after(&stem, last.as_deref(), count))
}

/// Adds requests.
///
/// # Errors
/// `already-there`, or the database's.
pub fn insert(db: &mut Db, new: &[Request]) -> Result<(), StoreError> {
    let new_rows: Vec<Row> = new.iter().map(Row::of).collect();
    dialect::insert_all!(db, requests::table, &new_rows)?;
    rows::insert_windows(db, new)
}

/// Saves a request that a move has just given its next version.
///
/// # Errors
/// `changed-meanwhile`, or the database's.
pub fn update(db: &mut Db, request: &Request) -> Result<(), StoreError> {
    let target = requests::table.find(request.id.as_str()).filter(requests::version.eq(request.version - 1));
    if diesel::update(target).set(&Row::of(request)).execute(db)? == 0 {
        return Err(Refusal::conflict("changed-meanwhile").into());
    }
    rows::clear_windows(db, &request.id)?;
    rows::insert_windows(db, std::slice::from_ref(request))
}

type Query = requests::BoxedQuery<'static, MultiBackend>;

/// What a scope lets one see: a committee's own, or a venue's.
fn seen(scope: &Scope) -> Query {
    let venues = scope.reaches().iter().filter_map(|reach| match reach {
        Reach::Venue(venue) => Some(venue.to_string()),
        _ => None,
    });
    let venues: Vec<String> = venues.collect();
    requests::table
        .filter(requests::committee_id.eq_any(owned(scope)).or(requests::venue_id.eq_any(venues)))
        .into_boxed()
}

fn filtered(scope: &Scope, wanted: &Wanted) -> Query {
    let mut query = seen(scope);
    if !wanted.statuses.is_empty() {
        let codes: Vec<&'static str> = wanted.statuses.iter().map(|status| status.code()).collect();
        query = query.filter(requests::status.eq_any(codes));
    }
    if let Some(venue) = &wanted.venue {
        query = query.filter(requests::venue_id.eq(venue.to_string()));
    }
    if let Some(words) = pattern(&wanted.words) {
        let named = venues::table.filter(lower(venues::name).like(words.clone()).escape('\\')).select(venues::id);
        query = query.filter(
            lower(requests::code)
                .like(words.clone())
                .escape('\\')
                .or(lower(requests::note).like(words.clone()).escape('\\'))
                .or(lower(requests::teacher).like(words).escape('\\'))
                .or(requests::venue_id.eq_any(named)),
        );
    }
    query
}

/// Every request of a scope, by code.
///
/// # Errors
/// The database's.
pub fn within(db: &mut Db, scope: &Scope) -> Result<Vec<Request>, StoreError> {
    let found = seen(scope).select(Row::as_select()).order(requests::code).load::<Row>(db)?;
    rows::whole(db, found)
}
