//! Today: what waits, with its next step beside it.

pub mod page;
