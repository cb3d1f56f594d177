//! What a person or the clock makes happen: one function an action.

pub mod accounts;
pub mod answers;
pub mod attendance;
pub mod backup;
pub mod check;
pub mod committees;
pub mod export;
pub mod feeds;
pub mod filings;
pub mod import;
mod invites;
pub mod lectures;
pub mod letters;
pub mod materials;
pub mod merge;
pub mod plans;
pub mod registers;
pub mod reminders;
pub mod replies;
pub mod requests;
pub mod service;
pub mod sessions;
pub mod sign_in;
pub mod speakers;
pub mod targets;
pub mod venues;
