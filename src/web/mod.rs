//! The pages: the route table, then a folder a noun, a file a page.

mod serve;

pub use serve::serve;

use crate::app::App;
use axum::Router;
use axum::routing::get;

/// All routes.
pub fn router(app: App) -> Router {
    Router::new().route("/healthz", get(|| async { "ok\n" })).with_state(app)
}
