//! `GET /sessions`: what is to come, or was, narrowed by days, state and words.

use super::view::{self, Seen};
use crate::accounts::Deed;
use crate::app::App;
use crate::kernel::Day;
use crate::sessions::SessionStatus;
use crate::store::{self, Page as Rows, Paging, sessions::Wanted};
use crate::text;
use crate::web::form::Form;
use crate::web::layout::Page;
use crate::web::parts::{self, Column, Field, Table};
use crate::web::problem::Answer;
use crate::web::viewer::Viewer;
use axum::extract::{Query, State};
use maud::{Markup, html};
use std::collections::BTreeMap;

/// The list; without a day it begins today.
pub async fn page(State(app): State<App>, viewer: Viewer, Query(query): Query<BTreeMap<String, String>>) -> Answer {
    let scope = viewer.actor.scope(Deed::SeeSessions)?;
    let today = app.clock.today();
    let mut form = query.iter().fold(Form::empty(), |form, (name, value)| form.with(name, value));
    if !form.has("from") && !form.has("to") {
        form = form.with("from", today);
    }
    let wanted = wanted(&mut form);
    let paging = Paging::new(query.get("page").and_then(|page| page.parse().ok()).unwrap_or(1), 50);
    let rows = app
        .store
        .read(move |db| {
            let page = store::sessions::list(db, &scope, &wanted, paging)?;
            let total = page.total;
            Ok(Rows::of(view::whole(db, page.rows)?, paging, total))
        })
        .await?;
    Ok(Page::new(&viewer, &viewer.say("sessions-title"))
        .actions(html! {
            (parts::link("/calendars", &viewer.say("feeds-short")))
            @if viewer.actor.scope(Deed::EditSessions).is_ok() { (parts::link("/sessions/off", &viewer.say("off-title"))) }
        })
        .status(form.status())
        .show(html! { (views(&viewer, "list", today)) (narrow(&viewer, &form)) (table(&viewer, &rows, today)) }))
}

fn wanted(form: &mut Form) -> Wanted {
    let status = form.choice("status", SessionStatus::parse);
    let (from, to) = (form.day("from"), form.day("to"));
    Wanted {
        statuses: status.into_iter().collect(),
        from,
        to,
        words: form.text("words", 80),
        latest_first: from.is_none(),
        ..Wanted::default()
    }
}

/// The ways to look: list, week, month.
#[must_use]
pub fn views(viewer: &Viewer, now: &str, day: Day) -> Markup {
    let ways = [
        ("list", "/sessions".to_owned()),
        ("week", format!("/sessions/week?day={day}")),
        ("month", format!("/sessions/month?day={day}")),
    ];
    let ways = ways.map(|(way, href)| (href, viewer.say(&format!("sessions-{way}")), way == now));
    parts::tabs(&viewer.say("sessions-ways"), &ways)
}

fn narrow(viewer: &Viewer, form: &Form) -> Markup {
    let statuses: Vec<_> = SessionStatus::ALL.iter().map(|s| (s.code().to_owned(), viewer.say(s.key()))).collect();
    html! {
        form.search method="get" action="/sessions" role="search" {
            (Field::new(viewer, form, "words", "sessions-words").line())
            (Field::new(viewer, form, "status", "sessions-status").select(&statuses, Some(&viewer.say("sessions-any"))))
            (Field::new(viewer, form, "from", "sessions-from").date())
            (Field::new(viewer, form, "to", "sessions-to").date())
            button.act { (viewer.say("sessions-narrow")) }
        }
    }
}

/// Sessions as rows, each leading to its page.
#[must_use]
pub fn table(viewer: &Viewer, rows: &Rows<Seen>, today: Day) -> Markup {
    if rows.rows.is_empty() {
        return parts::empty(&viewer.say("sessions-empty"), Some(("/sessions?from=", &viewer.say("sessions-all"))));
    }
    let columns = ["sessions-when", "sessions-where", "sessions-what", "sessions-who", "sessions-state"];
    let table = Table::new(columns.iter().map(|key| Column::text(viewer.say(key))).collect())
        .caption(viewer.say("sessions-title"))
        .rows(rows.rows.iter().map(|seen| row(viewer, seen, today)));
    html! { section.sheet { (table.show()) } (parts::pager(viewer, rows)) }
}

fn row(viewer: &Viewer, seen: &Seen, today: Day) -> Vec<Markup> {
    let session = &seen.session;
    vec![
        html! { a.num href={ "/sessions/" (session.id) } { (text::moment_short(viewer.lang(), session.window.start, today)) } },
        html! { (seen.place()) },
        html! { (seen.what(viewer)) br; small { (viewer.say(session.grade.key())) } },
        seen.speaking(viewer),
        view::status(viewer, session),
    ]
}
