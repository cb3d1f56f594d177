//! Sessions (场次): as a list, a week, a month, and each with all that can be done.

pub mod act;
pub mod calendar;
mod forms;
pub mod list;
pub mod off;
pub mod one;
pub mod view;
