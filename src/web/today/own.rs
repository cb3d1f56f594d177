//! What speakers changed about themselves, and which sessions it strikes.

use crate::accounts::Scope;
use crate::actions::import::{FileKind, columns};
use crate::kernel::{Day, SpeakerId};
use crate::sessions::Session;
use crate::speakers::halves::away;
use crate::speakers::{Speaker, forms};
use crate::store::journal::{self, Entry, Filter};
use crate::store::{self, Db, Paging, StoreError};
use crate::text;
use crate::web::parts::{self, Column, Sign, Table};
use crate::web::viewer::Viewer;
use maud::{Markup, html};
use std::collections::HashMap;

/// Days back that are shown, and days ahead in which sessions are looked for.
const BACK: i64 = 14;
const AHEAD: i64 = 120;

/// The changes, who made them, and what was agreed with them.
pub(super) struct Changes {
    entries: Vec<Entry>,
    speakers: HashMap<String, Speaker>,
    agreed: Vec<Session>,
}

/// The latest changes of a scope's speakers.
pub(super) fn changes(db: &mut Db, scope: &Scope, today: Day) -> Result<Changes, StoreError> {
    let days = (Some(today.plus(-BACK)), None);
    let filter = Filter { action: "speaker-own-change", days, ..Filter::default() };
    let entries = journal::list(db, scope, &filter, Paging::new(1, 10))?.rows;
    let ids: Vec<SpeakerId> = entries.iter().map(|entry| entry.noun_id.clone().into()).collect();
    let speakers = store::speakers::by_ids(db, &ids)?;
    let agreed = store::sessions::of_speakers(db, &ids, today, today.plus(AHEAD))?;
    Ok(Changes { entries, speakers: speakers.into_iter().map(|one| (one.id.to_string(), one)).collect(), agreed })
}

/// The sheet; nothing when nobody changed anything.
pub(super) fn sheet(viewer: &Viewer, changes: &Changes, today: Day) -> Markup {
    if changes.entries.is_empty() {
        return html! {};
    }
    let columns = ["today-own-when", "today-own-who", "today-own-what"];
    let table = Table::new(columns.iter().map(|key| Column::text(viewer.say(key))).collect())
        .caption(viewer.say("today-own"))
        .rows(changes.entries.iter().map(|entry| row(viewer, changes, entry, today)));
    parts::sheet(&viewer.say("today-own"), html! { p.quiet { (viewer.say("today-own-more")) } (table.show()) })
}

fn row(viewer: &Viewer, changes: &Changes, entry: &Entry, today: Day) -> Vec<Markup> {
    let speaker = changes.speakers.get(&entry.noun_id);
    vec![
        html! { span.num { (text::moment_short(viewer.lang(), entry.at, today)) } },
        html! { a href={ "/speakers/" (entry.noun_id) } { (speaker.map_or(entry.actor.as_str(), |one| one.name.as_str())) } },
        html! {
            @for (name, before, after) in &entry.changes {
                p { (label(viewer, name)) "：" (told(viewer, entry, name, before)) " → " (told(viewer, entry, name, after)) }
            }
            @if let Some(speaker) = speaker { (struck(viewer, changes, speaker)) }
        },
    ]
}

fn struck(viewer: &Viewer, changes: &Changes, speaker: &Speaker) -> Markup {
    let off = |day: Day| speaker.exceptions.iter().any(|one| one.day == day && one.hours.is_none());
    let theirs = changes.agreed.iter().filter(|session| session.assignments.iter().any(|a| a.speaker == speaker.id));
    html! {
        @for session in theirs.filter(|session| off(Day::of(session.window.start))) {
            p {
                (parts::status(Sign::Stop, &viewer.say("today-own-struck"))) " "
                a href={ "/sessions/" (session.id) } { (text::session_time(viewer.lang(), session.window)) }
            }
        }
    }
}

/// A column of the register's files in the reader's language.
fn label(viewer: &Viewer, name: &str) -> String {
    let column = columns(FileKind::Speakers).into_iter().find(|column| column.en == name);
    column.map_or_else(|| name.to_owned(), |column| viewer.lang().pick(column.zh, column.en).to_owned())
}

/// A value, days off as stretches from the day of the change on.
fn told(viewer: &Viewer, entry: &Entry, name: &str, value: &serde_json::Value) -> String {
    let text = value.as_str().unwrap_or("");
    let text = match forms::parse_exceptions(text) {
        Ok(days) if name == "exceptions" => stretches(viewer, &away(&days, Day::of(entry.at))),
        _ => text.replace('|', " · "),
    };
    if text.is_empty() { "—".to_owned() } else { text }
}

fn stretches(viewer: &Viewer, stretches: &[(Day, Day)]) -> String {
    let day = |day| text::day_brief(viewer.lang(), day);
    let one =
        |(from, to): &(Day, Day)| if from == to { day(*from) } else { format!("{} — {}", day(*from), day(*to)) };
    stretches.iter().map(one).collect::<Vec<_>>().join(" · ")
}
