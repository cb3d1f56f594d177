//! The pages: who looks, one set of parts, then a folder a noun and a file a page.
//!
//! Below stand the nouns; the addresses of each are the `routes` of its own `mod.rs`.

pub mod answer;
mod assets;
mod attendance;
mod calendars;
mod choices;
mod conditional;
pub mod cookies;
mod door;
pub mod form;
mod guard;
mod journal;
pub mod layout;
mod lectures;
mod letters;
mod look;
mod menu;
mod my;
mod nav;
mod operation;
pub mod parts;
mod plans;
pub mod problem;
pub mod record;
mod reports;
mod requests;
mod serve;
mod service;
mod sessions;
mod settings;
mod sign_in;
mod speakers;
mod start;
mod today;
mod trouble;
mod twins;
mod upload;
mod venues;
pub mod viewer;

pub use cookies::redirect_saying;
pub use form::{Form, OpenForm};
pub use layout::Page;
pub use problem::{Answer, Problem};
pub use serve::serve;
pub use viewer::Viewer;

use crate::app::App;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::from_fn_with_state;
use axum::routing::{get, post};

/// The most that a posted form may weigh; a route for files sets its own.
const FORM_BYTES: usize = 1 << 20;

/// The whole site.
pub fn router(app: App) -> Router {
    let pages = pages()
        .fallback(guard::nothing_here)
        .layer(DefaultBodyLimit::max(FORM_BYTES))
        .layer(guard::panics())
        .layer(guard::time_limit())
        .layer(from_fn_with_state(app.clone(), door::layer));
    let site = Router::new()
        .merge(pages)
        .route("/assets/{name}", get(assets::serve))
        .route("/healthz", get(operation::healthz))
        .route("/readyz", get(operation::readyz))
        .route("/metrics", get(operation::metrics))
        .route("/robots.txt", get(operation::robots));
    // feeds are asked for far more often than pages, and need none of what stands round these
    guard::around(site, &app).merge(calendars::routes(&app)).with_state(app)
}

/// Every page, by noun; each noun's own `mod.rs` lists its addresses.
fn pages() -> Router<App> {
    Router::new()
        .route("/", get(start::page))
        .route("/look", post(look::switch))
        .merge(menu::routes())
        .merge(today::routes())
        .merge(requests::routes())
        .merge(sessions::routes())
        .merge(answer::routes())
        .merge(my::routes())
        .merge(service::routes())
        .merge(reports::routes())
        .merge(attendance::routes())
        .merge(plans::routes())
        .merge(letters::routes())
        .merge(journal::routes())
        .merge(sign_in::routes())
        .merge(twins::routes())
        .merge(speakers::routes())
        .merge(venues::routes())
        .merge(lectures::routes())
        .merge(settings::routes())
        .merge(calendars::pages())
}

/// The way to sign in that comes back to `path`.
fn sign_in_and_return(path: &str) -> String {
    let path = percent_encoding::utf8_percent_encode(path, percent_encoding::NON_ALPHANUMERIC);
    format!("/sign-in?to={path}")
}
