//! The public menu: lectures that can be ordered.

pub mod list;
pub mod show;
