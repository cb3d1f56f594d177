//! Pages of the schools and stations.

pub mod edit;
mod fields;
pub mod list;
pub mod show;
