//! A committee's own words for letters: kept, given up, looked at beforehand.

use crate::accounts::{Actor, Deed, Target};
use crate::app::App;
use crate::kernel::{CommitteeId, CommitteePath, Day, JournalLine, LetterId, Moment, Recipient};
use crate::mail;
use crate::reminders::template::{Template, Wording};
use crate::reminders::{self, Rendered};
use crate::store::letters::outbox::OwedLetter;
use crate::store::letters::{facts, templates};
use crate::store::{Db, Paging, StoreError, committees, journal, requests, sessions};
use crate::text::{Lang, say};
use chrono::TimeDelta;
use serde_json::{Value, json};

/// Keeps a committee's words for one letter in one language, or with `None` goes back to what holds
/// above, in the end to ours. `seen` is the version that was looked at, 0 where there was none. Journalled.
///
/// # Errors
/// What cannot stand ([`Wording::check`]), `not-allowed`, `changed-meanwhile`.
pub async fn set_template(
    app: &App,
    actor: &Actor,
    committee: CommitteeId,
    of: (Wording, Lang),
    seen: i32,
    template: Option<Template>,
) -> Result<(), StoreError> {
    if let Some(template) = &template {
        of.0.check(template)?;
    }
    let (actor, now) = (actor.clone(), app.clock.now());
    app.store
        .write(move |db| {
            let path = committees::path_of(db, &committee)?;
            actor.may(Deed::EditSettings, &Target::of(&path))?;
            let before = templates::set(db, &committee, of, seen, template.as_ref(), (actor.name(), now))?;
            let name = format!("{}:{}:{}", of.0.code, of.0.reader, of.1.code());
            let told = |template: Option<&Template>| match template {
                Some(own) => json!({ &name: { "subject": own.subject, "opening": own.opening } }),
                None => json!({ &name: Value::Null }),
            };
            let (before, after) = (told(before.as_ref()), told(template.as_ref()));
            let line = JournalLine::new("letter-template", "committee", &committee, before, after);
            journal::write(db, &actor, now, &path, &[line])
        })
        .await
}

/// The letter that these words would give, with the facts of the next session or the latest
/// request of the committee; `None` when there is nothing to tell yet.
///
/// # Errors
/// `not-allowed`, or the database's.
pub async fn try_template(
    app: &App,
    actor: &Actor,
    committee: CommitteeId,
    (wording, lang): (Wording, Lang),
    template: Template,
) -> Result<Option<Rendered>, StoreError> {
    let (app, actor) = (app.clone(), actor.clone());
    let store = app.store.clone();
    store
        .read(move |db| {
            let (now, path) = (app.clock.now(), committees::path_of(db, &committee)?);
            actor.may(Deed::EditSettings, &Target::of(&path))?;
            let found = if wording.is_of_request() {
                of_request(db, &actor, &path)?
            } else {
                of_session(db, &actor, &path, wording, now)?
            };
            let Some((subject, recipient)) = found else { return Ok(None) };
            let owed = sample(wording, lang, subject, recipient, path, now);
            let Some(mut letter) = facts::trial(db, &owed, now)? else { return Ok(None) };
            (letter.lang, letter.template) = (lang, Some(template.clone()));
            letter.links.act = format!("{}/…", app.base_url);
            Ok(Some(reminders::render(&letter, mail::bare(&app.config.mail_from), &[])))
        })
        .await
}

fn of_session(
    db: &mut Db,
    actor: &Actor,
    path: &CommitteePath,
    wording: Wording,
    now: Moment,
) -> Result<Option<(String, Recipient)>, StoreError> {
    let scope = actor.scope(Deed::EditSettings)?.narrowed(path)?;
    let today = Day::of(now);
    let mut all = sessions::between(db, &scope, today.plus(1), today.plus(60))?;
    if all.is_empty() {
        all = sessions::between(db, &scope, today.plus(-60), today)?;
    }
    let found = all.iter().find_map(|one| Some((one.id.to_string(), templates::reader_of(one, wording.reader)?)));
    Ok(found)
}

fn of_request(db: &mut Db, actor: &Actor, path: &CommitteePath) -> Result<Option<(String, Recipient)>, StoreError> {
    let scope = actor.scope(Deed::EditSettings)?.narrowed(path)?;
    let latest = requests::list(db, &scope, &requests::Wanted::default(), Paging::new(1, 1))?.rows.pop();
    Ok(latest.map(|one| (one.id.to_string(), Recipient::Venue(one.venue))))
}

/// A letter that is owed to nobody: with everything that letters of its kind can say.
fn sample(
    wording: Wording,
    lang: Lang,
    subject: String,
    recipient: Recipient,
    committee: CommitteePath,
    now: Moment,
) -> OwedLetter {
    let by = now + TimeDelta::days(2);
    let asks = (wording.code == "reminder" && wording.reader == "speaker").then_some(by);
    let answers = (wording.code == "invitation").then_some(by);
    OwedLetter {
        id: LetterId::fresh(),
        created_at: now,
        not_before: now,
        key: "preview".to_owned(),
        kind: wording.kind,
        subject,
        recipient,
        committee,
        sequence: 0,
        facts: json!({
            "what": "time", "before": { "time": say(lang, "template-sample-time") },
            "reason": say(lang, "template-sample-reason"), "assignment": "preview",
            "answer_by": answers, "still_by": asks,
        }),
    }
}
