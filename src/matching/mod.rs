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
//! `tests/bench/side_by_side.py` in one run on two quiet cores, a process at a time; wall seconds, xinhuo from reading the
//! file, CP-SAT (8 workers) and HiGHS (no gap) without building their models, all to the proven optimum. Every plan passed
//! both checkers, every bound was recomputed from its certificate.
//!
//! | 1,500 requests, 800 speakers | optimum | 0.0005 % after | proof after | CP-SAT | HiGHS |
//! |---|---|---|---|---|---|
//! | seed 1 | 7,504,984 | 0.74 | 1.67 | 9.77 (5.9 x) | 2.68 (1.6 x) |
//! | seed 2 | 7,344,911 | 0.40 | 0.53 | 9.84 (18.6 x) | 2.62 (4.9 x) |
//! | seed 3 | 7,547,950 | 0.40 | 0.57 | 8.03 (14.1 x) | 2.23 (3.9 x) |
//! | seed 4 | 6,887,772 | 0.42 | 1.13 | 8.38 (7.4 x) | 2.40 (2.1 x) |
//! | seed 5 | 7,186,831 | 0.46 | 1.20 | 8.43 (7.0 x) | 1.83 (1.5 x) |
//!
//! 34 MB here, 570 MB for CP-SAT, 170 MB for HiGHS.
//!
//! | 4,000 requests, 1,500 speakers | optimum | 0.0005 % after | proof after | CP-SAT | HiGHS |
//! |---|---|---|---|---|---|
//! | seed 1 | 21,436,060 | 2.47 | 7.48 | 75.70 (10.1 x) | 29.78 (4.0 x) |
//! | seed 2 | 22,016,478 | 1.73 | 2.64 | 78.65 (29.8 x) | 23.27 (8.8 x) |
//! | seed 3 | 19,384,707 | 1.37 | 4.66 | 58.79 (12.6 x) | 19.51 (4.2 x) |
//! | seed 4 | 20,016,040 | 1.06 | 4.24 | 62.20 (14.7 x) | 29.68 (7.0 x) |
//! | seed 5 | 21,580,500 | 1.73 | 4.78 | 64.51 (13.5 x) | 24.83 (5.2 x) |
//!
//! 71 MB here, 3.5 GB for CP-SAT, 680 MB for HiGHS.
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
//! Mending (`cargo bench --bench mend`) plans of 1,500 requests, five seeds, 400 events of each kind and seed, quiet cores:
//! half of all in 0.01 to 0.16 ms, p99 at most 0.44 ms; 3 changes at most, but 6 where a sick day strikes two sessions and 4
//! where a withdrawn request lets others move; the best alternative within 0.026 % of a new optimum.
//! Of 4,000 requests and 1,500 speakers (four seeds): half in 0.09 to 0.61 ms, p99 at most 0.90 ms, 3 changes at most,
//! within 0.0002 %. Everyone who fits one request, found anew and ranked: p99 1.2 ms.

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
