//! Plans (排课): run, watched, looked at, changed by hand, compared and published.

pub mod act;
pub mod item;
pub mod list;
pub mod one;
pub mod run;
pub mod weights;
mod words;
