//! Pages of the speakers' register.

pub mod edit;
pub mod fields;
pub mod list;
pub mod show;
