//! `GET /reports/unreached`: all active venues without a delivered session in the period.

use super::question::{Params, Question};
use super::words;
use crate::accounts::Deed;
use crate::app::App;
use crate::store::Paging;
use crate::store::reach::{ReachQuery, unreached};
use crate::text::grouped;
use crate::web::layout::Page;
use crate::web::parts::{self, Column, Table};
use crate::web::problem::Answer;
use crate::web::viewer::Viewer;
use axum::extract::{Query, State};
use maud::html;

/// The page.
pub async fn page(State(app): State<App>, viewer: Viewer, Query(params): Query<Params>) -> Answer {
    let scope = viewer.actor.scope(Deed::SeeReach)?;
    let paging = Paging::new(params.get("page").and_then(|page| page.parse().ok()).unwrap_or(1), 50);
    let question = Question::of(&app, scope, params)?;
    let (asked, now) = (question.asked.clone(), app.clock.now());
    let (span, rows) = app
        .store
        .read(move |db| {
            let query = ReachQuery::of(db, &asked, now)?;
            Ok(((query.from, query.to), unreached(db, &query, paging)?))
        })
        .await?;
    let columns = vec![Column::text(viewer.say("reports-venue")), Column::text(viewer.say("by-committee"))];
    let cells = rows
        .rows
        .iter()
        .map(|one| vec![html! { a href={ "/venues/" (one.id) } { (one.name) } }, html! { (one.owner) }]);
    Ok(Page::new(&viewer, &viewer.say("reports-unreached"))
        .back(question.link("/reports", &[]), viewer.say("nav-reports"))
        .note(html! { p { (words::days(&viewer, &question, span.0, span.1)) " · " (grouped(rows.total)) } })
        .show(html! {
            @if rows.total == 0 { (parts::empty(&viewer.say("reports-all-reached"), None)) }
            @else {
                section.sheet { (Table::new(columns).rows(cells).show()) }
                (parts::pager(&viewer, &rows))
            }
        }))
}
