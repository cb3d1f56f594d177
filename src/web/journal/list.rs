//! `GET /journal`: every change, the latest first.

use super::words::{self, Names};
use crate::accounts::Deed;
use crate::app::App;
use crate::store::journal::{Entry, Filter};
use crate::store::{self, Page as Rows, Paging};
use crate::text;
use crate::web::form::Form;
use crate::web::layout::Page;
use crate::web::parts::{self, Column, Field, Table};
use crate::web::problem::Answer;
use crate::web::viewer::Viewer;
use axum::extract::{Query, State};
use maud::{Markup, html};
use std::collections::BTreeMap;

/// Nouns whose lines can be asked for alone.
const NOUNS: [&str; 17] = [
    "request",
    "plan",
    "session",
    "attendance",
    "speaker",
    "venue",
    "lecture",
    "material",
    "team",
    "committee",
    "division",
    "liaison",
    "campaign",
    "list",
    "target",
    "account",
    "letter",
];

/// The page; narrowed by `noun`, `id`, `who`, `from` and `to`.
pub async fn page(State(app): State<App>, viewer: Viewer, Query(query): Query<BTreeMap<String, String>>) -> Answer {
    let scope = viewer.actor.scope(Deed::SeeJournal)?;
    let mut form = query.iter().fold(Form::empty(), |form, (name, value)| form.with(name, value));
    let filter = Filter {
        noun: form.text("noun", 40),
        noun_id: form.text("id", 80),
        who: form.text("who", 80),
        action: "",
        days: (form.day("from"), form.day("to")),
    };
    let paging = Paging::new(query.get("page").and_then(|page| page.parse().ok()).unwrap_or(1), 50);
    let read = app.store.read(move |db| {
        let rows = store::journal::list(db, &scope, &filter, paging)?;
        let values = rows.rows.iter().flat_map(|entry| &entry.changes).flat_map(|(_, before, after)| [before, after]);
        let names = store::journal::names(db, &words::ids(values))?;
        Ok((rows, names))
    });
    let (rows, names) = read.await?;
    let today = app.clock.today();
    Ok(Page::new(&viewer, &viewer.say("journal-title"))
        .note(html! { p { (viewer.say("journal-note")) } })
        .status(form.status())
        .show(html! { (narrow(&viewer, &form)) (list(&viewer, &rows, &names, today)) }))
}

fn narrow(viewer: &Viewer, form: &Form) -> Markup {
    let nouns: Vec<_> = NOUNS.iter().map(|noun| ((*noun).to_owned(), viewer.say(&format!("noun-{noun}")))).collect();
    html! {
        form.search method="get" action="/journal" role="search" {
            @if !form.value("id").is_empty() { input type="hidden" name="id" value=(form.value("id")); }
            (Field::new(viewer, form, "noun", "journal-noun").select(&nouns, Some(&viewer.say("journal-any"))))
            (Field::new(viewer, form, "who", "journal-who").line())
            (Field::new(viewer, form, "from", "journal-from").date())
            (Field::new(viewer, form, "to", "journal-to").date())
            button.act { (viewer.say("journal-narrow")) }
        }
    }
}

fn list(viewer: &Viewer, rows: &Rows<Entry>, names: &Names, today: crate::kernel::Day) -> Markup {
    if rows.rows.is_empty() {
        return parts::empty(&viewer.say("journal-empty"), Some(("/journal", &viewer.say("journal-all"))));
    }
    let columns = ["journal-when", "journal-who", "journal-what", "journal-changes"];
    let table = Table::new(columns.iter().map(|key| Column::text(viewer.say(key))).collect())
        .caption(viewer.say("journal-title"))
        .rows(rows.rows.iter().map(|entry| {
            vec![
                html! { span.num { (text::moment_short(viewer.lang(), entry.at, today)) } },
                who(viewer, entry),
                what(viewer, entry),
                changes(viewer, names, entry),
            ]
        }));
    html! { section.sheet { (table.show()) } (parts::pager(viewer, rows)) }
}

fn who(viewer: &Viewer, entry: &Entry) -> Markup {
    html! {
        (entry.actor)
        @if !entry.acted_for.is_empty() {
            br; small { (viewer.say_with("journal-acted-for", &[("name", entry.acted_for.as_str().into())])) }
        }
    }
}

fn what(viewer: &Viewer, entry: &Entry) -> Markup {
    html! {
        (viewer.say(&entry.action))
        br;
        a href={ "/journal?noun=" (entry.noun) "&id=" (entry.noun_id) } {
            (viewer.say_with("journal-of-this", &[("noun", viewer.say(&format!("noun-{}", entry.noun)).into())]))
        }
        @if let Some(href) = address(viewer, entry) { " · " a href=(href) { (viewer.say("journal-open")) } }
    }
}

fn address(viewer: &Viewer, entry: &Entry) -> Option<String> {
    let room = match entry.noun.as_str() {
        "request" => "requests",
        "plan" if viewer.may_open(Deed::Plan) => "plans",
        "session" => "sessions",
        "speaker" => "speakers",
        "venue" => "venues",
        "lecture" => "lectures",
        _ => return None,
    };
    Some(format!("/{room}/{}", entry.noun_id))
}

fn changes(viewer: &Viewer, names: &Names, entry: &Entry) -> Markup {
    if entry.changes.is_empty() {
        return html! { span.quiet { "—" } };
    }
    html! {
        details {
            summary { (viewer.say_with("journal-fields", &[("count", entry.changes.len().into())])) }
            dl.facts {
                @for (name, before, after) in &entry.changes {
                    div {
                        dt { (words::field(viewer, name)) }
                        dd { (words::value(viewer, names, &entry.noun, name, before)) " → " (words::value(viewer, names, &entry.noun, name, after)) }
                    }
                }
            }
        }
    }
}
