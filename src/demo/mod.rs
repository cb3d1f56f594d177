//! The sample city.

pub mod facts;
