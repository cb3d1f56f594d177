//! Today: what waits, with its next step beside it.

pub mod beside;
pub mod first;
pub mod page;
