//! Matching: who speaks where and when, over a whole term or year at once, with a proof and reasons.
//!
//! The way through the files: an [`instance`] is read, [`admit`]ted and made compact ([`problem`]); the [`rules`] say
//! which speaker may take which slot ([`candidates`]); [`greedy`] makes a first plan; [`explain`] answers a
//! coordinator's questions with values; [`verify`] judges any plan and its proof by code of its own. [`files`] is what
//! the command line calls.

pub mod admit;
pub mod candidates;
pub mod chain;
pub mod clock;
pub mod engine;
pub mod explain;
pub mod fault;
pub mod files;
pub mod generate;
pub mod greedy;
pub mod instance;
pub mod pdhg;
mod placed;
pub mod prices;
pub mod problem;
pub mod random;
pub mod reason;
pub mod reduce;
pub mod relax;
pub mod rules;
pub mod schedule;
pub mod solution;
pub mod solve;
pub mod state;
pub mod verify;

pub use fault::Fault;
pub use instance::Instance;
pub use reason::Reason;
pub use solution::{Plan, Solution};
pub use solve::{Options, Progress, solve};
