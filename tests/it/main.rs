//! The one test binary.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test stops where it is wrong")]

mod calendars;
mod counting;
mod demo;
mod doors;
mod facts;
mod harness;
mod import;
mod layering;
mod matching;
mod permissions;
mod registers;
mod schema;
mod sign_in;
mod spine;
mod tables;
mod text;
