//! Speakers' own calendars: uploaded, or read at an address again and again. Busy times alone
//! are kept, and they bind the matching until somebody says "I can come all the same".

use crate::accounts::{Actor, Deed, Target};
use crate::app::App;
use crate::calendars::busy::{Busy, busy, horizon};
use crate::calendars::read::read;
use crate::fetch::{self, Fetched, Marks, Outside};
use crate::kernel::{Arg, CommitteePath, JournalLine, Moment, Refusal, SpeakerId, Window};
use crate::speakers::Speaker;
use crate::speakers::own_calendar::{Failure, OwnCalendar};
use crate::store::own_calendars as calendars;
use crate::store::{self, Db, StoreError};
use chrono::TimeDelta;
use serde_json::json;
use std::collections::HashSet;
use tokio::task::JoinSet;

/// Calendars that one round reads side by side.
const AT_ONCE: i64 = 8;
/// How long a reader may take before another one tries; longer than a fetch may take.
const LEASE: TimeDelta = TimeDelta::minutes(2);

/// A copy that was read: its busy times, and the server's marks of it.
type Copied = (Busy, Marks);

/// Takes a calendar from a file; it holds until another is given.
///
/// # Errors
/// `not-allowed`, what is wrong with the file, or the store's.
pub async fn upload(app: &App, actor: &Actor, id: &SpeakerId, bytes: Vec<u8>) -> Result<(), StoreError> {
    check(app, actor, id).await?;
    let busy = worked_out(app, id, bytes).await.map_err(|error| at(error, "file"))?;
    keep(app, actor, id, String::new(), (busy, Marks::default())).await
}

/// Reads a calendar at an address, now and from now on. One that cannot be read changes nothing.
///
/// # Errors
/// `not-allowed`, what is wrong with the address or what stands there, or the store's.
pub async fn subscribe(app: &App, actor: &Actor, id: &SpeakerId, typed: &str) -> Result<(), StoreError> {
    check(app, actor, id).await?;
    let address = fetch::address(typed).map_err(|no| no.at("address"))?;
    let fetched = Outside::of(&app.config).fetch(&address, &Marks::default()).await;
    let (bytes, marks) = match fetched.map_err(|failure| failure.refusal().at("address"))? {
        Fetched::Copy(bytes, marks) => (bytes, marks),
        Fetched::Unchanged => return Err(Failure::Unreadable(0).refusal().at("address").into()),
    };
    let busy = worked_out(app, id, bytes).await.map_err(|error| at(error, "address"))?;
    keep(app, actor, id, address, (busy, marks)).await
}

/// Reads the address once more now; how it went stands in the calendar.
///
/// # Errors
/// `not-allowed`, `own-calendar-none`, or the store's.
pub async fn read_again(app: &App, actor: &Actor, id: &SpeakerId) -> Result<(), StoreError> {
    check(app, actor, id).await?;
    let speaker = id.clone();
    let calendar = app.store.read(move |db| calendars::of(db, &speaker)).await?;
    let calendar =
        calendar.filter(|it| !it.address.is_empty()).ok_or_else(|| Refusal::conflict("own-calendar-none"))?;
    refresh(app, calendar).await.map(drop)
}

/// Forgets a calendar with its busy times.
///
/// # Errors
/// `not-allowed`, or the store's.
pub async fn forget(app: &App, actor: &Actor, id: &SpeakerId) -> Result<(), StoreError> {
    let (actor, id, now) = (actor.clone(), id.clone(), app.clock.now());
    app.store
        .write(move |db| {
            let (speaker, owner) = of_register(db, &actor, &id)?;
            let before = calendars::of(db, &id)?.map(|calendar| source(&calendar));
            calendars::remove(db, &id)?;
            let line = JournalLine::new(
                "speaker-own-calendar-forget",
                "speaker",
                &id,
                json!({ "calendar": before }),
                json!({}),
            );
            store::journal::write(db, &by(&actor, &speaker), now, &owner, &[line])
        })
        .await
}

/// "I can come all the same": a busy time binds no longer, or binds again.
///
/// # Errors
/// `not-allowed`, `own-calendar-moved` when it is busy no more, or the store's.
pub async fn lift(app: &App, actor: &Actor, id: &SpeakerId, window: Window, lifted: bool) -> Result<(), StoreError> {
    let (actor, id, now) = (actor.clone(), id.clone(), app.clock.now());
    app.store
        .write(move |db| {
            let (speaker, owner) = of_register(db, &actor, &id)?;
            let there = calendars::busy(db, std::slice::from_ref(&id), window)?;
            if !there.get(&id).is_some_and(|(busy, _)| busy.contains(&window)) {
                return Err(Refusal::conflict("own-calendar-moved").into());
            }
            if lifted {
                calendars::lift(db, &id, window)?
            } else {
                calendars::bind(db, &id, window)?
            }
            let action = if lifted { "speaker-busy-lift" } else { "speaker-busy-bind" };
            let line = JournalLine::new(action, "speaker", &id, json!({}), json!({ "time": window.to_text() }));
            store::journal::write(db, &by(&actor, &speaker), now, &owner, &[line])
        })
        .await
}

/// Reads the calendars whose time has come; returns how many were read by this worker.
///
/// # Errors
/// The store's.
pub async fn refresh_due(app: &App) -> Result<usize, StoreError> {
    let now = app.clock.now();
    let due = app.store.read(move |db| calendars::due(db, now, AT_ONCE)).await?;
    let mut tries = JoinSet::new();
    for calendar in due {
        let app = app.clone();
        tries.spawn(async move { refresh(&app, calendar).await });
    }
    let mut read = 0;
    for tried in tries.join_all().await {
        read += usize::from(tried?);
    }
    Ok(read)
}

/// Whether it was read here: of two who try at once, one does.
async fn refresh(app: &App, calendar: OwnCalendar) -> Result<bool, StoreError> {
    let now = app.clock.now();
    let mut mine = calendar;
    mine.next_at = Some(now + LEASE);
    let claimed = mine.clone();
    match app.store.write(move |db| calendars::put(db, &claimed)).await {
        Ok(()) => mine.version += 1,
        Err(StoreError::Refused(no)) if no.key == "changed-meanwhile" => return Ok(false),
        Err(error) => return Err(error),
    }
    let outcome = copied(app, &mine, now).await?;
    let done = app.clock.now();
    if let Err(failure) = &outcome {
        tracing::info!(speaker = %mine.speaker, failure = failure.code(), "a speaker's calendar could not be read");
    }
    let saved = app.store.write(move |db| save(db, mine.clone(), &outcome, done)).await;
    match saved {
        // somebody gave another calendar meanwhile
        Err(StoreError::Refused(no)) if no.key == "changed-meanwhile" => Ok(false),
        other => other.map(|()| true),
    }
}

/// A new copy, none where the old one holds, or why there is none.
async fn copied(app: &App, calendar: &OwnCalendar, now: Moment) -> Result<Result<Option<Copied>, Failure>, StoreError> {
    let marks = Marks { etag: calendar.etag.clone(), last_modified: calendar.last_modified.clone() };
    let had = if calendar.knows_copy(now) { marks } else { Marks::default() };
    let (bytes, marks) = match Outside::of(&app.config).fetch(&calendar.address, &had).await {
        Ok(Fetched::Copy(bytes, marks)) => (bytes, marks),
        Ok(Fetched::Unchanged) => return Ok(Ok(None)),
        Err(failure) => return Ok(Err(failure)),
    };
    match worked_out(app, &calendar.speaker, bytes).await {
        Ok(busy) => Ok(Ok(Some((busy, marks)))),
        Err(StoreError::Refused(no)) => Ok(Err(unreadable(&no))),
        Err(error) => Err(error),
    }
}

/// What is wrong with a file without a word of what stands in it.
fn unreadable(no: &Refusal) -> Failure {
    let line = no.args.iter().find_map(|(name, value)| match value {
        Arg::Number(line) if *name == "line" => u32::try_from(*line).ok(),
        _ => None,
    });
    Failure::Unreadable(line.unwrap_or(0))
}

fn save(
    db: &mut Db,
    mut calendar: OwnCalendar,
    outcome: &Result<Option<Copied>, Failure>,
    now: Moment,
) -> Result<(), StoreError> {
    match outcome {
        Ok(Some(copy)) => return put(db, calendar, copy, now),
        Ok(None) => calendar.held(now),
        Err(failure) => calendar.failed(*failure, now),
    }
    calendars::put(db, &calendar)
}

fn put(db: &mut Db, mut calendar: OwnCalendar, copy: &Copied, now: Moment) -> Result<(), StoreError> {
    let (busy, marks) = copy;
    calendar.held(now);
    calendar.expanded_at = Some(now);
    (calendar.etag, calendar.last_modified) = (marks.etag.clone(), marks.last_modified.clone());
    calendar.doubtful = i32::try_from(busy.doubtful.len()).unwrap_or(i32::MAX);
    calendars::put(db, &calendar)?;
    calendars::keep_lifted(db, &calendar.speaker, &busy.windows)?;
    calendars::set_busy(db, &calendar.speaker, &busy.windows)
}

async fn keep(app: &App, actor: &Actor, id: &SpeakerId, address: String, copy: Copied) -> Result<(), StoreError> {
    let (actor, id, now) = (actor.clone(), id.clone(), app.clock.now());
    app.store
        .write(move |db| {
            let (speaker, owner) = of_register(db, &actor, &id)?;
            let before = calendars::of(db, &id)?;
            let mut calendar = OwnCalendar::new(id.clone(), address.clone(), now);
            calendar.version = before.as_ref().map_or(0, |before| before.version);
            let (old, new) = (before.as_ref().map(source), source(&calendar));
            put(db, calendar, &copy, now)?;
            let (old, new) = (json!({ "calendar": old }), json!({ "calendar": new, "busy": copy.0.windows.len() }));
            let line = JournalLine::new("speaker-own-calendar", "speaker", &id, old, new);
            store::journal::write(db, &by(&actor, &speaker), now, &owner, &[line])
        })
        .await
}

/// For the journal: never the secret part.
fn source(calendar: &OwnCalendar) -> String {
    if calendar.address.is_empty() { ".ics".to_owned() } else { calendar.shown() }
}

/// Busy times of a file as of now, without the sessions that this program itself put there.
async fn worked_out(app: &App, id: &SpeakerId, bytes: Vec<u8>) -> Result<Busy, StoreError> {
    let (id, within) = (id.clone(), horizon(app.clock.now()));
    let own: HashSet<String> = app.store.read(move |db| calendars::own_uids(db, &id)).await?;
    let work = move || {
        let mut calendar = read(&bytes)?;
        calendar.events.retain(|event| !own.contains(&event.text("UID")));
        busy(&calendar, within)
    };
    match tokio::task::spawn_blocking(work).await {
        Ok(busy) => Ok(busy?),
        Err(_) => Err(Refusal::new("calendar-not-a-calendar").into()),
    }
}

async fn check(app: &App, actor: &Actor, id: &SpeakerId) -> Result<(), StoreError> {
    let (actor, id) = (actor.clone(), id.clone());
    app.store.read(move |db| of_register(db, &actor, &id).map(drop)).await
}

fn of_register(db: &mut Db, actor: &Actor, id: &SpeakerId) -> Result<(Speaker, CommitteePath), StoreError> {
    let speaker = store::speakers::load(db, id)?;
    let owner = store::committees::path_of(db, &speaker.committee)?;
    actor.may(Deed::EditOwnSpeaker, &Target::of(&owner).speaker(id))?;
    Ok((speaker, owner))
}

/// Who acts, and for whom where it is not for oneself.
fn by(actor: &Actor, speaker: &Speaker) -> Actor {
    if actor.own_speaker() == Some(&speaker.id) { actor.clone() } else { actor.clone().acting_for(&speaker.name) }
}

fn at(error: StoreError, field: &str) -> StoreError {
    match error {
        StoreError::Refused(no) => no.at(field).into(),
        other => other,
    }
}
