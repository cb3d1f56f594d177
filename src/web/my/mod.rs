//! A speaker's or a contact's own pages.

pub mod busy;
pub mod contact;
pub mod headcounts;
pub mod page;
pub mod speaker;
pub mod times;

use crate::app::App;
use axum::Router;
use axum::routing::{get, post};

/// The addresses of these pages.
pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/my", get(page::page))
        .route("/my/headcounts", get(headcounts::page).post(headcounts::send))
        .route("/my/headcounts/{file}", get(headcounts::prepared))
        .route("/my/times", get(times::page))
        .route("/my/times/{what}", post(times::save))
        .route("/my/busy", get(busy::mine))
        .route("/my/busy/file", post(busy::take_mine).layer(busy::most()))
        .route("/my/busy/{what}", post(busy::do_mine))
        .route("/my/answer/{assignment}", post(speaker::post))
}
