//! Settings: one's own, and the accounts for those who keep them.

pub mod accounts;
pub mod areas;
pub mod divisions;
pub mod import;
pub mod letters;
pub mod lists;
pub mod own;
pub mod registers;
pub mod words;

use crate::app::App;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};

/// The addresses of these pages.
pub(super) fn routes() -> Router<App> {
    let upload = DefaultBodyLimit::max(import::UPLOAD_BYTES);
    Router::new()
        .route("/settings", get(own::page))
        .route("/settings/letters", get(letters::page).post(letters::save))
        .route("/settings/letters/words", get(words::list))
        .route("/settings/letters/words/{code}/{reader}/{lang}", get(words::page).post(words::save))
        .route("/settings/password", post(own::password))
        .route("/settings/registers/{kind}", get(registers::page).post(registers::save))
        .route("/settings/divisions", get(divisions::page))
        .route("/settings/divisions/new", get(divisions::new).post(divisions::add))
        .route("/settings/divisions/edit", get(divisions::edit).post(divisions::change))
        .route("/settings/lists", get(lists::page))
        .route("/settings/lists/{list}", post(lists::save))
        .route("/settings/import", get(import::page).post(import::look).layer(upload))
        .route("/settings/import/confirm", post(import::confirm))
        .route("/settings/export/{file}", get(import::download))
        .route("/settings/accounts", get(accounts::list).post(accounts::add))
        .route("/settings/accounts/{id}", post(accounts::change))
        .merge(areas::routes())
}
