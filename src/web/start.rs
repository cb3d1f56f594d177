//! The first page: what came of it so far, where to go, what one can order, and how it works.

use super::layout::Page;
use super::menu::list::dishes;
use super::problem::Answer;
use super::reports::public;
use super::viewer::Viewer;
use super::{choices, nav, parts};
use crate::accounts::Scope;
use crate::app::App;
use crate::committees::List;
use crate::lectures::Lecture;
use crate::store::lectures::Wanted;
use crate::store::{self, Paging};
use axum::extract::State;
use axum::response::{IntoResponse, Redirect};
use maud::{Markup, html};
use std::collections::BTreeSet;

/// Lectures that the page shows, each of another theme.
const TASTES: usize = 6;

struct View {
    lectures: Vec<Lecture>,
    themes: parts::Options,
    total: i64,
    sentence: Option<String>,
}

/// `GET /`: the public start; who is signed in goes to the own first page.
pub async fn page(State(app): State<App>, viewer: Viewer) -> Answer {
    let home = nav::home(&viewer);
    if home != "/" {
        return Ok(Redirect::to(home).into_response());
    }
    let (lang, menu) = (viewer.lang(), Wanted::menu(app.clock.today()));
    let (found, themes) = app
        .store
        .read(move |db| {
            let found = store::lectures::list(db, &Scope::public(), &menu, Paging::new(1, 100))?;
            Ok((found, choices::list(db, lang, List::Themes)?))
        })
        .await?;
    let total = found.total;
    let view = View { lectures: tastes(found.rows), themes, total, sentence: public::sentence(&app, lang).await? };
    Ok(Page::new(&viewer, &viewer.say("start-title"))
        .note(html! { p { (viewer.say("start-note")) } })
        .show(body(&viewer, &view)))
}

/// The first lecture of each theme.
fn tastes(lectures: Vec<Lecture>) -> Vec<Lecture> {
    let mut themes = BTreeSet::new();
    lectures.into_iter().filter(|lecture| themes.insert(lecture.theme.clone())).take(TASTES).collect()
}

fn body(viewer: &Viewer, view: &View) -> Markup {
    let menu = viewer.say_with("start-menu-all", &[("count", view.total.into())]);
    html! {
        @if let Some(sentence) = &view.sentence {
            p.sentence { a href="/reach" { (viewer.say("start-so-far")) (sentence) (viewer.say("start-stop")) } }
        }
        div.doors {
            (door(viewer, "/menu", "start-order", "start-order-more"))
            (door(viewer, "/sign-in", "start-sign-in", "start-sign-in-more"))
            (door(viewer, "/reach", "start-reach", "start-reach-more"))
        }
        @if !view.lectures.is_empty() {
            div.head {
                h2 { (viewer.say("start-menu")) }
                (parts::link("/menu", &menu))
            }
            (dishes(viewer, &view.themes, &view.lectures))
        }
        (parts::sheet(&viewer.say("start-how"), html! {
            ol.steps {
                @for step in ["start-step-menu", "start-step-order", "start-step-assign", "start-step-count"] {
                    li { (viewer.say(step)) }
                }
            }
        }))
    }
}

fn door(viewer: &Viewer, href: &str, words: &str, more: &str) -> Markup {
    html! { a.door href=(href) { b { (viewer.say(words)) } span { (viewer.say(more)) } } }
}
