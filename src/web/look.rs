//! Language and large print: remembered in a cookie, and with the account when signed in.

use super::cookies::{self, look_text};
use super::cookies::{Look, SIZES};
use super::form::Form;
use super::problem::Answer;
use super::viewer::Viewer;
use crate::actions;
use crate::app::App;
use crate::text::Lang;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect};
use std::time::Duration;

const YEAR: Duration = Duration::from_secs(365 * 24 * 3600);

/// `POST /look`: switches what was pressed and goes back to where it was.
pub async fn switch(State(app): State<App>, viewer: Viewer, form: Form) -> Answer {
    let look = wanted(viewer.look, &form);
    if viewer.account.is_some() {
        actions::accounts::choose_look(&app, &viewer.actor, look.lang, look.elder).await?;
    }
    let mut response = Redirect::to(local_path(form.value("back"))).into_response();
    cookies::set(&mut response, &app, cookies::LOOK, &look_text(look), Some(YEAR));
    Ok(response)
}

fn wanted(now: Look, form: &Form) -> Look {
    let lang = if form.has("lang") { Lang::parse(form.value("lang")) } else { now.lang };
    let elder = match form.value("elder") {
        "on" => true,
        "off" => false,
        _ => now.elder,
    };
    let size = form.value("size").parse().ok().filter(|size| SIZES.contains(size)).unwrap_or(now.size);
    Look { lang, elder, size }
}

/// The path if it stays on this site, else the start.
#[must_use]
pub fn local_path(path: &str) -> &str {
    let stays = path.starts_with('/') && !path.starts_with("//") && !path.contains(['\\', '\n', '\r', '\t']);
    if stays { path } else { "/" }
}
