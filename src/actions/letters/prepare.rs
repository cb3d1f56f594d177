//! Rendering what is owed, once: now, after the quiet hours, or gathered with others.

use super::super::invites::invite_for;
use super::unsubscribe::unsubscribe_token;
use crate::accounts::tokens;
use crate::app::App;
use crate::attendance;
use crate::kernel::{Day, LetterKind, LetterOwed, Moment};
use crate::mail;
use crate::reminders::policy::{Policies, Policy, SETTING, is_urgent};
use crate::reminders::{self, Letter, Subject, may_unsubscribe};
use crate::store::letters::facts::{Loaded, load};
use crate::store::letters::outbox::{self, Destination, OwedLetter, Rank};
use crate::store::letters::{gather, owe};
use crate::store::{Db, StoreError, committees};
use serde_json::json;

const BATCH: i64 = 50;
const FOLLOW_GENERATION: i32 = 1;

/// What all committees have set about letters.
///
/// # Errors
/// The database's.
pub fn policies(db: &mut Db) -> Result<Policies, StoreError> {
    Ok(Policies::of(&committees::setting_of_all(db, SETTING)?))
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
            let policies = policies(db)?;
            let owed = outbox::owed(db, now, BATCH)?;
            for letter in &owed {
                prepare_one(&app, db, letter, policies.at(&letter.committee), now)?;
            }
            Ok(owed.len())
        })
        .await
}

fn prepare_one(app: &App, db: &mut Db, owed: &OwedLetter, policy: &Policy, now: Moment) -> Result<(), StoreError> {
    let Some(loaded) = load(db, owed, now)? else {
        return outbox::end_unsent(db, &owed.id, "dropped", "subject-gone");
    };
    if let Some(why) = loaded.pointless {
        return outbox::end_unsent(db, &owed.id, "dropped", why);
    }
    let urgent = loaded.start.is_some_and(|start| is_urgent(start, now));
    let rank = match owed.kind {
        LetterKind::SignIn => Rank::SignIn,
        _ if urgent => Rank::Urgent,
        _ => Rank::Ordinary,
    };
    if let Some(until) = waits_until(app, db, owed, &loaded, policy, rank, now)? {
        return outbox::postpone(db, &owed.id, until);
    }
    if owed.kind.is_gathered() && gathers(db, owed, now)? {
        return Ok(());
    }
    write_out(app, db, owed, loaded, rank)
}

/// Until when a letter waits: for the end of the quiet hours, or for the others of its day.
fn waits_until(
    app: &App,
    db: &mut Db,
    owed: &OwedLetter,
    loaded: &Loaded,
    policy: &Policy,
    rank: Rank,
    now: Moment,
) -> Result<Option<Moment>, StoreError> {
    if rank != Rank::Ordinary || app.config.mail_at_once {
        return Ok(None);
    }
    if let Some(until) = policy.quiet_until(now) {
        return Ok(Some(until));
    }
    // one that has waited waits no second time
    let fresh = owed.kind.is_gathered() && owed.not_before <= owed.created_at;
    let slot = loaded.start.filter(|_| fresh).and_then(|start| policy.gather_until(start, now));
    match slot {
        Some(until) if gather::told_today(db, &owed.recipient, Day::of(now))? => Ok(Some(until)),
        _ => Ok(None),
    }
}

/// Puts a change together with the others that are due to the same reader; `false` when it is alone.
fn gathers(db: &mut Db, owed: &OwedLetter, now: Moment) -> Result<bool, StoreError> {
    let due = gather::due_to(db, &owed.recipient, &owed.committee, now)?;
    // told in another letter a moment ago, in this same batch
    if due.iter().all(|other| other.id != owed.id) {
        return Ok(true);
    }
    let mut parts = Vec::new();
    let mut until = Vec::new();
    for part in due {
        match load(db, &part, now)? {
            Some(loaded) if loaded.pointless.is_none() => {
                until.push(loaded.start);
                parts.push(part.id);
            }
            _ => {}
        }
    }
    if parts.len() < 2 {
        return Ok(false);
    }
    let day = Day::of(now);
    let letter = LetterOwed {
        kind: LetterKind::Changes,
        subject: day.to_string(),
        recipient: owed.recipient.clone(),
        sequence: i32::try_from(gather::count(db, &owed.recipient, day)?).unwrap_or(i32::MAX),
        not_before: now,
        not_after: until.into_iter().flatten().max(),
        facts: json!({ "parts": parts }),
    };
    owe(db, &owed.committee, now, std::slice::from_ref(&letter))?;
    gather::told_in(db, &parts, &letter.key())?;
    Ok(true)
}

fn write_out(app: &App, db: &mut Db, owed: &OwedLetter, mut loaded: Loaded, rank: Rank) -> Result<(), StoreError> {
    link(app, owed, &mut loaded);
    let mut invites = Vec::new();
    let mut told: Vec<Letter> = Vec::new();
    for (part, mut inner) in std::mem::take(&mut loaded.parts) {
        link(app, &part, &mut inner);
        invites.extend(invite_for(app, db, &part, &inner.letter)?);
        told.push(inner.letter);
    }
    if owed.kind == LetterKind::Changes {
        loaded.letter.subject = Subject::Gathered(told);
    }
    invites.extend(invite_for(app, db, owed, &loaded.letter)?);
    let rendered = reminders::render(&loaded.letter, mail::bare(&app.config.mail_from), &invites);
    let to = &loaded.letter.to;
    let destination = Destination { name: &to.name, address: &to.address, phone: &to.phone };
    let odd = !mail::is_address(&to.address);
    match loaded.by_hand.or(odd.then_some("bad-address")) {
        // a sign-in link is never read out: it would open somebody else's account
        Some(why) if owed.kind == LetterKind::SignIn => outbox::end_unsent(db, &owed.id, "dead", why),
        Some(why) => outbox::put_by_hand(db, &owed.id, &destination, &rendered, why),
        None => outbox::put_waiting(db, &owed.id, &destination, &rendered, rank),
    }
}

/// Where the letter leads. Nobody may unsubscribe from what one must know.
fn link(app: &App, owed: &OwedLetter, loaded: &mut Loaded) {
    let (base, secret) = (&app.base_url, &app.secret);
    let links = &mut loaded.letter.links;
    links.site = base.to_string();
    links.act = match owed.kind {
        LetterKind::SignIn => loaded.letter.notes.link.clone(),
        LetterKind::Digest => format!("{base}/today"),
        LetterKind::HeadcountDue => {
            let token = attendance::token_of(secret, &owed.subject.as_str().into());
            format!("{base}/attendance/{token}")
        }
        LetterKind::RequestReceived | LetterKind::RequestReturned | LetterKind::RequestApproved => {
            format!("{base}/follow/{}", follow_token(app, &owed.subject))
        }
        LetterKind::Silence | LetterKind::Unsure if owed.recipient.kind() == "account" => {
            format!("{base}/sessions/{}", owed.subject)
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

fn follow_token(app: &App, request: &str) -> String {
    tokens::mint(&app.secret, tokens::Opens::Follow, request, FOLLOW_GENERATION)
}
