//! The pages: who looks, one set of parts, then a folder a noun and a file a page.
//!
//! Below is every address of the site, in one table.

pub mod answer;
mod assets;
mod attendance;
mod calendars;
mod choices;
mod conditional;
pub mod cookies;
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
mod sessions;
mod settings;
mod sign_in;
mod speakers;
mod start;
mod today;
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
        .layer(from_fn_with_state(app.clone(), viewer::layer));
    let site = Router::new()
        .merge(pages)
        .route("/assets/{name}", get(assets::serve))
        .route("/calendars/{file}", get(calendars::feed))
        .route("/healthz", get(operation::healthz))
        .route("/readyz", get(operation::readyz))
        .route("/metrics", get(operation::metrics))
        .route("/robots.txt", get(operation::robots));
    guard::around(site, &app).with_state(app)
}

/// Every page, by address.
fn pages() -> Router<App> {
    Router::new()
        // public
        .route("/", get(start::page))
        .route("/menu", get(menu::list::page))
        .route("/menu/ask", get(menu::show::ask).post(menu::show::send))
        .route("/menu/{id}", get(menu::show::page).post(menu::show::order))
        .route("/look", post(look::switch))
        // staff
        .route("/today", get(today::page::page))
        .route("/requests", get(requests::list::page))
        .route("/requests/new", get(requests::order::new).post(requests::order::create))
        .route("/requests/{id}", get(requests::one::page))
        .route("/requests/{id}/edit", get(requests::order::edit).post(requests::order::mend))
        .route("/requests/{id}/{deed}", post(requests::act::deed))
        .route("/follow/{token}", get(requests::follow::page))
        // sessions
        .route("/sessions", get(sessions::list::page))
        .route("/sessions/week", get(sessions::calendar::week))
        .route("/sessions/off", get(sessions::off::page).post(sessions::off::call_off))
        .route("/sessions/month", get(sessions::calendar::month))
        .route("/sessions/{id}", get(sessions::one::page))
        .route("/sessions/{id}/{deed}", post(sessions::act::deed))
        // speakers and contacts for themselves
        .route("/answer/{token}", get(answer::page::get).post(answer::page::post))
        .route("/my", get(my::page::page))
        .route("/my/times", get(my::times::page))
        .route("/my/times/{what}", post(my::times::save))
        .route("/my/answer/{assignment}", post(my::speaker::post))
        .route("/reach", get(reports::public::page))
        .route("/reach.json", get(reports::public::json))
        .route("/attendance/{token}", get(attendance::page).post(attendance::send))
        // the numbers
        .route("/reports", get(reports::overview::page))
        .route("/reports/{file}", get(reports::export::file))
        .route("/reports/sessions", get(reports::sessions::page))
        .route("/reports/sessions/{id}", get(reports::session::page))
        .route("/sessions/{id}/attendance", get(reports::session::page))
        .route("/reports/sessions/{id}/report", post(reports::session::report))
        .route("/reports/sessions/{id}/confirm", post(reports::session::confirm))
        .route("/reports/sessions/{id}/correct", post(reports::session::correct))
        .route("/reports/sessions/{id}/sheet", get(reports::session::sheet))
        .route("/reports/headcounts", get(reports::headcounts::page).post(reports::headcounts::sign))
        .route("/reports/filings", get(reports::filings::page).post(reports::filings::step))
        .route("/reports/targets", get(reports::targets::page).post(reports::targets::set))
        .route("/reports/targets/{id}/remove", post(reports::targets::remove))
        .route("/reports/indicators", post(reports::targets::set_indicator))
        // plans
        .route("/plans", get(plans::list::page).post(plans::list::run))
        .route("/plans/weights", get(plans::weights::page).post(plans::weights::save))
        .route("/plans/{id}", get(plans::one::page))
        .route("/plans/{id}/events", get(plans::run::events))
        .route("/plans/{id}/stop", post(plans::run::stop))
        .route("/plans/{id}/publish", post(plans::act::publish))
        .route("/plans/{id}/{deed}/do", post(plans::act::deed))
        .route("/plans/{id}/{request}", get(plans::item::page).post(plans::item::act))
        // what happened
        .route("/letters", get(letters::list::page))
        .route("/letters/calls", get(letters::calls::page))
        .route("/letters/{id}", get(letters::one::page))
        .route("/letters/{id}/print", get(letters::print::page))
        .route("/letters/{id}/again", post(letters::one::again))
        .route("/letters/{id}/call", post(letters::calls::tick))
        .route("/unsubscribe/{token}", get(letters::unsubscribe::page).post(letters::unsubscribe::post))
        .route("/journal", get(journal::list::page))
        .route("/sign-in", get(sign_in::page))
        .route("/sign-in/link", post(sign_in::send_link))
        .route("/sign-in/sent", get(sign_in::sent))
        .route("/sign-in/code", post(sign_in::by_code))
        .route("/sign-in/password", post(sign_in::by_password))
        .route("/sign-in/{token}", get(sign_in::show).post(sign_in::open))
        .route("/sign-out", post(sign_in::out))
        // registers
        .route("/speakers", get(speakers::list::page))
        .route("/speakers/new", get(speakers::edit::new).post(speakers::edit::add))
        .route("/speakers/{id}", get(speakers::show::page))
        .route("/speakers/{id}/edit", get(speakers::edit::edit).post(speakers::edit::change))
        .route("/speakers/{id}/code", post(speakers::show::code))
        .route("/speakers/{id}/feed", post(speakers::show::feed))
        .route("/venues", get(venues::list::page))
        .route("/venues/new", get(venues::edit::new).post(venues::edit::add))
        .route("/venues/{id}", get(venues::show::page))
        .route("/venues/{id}/edit", get(venues::edit::edit).post(venues::edit::change))
        .route("/venues/{id}/feed", post(venues::show::feed))
        .route("/lectures", get(lectures::list::page))
        .route("/lectures/new", get(lectures::edit::new).post(lectures::edit::add))
        .route("/lectures/{id}", get(lectures::show::page).post(lectures::show::decide))
        .route("/lectures/{id}/edit", get(lectures::edit::edit).post(lectures::edit::change))
        // everybody who is signed in
        .route("/settings", get(settings::own::page))
        .route("/settings/letters", get(settings::letters::page).post(settings::letters::save))
        .route("/settings/password", post(settings::own::password))
        .route("/settings/registers/{kind}", get(settings::registers::page).post(settings::registers::save))
        .route("/settings/lists", get(settings::lists::page))
        .route("/settings/lists/{list}", post(settings::lists::save))
        .route("/settings/import", get(settings::import::page).post(settings::import::look).layer(files()))
        .route("/settings/import/confirm", post(settings::import::confirm))
        .route("/settings/export/{file}", get(settings::import::download))
        .route("/settings/accounts", get(settings::accounts::list).post(settings::accounts::add))
        .route("/settings/accounts/{id}", post(settings::accounts::change))
}

/// The bound of uploads.
fn files() -> DefaultBodyLimit {
    DefaultBodyLimit::max(settings::import::UPLOAD_BYTES)
}

/// The way to sign in that comes back to `path`.
fn sign_in_and_return(path: &str) -> String {
    let path = percent_encoding::utf8_percent_encode(path, percent_encoding::NON_ALPHANUMERIC);
    format!("/sign-in?to={path}")
}
