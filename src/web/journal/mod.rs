//! The journal (留痕): who did what, when, and what stood before.

pub mod list;
mod words;

use crate::app::App;
use axum::Router;
use axum::routing::get;

/// The addresses of these pages.
pub(super) fn routes() -> Router<App> {
    Router::new().route("/journal", get(list::page))
}
