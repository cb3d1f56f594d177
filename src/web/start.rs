//! The first page: what this is, and where to go.

use super::layout::Page;
use super::problem::Answer;
use super::viewer::Viewer;
use super::{nav, parts};
use axum::response::{IntoResponse, Redirect};
use maud::{Markup, html};

/// `GET /`: the public start; who is signed in goes to the own first page.
pub async fn page(viewer: Viewer) -> Answer {
    let home = nav::home(&viewer);
    if home != "/" {
        return Ok(Redirect::to(home).into_response());
    }
    Ok(Page::new(&viewer, &viewer.say("start-title"))
        .note(html! { p { (viewer.say("start-note")) } })
        .show(body(&viewer)))
}

fn body(viewer: &Viewer) -> Markup {
    html! {
        div.doors {
            (door(viewer, "/menu", "start-order", "start-order-more"))
            (door(viewer, "/sign-in", "start-sign-in", "start-sign-in-more"))
            (door(viewer, "/reach", "start-reach", "start-reach-more"))
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
