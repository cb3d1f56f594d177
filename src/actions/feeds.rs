//! Feeds: found by their secret address, or by name at the command line.

use crate::accounts::tokens::{self, Opens};
use crate::accounts::{Actor, Deed};
use crate::app::App;
use crate::calendars::days_off_feed::days_off_events;
use crate::calendars::feed::{Color, Feed, FeedEvent, etag, last_changed, single};
use crate::calendars::shown::{Reader, Words, event};
use crate::kernel::{CommitteePath, Day, Moment, Refusal, SessionId};
use crate::reminders::polite_name;
use crate::sessions::{Part, SessionStatus};
use crate::store::feeds::{Owner, Scene, Whose, committee, dressed, mark, open_lectures, scenes, speaker, venue};
use crate::store::{Db, StoreError, committees, sessions};
use crate::text::{Lang, say, say_with};

/// A feed as it goes out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FeedBody {
    /// The calendar.
    pub bytes: Vec<u8>,
    /// Its strong ETag, with quotes.
    pub etag: String,
    /// When anything in it changed last.
    pub changed_at: Option<Moment>,
}

/// What a committee's feed is narrowed to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Narrowed {
    /// One theme; all when empty.
    pub theme: String,
    /// The subtree of a committee further down.
    pub below: Option<CommitteePath>,
}

impl Narrowed {
    /// Whose sessions are left of an owner's; a county that is none of the owner's narrows nothing.
    fn whose(&self, owner: &Owner) -> Whose {
        match (&owner.whose, &self.below) {
            (Whose::Committee(path), Some(below)) if path.contains(below) => Whose::Committee(below.clone()),
            (whose, _) => whose.clone(),
        }
    }
}

/// The name of the feed of days off.
pub const DAYS_OFF: &str = "days-off";
/// The name of the feed of open lectures.
pub const OPEN_LECTURES: &str = "open-lectures";
const DAYS_BACK: i64 = 90;
const DAYS_AHEAD: i64 = 400;

/// The feed of an owner, as of today.
///
/// # Errors
/// The database's.
pub fn feed_of(app: &App, db: &mut Db, owner: &Owner, narrowed: &Narrowed, lang: Lang) -> Result<FeedBody, StoreError> {
    let today = app.clock.today();
    let scenes = scenes(db, &narrowed.whose(owner), today.plus(-DAYS_BACK), today.plus(DAYS_AHEAD))?;
    let fits = |scene: &&Scene| narrowed.theme.is_empty() || scene.session.theme == narrowed.theme;
    let events: Vec<FeedEvent> =
        scenes.iter().filter(fits).filter_map(|scene| event_of(app, &owner.whose, scene, lang)).collect();
    let (key, color) = match owner.whose {
        Whose::Speaker(_) => ("feed-name-speaker", Color::Crimson),
        Whose::Venue(_) => ("feed-name-venue", Color::SteelBlue),
        Whose::Committee(_) => ("feed-name-committee", Color::DarkOrange),
        Whose::Public => ("feed-name-open", Color::SeaGreen),
    };
    let name = match owner.whose {
        Whose::Speaker(_) => polite_name(lang, &owner.name),
        _ => owner.name.clone(),
    };
    let feed = Feed {
        name: say_with(lang, key, &[("name", name.into())]),
        description: say(lang, "feed-description"),
        color,
        events,
    };
    Ok(finished(&feed, today))
}

fn finished(feed: &Feed, today: Day) -> FeedBody {
    let bytes = feed.to_ics(today);
    FeedBody { etag: etag(&bytes), changed_at: last_changed(&feed.events), bytes }
}

fn event_of(app: &App, whose: &Whose, scene: &Scene, lang: Lang) -> Option<FeedEvent> {
    let reader = match whose {
        Whose::Speaker(id) => Reader::Speaker(id),
        Whose::Venue(_) => Reader::Venue,
        Whose::Committee(_) => Reader::Committee,
        Whose::Public => Reader::Public,
    };
    event(&scene.session, reader, words_of(app, whose, scene, lang))
}

fn words_of(app: &App, whose: &Whose, scene: &Scene, lang: Lang) -> Words {
    let session = &scene.session;
    let what = scene.lecture.clone().unwrap_or_else(|| session.theme.clone());
    let summary = say_with(lang, "feed-summary", &[("what", what.into()), ("where", scene.venue.as_str().into())]);
    let place = [Some(scene.venue.as_str()), scene.room.as_deref()].into_iter().flatten().collect::<Vec<_>>().join(" ");
    let own = match whose {
        Whose::Speaker(id) => session.assignments.iter().rfind(|part| part.speaker == *id),
        _ => None,
    };
    let url = match (whose, own) {
        (Whose::Speaker(_), Some(part)) => {
            Some(format!("{}/answer/{}", app.base_url, tokens::answer(&app.secret, &part.id)))
        }
        (Whose::Committee(_), _) => Some(format!("{}/sessions/{}", app.base_url, session.id)),
        (Whose::Public, _) => session.lecture.as_ref().map(|lecture| format!("{}/menu/{lecture}", app.base_url)),
        _ => None,
    };
    Words {
        summary,
        description: description(whose, scene, lang),
        location: place,
        geo: Some(scene.point),
        url,
        categories: vec![session.theme.clone(), say(lang, session.kind.key())],
        alarm_minutes: matches!(whose, Whose::Speaker(_)).then_some(60),
    }
}

/// All facts as lines. Only the speaker's own feed tells telephones; elsewhere speakers appear as
/// 王老师 unless they agree to more.
fn description(whose: &Whose, scene: &Scene, lang: Lang) -> String {
    let session = &scene.session;
    let mut facts: Vec<(&str, String)> = vec![("theme", session.theme.clone())];
    let count = session.planned.to_string();
    let audience = [("grade", say(lang, session.grade.key()).into()), ("count", count.into())];
    facts.push(("audience", say_with(lang, "letter-audience", &audience)));
    if matches!(whose, Whose::Speaker(_)) {
        let contact = scene.contact.clone().unwrap_or_default();
        let (name, phone) =
            if session.teacher.is_empty() { contact } else { (session.teacher.clone(), session.teacher_phone.clone()) };
        facts.push(("meets", format!("{name} {phone}").trim().to_owned()));
        facts.push(("companion", session.companion.clone()));
    } else {
        facts.push(("speaker", speakers(scene, lang)));
        if *whose != Whose::Public {
            facts.push(("teacher", session.teacher.clone()));
        }
    }
    if session.status == SessionStatus::Cancelled {
        facts.push(("reason", session.cancel_reason.clone()));
    }
    facts.push(("number", session.code.clone()));
    let colon = if lang == Lang::Zh { "：" } else { ": " };
    let lines = facts.into_iter().filter(|(_, text)| !text.is_empty());
    lines
        .map(|(key, text)| format!("{}{colon}{text}", say(lang, &format!("letter-fact-{key}"))))
        .collect::<Vec<_>>()
        .join("\n")
}

fn speakers(scene: &Scene, lang: Lang) -> String {
    let speaking = scene.session.speaking().filter(|part| part.part == Part::Speaker);
    let names = speaking.filter_map(|part| scene.names.get(&part.speaker));
    let shown = names.map(|(name, consents)| if *consents { name.clone() } else { polite_name(lang, name) });
    shown.collect::<Vec<_>>().join(if lang == Lang::Zh { "、" } else { ", " })
}

/// The days off from last year to next.
#[must_use]
pub fn days_off(app: &App, lang: Lang) -> FeedBody {
    let today = app.clock.today();
    let (year, ..) = today.parts();
    let from = Day::ymd(year - 1, 1, 1).unwrap_or(today);
    let through = Day::ymd(year + 1, 12, 31).unwrap_or(today);
    let feed = Feed {
        name: say(lang, "feed-name-days_off"),
        description: String::new(),
        color: Color::SlateGray,
        // the files carry no time of change that outlives a copy, so the stretch's own begin stands for it
        events: days_off_events(&app.almanac.days(), from, through, from.start(), lang == Lang::En),
    };
    finished(&feed, today)
}

/// What came of looking a feed up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Looked {
    /// It still is as it was.
    Same,
    /// Its state, and its body made of it.
    Made(String, FeedBody),
}

/// The feed at an address, named or secret, narrowed to a theme and a county (empty: not), unless
/// its state still is the one that the asker has.
///
/// # Errors
/// `feed-unknown` (missing) for a wrong address, `feed-revoked` (gone) for one of an earlier
/// generation, or the database's.
pub async fn look(app: &App, file: &str, (theme, county): (&str, &str), had: String) -> Result<Looked, StoreError> {
    if file == DAYS_OFF {
        // it comes from files, which anybody may change at any time
        let body = days_off(app, Lang::Zh);
        let state = body.etag.clone();
        return Ok(if state == had { Looked::Same } else { Looked::Made(state, body) });
    }
    let unknown = || StoreError::from(Refusal::missing("feed-unknown"));
    let (app, file, theme, county) = (app.clone(), file.to_owned(), theme.to_owned(), county.to_owned());
    let store = app.store.clone();
    store
        .read(move |db| {
            let owner = if file == OPEN_LECTURES {
                open_lectures()
            } else {
                let (opens, id) = tokens::names(&file).ok_or_else(unknown)?;
                let owner = owner_of(db, opens, &id)?.ok_or_else(unknown)?;
                proven(&app, &file, opens, &owner)?;
                owner
            };
            let below = match county.as_str() {
                "" => None,
                code => Some(committees::by_code(db, code).map_err(|_| unknown())?.path),
            };
            let narrowed = Narrowed { theme: theme.clone(), below };
            let today = app.clock.today();
            let whose = narrowed.whose(&owner);
            let mark = mark(db, &whose, today.plus(-DAYS_BACK), today.plus(DAYS_AHEAD))?;
            let state = format!("{today} {mark} {}", owner.name);
            if state == had {
                return Ok(Looked::Same);
            }
            let body = feed_of(&app, db, &owner, &narrowed, Lang::Zh)?;
            app.feeds_made.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
            Ok(Looked::Made(state, body))
        })
        .await
}

/// One session as a calendar of its own, as far as its viewer may see it.
///
/// # Errors
/// `session-missing`, `not-allowed`, or the database's.
pub async fn one(app: &App, actor: &Actor, id: SessionId, lang: Lang) -> Result<Vec<u8>, StoreError> {
    let (scope, app, actor) = (actor.scope(Deed::SeeSessions)?, app.clone(), actor.clone());
    let store = app.store.clone();
    store
        .read(move |db| {
            let session = sessions::find(db, &scope, &id)?;
            let whose = match (actor.own_speaker(), actor.own_venues().next()) {
                (Some(speaker), _) => Whose::Speaker(speaker.clone()),
                (None, Some(venue)) => Whose::Venue(venue.clone()),
                (None, None) => Whose::Committee(committees::path_of(db, &session.committee)?),
            };
            let missing = || StoreError::from(Refusal::missing("session-missing"));
            let scene = dressed(db, vec![session])?.pop().ok_or_else(missing)?;
            Ok(single(&event_of(&app, &whose, &scene, lang).ok_or_else(missing)?))
        })
        .await
}

fn owner_of(db: &mut Db, opens: Opens, id: &str) -> Result<Option<Owner>, StoreError> {
    match opens {
        Opens::SpeakerFeed => speaker(db, id),
        Opens::VenueFeed => venue(db, id),
        Opens::CommitteeFeed => committee(db, id),
        _ => Ok(None),
    }
}

/// So many revoked addresses are told from wrong ones.
const GENERATIONS_TOLD: i32 = 200;

fn proven(app: &App, token: &str, opens: Opens, owner: &Owner) -> Result<(), Refusal> {
    let genuine = |generation| tokens::proves(&app.secret, token, opens, &owner.id, generation);
    if genuine(owner.generation) {
        return Ok(());
    }
    let oldest = (owner.generation - GENERATIONS_TOLD).max(0);
    if (oldest..owner.generation).any(genuine) {
        return Err(Refusal::new("feed-revoked").of(crate::kernel::Refused::Gone));
    }
    Err(Refusal::missing("feed-unknown"))
}
