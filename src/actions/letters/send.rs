//! Sending what waits: claimed with a lease, sent, and the end written down, each in a
//! transaction of its own.

use super::Tally;
use super::prepare::policies;
use crate::app::App;
use crate::kernel::{LetterId, Moment};
use crate::mail::{self, Outcome, Parcel};
use crate::reminders::pace;
use crate::reminders::policy::Policy;
use crate::store::letters::outbox::{self, Claimed, Finish};
use crate::store::{Db, StoreError};
use chrono::TimeDelta;
use std::time::Duration;

/// A letter that no server has taken for so long is given to the call list.
const GIVE_UP: TimeDelta = TimeDelta::days(5);
/// How often the end of an attempt is tried to be written down.
const TRIES: u32 = 5;

/// Sends the next letter that may go; `false` when there is none.
///
/// # Errors
/// The database's.
pub(super) async fn next(app: &App, tally: &mut Tally) -> Result<bool, StoreError> {
    let begun = std::time::Instant::now();
    let Some((claimed, token)) = claim(app).await? else { return Ok(false) };
    // what the claim took of the lease is no longer there for sending
    let outcome = app.mail.send_within(&parcel(app, &claimed), begun.elapsed()).await;
    finish(app, claimed, token, outcome, tally).await?;
    Ok(true)
}

/// How the outbox goes on under its ceilings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pace {
    /// Letters that are due and wait.
    pub waiting: usize,
    /// When the last of them will have gone; `None` when nothing waits.
    pub finish: Option<Moment>,
}

/// How many letters wait, and when the last may have gone.
///
/// # Errors
/// The database's.
pub fn pace(app: &App, db: &mut Db, now: Moment) -> Result<Pace, StoreError> {
    let rates = &app.config.mail_rate;
    let longest = rates.iter().map(|rate| delta(rate.per)).max().unwrap_or_default();
    let sent = outbox::sent_since(db, now - longest, now)?;
    let waiting = usize::try_from(outbox::waiting_count(db, now)?).unwrap_or(0);
    Ok(Pace { waiting, finish: pace::finish(&sent, waiting.min(10_000), rates, now) })
}

fn parcel(app: &App, claimed: &Claimed) -> Parcel {
    Parcel {
        id: claimed.id.to_string(),
        from: mail::bare(&app.config.mail_from).to_owned(),
        to: claimed.address.clone(),
        bytes: claimed.bytes.clone(),
    }
}

async fn claim(app: &App) -> Result<Option<(Claimed, String)>, StoreError> {
    let app = app.clone();
    let store = app.store.clone();
    let token = LetterId::fresh().to_string();
    let claimed = store
        .write({
            let token = token.clone();
            move |db| {
                let now = app.clock.now();
                let urgent_only = at_ceiling(&app, db, now)?;
                let policies = policies(db)?;
                while let Some(next) = outbox::next(db, now, urgent_only)? {
                    let keeps_quiet = next.keeps_quiet && !app.config.mail_at_once;
                    match policies.at(&next.committee).quiet_until(now).filter(|_| keeps_quiet) {
                        Some(until) => outbox::postpone(db, &next.id, until)?,
                        None => {
                            let lease = now + delta(app.config.mail_lease);
                            return Ok(Some(outbox::claim(db, &next.id, &token, lease)?));
                        }
                    }
                }
                Ok(None)
            }
        })
        .await?;
    Ok(claimed.map(|claimed| (claimed, token)))
}

fn delta(duration: Duration) -> TimeDelta {
    TimeDelta::from_std(duration).unwrap_or(TimeDelta::MAX)
}

/// Whether one more ordinary letter would break a ceiling.
fn at_ceiling(app: &App, db: &mut Db, now: Moment) -> Result<bool, StoreError> {
    for rate in &app.config.mail_rate {
        if outbox::counted_since(db, now - delta(rate.per))? >= i64::from(rate.letters) {
            return Ok(true);
        }
    }
    Ok(false)
}

pub(super) async fn held(app: &App) -> Result<u64, StoreError> {
    let app = app.clone();
    let store = app.store.clone();
    let waiting = store
        .read(move |db| {
            let now = app.clock.now();
            if at_ceiling(&app, db, now)? { outbox::waiting_count(db, now) } else { Ok(0) }
        })
        .await?;
    Ok(u64::try_from(waiting).unwrap_or(0))
}

async fn finish(
    app: &App,
    claimed: Claimed,
    token: String,
    outcome: Outcome,
    tally: &mut Tally,
) -> Result<(), StoreError> {
    let (id, attempts) = (claimed.id.clone(), claimed.attempts);
    let work = (claimed, token, outcome);
    let mut tries = 0;
    let ended = loop {
        match write_down(app, work.clone()).await {
            // the letter's fate is known: a busy database must not make it go out twice
            Err(error) if tries < TRIES => {
                tries += 1;
                tracing::warn!(letter = %id, %error, "the end of an attempt is not written down yet");
                tokio::time::sleep(app.config.mail_lease / 30).await;
            }
            ended => break ended?,
        }
    };
    match ended {
        Some(ended) => {
            ended.counted()(tally);
            tracing::debug!(letter = %id, attempts, "letter attempted");
        }
        None => tracing::warn!(letter = %id, attempts, "lease ran out before the attempt ended"),
    }
    Ok(())
}

async fn write_down(
    app: &App,
    (claimed, token, outcome): (Claimed, String, Outcome),
) -> Result<Option<Ending>, StoreError> {
    let app = app.clone();
    let store = app.store.clone();
    store
        .write(move |db| {
            let now = app.clock.now();
            let policies = policies(db)?;
            let ended = ending(&app, policies.at(&claimed.committee), &claimed, &outcome, now);
            Ok(write_end(db, &claimed, &token, now, &ended)?.then_some(ended))
        })
        .await
}

/// How an attempt ended, owned so that it can be written again.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Ending {
    Sent,
    Again { at: Moment, why: String },
    Dead { why: String, reader: bool },
}

impl Ending {
    fn counted(&self) -> fn(&mut Tally) {
        match self {
            Self::Sent => |tally| tally.sent += 1,
            Self::Again { .. } => |tally| tally.retry += 1,
            Self::Dead { .. } => |tally| tally.dead += 1,
        }
    }
}

fn ending(app: &App, policy: &Policy, claimed: &Claimed, outcome: &Outcome, now: Moment) -> Ending {
    let why = match outcome {
        Outcome::Sent => return Ending::Sent,
        Outcome::Permanent { why, reader } => return Ending::Dead { why: why.clone(), reader: *reader },
        Outcome::Temporary(why) => why.clone(),
    };
    let next = now + delta(wait_of(app, claimed.attempts));
    let keeps_quiet = claimed.keeps_quiet && !app.config.mail_at_once;
    let at = policy.quiet_until(next).filter(|_| keeps_quiet).unwrap_or(next);
    // what would come too late by mail is told on the telephone
    let too_late = claimed.not_after.is_some_and(|until| until <= at);
    if too_late || now - claimed.created_at > GIVE_UP {
        return Ending::Dead { why, reader: false };
    }
    Ending::Again { at, why }
}

/// The wait after the nth failed attempt; the last of the list is repeated.
fn wait_of(app: &App, attempts: i32) -> Duration {
    let waits = &app.config.mail_retry;
    let nth = usize::try_from(attempts - 1).unwrap_or(0).min(waits.len().saturating_sub(1));
    waits.get(nth).copied().unwrap_or(Duration::from_secs(7200))
}

fn write_end(db: &mut Db, claimed: &Claimed, token: &str, now: Moment, ending: &Ending) -> Result<bool, StoreError> {
    let finish = match ending {
        Ending::Sent => Finish::Sent,
        Ending::Again { at, why } => Finish::Again(*at, why),
        Ending::Dead { why, .. } => Finish::Dead(why),
    };
    let held = outbox::finish(db, claimed, token, now, &finish)?;
    if let Ending::Dead { reader: true, .. } = ending
        && held
    {
        outbox::flag_bad_address(db, &claimed.recipient, &claimed.address)?;
    }
    Ok(held)
}
