//! `/lectures`: what is on the menu, and what waits for approval.

use crate::accounts::Deed;
use crate::app::App;
use crate::committees::List;
use crate::lectures::{Lecture, TextStatus};
use crate::store::lectures::Wanted;
use crate::store::{self, Paging};
use crate::web::choices;
use crate::web::form::Form;
use crate::web::layout::Page;
use crate::web::parts::{self, Column, Field, Options, Sign, Table};
use crate::web::problem::Answer;
use crate::web::viewer::Viewer;
use axum::extract::{Query, State};
use maud::{Markup, html};
use serde::Deserialize;

/// What the list was asked with.
#[derive(Deserialize)]
pub struct Asked {
    #[serde(default)]
    q: String,
    #[serde(default)]
    theme: String,
    #[serde(default)]
    status: String,
    page: Option<i64>,
}

struct View {
    found: store::Page<Lecture>,
    themes: Options,
}

/// `GET /lectures`.
pub async fn page(State(app): State<App>, viewer: Viewer, Query(asked): Query<Asked>) -> Answer {
    let scope = viewer.actor.scope(Deed::SeeRegisters)?;
    let wanted = Wanted {
        words: asked.q.clone(),
        theme: asked.theme.clone(),
        status: TextStatus::parse(&asked.status),
        ..Wanted::default()
    };
    let paging = Paging::new(asked.page.unwrap_or(1), 30);
    let lang = viewer.lang();
    let view = app
        .store
        .read(move |db| {
            let found = store::lectures::list(db, &scope, &wanted, paging)?;
            Ok(View { found, themes: choices::list(db, lang, List::Themes)? })
        })
        .await?;
    let note = html! { (viewer.say_with("lectures-count", &[("count", view.found.total.into())])) };
    let new = match viewer.actor.scope(Deed::EditLectures) {
        Ok(_) => parts::main_link("/lectures/new", &viewer.say("lecture-new")),
        Err(_) => html! {},
    };
    Ok(Page::new(&viewer, &viewer.say("nav-lectures")).note(note).actions(new).show(body(&viewer, &view, &asked)))
}

fn body(viewer: &Viewer, view: &View, asked: &Asked) -> Markup {
    let form = Form::empty().with("theme", &asked.theme).with("status", &asked.status);
    let all = viewer.say("form-all");
    let statuses = choices::fixed(viewer, TextStatus::ALL, TextStatus::code, TextStatus::key);
    let filters = html! {
        (Field::new(viewer, &form, "theme", "lecture-theme").short().select(&view.themes, Some(&all)))
        (Field::new(viewer, &form, "status", "lecture-status").short().select(&statuses, Some(&all)))
    };
    html! {
        (parts::search(viewer, &asked.q, filters))
        section.sheet {
            @if view.found.rows.is_empty() {
                (parts::empty(&viewer.say("lectures-none"), Some(("/lectures", &viewer.say("form-all")))))
            } @else { (table(viewer, view)) }
        }
        (parts::pager(viewer, &view.found))
    }
}

fn table(viewer: &Viewer, view: &View) -> Markup {
    let column = |key| Column::text(viewer.say(key));
    let columns = vec![
        column("lecture-title"),
        column("lecture-theme"),
        column("lecture-grades"),
        Column::number(viewer.say("lecture-speakers")),
        column("lecture-status"),
    ];
    let rows = view.found.rows.iter().map(|lecture| {
        vec![
            html! { a href={ "/lectures/" (lecture.id) } { b { (lecture.title) } } br; small { (lecture.code) " · " (minutes(viewer, lecture)) } },
            html! { (choices::words(&view.themes, &lecture.theme)) },
            html! { (grades(viewer, lecture)) },
            html! { (lecture.speakers.len()) },
            status(viewer, lecture.status),
        ]
    });
    Table::new(columns).caption(viewer.say("nav-lectures")).rows(rows).show()
}

/// The status of a text, as a word with its sign.
pub(super) fn status(viewer: &Viewer, status: TextStatus) -> Markup {
    let sign = match status {
        TextStatus::Approved => Sign::Done,
        TextStatus::Submitted => Sign::Wait,
        TextStatus::Draft => Sign::Stop,
        TextStatus::Retired => Sign::Info,
    };
    parts::status(sign, &viewer.say(status.key()))
}

/// The grade bands in words.
pub(crate) fn grades(viewer: &Viewer, lecture: &Lecture) -> String {
    let words: Vec<String> = lecture.grades.iter().map(|grade| viewer.say(grade.key())).collect();
    words.join(&viewer.say("list-comma"))
}

/// The length in words.
pub(crate) fn minutes(viewer: &Viewer, lecture: &Lecture) -> String {
    viewer.say_with("lecture-minutes-of", &[("minutes", lecture.minutes.into())])
}
