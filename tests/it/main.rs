//! The one test binary.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test stops where it is wrong")]

mod backup;
mod calendars;
mod cli;
mod counting;
mod demo;
mod digest;
mod doors;
mod facts;
mod feeds_http;
mod harness;
mod imap;
mod import;
mod kills;
mod layering;
mod letter_pages;
mod letters;
mod letters_read;
mod mail;
mod matching;
mod merged;
mod office;
mod outages;
mod pages;
mod permissions;
mod plans;
mod queries;
mod registers;
mod replies;
mod schema;
mod sign_in;
mod smtp;
mod spine;
mod still;
mod tables;
mod text;
