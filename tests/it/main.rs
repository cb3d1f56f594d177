//! The one test binary.

mod facts;
mod layering;
mod matching;
mod schema;
mod text;
