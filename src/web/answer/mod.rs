//! The answer to an invitation, from its letter's link: GET shows, POST acts.

pub mod page;
