//! iCalendar in and out: days off, speakers' own busy times, feeds and invitations.
//!
//! In: [`read`] guards the `ical` crate, [`busy`] makes busy times of what it read, [`days_off`]
//! answers what a day is. Out: [`shown`] says who sees which session, [`feed`] and
//! [`days_off_feed`] what stands in a feed, [`invite`] asks people and reads their answers;
//! [`write`](mod@write) alone makes the bytes. Nothing here touches a file or the network: names
//! and bytes come in, bytes go out.

pub mod busy;
pub mod days_off;
pub mod days_off_feed;
pub mod entry;
pub mod feed;
pub mod invite;
pub mod shown;

pub mod read;
pub mod write;

pub mod escape;
pub mod lines;
pub mod recur;
pub mod when;
pub mod zone;
