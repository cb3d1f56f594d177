//! `/sign-in`: three ways on one page, the one that needs nothing remembered first.

use super::signed_in;
use crate::actions::sign_in;
use crate::app::App;
use crate::store::StoreError;
use crate::web::form::Form;
use crate::web::layout::Page;
use crate::web::parts::{self, Field};
use crate::web::problem::Answer;
use crate::web::viewer::Viewer;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};
use serde::Deserialize;

/// What the page was asked with.
#[derive(Deserialize)]
pub struct Asked {
    /// Where to go afterwards.
    #[serde(default)]
    to: String,
}

/// `GET /sign-in`.
pub async fn page(viewer: Viewer, Query(asked): Query<Asked>) -> Answer {
    Ok(shown(&viewer, &Form::empty().with("to", asked.to)))
}

/// `POST /sign-in/link`: a letter with a link, if the mailbox is known.
pub async fn send_link(State(app): State<App>, viewer: Viewer, mut form: Form) -> Answer {
    let email = form.needed("email", 254);
    if !form.is_sound() {
        return Ok(shown(&viewer, &form));
    }
    match sign_in::ask_link(&app, &email, &viewer.place).await {
        Ok(()) => Ok(Redirect::to("/sign-in/sent").into_response()),
        Err(error) => refused(&viewer, form, error),
    }
}

/// `GET /sign-in/sent`: the same words whether the mailbox is known or not.
pub async fn sent(viewer: Viewer) -> Answer {
    let minutes = [("minutes", sign_in::LINK_MINUTES.into())];
    let body = html! {
        section.sheet {
            p { (viewer.say_with("sign-in-sent", &minutes)) }
            p.quiet { (viewer.say("sign-in-sent-more")) }
            p.acts { (parts::link("/sign-in", &viewer.say("sign-in-again"))) }
        }
    };
    Ok(Page::new(&viewer, &viewer.say("sign-in-sent-title")).show(body))
}

/// `POST /sign-in/code`.
pub async fn by_code(State(app): State<App>, viewer: Viewer, mut form: Form) -> Answer {
    let code = form.needed("code", 40);
    if !form.is_sound() {
        return Ok(shown(&viewer, &form));
    }
    match sign_in::by_code(&app, &code, &viewer.place).await {
        Ok(opened) => Ok(signed_in(&app, &opened, form.value("to"))),
        Err(error) => refused(&viewer, form, error),
    }
}

/// `POST /sign-in/password`.
pub async fn by_password(State(app): State<App>, viewer: Viewer, mut form: Form) -> Answer {
    let (email, password) = (form.needed("address", 254), form.value("password").to_owned());
    if password.is_empty() {
        form.refuse(crate::kernel::Refusal::new("field-needed").at("password"));
    }
    if !form.is_sound() {
        return Ok(shown(&viewer, &form));
    }
    match sign_in::by_password(&app, &email, &password, &viewer.place).await {
        Ok(opened) => Ok(signed_in(&app, &opened, form.value("to"))),
        Err(error) => refused(&viewer, form, error),
    }
}

fn refused(viewer: &Viewer, mut form: Form, error: StoreError) -> Answer {
    form.refused(error)?;
    Ok(shown(viewer, &form))
}

fn shown(viewer: &Viewer, form: &Form) -> Response {
    let body = html! {
        (parts::problems(viewer, form))
        div.grid {
            (parts::sheet(&viewer.say("sign-in-by-link"), by_link_form(viewer, form)))
            (parts::sheet(&viewer.say("sign-in-by-code"), by_code_form(viewer, form)))
        }
        details.more.sheet open[form.has("address")] {
            summary { (viewer.say("sign-in-by-password")) }
            (by_password_form(viewer, form))
        }
    };
    Page::new(viewer, &viewer.say("nav-sign-in")).status(form.status()).show(body)
}

fn to(form: &Form) -> Markup {
    html! { input type="hidden" name="to" value=(form.value("to")); }
}

fn by_link_form(viewer: &Viewer, form: &Form) -> Markup {
    let email = Field::new(viewer, form, "email", "sign-in-email").hint("sign-in-email-hint").autocomplete("email");
    parts::post(viewer, "/sign-in/link", html! { (email.email()) (parts::button(&viewer.say("sign-in-send"))) })
}

fn by_code_form(viewer: &Viewer, form: &Form) -> Markup {
    let code = Field::new(viewer, form, "code", "sign-in-code").hint("sign-in-code-hint").autocomplete("one-time-code");
    parts::post(viewer, "/sign-in/code", html! { (to(form)) (code.line()) (parts::button(&viewer.say("nav-sign-in"))) })
}

fn by_password_form(viewer: &Viewer, form: &Form) -> Markup {
    let address = Field::new(viewer, form, "address", "sign-in-email").autocomplete("username");
    let password = Field::new(viewer, form, "password", "sign-in-password").autocomplete("current-password");
    let body = html! { (to(form)) (address.email()) (password.password()) (parts::button(&viewer.say("nav-sign-in"))) };
    parts::post(viewer, "/sign-in/password", body)
}
