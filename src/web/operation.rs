//! For those who run it: is it alive, can it work, what may robots read.

use super::problem::Answer;
use crate::accounts::Scope;
use crate::app::App;
use crate::kernel::Moment;
use crate::store::letters::list;
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

/// `GET /metrics`: counts for Prometheus; they name nobody.
pub async fn metrics(State(app): State<App>) -> Answer {
    let now = app.clock.now();
    let (states, calls) = app
        .store
        .read(move |db| {
            let all = Scope::public();
            Ok((list::states(db, &all)?, list::call_count(db, &all, now)?))
        })
        .await?;
    let mut text = format!(
        "# HELP xinhuo_build_info The version that runs.\n# TYPE xinhuo_build_info gauge\n\
         xinhuo_build_info{{version=\"{}\"}} 1\n\
         # HELP xinhuo_letters Letters of the outbox by state.\n# TYPE xinhuo_letters gauge\n",
        env!("CARGO_PKG_VERSION")
    );
    for (state, count) in states {
        text.push_str(&format!("xinhuo_letters{{state=\"{state}\"}} {count}\n"));
    }
    text.push_str(&format!(
        "# HELP xinhuo_calls_open Lines of the call list that wait.\n# TYPE xinhuo_calls_open gauge\n\
         xinhuo_calls_open {calls}\n"
    ));
    text.push_str(&format!(
        "# HELP xinhuo_feeds_made_total Bodies of feeds made since the start.\n\
         # TYPE xinhuo_feeds_made_total counter\nxinhuo_feeds_made_total {}\n",
        app.feeds_made.load(std::sync::atomic::Ordering::Relaxed)
    ));
    Ok(([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], text).into_response())
}
