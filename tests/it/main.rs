//! The one test binary.

mod facts;
mod layering;
mod schema;
mod text;
