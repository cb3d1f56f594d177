//! The letters that time itself owes: reminders, the asking for a headcount, and what silence brings.

use super::digest;
use super::letters::Made;
use super::succession::{self, silences};
use crate::app::App;
use crate::kernel::{CommitteePath, LetterOwed, Moment};
use crate::reminders::plan;
use crate::store::letters::{due, owe};
use crate::store::{Db, StoreError};

/// Owes the letters that are due at this moment and were not made before.
///
/// # Errors
/// The database's; then none is owed.
pub async fn owe_due(app: &App) -> Result<Made, StoreError> {
    let mut before = Made::new();
    succession::ask_next(app, &mut before).await?;
    digest::owe_digests(app, &mut before).await?;
    let clock = app.clock;
    let nothing = app.store.read(move |db| Ok(fresh(db, clock.now())?.is_empty())).await?;
    if nothing {
        return Ok(before);
    }
    app.store
        .write(move |db| {
            let now = clock.now();
            let mut made = before.clone();
            for (owner, letter) in fresh(db, now)? {
                if owe(db, &owner, now, std::slice::from_ref(&letter))? > 0 {
                    *made.entry(letter.kind.code()).or_default() += 1;
                }
            }
            Ok(made)
        })
        .await
}

/// What [`owe_due`] would owe, without owing it.
///
/// # Errors
/// The database's.
pub async fn foresee(app: &App) -> Result<Made, StoreError> {
    let clock = app.clock;
    app.store
        .read(move |db| {
            let mut made = Made::new();
            for (_, letter) in fresh(db, clock.now())? {
                *made.entry(letter.kind.code()).or_default() += 1;
            }
            Ok(made)
        })
        .await
}

/// The letters due at `now` whose keys the outbox does not have yet.
fn fresh(db: &mut Db, now: Moment) -> Result<Vec<(CommitteePath, LetterOwed)>, StoreError> {
    let sessions = due::upcoming(db, plan::horizon(now))?;
    let policies = super::letters::policies(db)?;
    let mut letters: Vec<(CommitteePath, LetterOwed)> = Vec::new();
    for session in &sessions {
        letters.extend(
            plan::due(session, policies.at(&session.committee), now)
                .into_iter()
                .map(|letter| (session.committee.clone(), letter)),
        );
    }
    for (kind, silent) in silences(db, &policies, now)? {
        let owed = plan::on_silence(kind, &silent, None, now);
        letters.extend(owed.into_iter().map(|letter| (silent.committee.clone(), letter)));
    }
    let keys: Vec<String> = letters.iter().map(|(_, letter)| letter.key()).collect();
    let known = due::known(db, &keys)?;
    letters.retain(|(_, letter)| !known.contains(&letter.key()));
    Ok(letters)
}
