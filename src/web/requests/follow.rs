//! `GET /follow/{token}`: an order followed without signing in, from its receipt.

use super::one::days_off;
use super::way::{status, way};
use crate::actions::requests::{days_told, follow};
use crate::app::App;
use crate::requests::Request;
use crate::store;
use crate::text;
use crate::web::layout::Page;
use crate::web::parts;
use crate::web::problem::Answer;
use crate::web::viewer::Viewer;
use axum::extract::{Path, State};
use maud::{Markup, html};

/// Where the order stands; it shows, and changes nothing.
pub async fn page(State(app): State<App>, viewer: Viewer, Path(token): Path<String>) -> Answer {
    let request = follow(&app, &token).await?;
    let (own, almanac) = (request.clone(), app.almanac.days());
    let (venue, title, order, told) = app
        .store
        .read(move |db| {
            let title = own.lecture.as_ref().map(|id| store::lectures::load(db, id)).transpose()?;
            let venue = store::venues::load(db, &own.venue)?;
            let order = match &own.series {
                Some((series, ..)) => store::requests::of_series(db, series)?,
                None => vec![own],
            };
            let told = days_told(db, &almanac, &venue, &order)?;
            Ok((venue.name, title.map(|lecture| lecture.title), order, told))
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
        @if order.len() > 1 { (parts::sheet(&viewer.say("request-series"), each(&viewer, &order))) }
        (days_off(&viewer, &told))
        @if !told.is_empty() { p.quiet { (viewer.say("days-told-follow")) } }
        p.quiet { (viewer.say("follow-keep")) }
        p { (parts::link("/menu", &viewer.say("follow-more"))) }
    }))
}

/// The gatherings of one order.
fn each(viewer: &Viewer, order: &[Request]) -> Markup {
    html! {
        ul.agenda.series {
            @for one in order {
                li {
                    @if let Some(window) = one.windows.first() { span.num { (text::session_time(viewer.lang(), *window)) } }
                    span { (status(viewer, one)) }
                }
            }
        }
    }
}
