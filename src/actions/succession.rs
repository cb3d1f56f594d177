//! Who is asked when somebody does not answer, where the committee wants it without a coordinator
//! in between: the standby who said yes, else the best candidate.
//!
//! A place that was only offered goes on to the next. Who has said yes once keeps the place, but
//! somebody is asked to stand by, or the standby to be ready.

use super::letters::Made;
use super::sessions::{candidates, save};
use crate::accounts::Actor;
use crate::app::App;
use crate::kernel::{AssignmentId, LetterKind, LetterOwed, Moment, Recipient, SpeakerId};
use crate::reminders::plan::{self, Silent, on_silence};
use crate::reminders::policy::Policies;
use crate::sessions::{Answer, Change, Part, Session};
use crate::store::letters::{due, owe};
use crate::store::{Db, StoreError, sessions, speakers};
use chrono::TimeDelta;

/// Nearer than this a coordinator telephones: nobody reads a letter in time.
const TOO_NEAR: TimeDelta = TimeDelta::hours(12);
/// So many are tried where one after the other turns out to be booked meanwhile.
const MOST: usize = 4;

/// Asks the next for everybody who is silent and whose committee wants it; once each, whoever looks.
///
/// # Errors
/// The database's; what was asked before stays asked.
pub(super) async fn ask_next(app: &App, made: &mut Made) -> Result<(), StoreError> {
    let now = app.clock.now();
    let waiting = app.store.read(move |db| wanting(db, now)).await?;
    for (kind, silent) in waiting {
        for next in choices(app, kind, &silent).await? {
            let (silent, chosen) = (silent.clone(), next.clone());
            let asked = app.store.write(move |db| ask(db, now, kind, &silent, &chosen)).await;
            match asked {
                // booked or named by now: the next one is tried
                Err(StoreError::Refused(no)) => tracing::debug!(why = no.key, "not asked"),
                Err(error) => return Err(error),
                Ok(letters) => {
                    for kind in letters {
                        *made.entry(kind.code()).or_default() += 1;
                    }
                    break;
                }
            }
        }
    }
    Ok(())
}

/// Silences that no letter tells of yet, of committees that want the next one asked.
fn wanting(db: &mut Db, now: Moment) -> Result<Vec<(LetterKind, Silent)>, StoreError> {
    let policies = super::letters::policies(db)?;
    let mut found = silences(db, &policies, now)?;
    found.retain(|(_, silent)| policies.at(&silent.committee).asks_next && silent.start - now > TOO_NEAR);
    let mut open = Vec::new();
    for (kind, silent) in found {
        let keys: Vec<String> = on_silence(kind, &silent, None, now).iter().map(LetterOwed::key).collect();
        if due::known(db, &keys)?.is_empty() {
            open.push((kind, silent));
        }
    }
    Ok(open)
}

/// Who has not answered an invitation, and who has not said that all stands as agreed, both past
/// their deadline; with the coordinators who are to know.
pub(super) fn silences(db: &mut Db, policies: &Policies, now: Moment) -> Result<Vec<(LetterKind, Silent)>, StoreError> {
    let silent = due::silent(db, now)?.into_iter().map(|silent| (LetterKind::Silence, silent));
    let mut all: Vec<(LetterKind, Silent)> = silent.collect();
    for agreed in due::agreed(db, now)? {
        let policy = policies.at(&agreed.session.committee);
        all.extend(plan::unsure(agreed, policy, now).map(|silent| (LetterKind::Unsure, silent)));
    }
    for (_, silent) in &mut all {
        silent.coordinators = due::coordinators(db, &silent.committee)?;
    }
    Ok(all)
}

/// Somebody who could be asked.
#[derive(Clone, Debug)]
enum Next {
    Standby(AssignmentId),
    Candidate(SpeakerId),
}

async fn choices(app: &App, kind: LetterKind, silent: &Silent) -> Result<Vec<Next>, StoreError> {
    let id = silent.session.clone();
    let session = app.store.read(move |db| sessions::load(db, &id)).await?;
    let mut all: Vec<Next> = session.ready_standbys().map(|ready| Next::Standby(ready.id.clone())).collect();
    // one standby is enough; whether he or she can is being asked
    let standing = session.assignments.iter().any(|a| a.part == Part::Standby && a.stands());
    if kind == LetterKind::Silence || !standing {
        let found = candidates(app, &Actor::clock(), session.id).await?;
        all.extend(found.people.into_iter().map(|it| Next::Candidate(it.speaker)));
    }
    all.truncate(MOST);
    Ok(all)
}

/// Asks one; the kinds of the letters that were owed, none when somebody acted meanwhile.
fn ask(
    db: &mut Db,
    now: Moment,
    kind: LetterKind,
    silent: &Silent,
    next: &Next,
) -> Result<Vec<LetterKind>, StoreError> {
    let session = sessions::load(db, &silent.session)?;
    let Some(late) = silent.speakers.iter().find_map(|(id, _)| still_silent(&session, kind, id, now)) else {
        return Ok(Vec::new());
    };
    let known = on_silence(kind, silent, None, now).iter().map(LetterOwed::key).collect::<Vec<_>>();
    if session.round() != silent.round || !due::known(db, &known)?.is_empty() {
        return Ok(Vec::new());
    }
    let (change, part) = match (kind, next) {
        (LetterKind::Silence, Next::Standby(ready)) => (Some(session.ask_standby(&late, ready, now)?), "speaker"),
        (LetterKind::Silence, Next::Candidate(who)) => (Some(session.replace(&late, who, now)?), "speaker"),
        (_, Next::Candidate(who)) => (Some(session.name_standby(who, now)?), "standby"),
        (_, Next::Standby(_)) => (None, "ready"),
    };
    let who = match next {
        Next::Candidate(who) => who.clone(),
        Next::Standby(ready) => session.assignment(ready)?.speaker.clone(),
    };
    let name = speakers::load(db, &who)?.name;
    let round = change.as_ref().map_or(silent.round, |change| change.session.round());
    let told = Silent { round, ..silent.clone() };
    let mut letters = on_silence(kind, &told, Some((&name, part)), now);
    letters.extend((part == "ready").then(|| call(&told, who, now)));
    let made = letters.iter().map(|letter| letter.kind);
    let made = change.iter().flat_map(|change| change.letters.iter().map(|letter| letter.kind)).chain(made).collect();
    keep(db, now, silent, change.as_ref(), &letters)?;
    Ok(made)
}

fn keep(
    db: &mut Db,
    now: Moment,
    silent: &Silent,
    change: Option<&Change>,
    letters: &[LetterOwed],
) -> Result<(), StoreError> {
    if let Some(change) = change {
        save(db, &Actor::clock(), now, &silent.committee, change)?;
    }
    owe(db, &silent.committee, now, letters).map(drop)
}

fn still_silent(session: &Session, kind: LetterKind, speaker: &SpeakerId, now: Moment) -> Option<AssignmentId> {
    let waits = |answer: Answer, by: Option<Moment>| answer == Answer::Waiting && by.is_some_and(|by| by <= now);
    let found = session.speaking().find(|a| a.speaker == *speaker).filter(|a| match kind {
        LetterKind::Silence => waits(a.answer, a.answer_by),
        _ => session.may_say_still(a, now),
    });
    found.map(|a| a.id.clone())
}

/// The standby is asked to be ready.
fn call(silent: &Silent, standby: SpeakerId, now: Moment) -> LetterOwed {
    LetterOwed {
        kind: LetterKind::StandbyCall,
        subject: silent.session.to_string(),
        recipient: Recipient::Speaker(standby),
        sequence: silent.round,
        not_before: now,
        not_after: Some(silent.start),
        facts: serde_json::json!({}),
    }
}
