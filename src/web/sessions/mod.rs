//! Sessions (场次): as a list, a week, a month, and each with all that can be done.

pub mod act;
pub mod calendar;
pub mod dates;
mod forms;
pub mod list;
pub mod off;
pub mod one;
pub mod view;

use crate::app::App;
use axum::Router;
use axum::routing::{get, post};

/// The addresses of these pages.
pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/sessions", get(list::page))
        .route("/sessions/week", get(calendar::week))
        .route("/sessions/off", get(off::page).post(off::call_off))
        .route("/sessions/off/dates", get(dates::page).post(dates::send))
        .route("/sessions/month", get(calendar::month))
        .route("/sessions/{id}", get(one::page))
        .route("/sessions/{id}/calendar.ics", get(one::calendar))
        .route("/sessions/{id}/{deed}", post(act::deed))
}
