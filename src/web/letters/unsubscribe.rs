//! `/unsubscribe/TOKEN`: no more reminders. GET shows, since mail scanners follow links; POST acts,
//! by the button or by a mail program's one click (RFC 8058).

use crate::actions::letters::{unsubscribe, unsubscriber};
use crate::app::App;
use crate::store::letters::outbox::is_unsubscribed;
use crate::web::form::OpenForm;
use crate::web::layout::Page;
use crate::web::parts;
use crate::web::problem::Answer;
use crate::web::viewer::Viewer;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect};
use maud::{Markup, html};

/// What would end, and the button.
pub async fn page(State(app): State<App>, viewer: Viewer, Path(token): Path<String>) -> Answer {
    let reader = unsubscriber(&app, &token).await?;
    let off = app.store.read(move |db| is_unsubscribed(db, &reader)).await?;
    Ok(Page::new(&viewer, &viewer.say("unsubscribe-title")).show(body(&viewer, &token, off)))
}

/// Ends reminders; `again=yes` takes that back. A mail program's click, in whichever of the two
/// shapes of a form it comes, is answered at once: it follows no redirect (RFC 8058, 3.1 and 3.2).
pub async fn post(State(app): State<App>, Path(token): Path<String>, OpenForm(form): OpenForm) -> Answer {
    unsubscribe(&app, &token, form.value("again") != "yes").await?;
    if !form.has("again") {
        return Ok(StatusCode::NO_CONTENT.into_response());
    }
    Ok(Redirect::to(&format!("/unsubscribe/{token}")).into_response())
}

fn body(viewer: &Viewer, token: &str, off: bool) -> Markup {
    let (state, again) = if off { ("unsubscribe-off", "yes") } else { ("unsubscribe-on", "no") };
    let button = if off { "unsubscribe-again" } else { "unsubscribe-do" };
    html! {
        section.sheet {
            p { (viewer.say(state)) }
            p { (viewer.say("unsubscribe-still")) }
            form method="post" action={ "/unsubscribe/" (token) } {
                (parts::button_of("again", again, &viewer.say(button)))
            }
        }
    }
}
