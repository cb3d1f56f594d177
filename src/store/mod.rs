//! The only room that names diesel: rows in, domain values out.
//!
//! [`Store`] hands out a connection for reading or for one writing transaction; what the two
//! databases cannot share stands in [`dialect`]; then one file a noun.

pub mod account_list;
pub mod accounts;
pub mod attendance;
pub mod bookings;
pub mod campaigns;
pub mod chores;
pub mod codes;
pub mod committees;
mod db;
pub mod dialect;
pub mod divisions;
pub mod dump;
pub mod equity;
mod error;
pub mod facts;
pub mod feeds;
pub mod filings;
pub(crate) mod history;
pub mod indicators;
pub mod journal;
pub mod lectures;
pub mod letters;
pub mod liaison;
pub mod lists;
pub mod materials;
pub mod merge;
pub mod own_calendars;
mod page;
pub mod plans;
mod pool;
mod queries;
pub mod reach;
pub mod replies;
pub mod requests;
pub(crate) mod schema;
mod scope;
mod search;
pub mod service;
pub mod sessions;
pub mod sign_in;
pub mod speakers;
pub mod targets;
pub mod teams;
pub mod twins;
pub mod uploads;
pub mod venues;
mod words;

pub use db::{Db, MultiBackend};
pub use error::StoreError;
pub use page::{Page, Paging};
pub use pool::Store;
pub use queries::Queries;
pub(crate) use scope::{inside, owned};
pub(crate) use words::{Words, words};

use crate::kernel::Moment;
use chrono::NaiveDateTime;

/// An instant as both databases keep it.
pub(crate) fn stored(moment: Moment) -> NaiveDateTime {
    moment.naive_utc()
}

/// An instant as it was kept.
pub(crate) fn moment(stored: NaiveDateTime) -> Moment {
    stored.and_utc()
}

/// `count` codes after the last one that begins with `stem`: four digits and more.
fn codes_after(stem: &str, last: Option<&str>, count: usize) -> Vec<String> {
    let used: usize = last.and_then(|code| code.get(stem.len()..)?.parse().ok()).unwrap_or(0);
    (used + 1..=used + count).map(|n| format!("{stem}{n:04}")).collect()
}
