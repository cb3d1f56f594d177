//! Hours that talks took, and certificates of service: asked for, issued, replaced, revoked, checked.

use crate::accounts::{Actor, Deed, Target};
use crate::app::App;
use crate::kernel::{AssignmentId, CertificateId, CommitteePath, Day, JournalLine, Refusal, Refused, SpeakerId};
use crate::service::{Attested, Certificate, CertificateNumber, CertificateState, Hours, Service};
use crate::speakers::Speaker;
use crate::store::service::{certificates, note_hours, talk, talks_between};
use crate::store::{Db, StoreError, committees, journal, sign_in, speakers};
use chrono::TimeDelta;
use serde_json::json;

const WINDOW_MINUTES: i64 = 15;
const MISSES: i64 = 20;

/// Notes what a talk took beside itself: by the speaker, or by a coordinator for one.
///
/// # Errors
/// `talk-missing`, `not-allowed`, `hours-too-many`.
pub async fn note(app: &App, actor: &Actor, id: AssignmentId, hours: Hours) -> Result<(), StoreError> {
    let (actor, now, hours) = (actor.clone(), app.clock.now(), hours.sound()?);
    app.store
        .write(move |db| {
            let given = talk(db, &id)?;
            let (_, owner) = allowed(db, &actor, Deed::EditOwnSpeaker, &given.speaker)?;
            let told = |hours: Hours| json!({"preparation": hours.preparation, "travel": hours.travel});
            note_hours(db, &id, hours, actor.name(), now)?;
            let before = given.hours.map_or(json!({}), told);
            let line = JournalLine::between("talk-hours", "session", &given.session, before, told(hours));
            journal::write(db, &actor, now, &owner, &[line])
        })
        .await
}

/// A wish for a certificate: by the speaker, or by a coordinator for one. The same wish twice is one.
///
/// # Errors
/// `no-such-speaker`, `not-allowed`, `certificate-days`.
pub async fn ask(app: &App, actor: &Actor, id: SpeakerId, days: (Day, Day)) -> Result<CertificateId, StoreError> {
    let (actor, now) = (actor.clone(), app.clock.now());
    app.store
        .write(move |db| {
            let (speaker, owner) = allowed(db, &actor, Deed::EditOwnSpeaker, &id)?;
            let wish = Certificate::asked(&id, &speaker.committee, days, now)?;
            let same = |it: &&Certificate| it.state == CertificateState::Asked && (it.from, it.to) == days;
            if let Some(there) = certificates::of_speaker(db, &id)?.iter().find(same) {
                return Ok(there.id.clone());
            }
            save(db, &actor, &owner, "certificate-ask", &wish, now)?;
            Ok(wish.id)
        })
        .await
}

/// A certificate at once, for a speaker who asked by telephone.
///
/// # Errors
/// `no-such-speaker`, `not-allowed`, `certificate-days`, `certificate-no-talks`.
pub async fn issue_now(app: &App, actor: &Actor, id: SpeakerId, days: (Day, Day)) -> Result<(), StoreError> {
    let (actor, now) = (actor.clone(), app.clock.now());
    app.store
        .write(move |db| {
            let (speaker, owner) = allowed(db, &actor, Deed::EditRegisters, &id)?;
            let wish = Certificate::asked(&id, &speaker.committee, days, now)?;
            issue(db, &actor, &owner, &speaker, wish, now)
        })
        .await
}

/// What a committee does to a certificate, or to the wish for one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// Issues it.
    Issue,
    /// Does not issue it, for a reason.
    Decline(String),
    /// Takes it back, for a reason.
    Revoke(String),
    /// Issues another one of the same days in its place, for a reason.
    Replace(String),
}

/// One step of a certificate.
///
/// # Errors
/// `certificate-missing`, `not-allowed`, and what the domain refuses.
pub async fn step(app: &App, actor: &Actor, id: CertificateId, step: Step) -> Result<(), StoreError> {
    let (actor, now) = (actor.clone(), app.clock.now());
    app.store
        .write(move |db| {
            let one = certificates::load(db, &id)?;
            let (speaker, owner) = allowed(db, &actor, Deed::EditRegisters, &one.speaker)?;
            let by = actor.name();
            match &step {
                Step::Issue => issue(db, &actor, &owner, &speaker, one, now),
                Step::Decline(why) => save(db, &actor, &owner, "certificate-decline", &one.decline(why, by, now)?, now),
                Step::Revoke(why) => save(db, &actor, &owner, "certificate-revoke", &one.revoke(why, by, now)?, now),
                Step::Replace(why) => {
                    let (old, next) = one.replace(why, by, now)?;
                    save(db, &actor, &owner, "certificate-replace", &old, now)?;
                    issue(db, &actor, &owner, &speaker, next, now)
                }
            }
        })
        .await
}

fn issue(
    db: &mut Db,
    actor: &Actor,
    owner: &CommitteePath,
    speaker: &Speaker,
    one: Certificate,
    now: crate::kernel::Moment,
) -> Result<(), StoreError> {
    let issuer = committees::load(db, &one.committee)?;
    let attested = Attested {
        name: speaker.name.clone(),
        elder_kind: speaker.elder_kind,
        issuer: issuer.name,
        issuer_phone: issuer.phone,
        service: Service::of(&talks_between(db, &speaker.id, one.from, one.to)?),
    };
    save(db, actor, owner, "certificate-issue", &one.issue(attested, actor.name(), now)?, now)
}

fn save(
    db: &mut Db,
    actor: &Actor,
    owner: &CommitteePath,
    verb: &'static str,
    one: &Certificate,
    now: crate::kernel::Moment,
) -> Result<(), StoreError> {
    certificates::put(db, one)?;
    let number = one.number.as_ref().map(ToString::to_string);
    let after = json!({"number": number, "from": one.from.to_string(), "to": one.to.to_string(), "reason": one.reason});
    let line = JournalLine::new(verb, "speaker", &one.speaker, json!({}), after);
    journal::write(db, actor, now, owner, &[line])
}

fn allowed(db: &mut Db, actor: &Actor, deed: Deed, id: &SpeakerId) -> Result<(Speaker, CommitteePath), StoreError> {
    let speaker = speakers::load(db, id)?;
    let owner = committees::path_of(db, &speaker.committee)?;
    actor.may(deed, &Target::of(&owner).speaker(id))?;
    Ok((speaker, owner))
}

/// What everybody may know of a certificate: who it is of shows as the speaker agrees to now.
#[derive(Clone, Debug)]
pub struct Checked {
    /// The certificate.
    pub certificate: Certificate,
    /// Whose it is.
    pub speaker: Speaker,
}

/// Checks a number for anybody; who guesses from one place is stopped after some misses.
///
/// # Errors
/// `certificate-unknown`, `certificate-mistyped`, `certificate-too-often`, or the database's.
pub async fn check(app: &App, typed: &str, place: &str) -> Result<Checked, StoreError> {
    let (now, bucket) = (app.clock.now(), format!("certificate from {place}"));
    let asked = bucket.clone();
    let since = now - TimeDelta::minutes(WINDOW_MINUTES);
    let number = CertificateNumber::parse(typed);
    let found = app
        .store
        .read(move |db| {
            if sign_in::tries(db, &asked, since)? >= MISSES {
                let often = Refusal::new("certificate-too-often").with("minutes", WINDOW_MINUTES);
                return Err(often.of(Refused::TooMany).into());
            }
            let Some(number) = number else { return Ok(Err("certificate-mistyped")) };
            let Some(certificate) = certificates::of_number(db, &number)? else {
                return Ok(Err("certificate-unknown"));
            };
            let found = speakers::by_ids(db, std::slice::from_ref(&certificate.speaker))?;
            let speaker = found.into_iter().next().ok_or_else(|| Refusal::missing("no-such-speaker"))?;
            Ok(Ok(Checked { certificate, speaker }))
        })
        .await?;
    match found {
        Ok(checked) => Ok(checked),
        Err(key) => {
            app.store.write(move |db| sign_in::count(db, &bucket, now)).await?;
            Err(Refusal::missing(key).into())
        }
    }
}
