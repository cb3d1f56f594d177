//! Plans (排课): run, looked at, changed by hand, published.

pub mod act;
pub mod item;
pub mod list;
pub mod one;
