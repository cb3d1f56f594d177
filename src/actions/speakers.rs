//! What happens to speakers of the register.

use crate::accounts::{Actor, Deed, Grant, Role, Target};
use crate::actions::sign_in;
use crate::app::App;
use crate::kernel::{CommitteePath, JournalLine, Moment, SpeakerId};
use crate::speakers::{Speaker, forms};
use crate::store::{self, Db, StoreError};
use serde_json::{Value, json};

/// Saves a speaker: a new one when its version is 0, else the one that it was read from.
///
/// # Errors
/// `not-allowed`, `changed-meanwhile`, `already-there` for a code that is taken, or the store's.
pub async fn save(app: &App, actor: &Actor, speaker: Speaker) -> Result<(), StoreError> {
    let (actor, now) = (actor.clone(), app.clock.now());
    app.store.write(move |db| saved(db, &actor, &speaker, now)).await
}

fn saved(db: &mut Db, actor: &Actor, speaker: &Speaker, now: Moment) -> Result<(), StoreError> {
    let owner = store::committees::path_of(db, &speaker.committee)?;
    actor.may(Deed::EditRegisters, &Target::of(&owner).speaker(&speaker.id))?;
    let line = if speaker.version == 0 {
        store::speakers::insert(db, &[Speaker { version: 1, ..speaker.clone() }])?;
        JournalLine::new("speaker-add", "speaker", &speaker.id, json!({}), facts(speaker))
    } else {
        let old = store::speakers::load(db, &speaker.id)?;
        let home = store::committees::path_of(db, &old.committee)?;
        actor.may(Deed::EditRegisters, &Target::of(&home).speaker(&speaker.id))?;
        store::speakers::update(db, speaker)?;
        JournalLine::between("speaker-change", "speaker", &speaker.id, facts(&old), facts(speaker))
    };
    store::journal::write(db, actor, now, &owner, &[line])
}

/// A fresh address for a speaker's feed; the old one leads nowhere from now on.
///
/// # Errors
/// `no-such-speaker`, `not-allowed`, or the store's.
pub async fn renew_feed(app: &App, actor: &Actor, id: &SpeakerId) -> Result<(), StoreError> {
    let (actor, id, now) = (actor.clone(), id.clone(), app.clock.now());
    app.store
        .write(move |db| {
            let (mut speaker, owner) = of_register(db, &actor, &id)?;
            speaker.feed_generation += 1;
            store::speakers::update(db, &speaker)?;
            let line = JournalLine::new("speaker-feed", "speaker", &id, json!({}), json!({}));
            store::journal::write(db, &actor, now, &owner, &[line])
        })
        .await
}

/// A sign-in code for a speaker, to be printed or read out; makes the account when there is none.
///
/// # Errors
/// `no-such-speaker`, `not-allowed`, or the store's.
pub async fn print_code(app: &App, actor: &Actor, id: &SpeakerId) -> Result<String, StoreError> {
    let (owned, id, now) = (actor.clone(), id.clone(), app.clock.now());
    let account = app
        .store
        .write(move |db| {
            let (speaker, owner) = of_register(db, &owned, &id)?;
            if let Some(account) = store::accounts::of_speaker(db, &id)? {
                return Ok(account);
            }
            // a name under a reserved ending, for those without a mailbox
            let email = match speaker.email.as_str() {
                "" => format!("{}@no-mail.invalid", speaker.code.to_lowercase()),
                email => sign_in::plain_email(email),
            };
            let account = match store::accounts::by_email(db, &email)? {
                Some(account) => account,
                None => store::accounts::insert(db, &email, &speaker.name, now)?,
            };
            let grant = Grant {
                role: Role::Speaker,
                committee_id: speaker.committee.clone(),
                committee: owner,
                speaker: Some(id.clone()),
                venue: None,
            };
            store::accounts::insert_grant(db, &account.id, &grant)?;
            Ok(account.id)
        })
        .await?;
    sign_in::print_code(app, actor, &account).await
}

fn of_register(db: &mut Db, actor: &Actor, id: &SpeakerId) -> Result<(Speaker, CommitteePath), StoreError> {
    let speaker = store::speakers::load(db, id)?;
    let owner = store::committees::path_of(db, &speaker.committee)?;
    actor.may(Deed::EditRegisters, &Target::of(&owner).speaker(id))?;
    Ok((speaker, owner))
}

fn facts(speaker: &Speaker) -> Value {
    let day = |day: &Option<crate::kernel::Day>| day.map(|day| day.to_string());
    let caps = &speaker.caps;
    json!({
        "code": speaker.code, "name": speaker.name, "elder_kind": speaker.elder_kind.code(), "birth_year": speaker.birth_year,
        "committee": speaker.committee.as_str(), "team": speaker.team.as_ref().map(ToString::to_string),
        "township_code": speaker.township_code, "phone": speaker.phone, "email": speaker.email,
        "channel": speaker.channel.code(), "languages": speaker.languages.join("|"),
        "qualifications": forms::print_qualifications(&speaker.qualifications),
        "availability": forms::print_availability(&speaker.availability),
        "exceptions": forms::print_exceptions(&speaker.exceptions),
        "per_day": caps.per_day, "per_week": caps.per_week, "per_month": caps.per_month,
        "min_rest_days": caps.min_rest_days, "max_travel_km": caps.max_travel_km, "wish_per_month": caps.wish_per_month,
        "earliest": speaker.earliest, "latest": speaker.latest, "no_stairs": speaker.no_stairs,
        "needs_companion": speaker.needs_companion, "appointed_until": day(&speaker.appointed_until),
        "checked_until": day(&speaker.checked_until), "insured_until": day(&speaker.insured_until),
        "consent_public_name": speaker.consent_public_name, "active": speaker.active,
    })
}
