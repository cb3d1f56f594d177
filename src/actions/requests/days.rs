//! Days off among the times of a request, in words: what is left out, and what is held all the same.

use crate::calendars::days_off::{DayKind, DaysOff, Place};
use crate::kernel::{Day, Refusal};
use crate::requests::{Repeat, Request, RequestStatus};
use crate::store::{Db, StoreError};
use crate::venues::Venue;

/// What is to be known about the days of an order's requests, its open ones, and about the weeks
/// of its series that were left out; the requests are of one venue and of one order, by number.
///
/// # Errors
/// The database's.
pub fn days_told(db: &mut Db, days: &DaysOff, venue: &Venue, requests: &[Request]) -> Result<Vec<Refusal>, StoreError> {
    let keeps_terms = super::facts::keeps_terms(db, venue)?;
    let open = requests.iter().filter(|it| !matches!(it.status, RequestStatus::Done | RequestStatus::Withdrawn));
    let mut told: Vec<(Day, Refusal)> = left_out(requests);
    told.extend(open.flat_map(|it| of_request(days, venue, keeps_terms, it)));
    told.sort_by_key(|(day, _)| *day);
    told.dedup();
    Ok(told.into_iter().map(|(_, refusal)| refusal).collect())
}

/// Each day off among the times of one request, once.
pub(crate) fn of_request(days: &DaysOff, venue: &Venue, keeps_terms: bool, request: &Request) -> Vec<(Day, Refusal)> {
    let place = if keeps_terms { Place::School(request.grade) } else { Place::Station };
    let told = |day: Day| {
        let told = |key, why: &str| Refusal::new(key).with("day", day).with("why", why);
        if let Some(closed) = venue.blackouts.iter().find(|it| it.from <= day && day <= it.to) {
            return Some(told("day-told-blackout", &closed.reason));
        }
        match (days.closed(day, place), days.kind(day)) {
            (Some(closed), _) => Some(match closed.entry {
                Some(entry) if keeps_terms => told("day-told-school", &entry.name),
                Some(entry) => told("day-told-closed", &entry.name),
                None => Refusal::new("day-told-weekend").with("day", day),
            }),
            (None, DayKind::Holiday(entry)) => Some(told("day-told-holiday", &entry.name)),
            (None, _) => None,
        }
    };
    let mut found: Vec<(Day, Refusal)> =
        request.windows.iter().filter_map(|it| Some((it.day(), told(it.day())?))).collect();
    found.dedup();
    found
}

/// Weeks of a series for which nothing was asked, since the venue is closed.
fn left_out(requests: &[Request]) -> Vec<(Day, Refusal)> {
    let Some((first, (_, index, count))) = requests.first().and_then(|it| Some((it, it.series.as_ref()?))) else {
        return Vec::new();
    };
    let weekly = matches!(Repeat::parse(&first.repeat), Ok(Repeat::Weekly(_)));
    let Some(day) = first.windows.first().map(|it| it.day()).filter(|_| weekly) else { return Vec::new() };
    let there = |n: &i32| requests.iter().any(|it| it.series.as_ref().is_some_and(|(_, index, _)| index == n));
    let told = |n: i32| {
        let day = day.plus(7 * i64::from(n - index));
        (day, Refusal::new("day-told-left-out").with("day", day).with("number", n))
    };
    (1..=*count).filter(|n| !there(n)).map(told).collect()
}
