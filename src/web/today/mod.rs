//! Today: what waits, with its next step beside it.

pub mod beside;
pub mod first;
mod own;
pub mod page;

use crate::app::App;
use axum::Router;
use axum::routing::get;

/// The addresses of these pages.
pub(super) fn routes() -> Router<App> {
    Router::new().route("/today", get(page::page))
}
