//! Pages of the speakers' register.

pub mod edit;
mod fields;
pub mod list;
pub mod show;
