//! `GET /letters`: every letter and its state, narrowed by state and kind.

use super::view;
use crate::accounts::Deed;
use crate::actions::letters::{Pace, pace};
use crate::app::App;
use crate::kernel::{Day, LetterKind};
use crate::store::letters::list::{self, Filter, LetterView};
use crate::store::{Page as Rows, Paging};
use crate::text;
use crate::web::form::Form;
use crate::web::layout::Page;
use crate::web::parts::{self, Column, Count, Field, Sign, Table};
use crate::web::problem::Answer;
use crate::web::viewer::Viewer;
use axum::extract::{Query, State};
use maud::{Markup, html};
use std::collections::BTreeMap;

struct View {
    rows: Rows<LetterView>,
    states: Vec<(String, i64)>,
    calls: i64,
    pace: Pace,
    today: Day,
}

/// The list.
pub async fn page(State(app): State<App>, viewer: Viewer, Query(query): Query<BTreeMap<String, String>>) -> Answer {
    let scope = viewer.actor.scope(Deed::HandleLetters)?;
    let form = query.iter().fold(Form::empty(), |form, (name, value)| form.with(name, value));
    let field = |name: &str| form.value(name).to_owned();
    let filter = Filter { state: field("state"), kind: field("kind"), recipient: field("to"), subject: field("about") };
    let paging = Paging::new(form.value("page").parse().unwrap_or(1), 50);
    let (now, today, outbox) = (app.clock.now(), app.clock.today(), app.clone());
    let view = app
        .store
        .read(move |db| {
            Ok(View {
                rows: list::letters(db, &scope, &filter, paging)?,
                states: list::states(db, &scope)?,
                calls: list::call_count(db, &scope, now)?,
                pace: pace(&outbox, db, now)?,
                today,
            })
        })
        .await?;
    Ok(Page::new(&viewer, &viewer.say("letters-title"))
        .actions(parts::link("/letters/calls", &viewer.say("calls-title")))
        .show(
            html! { (tally(&viewer, &view)) (paced(&viewer, &view)) (narrow(&viewer, &form)) (table(&viewer, &view)) },
        ))
}

fn tally(viewer: &Viewer, view: &View) -> Markup {
    let of = |state: &str| view.states.iter().find(|(own, _)| own == state).map_or(0, |(_, count)| *count);
    let count = |state: &str, count: i64, href: &str, urgent: bool| Count {
        count,
        words: viewer.say(&format!("letter-state-{state}")),
        href: href.to_owned(),
        urgent,
    };
    parts::tally(&[
        count("by_hand", view.calls, "/letters/calls", true),
        count("waiting", of("owed") + of("waiting") + of("sending"), "/letters?state=waiting", false),
        count("sent", of("sent"), "/letters?state=sent", false),
        count("dead", of("dead"), "/letters?state=dead", true),
    ])
}

/// When what waits will have gone, if the ceilings hold it back.
fn paced(viewer: &Viewer, view: &View) -> Markup {
    let Some(finish) = view.pace.finish else { return html! {} };
    let when = text::moment_short(viewer.lang(), finish, view.today);
    let words = viewer.say_with("letters-pace", &[("count", view.pace.waiting.into()), ("when", when.into())]);
    html! { p role="status" { (parts::status(Sign::Wait, &words)) } }
}

fn narrow(viewer: &Viewer, form: &Form) -> Markup {
    let states: Vec<_> =
        view::STATES.iter().map(|s| ((*s).to_owned(), viewer.say(&format!("letter-state-{s}")))).collect();
    let kinds: Vec<_> = LetterKind::ALL
        .iter()
        .map(|kind| {
            // reminders share one tag in subjects; here the days tell them apart
            let words = if kind.is_reminder() { "letter-kind" } else { "letter-tag" };
            (kind.code().to_owned(), viewer.say(&format!("{words}-{}", kind.code())))
        })
        .collect();
    let any = viewer.say("letters-any");
    html! {
        form.search method="get" action="/letters" role="search" {
            (Field::new(viewer, form, "state", "letters-state").select(&states, Some(&any)))
            (Field::new(viewer, form, "kind", "letters-kind").select(&kinds, Some(&any)))
            button.act { (viewer.say("form-search")) }
        }
    }
}

fn table(viewer: &Viewer, view: &View) -> Markup {
    if view.rows.rows.is_empty() {
        return parts::empty(&viewer.say("letters-empty"), None);
    }
    let columns = ["letters-about", "letters-to", "letters-state", "letters-when"];
    let table = Table::new(columns.iter().map(|key| Column::text(viewer.say(key))).collect())
        .caption(viewer.say("letters-title"))
        .rows(view.rows.rows.iter().map(|letter| row(viewer, letter, view.today)));
    html! { section.sheet { (table.show()) } (parts::pager(viewer, &view.rows)) }
}

fn row(viewer: &Viewer, letter: &LetterView, today: Day) -> Vec<Markup> {
    let title = if letter.subject_line.is_empty() { view::kind(viewer, letter) } else { letter.subject_line.clone() };
    let when = letter.sent_at.unwrap_or(letter.not_before);
    vec![
        html! { a href={ "/letters/" (letter.id) } { (title) } },
        html! { (letter.to_name) @if !letter.to_address.is_empty() { br; small { (letter.to_address) } } },
        html! { (view::state(viewer, letter)) @if !letter.last_error.is_empty() { br; small { (view::trouble(viewer, letter)) } } },
        html! { span.num { (text::moment_short(viewer.lang(), when, today)) } },
    ]
}
