//! The journal (留痕): who did what, when, and what stood before.

pub mod list;
