//! Requests (点单): ordered, judged, followed like a parcel.

pub mod act;
pub mod follow;
pub mod list;
pub mod one;
pub mod order;
pub mod way;

use crate::app::App;
use axum::Router;
use axum::routing::{get, post};

/// The addresses of these pages.
pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/requests", get(list::page))
        .route("/requests/new", get(order::new).post(order::create))
        .route("/requests/{id}", get(one::page))
        .route("/requests/{id}/edit", get(order::edit).post(order::mend))
        .route("/requests/{id}/{deed}", post(act::deed))
        .route("/follow/{token}", get(follow::page))
}
