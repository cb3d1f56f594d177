//! The answer to an invitation, from its letter's link: GET shows, POST acts.

pub mod page;

use crate::app::App;
use axum::Router;
use axum::routing::get;

/// The addresses of these pages.
pub(super) fn routes() -> Router<App> {
    Router::new().route("/answer/{token}", get(page::get).post(page::post))
}
