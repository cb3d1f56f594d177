//! Matching: who speaks where and when, over a whole term or year at once, with a proof and reasons.
//!
//! The way through the files: an [`instance`] is read, [`admit`]ted and made compact ([`problem`]); the [`rules`] say
//! which speaker may take which slot ([`candidates`]); [`greedy`] makes a first plan. The linear relaxation ([`relax`])
//! is solved by a restarted primal-dual method ([`pdhg`]); its prices of requests and rooms ([`prices`]), rounded to
//! integers, prove a bound on every plan through an exact integer programme for each speaker ([`schedule`]); its shares
//! lead to plans by dives ([`engine`]) and ejection chains ([`chain`]). [`mend`] repairs a plan after a decline, a sick
//! day or a change of mind; [`explain`] answers a coordinator's questions with values; [`verify`] judges any plan and its
//! proof by code of its own. [`files`] is what the command line calls.

pub mod admit;
pub mod clock;
pub mod fault;
pub mod instance;
mod placed;
pub mod solution;

pub mod candidates;
pub mod problem;
pub mod reason;
pub mod rules;
pub mod state;

pub mod chain;
pub mod engine;
pub mod greedy;
pub mod pdhg;
pub mod prices;
pub mod relax;
pub mod schedule;
pub mod solve;

pub mod explain;
pub mod mend;
pub mod verify;

pub mod files;
pub mod generate;
pub mod random;

pub use fault::Fault;
pub use instance::Instance;
pub use reason::Reason;
pub use solution::{Plan, Solution};
pub use solve::{Options, Progress, solve};
