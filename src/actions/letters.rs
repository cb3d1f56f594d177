//! The outbox at work: rendered once, claimed with a lease, sent, and the end written down, each
//! in a transaction of its own; and what a person does with letters.

use super::invites::invite_for;
use crate::accounts::{Actor, Deed, Target, tokens};
use crate::app::App;
use crate::attendance;
use crate::kernel::{JournalLine, LetterId, LetterKind, Moment, Recipient, Refusal};
use crate::mail::{self, Outcome, Parcel};
use crate::reminders::{self, may_unsubscribe};
use crate::store::letters::facts::{Loaded, load};
use crate::store::letters::list;
use crate::store::letters::outbox::{self, Claimed, Destination, Finish, OwedLetter};
use crate::store::{Db, StoreError, journal};
use chrono::TimeDelta;
use serde_json::json;
use std::time::Duration;

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

const BATCH: i64 = 50;
/// A letter that no server has taken for so long is given to the call list.
const GIVE_UP: TimeDelta = TimeDelta::days(5);

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
    while !stop() {
        let Some((claimed, token)) = claim(app).await? else { break };
        let outcome = app.mail.send(&parcel(app, &claimed)).await;
        finish(app, claimed, token, outcome, &mut tally).await?;
    }
    tally.held_by_rate = held(app).await?;
    Ok(tally)
}

/// Renders a batch of owed letters; returns how many were taken up.
///
/// # Errors
/// The database's.
pub async fn prepare(app: &App) -> Result<usize, StoreError> {
    let app = app.clone();
    let store = app.store.clone();
    store
        .write(move |db| {
            let now = app.clock.now();
            outbox::drop_late(db, now)?;
            let owed = outbox::owed(db, now, BATCH)?;
            for letter in &owed {
                prepare_one(&app, db, letter, now)?;
            }
            Ok(owed.len())
        })
        .await
}

fn prepare_one(app: &App, db: &mut Db, owed: &OwedLetter, now: Moment) -> Result<(), StoreError> {
    let Some(mut loaded) = load(db, owed, now)? else {
        return outbox::end_unsent(db, &owed.id, "dropped", "subject-gone");
    };
    if let Some(why) = loaded.pointless {
        return outbox::end_unsent(db, &owed.id, "dropped", why);
    }
    link(app, owed, &mut loaded);
    let invite = invite_for(app, db, owed, &loaded.letter)?;
    let rendered = reminders::render(&loaded.letter, mail::bare(&app.config.mail_from), invite.as_ref());
    let to = &loaded.letter.to;
    let destination = Destination { name: &to.name, address: &to.address, phone: &to.phone };
    let odd = !mail::is_address(&to.address);
    match loaded.by_hand.or(odd.then_some("bad-address")) {
        // a sign-in link is never read out: it would open somebody else's account
        Some(why) if owed.kind == LetterKind::SignIn => outbox::end_unsent(db, &owed.id, "dead", why),
        Some(why) => outbox::put_by_hand(db, &owed.id, &destination, &rendered, why),
        None => outbox::put_waiting(db, &owed.id, &destination, &rendered, owed.kind != LetterKind::SignIn),
    }
}

/// Where the letter leads. Nobody may unsubscribe from what one must know.
fn link(app: &App, owed: &OwedLetter, loaded: &mut Loaded) {
    let (base, secret) = (&app.base_url, &app.secret);
    let links = &mut loaded.letter.links;
    links.act = match owed.kind {
        LetterKind::SignIn => loaded.letter.notes.link.clone(),
        LetterKind::HeadcountDue => {
            let token = attendance::token_of(secret, &owed.subject.as_str().into());
            format!("{base}/attendance/{token}")
        }
        LetterKind::RequestReceived | LetterKind::RequestReturned | LetterKind::RequestApproved => {
            format!("{base}/follow/{}", follow_token(app, &owed.subject))
        }
        _ => match &loaded.assignment {
            Some(id) => format!("{base}/answer/{}", tokens::answer(secret, &id.as_str().into())),
            None => String::new(),
        },
    };
    if may_unsubscribe(owed.kind) && owed.recipient.kind() != "account" {
        links.unsubscribe = format!("{base}/unsubscribe/{}", unsubscribe_token(app, &owed.recipient));
    }
}

const GENERATION: i32 = 1;

fn follow_token(app: &App, request: &str) -> String {
    tokens::mint(&app.secret, tokens::Opens::Follow, request, GENERATION)
}

/// The secret part of the address at which this reader unsubscribes from reminders.
#[must_use]
pub fn unsubscribe_token(app: &App, recipient: &Recipient) -> String {
    tokens::mint(&app.secret, tokens::Opens::Unsubscribe, recipient.id(), GENERATION)
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
                outbox::claim(db, now, &token, now + delta(app.config.mail_lease), urgent_only)
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

async fn held(app: &App) -> Result<u64, StoreError> {
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
    let ended = ending(app, &claimed, outcome);
    let (id, attempts) = (claimed.id.clone(), claimed.attempts);
    let counted = ended.counted();
    let clock = app.clock;
    let held = app.store.write(move |db| write_end(db, &claimed, &token, clock.now(), &ended)).await?;
    if held {
        counted(tally);
        tracing::info!(letter = %id, attempts, "letter attempted");
    } else {
        tracing::warn!(letter = %id, attempts, "lease ran out before the attempt ended");
    }
    Ok(())
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

fn ending(app: &App, claimed: &Claimed, outcome: Outcome) -> Ending {
    let now = app.clock.now();
    match outcome {
        Outcome::Sent => Ending::Sent,
        Outcome::Permanent { why, reader } => Ending::Dead { why, reader },
        Outcome::Temporary(why) if now - claimed.created_at > GIVE_UP => Ending::Dead { why, reader: false },
        Outcome::Temporary(why) => Ending::Again { at: now + delta(wait_of(app, claimed.attempts)), why },
    }
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

crate::codes! {
    /// What came of a call.
    CallOutcome, "call" {
        /// 已告知
        Told = "told",
        /// 已发微信或短信
        Message = "message",
        /// 已寄纸质
        Paper = "paper",
        /// 没接通，还要再打
        NoAnswer = "no_answer",
        /// 不用通知了
        NotNeeded = "not_needed",
    }
}

/// Ticks a line of the call list; only "no answer" leaves it there. The journal says for whom
/// the coordinator acted.
///
/// # Errors
/// `letter-missing`, `not-allowed`.
pub async fn tick_call(app: &App, actor: &Actor, id: LetterId, outcome: CallOutcome) -> Result<(), StoreError> {
    let (actor, clock) = (actor.clone(), app.clock);
    app.store
        .write(move |db| {
            let scope = actor.scope(Deed::HandleLetters)?;
            let found = list::letter(db, &scope, id.as_str())?;
            let (letter, _) = found.ok_or_else(|| Refusal::missing("letter-missing"))?;
            actor.may(Deed::HandleLetters, &Target::of(&letter.committee))?;
            let now = clock.now();
            let close = outcome != CallOutcome::NoAnswer;
            list::tick(db, &id, actor.name(), now, outcome.code(), close)?;
            let before = json!({ "outcome": letter.outcome });
            let after = json!({ "outcome": outcome.code(), "kind": letter.kind.code(), "subject": letter.subject });
            let line = JournalLine::new("letter-call", "letter", &id, before, after);
            journal::write(db, &actor.clone().acting_for(&letter.to_name), now, &letter.committee, &[line])
        })
        .await
}

/// Owes a letter of the call list once more, for the address that its reader has by now.
///
/// # Errors
/// `letter-missing`, `letter-not-over`, `not-allowed`.
pub async fn send_again(app: &App, actor: &Actor, id: LetterId) -> Result<(), StoreError> {
    let (actor, clock) = (actor.clone(), app.clock);
    app.store
        .write(move |db| {
            let scope = actor.scope(Deed::HandleLetters)?;
            let found = list::letter(db, &scope, id.as_str())?;
            let (letter, _) = found.ok_or_else(|| Refusal::missing("letter-missing"))?;
            actor.may(Deed::HandleLetters, &Target::of(&letter.committee))?;
            let now = clock.now();
            if letter.kind == LetterKind::SignIn || !list::owe_again(db, &id, now)? {
                return Err(Refusal::conflict("letter-not-over").into());
            }
            let (before, after) = (json!({ "state": letter.state }), json!({ "state": "owed" }));
            let line = JournalLine::new("letter-again", "letter", &id, before, after);
            journal::write(db, &actor, now, &letter.committee, &[line])
        })
        .await
}

/// Whom an unsubscribe address names; only a genuine one names anybody.
///
/// # Errors
/// `unsubscribe-link-wrong`.
pub async fn unsubscriber(app: &App, token: &str) -> Result<Recipient, StoreError> {
    let wrong = || StoreError::from(Refusal::missing("unsubscribe-link-wrong"));
    let (opens, id) = tokens::names(token).ok_or_else(wrong)?;
    let genuine = opens == tokens::Opens::Unsubscribe && tokens::proves(&app.secret, token, opens, &id, GENERATION);
    if !genuine {
        return Err(wrong());
    }
    let found = app.store.read(move |db| list::reader_of_id(db, &id)).await?;
    found.ok_or_else(wrong)
}

/// Takes the wish for no reminders, or takes it back.
///
/// # Errors
/// `unsubscribe-link-wrong`.
pub async fn unsubscribe(app: &App, token: &str, off: bool) -> Result<(), StoreError> {
    let reader = unsubscriber(app, token).await?;
    let clock = app.clock;
    app.store
        .write(
            move |db| {
                if off { outbox::unsubscribe(db, &reader, clock.now()) } else { outbox::resubscribe(db, &reader) }
            },
        )
        .await
}
