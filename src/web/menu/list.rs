//! `/menu`: approved lectures, by theme and grade band.

use crate::accounts::Scope;
use crate::app::App;
use crate::committees::List;
use crate::kernel::Grade;
use crate::lectures::Lecture;
use crate::store::lectures::Wanted;
use crate::store::{self, Paging};
use crate::web::choices;
use crate::web::form::Form;
use crate::web::layout::Page;
use crate::web::lectures::list::{grades, minutes};
use crate::web::parts::{self, Field, Options};
use crate::web::problem::Answer;
use crate::web::viewer::Viewer;
use axum::extract::{Query, State};
use maud::{Markup, html};
use serde::Deserialize;

/// What the menu was asked with.
#[derive(Deserialize)]
pub struct Asked {
    #[serde(default)]
    q: String,
    #[serde(default)]
    theme: String,
    #[serde(default)]
    grade: String,
    page: Option<i64>,
}

struct View {
    found: store::Page<Lecture>,
    themes: Options,
}

/// `GET /menu`.
pub async fn page(State(app): State<App>, viewer: Viewer, Query(asked): Query<Asked>) -> Answer {
    let mut wanted = Wanted::menu(app.clock.today());
    wanted.words.clone_from(&asked.q);
    wanted.theme.clone_from(&asked.theme);
    wanted.grade = Grade::parse(&asked.grade);
    let paging = Paging::new(asked.page.unwrap_or(1), 24);
    let lang = viewer.lang();
    let view = app
        .store
        .read(move |db| {
            let found = store::lectures::list(db, &Scope::public(), &wanted, paging)?;
            Ok(View { found, themes: choices::list(db, lang, List::Themes)? })
        })
        .await?;
    let ask = html! {
        (parts::link("/menu/ask", &viewer.say("menu-ask"))) (parts::link("/calendars", &viewer.say("feeds-short")))
    };
    let note = html! { p { (viewer.say_with("menu-note", &[("count", view.found.total.into())])) } };
    Ok(Page::new(&viewer, &viewer.say("nav-menu-of-lectures"))
        .note(note)
        .actions(ask)
        .show(body(&viewer, &view, &asked)))
}

fn body(viewer: &Viewer, view: &View, asked: &Asked) -> Markup {
    let form = Form::empty().with("theme", &asked.theme).with("grade", &asked.grade);
    let all = viewer.say("form-all");
    let filters = html! {
        (Field::new(viewer, &form, "theme", "lecture-theme").short().select(&view.themes, Some(&all)))
        (Field::new(viewer, &form, "grade", "lecture-grades").short().select(&choices::grades(viewer), Some(&all)))
    };
    html! {
        (parts::search(viewer, &asked.q, filters))
        @if view.found.rows.is_empty() {
            section.sheet { (parts::empty(&viewer.say("menu-none"), Some(("/menu", &all)))) }
        } @else {
            (dishes(viewer, &view.themes, &view.found.rows))
            (parts::pager(viewer, &view.found))
        }
    }
}

/// Lectures as cards that lead to their pages.
pub(in crate::web) fn dishes(viewer: &Viewer, themes: &Options, lectures: &[Lecture]) -> Markup {
    html! {
        ul.dishes {
            @for lecture in lectures {
                li {
                    a href={ "/menu/" (lecture.id) } {
                        span.theme { (choices::words(themes, &lecture.theme)) }
                        b { (lecture.title) }
                        small { (grades(viewer, lecture)) " · " (minutes(viewer, lecture)) }
                    }
                }
            }
        }
    }
}
