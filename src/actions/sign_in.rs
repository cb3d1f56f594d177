//! Signing in: by a letter's link, a printed code or a password; every way is limited.

use crate::accounts::{Account, Actor, Deed, Role, Target, passwords, secrets};
use crate::app::App;
use crate::kernel::{
    AccountId, CommitteePath, JournalLine, LetterKind, LetterOwed, Moment, Recipient, Refusal, Refused,
};
use crate::store::sign_in::{TokenKind, Worth};
use crate::store::{self, Db, StoreError};
use chrono::TimeDelta;
use serde_json::json;
use tokio::sync::Semaphore;

/// How long a link holds, minutes.
pub const LINK_MINUTES: i64 = 10;
/// How long a printed code holds, days.
pub const CODE_DAYS: i64 = 30;
const WINDOW_MINUTES: i64 = 15;
const TRIES_BY_PLACE: i64 = 60;
const TRIES_BY_NAME: i64 = 6;
/// A hash takes 19 MiB and a core, so only two run at once.
static HASHING: Semaphore = Semaphore::const_new(2);

/// A session that was just opened: the secret goes into the browser's cookie.
#[derive(Debug)]
pub struct Opened {
    /// The secret.
    pub secret: String,
    /// How long it holds.
    pub holds: TimeDelta,
}

/// Owes a letter with a link to whoever has this mailbox; says nothing about whether anybody has.
///
/// # Errors
/// `sign-in-too-often`, or the store's.
pub async fn ask_link(app: &App, email: &str, place: &str) -> Result<(), StoreError> {
    let email = plain_email(email);
    limit(app, "link", place, &email).await?;
    let secret = secrets::fresh();
    let (now, link) = (app.clock.now(), address(app, &secret));
    app.store
        .write(move |db| {
            let Some(account) = store::accounts::by_email(db, &email)?.filter(|account| account.active) else {
                return Ok(());
            };
            let expires = now + TimeDelta::minutes(LINK_MINUTES);
            store::sign_in::keep(db, TokenKind::Link, &secrets::digest(&secret), account.id.as_str(), now, expires)?;
            store::letters::owe(db, &home(&account), now, &[letter(&account, &link, now, expires)])?;
            Ok(())
        })
        .await
}

fn letter(account: &Account, link: &str, now: Moment, expires: Moment) -> LetterOwed {
    LetterOwed {
        kind: LetterKind::SignIn,
        subject: uuid::Uuid::now_v7().to_string(),
        recipient: Recipient::Account(account.id.clone()),
        sequence: 0,
        not_before: now,
        not_after: Some(expires),
        facts: json!({ "link": link, "minutes": LINK_MINUTES }),
    }
}

/// A one-use link for an account, for those with a shell on the server.
///
/// # Errors
/// `account-unknown`, or the store's.
pub async fn link_for(app: &App, email: &str) -> Result<String, StoreError> {
    let (email, secret, now) = (plain_email(email), secrets::fresh(), app.clock.now());
    let link = address(app, &secret);
    app.store
        .write(move |db| {
            let account = store::accounts::by_email(db, &email)?
                .filter(|account| account.active)
                .ok_or_else(|| Refusal::missing("account-unknown").with("email", &email))?;
            let expires = now + TimeDelta::minutes(LINK_MINUTES);
            store::sign_in::keep(db, TokenKind::Link, &secrets::digest(&secret), account.id.as_str(), now, expires)
        })
        .await?;
    Ok(link)
}

fn address(app: &App, secret: &str) -> String {
    format!("{}/sign-in/{secret}", app.base_url)
}

/// Signs in by the secret of a link.
///
/// # Errors
/// `link-used`, `link-expired`, `link-unknown`, or the store's.
pub async fn by_link(app: &App, secret: &str, place: &str) -> Result<Opened, StoreError> {
    limit(app, "open", place, "").await?;
    open(app, TokenKind::Link, secrets::digest(secret)).await
}

/// Signs in by a code as it was typed.
///
/// # Errors
/// `code-wrong` whatever is wrong with it, `sign-in-too-often`, or the store's.
pub async fn by_code(app: &App, typed: &str, place: &str) -> Result<Opened, StoreError> {
    limit(app, "code", place, "").await?;
    let opened = open(app, TokenKind::Code, secrets::digest(&secrets::plain_code(typed))).await;
    opened.map_err(|error| match error {
        StoreError::Refused(refusal) if refusal.key.starts_with("link-") => {
            Refusal::new("code-wrong").at("code").into()
        }
        other => other,
    })
}

/// Signs in by mailbox and password.
///
/// # Errors
/// `password-wrong` whatever is wrong, `sign-in-too-often`, or the store's.
pub async fn by_password(app: &App, email: &str, password: &str, place: &str) -> Result<Opened, StoreError> {
    let email = plain_email(email);
    limit(app, "password", place, &email).await?;
    let wrong = || StoreError::from(Refusal::new("password-wrong").at("password"));
    let found = app.store.read(move |db| store::sign_in::password_of(db, &email)).await?;
    let (account, stored) = found.unzip();
    let stored = stored.flatten();
    let password = password.to_owned();
    let same = hashing(move || passwords::matches(&password, stored.as_deref())).await?;
    match account.filter(|_| same) {
        Some(account) => session(app, account).await,
        None => Err(wrong()),
    }
}

/// Runs one of the two hashes that may run at once.
pub(super) async fn hashing<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, StoreError> {
    let stopped = |why: String| StoreError::Stopped(why);
    let _turn = HASHING.acquire().await.map_err(|error| stopped(error.to_string()))?;
    tokio::task::spawn_blocking(work).await.map_err(|error| stopped(error.to_string()))
}

async fn open(app: &App, kind: TokenKind, hash: String) -> Result<Opened, StoreError> {
    let now = app.clock.now();
    let secret = secrets::fresh();
    let stored = secrets::digest(&secret);
    let holds = app
        .store
        .write(move |db| {
            let account = match store::sign_in::worth(db, kind, &hash, now)? {
                Worth::Good { account, .. } => account,
                worth => return Err(no(&worth).into()),
            };
            store::sign_in::use_up(db, &hash, now)?;
            opened(db, &stored, &account, now)
        })
        .await?;
    Ok(Opened { secret, holds })
}

async fn session(app: &App, account: String) -> Result<Opened, StoreError> {
    let now = app.clock.now();
    let secret = secrets::fresh();
    let stored = secrets::digest(&secret);
    let holds = app.store.write(move |db| opened(db, &stored, &account, now)).await?;
    Ok(Opened { secret, holds })
}

fn opened(db: &mut Db, hash: &str, account: &str, now: Moment) -> Result<TimeDelta, StoreError> {
    let account = store::accounts::by_id(db, account)?.ok_or_else(|| no(&Worth::Nothing))?;
    // speakers and contacts come seldom and have little to lose; staff sign in more often
    let seldom = account.grants.iter().all(|grant| matches!(grant.role, Role::Speaker | Role::Contact));
    let holds = TimeDelta::days(if seldom { 180 } else { 14 });
    store::accounts::open_session(db, hash, account.id.as_str(), now, now + holds)?;
    Ok(holds)
}

/// Why a link does not sign in.
fn no(worth: &Worth) -> Refusal {
    let told = |moment: &Moment| crate::kernel::local(*moment).format("%Y-%m-%d %H:%M").to_string();
    match worth {
        Worth::Used(moment) => Refusal::new("link-used").with("moment", told(moment)).of(Refused::Gone),
        Worth::Expired(moment) => Refusal::new("link-expired").with("moment", told(moment)).of(Refused::Gone),
        Worth::Nothing | Worth::Good { .. } => Refusal::new("link-unknown").of(Refused::Gone),
    }
}

/// What a link is worth, for the page before the button.
///
/// # Errors
/// As [`by_link`]; nothing is used up.
pub async fn look_at_link(app: &App, secret: &str) -> Result<String, StoreError> {
    let (hash, now) = (secrets::digest(secret), app.clock.now());
    match app.store.read(move |db| store::sign_in::worth(db, TokenKind::Link, &hash, now)).await? {
        Worth::Good { name, .. } => Ok(name),
        worth => Err(no(&worth).into()),
    }
}

/// Ends the session of this hash.
///
/// # Errors
/// The store's.
pub async fn sign_out(app: &App, session: &str) -> Result<(), StoreError> {
    let session = session.to_owned();
    app.store.write(move |db| store::accounts::close_session(db, &session)).await
}

/// A code for an account that is a speaker or contact and nothing more, to be printed or read
/// out by its coordinator; an older code of the account falls.
///
/// # Errors
/// `account-gone`, `not-allowed`, `code-not-for-staff`, or the store's.
pub async fn print_code(app: &App, actor: &Actor, account: &AccountId) -> Result<String, StoreError> {
    let (code, now) = (secrets::fresh_code(), app.clock.now());
    let (actor, id, hash) = (actor.clone(), account.clone(), secrets::digest(&secrets::plain_code(&code)));
    app.store
        .write(move |db| {
            let account = store::accounts::by_id(db, id.as_str())?
                .filter(|account| account.active)
                .ok_or_else(|| Refusal::missing("account-gone"))?;
            for grant in &account.grants {
                actor.may(Deed::EditRegisters, &Target::of(&grant.committee))?;
                if !matches!(grant.role, Role::Speaker | Role::Contact) {
                    return Err(Refusal::new("code-not-for-staff").into());
                }
            }
            let line =
                JournalLine::new("account-code", "account", &account.id, json!({}), json!({ "days": CODE_DAYS }));
            store::sign_in::keep(db, TokenKind::Code, &hash, id.as_str(), now, now + TimeDelta::days(CODE_DAYS))?;
            store::journal::write(db, &actor, now, &home(&account), &[line])
        })
        .await?;
    Ok(code)
}

/// Counts this try, or refuses it when there were too many from this place or for this name.
async fn limit(app: &App, way: &str, place: &str, name: &str) -> Result<(), StoreError> {
    let now = app.clock.now();
    let by_place = format!("{way} from {place}");
    let by_name = (!name.is_empty()).then(|| format!("{way} for {}", secrets::digest(name)));
    app.store
        .write(move |db| {
            let since = now - TimeDelta::minutes(WINDOW_MINUTES);
            let mut buckets = vec![(by_place.as_str(), TRIES_BY_PLACE)];
            buckets.extend(by_name.as_deref().map(|bucket| (bucket, TRIES_BY_NAME)));
            for (bucket, most) in buckets {
                if store::sign_in::tries(db, bucket, since)? >= most {
                    let often = Refusal::new("sign-in-too-often").with("minutes", WINDOW_MINUTES);
                    return Err(often.of(Refused::TooMany).into());
                }
                store::sign_in::count(db, bucket, now)?;
            }
            Ok(())
        })
        .await
}

/// The committee on whose behalf an account's letters and journal lines stand.
pub(super) fn home(account: &Account) -> CommitteePath {
    account.grants.first().map_or_else(CommitteePath::everything, |grant| grant.committee.clone())
}

/// A mailbox as accounts keep it.
#[must_use]
pub fn plain_email(typed: &str) -> String {
    typed.trim().to_lowercase()
}

/// Sets the acting account's own password; its other sessions end.
///
/// # Errors
/// `password-wrong` at `current`, `password-length`, or the store's.
pub async fn set_own_password(
    app: &App,
    account: &Account,
    session: &str,
    current: &str,
    fresh: &str,
) -> Result<(), StoreError> {
    let (email, actor, home) = (account.email.clone(), account.actor(), home(account));
    let found = app.store.read(move |db| store::sign_in::password_of(db, &email)).await?;
    let stored = found.and_then(|(_, stored)| stored);
    let (current, fresh) = (current.to_owned(), fresh.to_owned());
    let hash = hashing(move || match stored {
        Some(stored) if !passwords::matches(&current, Some(&stored)) => {
            Err(Refusal::new("password-wrong").at("current"))
        }
        _ => passwords::hash(&fresh),
    })
    .await??;
    let (id, keep, now) = (account.id.clone(), session.to_owned(), app.clock.now());
    app.store
        .write(move |db| {
            store::sign_in::save_password(db, id.as_str(), Some(&hash))?;
            store::accounts::close_other_sessions(db, id.as_str(), &keep)?;
            let line = JournalLine::new("account-password", "account", &id, json!({}), json!({}));
            store::journal::write(db, &actor, now, &home, &[line])
        })
        .await
}
