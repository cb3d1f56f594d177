//! Letters and their states, the call list, and the end of reminders.

pub mod calls;
pub mod list;
pub mod one;
pub mod person;
pub mod print;
pub mod unsubscribe;
mod view;

use crate::app::App;
use axum::Router;
use axum::routing::{get, post};

/// The addresses of these pages.
pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/letters", get(list::page))
        .route("/letters/calls", get(calls::page))
        .route("/letters/{id}", get(one::page))
        .route("/letters/{id}/print", get(print::page))
        .route("/letters/{id}/again", post(one::again))
        .route("/letters/{id}/call", post(calls::tick))
        .route("/unsubscribe/{token}", get(unsubscribe::page).post(unsubscribe::post))
}
