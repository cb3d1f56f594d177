//! `/sign-in/TOKEN`: GET shows a button, so that a mail scanner that opens links uses nothing up.

use super::signed_in;
use crate::actions::sign_in;
use crate::app::App;
use crate::kernel::Refused;
use crate::store::StoreError;
use crate::web::form::OpenForm;
use crate::web::layout::Page;
use crate::web::parts::{self, Field};
use crate::web::problem::Answer;
use crate::web::viewer::Viewer;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use maud::html;

/// `GET /sign-in/TOKEN`.
pub async fn show(State(app): State<App>, viewer: Viewer, Path(token): Path<String>) -> Answer {
    let name = match sign_in::look_at_link(&app, &token).await {
        Ok(name) => name,
        Err(error) => return no_longer(&viewer, error),
    };
    let body = html! {
        section.sheet {
            p { (viewer.say_with("sign-in-hello", &[("name", name.into())])) }
            form method="post" {
                button.act.main { (viewer.say("sign-in-now")) }
            }
        }
    };
    Ok(Page::new(&viewer, &viewer.say("nav-sign-in")).show(body))
}

/// `POST /sign-in/TOKEN`: signs in; the address itself is the secret, so the form has no mark.
pub async fn open(State(app): State<App>, viewer: Viewer, Path(token): Path<String>, _form: OpenForm) -> Answer {
    match sign_in::by_link(&app, &token, &viewer.place).await {
        Ok(opened) => Ok(signed_in(&app, &opened, "/")),
        Err(error) => no_longer(&viewer, error),
    }
}

/// Says when the link ran out, and offers a new one on the spot.
fn no_longer(viewer: &Viewer, error: StoreError) -> Answer {
    match error {
        StoreError::Refused(refusal) if refusal.kind == Refused::Gone => Ok(offer(viewer, &viewer.refusal(&refusal))),
        other => Err(other.into()),
    }
}

fn offer(viewer: &Viewer, why: &str) -> Response {
    let form = super::super::Form::empty();
    let email = Field::new(viewer, &form, "email", "sign-in-email").autocomplete("email").email();
    let body = html! {
        section.sheet {
            p { (why) }
            (parts::post(viewer, "/sign-in/link", html! { (email) (parts::button(&viewer.say("sign-in-send"))) }))
        }
    };
    Page::new(viewer, &viewer.say("problem-gone")).status(StatusCode::GONE).show(body)
}
