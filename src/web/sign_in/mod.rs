//! Signing in: a letter's link, a printed code, or a password.

mod link;
mod ways;

pub use link::{open, show};
pub use ways::{by_code, by_password, page, send_link, sent};

use super::cookies;
use super::look::local_path;
use super::viewer::Viewer;
use crate::actions;
use crate::actions::sign_in::Opened;
use crate::app::App;
use crate::web::problem::Answer;
use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};

/// The addresses of these pages.
pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/sign-in", get(page))
        .route("/sign-in/link", post(send_link))
        .route("/sign-in/sent", get(sent))
        .route("/sign-in/code", post(by_code))
        .route("/sign-in/password", post(by_password))
        .route("/sign-in/{token}", get(show).post(open))
        .route("/sign-out", post(out))
}

/// To the page that was wanted, with the session's cookie.
fn signed_in(app: &App, opened: &Opened, to: &str) -> Response {
    let mut response = Redirect::to(local_path(to)).into_response();
    cookies::set(&mut response, app, cookies::SESSION, &opened.secret, opened.holds.to_std().ok());
    response
}

/// `POST /sign-out`: ends this browser's session.
pub async fn out(State(app): State<App>, viewer: Viewer, _form: super::Form) -> Answer {
    if let Some(session) = &viewer.session {
        actions::sign_in::sign_out(&app, session).await?;
    }
    let mut response = cookies::redirect_saying(&app, "/", "said-signed-out");
    cookies::clear(&mut response, &app, cookies::SESSION);
    Ok(response)
}
