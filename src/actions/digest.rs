//! The coordinators' morning: once a day each, and none when there is nothing to say.

use super::letters::{Made, policies};
use crate::accounts::{Account, Deed, Role};
use crate::app::App;
use crate::kernel::{CommitteePath, Day, LetterKind, LetterOwed, Moment, Recipient};
use crate::store::letters::{digest, owe};
use crate::store::{Db, StoreError, accounts, chores};
use chrono::TimeDelta;

/// A start that is later than this after the clock set is no morning any more.
const MORNING: TimeDelta = TimeDelta::hours(5);

/// Owes the digests whose time it is. Who has been looked at this morning, with or without a
/// letter, is looked at no second time.
///
/// # Errors
/// The database's; then none is owed.
pub(super) async fn owe_digests(app: &App, made: &mut Made) -> Result<(), StoreError> {
    let clock = app.clock;
    if app.store.read(move |db| Ok(due(db, clock.now())?.is_empty())).await? {
        return Ok(());
    }
    let owed = app.store.write(move |db| {
        let now = clock.now();
        let mut owed = 0;
        for (account, owner) in due(db, now)? {
            owed += owe_one(db, &account, &owner, now)?;
            chores::ran(db, &chore(&account), now)?;
        }
        Ok(owed)
    });
    let owed = owed.await?;
    if owed > 0 {
        *made.entry(LetterKind::Digest.code()).or_default() += owed;
    }
    Ok(())
}

fn owe_one(db: &mut Db, account: &Account, owner: &CommitteePath, now: Moment) -> Result<u64, StoreError> {
    let scope = account.actor().scope(Deed::HandleLetters)?;
    if digest::digest(db, &scope, now)?.parts.is_empty() {
        return Ok(0);
    }
    let day = Day::of(now);
    let letter = LetterOwed {
        kind: LetterKind::Digest,
        subject: day.to_string(),
        recipient: Recipient::Account(account.id.clone()),
        sequence: 0,
        not_before: now,
        not_after: Some(day.end()),
        facts: serde_json::json!({}),
    };
    Ok(u64::try_from(owe(db, owner, now, &[letter])?).unwrap_or(0))
}

/// Coordinators whose morning it is by the rule of their first committee, and who were not looked at yet.
fn due(db: &mut Db, now: Moment) -> Result<Vec<(Account, CommitteePath)>, StoreError> {
    let (policies, today) = (policies(db)?, Day::of(now));
    let mut found = Vec::new();
    for account in accounts::coordinators(db)? {
        let own = account.grants.iter().find(|grant| grant.role == Role::Coordinator);
        let Some(owner) = own.map(|grant| grant.committee.clone()) else { continue };
        let Some(from) = policies.at(&owner).digest_at.map(|clock| today.at(clock)) else { continue };
        let morning = (from..from + MORNING).contains(&now);
        if morning && chores::last_run(db, &chore(&account))?.is_none_or(|last| last < from) {
            found.push((account, owner));
        }
    }
    Ok(found)
}

fn chore(account: &Account) -> String {
    format!("digest:{}", account.id)
}
