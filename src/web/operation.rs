//! For those who run it: is it alive, can it work, what may robots read.

use super::problem::Answer;
use crate::app::App;
use crate::kernel::Moment;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};

/// `GET /healthz`: the process answers.
pub async fn healthz() -> &'static str {
    "ok\n"
}

/// `GET /readyz`: the database answers too; 503 when it does not.
pub async fn readyz(State(app): State<App>) -> Answer {
    let now: Moment = app.clock.now();
    app.store.read(move |db| crate::store::accounts::of_session(db, "", now)).await?;
    Ok("ready\n".into_response())
}

/// `GET /robots.txt`: the public pages may be read, secret addresses and the office may not.
pub async fn robots() -> Response {
    let text = "User-agent: *\nAllow: /$\nAllow: /menu\nAllow: /reach\nAllow: /assets/\nDisallow: /\n";
    ([(header::CONTENT_TYPE, "text/plain; charset=utf-8")], text).into_response()
}
