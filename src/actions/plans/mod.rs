//! Plans: run, looked at, changed by hand, published, discarded.

mod change;
pub(crate) mod facts;
pub(crate) mod instance;
mod offers;
mod people;
mod publish;
mod run;
mod slots;
mod why;

pub use change::{Wish, change};
pub use offers::{Offers, PlanOffer, offers};
pub use publish::{Published, discard, publish};
pub use run::{Ran, RunOptions, interrupt_running, run, start};
pub use why::Why;
