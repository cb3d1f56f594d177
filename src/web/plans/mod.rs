//! Plans (排课): run, watched, looked at, changed by hand, compared and published.

pub mod act;
mod answers;
pub mod item;
pub mod list;
pub mod mend;
pub mod one;
pub mod run;
mod shares;
pub mod weights;
mod words;

pub(super) use words::reasons;

use crate::app::App;
use axum::Router;
use axum::routing::{get, post};

/// The addresses of these pages.
pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/plans", get(list::page).post(list::run))
        .route("/plans/weights", get(weights::page).post(weights::save))
        .route("/plans/mend", get(mend::page).post(mend::act))
        .route("/plans/{id}", get(one::page))
        .route("/plans/{id}/events", get(run::events))
        .route("/plans/{id}/stop", post(run::stop))
        .route("/plans/{id}/publish", post(act::publish))
        .route("/plans/{id}/{deed}/do", post(act::deed))
        .route("/plans/{id}/{request}", get(item::page).post(item::act))
}
