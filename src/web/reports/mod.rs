//! The numbers, for reviewers and coordinators: from the total down to one headcount's history.

pub mod chart;
pub mod export;
pub mod filings;
pub mod headcounts;
pub mod overview;
pub mod public;
pub mod question;
pub mod session;
pub mod sessions;
pub mod targets;
