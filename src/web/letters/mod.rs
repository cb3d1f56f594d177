//! Letters and their states, the call list, and the end of reminders.

pub mod calls;
pub mod list;
pub mod one;
pub mod person;
pub mod print;
pub mod unsubscribe;
mod view;
