//! Plans: run, looked at, changed by hand, published, discarded.

mod board;
mod change;
mod difference;
pub(crate) mod facts;
mod fix;
pub(crate) mod instance;
mod mend;
mod offers;
mod people;
pub(crate) mod placed;
mod publish;
mod pulse;
mod run;
mod slots;
mod solve;
mod stale;
pub(crate) mod standing;
mod weights;
pub(crate) mod why;

pub use change::{Turn, Wish, change, turn};
pub use difference::{Deed, Difference, Line, Place, Share};
pub use fix::{Fix, Noun};
pub use mend::{Happened, Way, Ways, mend, ways};
pub use offers::{Offers, PlanOffer, SwapOffer, offers};
pub(crate) use publish::place;
pub use publish::{Published, copy, discard, publish, publish_seen};
pub use run::{Ran, RunOptions, interrupt_running, run, start, stop};
pub use stale::stale;
pub use weights::{measured, set_weights};
pub use why::Why;
