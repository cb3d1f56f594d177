//! The outbox at work: rendered once, claimed with a lease, sent, and the end
//! written down, each in a transaction of its own; and what a person does with letters.

mod bounce;
mod calls;
mod paper;
mod prepare;
mod rules;
mod send;
mod templates;
mod unsubscribe;

pub use bounce::take_bounce;
pub use calls::{CallOutcome, send_again, tick_call};
pub use paper::give_schedule;
pub use prepare::{policies, prepare};
pub use rules::set_policy;
pub use send::{Pace, pace};
pub use templates::{set_template, try_template};
pub use unsubscribe::{unsubscribe, unsubscribe_token, unsubscriber};

use crate::app::App;
use crate::store::StoreError;
use crate::store::letters::outbox;
use std::collections::BTreeMap;

/// How many letters of each kind were made, by the kind's code.
pub type Made = BTreeMap<&'static str, u64>;

/// What one round of delivery did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Tally {
    /// Taken over by the other side.
    pub sent: u64,
    /// To be tried again.
    pub retry: u64,
    /// Never to be sent.
    pub dead: u64,
    /// Held back by the ceiling.
    pub held_by_rate: u64,
}

/// Renders what is owed, then sends what is due, until nothing is left to do now or `stop` says so.
///
/// # Errors
/// The database's; letters already sent stay sent.
pub async fn deliver(app: &App, stop: impl Fn() -> bool) -> Result<Tally, StoreError> {
    let mut tally = Tally::default();
    let now = app.clock.now();
    if !app.store.read(move |db| outbox::anything_due(db, now)).await? {
        return Ok(tally);
    }
    while !stop() && prepare(app).await? > 0 {}
    while !stop() && send::next(app, &mut tally).await? {}
    tally.held_by_rate = send::held(app).await?;
    Ok(tally)
}
