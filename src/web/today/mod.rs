//! Today: what waits, with its next step beside it.

pub mod beside;
pub mod first;
mod own;
pub mod page;
