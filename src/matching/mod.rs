//! Matching: who speaks where and when, over a whole term or year at once, with a proof and reasons.
//!
//! The way through the files: an [`instance`] is read, [`admit`]ted and made compact ([`problem`]); the [`rules`] say
//! which speaker may take which slot ([`candidates`]); [`greedy`] makes a first plan. The linear relaxation ([`relax`])
//! is solved by a restarted primal-dual method ([`pdhg`]); its prices of requests and rooms ([`prices`]), rounded to
//! integers, prove a bound on every plan through an exact integer programme for each speaker ([`schedule`]); its shares
//! lead to plans ([`engine`], [`dive`]) that ejection chains ([`chain`]), trails across the whole map ([`trail`]) and
//! neighbourhoods ([`polish`]) better. What the prices leave possible at the
//! gap that is left ([`reduce`]) is small enough for a proof by cases ([`mod@close`]). [`mend`] repairs a plan after a decline,
//! a sick day or a change of mind; [`explain`] answers a coordinator's questions with values; [`verify`] judges any plan
//! and its proof by code of its own. [`files`] is what the command line calls.
//!
//! # Measured
//!
//! `tests/bench/side_by_side.py` on two cores that others used too (load 3 to 4), a process at a time; wall seconds / CPU
//! seconds to the proven optimum, xinhuo from reading the file to the written plan, CP-SAT (8 workers) and HiGHS (no gap)
//! without building their models. Every plan passed both checkers, every bound was recomputed from its certificate.
//!
//! | 1,500 requests, 800 speakers | optimum | xinhuo | CP-SAT | HiGHS |
//! |---|---|---|---|---|
//! | seed 1 | 7,504,984 | 1.64 / 1.59 | 13.38 / 13.22 (8.2 x / 8.3 x) | 2.77 / 2.72 (1.7 x / 1.7 x) |
//! | seed 2 | 7,344,911 | 0.66 / 0.65 | 8.09 / 12.48 (12.2 x / 19.1 x) | 1.99 / 2.09 (3.0 x / 3.2 x) |
//! | seed 3 | 7,547,950 | 0.70 / 0.70 | 7.95 / 11.60 (11.3 x / 16.6 x) | 1.90 / 2.00 (2.7 x / 2.9 x) |
//! | seed 4 | 6,887,772 | 1.22 / 1.22 | 7.68 / 12.23 (6.3 x / 10.1 x) | 1.70 / 1.79 (1.4 x / 1.5 x) |
//! | seed 5 | 7,186,831 | 1.14 / 1.13 | 9.80 / 10.05 (8.6 x / 8.9 x) | 2.00 / 1.99 (1.8 x / 1.8 x) |
//!
//! 32 MB here, 570 MB for CP-SAT, 170 MB for HiGHS. Of 4,000 requests and 1,500 speakers, with a version of this engine
//! whose search before the proof took up to twice as long, and with builds running beside it:
//!
//! | 4,000 requests, 1,500 speakers | optimum | xinhuo | CP-SAT |
//! |---|---|---|---|
//! | seed 1 | 21,436,060 | 27.80 / 18.90 | 88.91 / 110.66 (3.2 x / 5.9 x) |
//! | seed 2 | 22,016,478 | 8.13 / 3.98 | 79.37 / 92.80 (9.8 x / 23.3 x) |
//! | seed 3 | 19,384,707 | 16.15 / 7.56 | 96.19 / 89.44 (6.0 x / 11.8 x) |
//! | seed 4 | 20,016,040 | 25.77 / 12.27 | 94.03 / 95.26 (3.6 x / 7.8 x) |
//! | seed 5 | 21,580,500 | 16.52 / 9.66 | 78.65 / 90.44 (4.8 x / 9.4 x) |
//!
//! 68 MB here, 3.2 GB for CP-SAT. The present version alone, later on the same cores: 9.97 / 9.77, 2.38 / 3.31, 4.77 / 6.83,
//! 6.05 / 8.27, 13.52 / 8.98.
//!
//! A province (52,000 requests, 12,000 speakers, some 914,000 candidates): one thread each, two runs side by side on the
//! two cores (the last beside a build, which left it two thirds of a core), 450 to 497 MB; wall seconds.
//!
//! | seed | 0.15 % after | 0.03 % after | ended at | objective | bound | gap |
//! |---|---|---|---|---|---|---|
//! | 1 | 38 s | 156 s | 332 s | 245,047,222 | 245,082,613 | 0.0144 % |
//! | 2 | 37 s | 169 s | 332 s | 252,196,308 | 252,247,473 | 0.0203 % |
//! | 3 | 42 s | 156 s | 309 s | 247,252,541 | 247,312,259 | 0.0241 % |
//! | 4 | 44 s | 159 s | 306 s | 248,283,786 | 248,334,509 | 0.0204 % |
//! | 5 | 54 s | 221 s | 301 s | 247,959,143 | 248,006,219 | 0.0190 % |
//!
//! What is open then is the plan and the bound alike: of 4,000 requests cut out of seed 3, HiGHS' optimum is 20,541,164;
//! the plan here 20,540,894, the bound 20,543,849.
//!
//! Mending (`cargo bench --bench mend`) a plan of 1,500 requests, load 8 to 12 on the two cores, 400 events of each kind:
//! half of all in 0.02 to 0.16 ms; p99 4 to 12 ms, other programs' turns among them; 3 changes at most; the best
//! alternative within 0.009 % of a new optimum.

pub mod admit;
mod barred;
pub mod clock;
pub mod fault;
pub mod instance;
mod placed;
pub mod solution;
mod unread;

pub mod candidates;
pub mod problem;
pub mod reason;
pub mod rules;
pub mod state;

pub mod chain;
pub mod close;
pub mod dive;
pub mod engine;
pub mod greedy;
pub mod pdhg;
pub mod polish;
pub mod prices;
pub mod reduce;
pub mod relax;
pub mod schedule;
pub mod solve;
pub mod trail;
pub mod warm;

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
