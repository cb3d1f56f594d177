//! What speakers gave, for themselves and for those who keep the register; and certificates of it.

pub mod certificates;
pub mod check;
pub mod paper;
pub mod results;
pub mod talk;

use crate::app::App;
use axum::Router;
use axum::routing::{get, post};

/// The addresses of these pages.
pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/my/results", get(results::own))
        .route("/my/certificates", post(certificates::ask))
        .route("/talks/{assignment}", get(talk::page).post(talk::note))
        .route("/speakers/{id}/service", get(results::of_speaker))
        .route("/speakers/{id}/certificates", post(certificates::issue))
        .route("/certificates", get(certificates::list))
        .route("/certificates/{number}", get(check::page))
        .route("/certificates/{number}/print", get(paper::page))
        .route("/certificates/{number}/{deed}", post(certificates::step))
}
