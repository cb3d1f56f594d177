//! Pages of the lectures: the register, one lecture with its approval, and its form.

pub mod edit;
pub mod list;
pub mod material;
pub mod show;

use crate::app::App;
use axum::Router;
use axum::routing::get;

/// The addresses of these pages.
pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/lectures", get(list::page))
        .route("/lectures/new", get(edit::new).post(edit::add))
        .route("/lectures/{id}", get(show::page).post(show::decide))
        .route("/lectures/{id}/edit", get(edit::edit).post(edit::change))
        .route("/materials/{code}", get(material::page).post(material::decide))
}
