//! `GET /follow/{token}`: an order followed without signing in, from its receipt.

use super::way::way;
use crate::actions::requests::follow;
use crate::app::App;
use crate::store;
use crate::text;
use crate::web::layout::Page;
use crate::web::parts;
use crate::web::problem::Answer;
use crate::web::viewer::Viewer;
use axum::extract::{Path, State};
use maud::html;

/// Where the order stands; it shows, and changes nothing.
pub async fn page(State(app): State<App>, viewer: Viewer, Path(token): Path<String>) -> Answer {
    let request = follow(&app, &token).await?;
    let (venue, lecture) = (request.venue.clone(), request.lecture.clone());
    let (venue, title) = app
        .store
        .read(move |db| {
            let title = lecture.map(|id| store::lectures::load(db, &id)).transpose()?.map(|lecture| lecture.title);
            Ok((store::venues::load(db, &venue)?.name, title))
        })
        .await?;
    let theme = || viewer.theme(request.theme.as_deref().unwrap_or_default()).to_owned();
    let what = title.map_or_else(theme, |title| format!("《{title}》"));
    Ok(Page::new(&viewer, &viewer.say("follow-title")).note(html! { p { (request.code) " · " (venue) } }).show(html! {
        section.sheet {
            h2 { (what) }
            (way(&viewer, &request))
            ol.plain-steps { @for window in &request.windows { li.num { (text::session_time(viewer.lang(), *window)) } } }
        }
        p.quiet { (viewer.say("follow-keep")) }
        p { (parts::link("/menu", &viewer.say("follow-more"))) }
    }))
}
