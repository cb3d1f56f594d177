//! The one test binary.

mod calendars;
mod demo;
mod facts;
mod layering;
mod matching;
mod schema;
mod text;
