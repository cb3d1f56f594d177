//! Two records of one speaker.

use super::{Card, How, Line, Names, Register, dotted};
use crate::accounts::{Actor, Scope};
use crate::actions::merge::{self, Alike, Pair};
use crate::app::App;
use crate::committees::List;
use crate::kernel::{Day, Grade, SpeakerId};
use crate::speakers::forms::{print_availability, print_exceptions};
use crate::speakers::{Speaker, Told};
use crate::store::speakers::Wanted;
use crate::store::twins::{Moves, Twins};
use crate::store::{self, Db, Page, Paging, StoreError};
use crate::text::{self, Lang};
use crate::web::choices;
use crate::web::viewer::Viewer;

/// The register of speakers.
pub struct Speakers;

impl Register for Speakers {
    const BASE: &'static str = "/speakers";
    const NAME: &'static str = "nav-speakers";
    const KEYS: &'static str = "speaker";
    type Record = Speaker;

    fn find(db: &mut Db, scope: &Scope, id: &str) -> Result<Speaker, StoreError> {
        store::speakers::find(db, scope, &SpeakerId(id.to_owned()))
    }

    fn list(db: &mut Db, scope: &Scope, words: &str, paging: Paging) -> Result<Page<Speaker>, StoreError> {
        store::speakers::list(db, scope, &Wanted { with_retired: true, ..Wanted::from(words) }, paging)
    }

    fn twins(db: &mut Db, scope: &Scope, paging: Paging) -> Result<Page<Twins>, StoreError> {
        store::twins::speakers(db, scope, paging)
    }

    fn by_ids(db: &mut Db, ids: &[String]) -> Result<Vec<Speaker>, StoreError> {
        let ids: Vec<SpeakerId> = ids.iter().cloned().map(SpeakerId).collect();
        store::speakers::by_ids(db, &ids)
    }

    fn moves(db: &mut Db, id: &str, today: Day) -> Result<Moves, StoreError> {
        store::twins::moves_of_speaker(db, id, today)
    }

    fn names(db: &mut Db, lang: Lang, records: &[Speaker]) -> Result<Names, StoreError> {
        let committees: Vec<_> = records.iter().map(|speaker| speaker.committee.clone()).collect();
        let townships: Vec<_> = records.iter().map(|speaker| speaker.township_code.clone()).collect();
        let mut names = Names::load(db, &committees, &townships)?;
        let teams: Vec<_> = records.iter().filter_map(|speaker| speaker.team.clone()).collect();
        names.others.extend(store::teams::by_ids(db, &teams)?.into_iter().map(|team| (team.id.to_string(), team.name)));
        let blocked: Vec<_> = records.iter().flat_map(|speaker| speaker.blocked_venues.clone()).collect();
        names.others.extend(store::venues::names(db, &blocked)?.into_iter().map(|(id, name)| (id.to_string(), name)));
        names.others.extend(choices::list(db, lang, List::Languages)?);
        Ok(names)
    }

    fn card(viewer: &Viewer, speaker: &Speaker, names: &Names) -> Card {
        let born = speaker.birth_year.map(|year| viewer.say_with("speaker-born", &[("year", year.to_string().into())]));
        Card {
            id: speaker.id.to_string(),
            version: speaker.version,
            name: speaker.name.clone(),
            code: speaker.code.clone(),
            more: dotted([born.unwrap_or_default(), speaker.phone.clone(), names.committee(&speaker.committee)]),
        }
    }

    fn lines(viewer: &Viewer, kept: &Speaker, goes: &Speaker, names: &Names) -> Vec<Line> {
        let told = Told::ALL.iter().map(|told| {
            let how = if told.differs(kept, goes) { How::Choose(told.code()) } else { How::Plain };
            Line::new(viewer.say(told.key()), words(viewer, *told, kept, names), words(viewer, *told, goes, names), how)
        });
        told.chain(further(viewer, kept, goes, names)).collect()
    }

    async fn join(app: &App, actor: &Actor, from: &Card, into: &Card, theirs: &[String]) -> Result<(), StoreError> {
        let pair = Pair {
            from: SpeakerId(from.id.clone()),
            into: SpeakerId(into.id.clone()),
            seen: (from.version, into.version),
        };
        let theirs = theirs.iter().filter_map(|code| Told::parse(code)).collect();
        merge::speakers(app, actor, pair, theirs).await
    }

    async fn apart(app: &App, actor: &Actor, one: &str, other: &str) -> Result<(), StoreError> {
        let alike = Alike::Speakers(SpeakerId(one.to_owned()), SpeakerId(other.to_owned()));
        merge::keep_apart(app, actor, alike).await
    }
}

fn words(viewer: &Viewer, told: Told, speaker: &Speaker, names: &Names) -> String {
    match told {
        Told::Name => speaker.name.clone(),
        Told::ElderKind => viewer.say(speaker.elder_kind.key()),
        Told::BirthYear => speaker.birth_year.map(|year| year.to_string()).unwrap_or_default(),
        Told::Committee => names.committee(&speaker.committee),
        Told::Team => speaker.team.as_ref().map(|team| names.other(team.as_str())).unwrap_or_default(),
        Told::Township => names.township(&speaker.township_code),
        Told::Phone => speaker.phone.clone(),
        Told::Email => speaker.email.clone(),
        Told::Channel => viewer.say(speaker.channel.key()),
        Told::Hours => week(viewer, speaker),
        Told::Limits => limits(viewer, speaker),
        Told::Consent => viewer.say(if speaker.consent_public_name { "yes" } else { "no" }),
    }
}

fn week(viewer: &Viewer, speaker: &Speaker) -> String {
    let days = (1..=7u8).filter_map(|day| {
        let hours: Vec<_> = speaker.availability.iter().filter(|hours| hours.weekday == day).copied().collect();
        let printed = print_availability(&hours);
        let spans: Vec<&str> = printed.split('|').filter_map(|one| one.split_once(' ').map(|(_, span)| span)).collect();
        (!spans.is_empty()).then(|| format!("{} {}", viewer.say(&format!("weekday-{day}")), spans.join("，")))
    });
    days.collect::<Vec<_>>().join("\n")
}

fn limits(viewer: &Viewer, speaker: &Speaker) -> String {
    let caps = &speaker.caps;
    let numbers = [
        ("speaker-per-day", caps.per_day),
        ("speaker-per-week", caps.per_week),
        ("speaker-per-month", caps.per_month),
        ("speaker-wish", caps.wish_per_month),
        ("speaker-rest", caps.min_rest_days),
        ("speaker-travel", caps.max_travel_km),
    ];
    let clocks = [("speaker-earliest", speaker.earliest), ("speaker-latest", speaker.latest)];
    let clocks = clocks.into_iter().filter_map(|(key, at)| Some((key, crate::kernel::words_of_clock(at?))));
    let all = numbers.into_iter().map(|(key, number)| (key, number.to_string())).chain(clocks);
    all.map(|(key, value)| format!("{} {value}", viewer.say(key))).collect::<Vec<_>>().join("\n")
}

/// What is never chosen: both stay, or what protects the person.
fn further(viewer: &Viewer, kept: &Speaker, goes: &Speaker, names: &Names) -> Vec<Line> {
    let line = |key: &str, how: How, words: &dyn Fn(&Speaker) -> String| {
        Line::new(viewer.say(key), words(kept), words(goes), how)
    };
    let until = |day: Option<Day>| day.map(|day| text::day_long(viewer.lang(), day)).unwrap_or_default();
    let yes = |yes: bool| if yes { viewer.say("yes") } else { String::new() };
    let joined = |codes: Vec<String>| codes.join(&viewer.say("list-comma"));
    vec![
        line("speaker-languages", How::Both, &|s| joined(s.languages.iter().map(|code| names.other(code)).collect())),
        line("speaker-themes", How::Both, &|s| themes(viewer, s)),
        line("speaker-exceptions", How::Both, &|s| {
            print_exceptions(&s.exceptions).replace(" off", "").replace('|', "；")
        }),
        line("speaker-blocked", How::Both, &|s| {
            joined(s.blocked_venues.iter().map(|id| names.other(id.as_str())).collect())
        }),
        line("speaker-no-stairs", How::Both, &|s| yes(s.no_stairs)),
        line("speaker-companion", How::Both, &|s| yes(s.needs_companion)),
        line("speaker-appointed-until", How::Later, &|s| until(s.appointed_until)),
        line("speaker-checked-until", How::Later, &|s| until(s.checked_until)),
        line("speaker-insured-until", How::Later, &|s| until(s.insured_until)),
    ]
}

fn themes(viewer: &Viewer, speaker: &Speaker) -> String {
    let mut by_theme: std::collections::BTreeMap<&str, Vec<Grade>> = std::collections::BTreeMap::new();
    for (theme, grade) in &speaker.qualifications {
        by_theme.entry(theme).or_default().push(*grade);
    }
    let comma = viewer.say("list-comma");
    let words = by_theme.into_iter().map(|(theme, mut grades)| {
        grades.sort();
        let grades: Vec<String> = grades.into_iter().map(|grade| viewer.say(grade.key())).collect();
        let args = [("theme", viewer.theme(theme).into()), ("grades", grades.join(&comma).into())];
        viewer.say_with("same-theme", &args)
    });
    words.collect::<Vec<_>>().join("\n")
}
