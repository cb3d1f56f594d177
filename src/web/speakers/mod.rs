//! Pages of the speakers' register.

pub mod edit;
pub mod fields;
pub mod list;
pub mod schedule;
pub mod show;

use super::my::busy;
use crate::app::App;
use axum::Router;
use axum::routing::{get, post};

/// The addresses of these pages.
pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/speakers", get(list::page))
        .route("/speakers/new", get(edit::new).post(edit::add))
        .route("/speakers/{id}", get(show::page))
        .route("/speakers/{id}/edit", get(edit::edit).post(edit::change))
        .route("/speakers/{id}/code", post(show::code))
        .route("/speakers/{id}/schedule", get(schedule::page).post(schedule::given))
        .route("/speakers/{id}/feed", post(show::feed))
        .route("/speakers/{id}/busy", get(busy::theirs))
        .route("/speakers/{id}/busy/file", post(busy::take_theirs).layer(busy::most()))
        .route("/speakers/{id}/busy/{what}", post(busy::do_theirs))
}
