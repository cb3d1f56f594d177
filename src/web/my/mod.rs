//! A speaker's or a contact's own pages.

pub mod contact;
pub mod page;
pub mod speaker;
pub mod times;
