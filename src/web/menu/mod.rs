//! The public menu: lectures that can be ordered.

pub mod list;
pub mod show;

use crate::app::App;
use axum::Router;
use axum::routing::get;

/// The addresses of these pages.
pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/menu", get(list::page))
        .route("/menu/ask", get(show::ask).post(show::send))
        .route("/menu/{id}", get(show::page).post(show::order))
}
