//! The numbers, for reviewers and coordinators: from the total down to one headcount's history.

pub mod chart;
pub mod export;
mod figures;
pub mod filings;
pub mod headcounts;
pub mod indicators;
pub mod map;
pub mod overview;
pub mod pace;
pub mod public;
pub mod question;
pub mod session;
pub mod sessions;
pub mod targets;
pub mod unreached;
mod words;

use crate::app::App;
use axum::Router;
use axum::routing::{get, post};

/// The addresses of these pages.
pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/reach", get(public::page))
        .route("/reach.json", get(public::json))
        .route("/reports", get(overview::page))
        .route("/reports/{file}", get(export::file))
        .route("/reports/map", get(map::page))
        .route("/reports/unreached", get(unreached::page))
        .route("/reports/pace", get(pace::page))
        .route("/reports/sessions", get(sessions::page))
        .route("/reports/sessions/{id}", get(session::page))
        .route("/sessions/{id}/attendance", get(session::page))
        .route("/reports/sessions/{id}/report", post(session::report))
        .route("/reports/sessions/{id}/confirm", post(session::confirm))
        .route("/reports/sessions/{id}/correct", post(session::correct))
        .route("/reports/sessions/{id}/contest", post(session::contest))
        .route("/reports/sessions/{id}/sheet", get(session::sheet))
        .route("/reports/headcounts", get(headcounts::page).post(headcounts::sign))
        .route("/reports/filings", get(filings::page).post(filings::step))
        .route("/reports/targets", get(targets::page).post(targets::set))
        .route("/reports/targets/{id}/remove", post(targets::remove))
        .route("/reports/indicators", get(indicators::page).post(indicators::set))
}
