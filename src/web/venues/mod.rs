//! Pages of the schools and stations.

pub mod edit;
mod fields;
pub mod list;
pub mod show;

use crate::app::App;
use axum::Router;
use axum::routing::{get, post};

/// The addresses of these pages.
pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/venues", get(list::page))
        .route("/venues/new", get(edit::new).post(edit::add))
        .route("/venues/{id}", get(show::page))
        .route("/venues/{id}/edit", get(edit::edit).post(edit::change))
        .route("/venues/{id}/feed", post(show::feed))
}
