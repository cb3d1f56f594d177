//! `GET /requests`: what was ordered, the latest first, with a count a state.

use super::way::status;
use crate::accounts::Deed;
use crate::app::App;
use crate::kernel::{Day, LectureId, VenueId};
use crate::requests::{Request, RequestStatus};
use crate::store::{self, Page as Rows, Paging, requests::Wanted};
use crate::text;
use crate::web::form::Form;
use crate::web::layout::Page;
use crate::web::parts::{self, Column, Count, Field, Table};
use crate::web::problem::Answer;
use crate::web::viewer::Viewer;
use axum::extract::{Query, State};
use maud::{Markup, html};
use std::collections::{BTreeMap, HashMap};

struct View {
    rows: Rows<Request>,
    venues: HashMap<VenueId, String>,
    titles: HashMap<LectureId, String>,
    tally: BTreeMap<RequestStatus, i64>,
    today: Day,
}

/// The list, narrowed by `status` and `words`.
pub async fn page(State(app): State<App>, viewer: Viewer, Query(query): Query<BTreeMap<String, String>>) -> Answer {
    let scope = viewer.actor.scope(Deed::SeeRequests)?;
    let mut form = query.iter().fold(Form::empty(), |form, (name, value)| form.with(name, value));
    let status = form.choice("status", RequestStatus::parse);
    let wanted = Wanted { statuses: status.into_iter().collect(), words: form.text("words", 80), ..Wanted::default() };
    let paging = Paging::new(query.get("page").and_then(|page| page.parse().ok()).unwrap_or(1), 50);
    let today = app.clock.today();
    let view = app
        .store
        .read(move |db| {
            let rows = store::requests::list(db, &scope, &wanted, paging)?;
            let venues: Vec<_> = rows.rows.iter().map(|request| request.venue.clone()).collect();
            let lectures: Vec<_> = rows.rows.iter().filter_map(|request| request.lecture.clone()).collect();
            Ok(View {
                venues: store::venues::names(db, &venues)?,
                titles: store::lectures::titles(db, &lectures)?,
                tally: store::requests::tally(db, &scope)?,
                rows,
                today,
            })
        })
        .await?;
    let new = if viewer.is_staff() {
        parts::main_link("/requests/new", &viewer.say("request-new"))
    } else {
        html! {}
    };
    Ok(Page::new(&viewer, &viewer.say("requests-title"))
        .actions(new)
        .status(form.status())
        .show(html! { (tally(&viewer, &view)) (narrow(&viewer, &form)) (table(&viewer, &view)) }))
}

fn tally(viewer: &Viewer, view: &View) -> Markup {
    let counts: Vec<Count> = RequestStatus::ALL
        .iter()
        .map(|status| Count {
            count: view.tally.get(status).copied().unwrap_or(0),
            words: viewer.say(status.key()),
            href: format!("/requests?status={}", status.code()),
            urgent: *status == RequestStatus::Submitted,
        })
        .collect();
    parts::tally(&counts)
}

fn narrow(viewer: &Viewer, form: &Form) -> Markup {
    let statuses: Vec<_> = RequestStatus::ALL.iter().map(|s| (s.code().to_owned(), viewer.say(s.key()))).collect();
    html! {
        form.search method="get" action="/requests" role="search" {
            (Field::new(viewer, form, "words", "requests-words").line())
            (Field::new(viewer, form, "status", "sessions-status").select(&statuses, Some(&viewer.say("sessions-any"))))
            button.act { (viewer.say("sessions-narrow")) }
        }
    }
}

fn table(viewer: &Viewer, view: &View) -> Markup {
    if view.rows.rows.is_empty() {
        return parts::empty(&viewer.say("requests-empty"), Some(("/requests", &viewer.say("requests-all"))));
    }
    let columns = ["requests-where", "requests-what", "requests-when", "requests-count", "requests-state"];
    let table =
        Table::new(
            columns
                .iter()
                .map(|key| {
                    if *key == "requests-count" {
                        Column::number(viewer.say(key))
                    } else {
                        Column::text(viewer.say(key))
                    }
                })
                .collect(),
        )
        .caption(viewer.say("requests-title"))
        .rows(view.rows.rows.iter().map(|request| row(viewer, view, request)));
    html! { section.sheet { (table.show()) } (parts::pager(viewer, &view.rows)) }
}

fn row(viewer: &Viewer, view: &View, request: &Request) -> Vec<Markup> {
    let venue = view.venues.get(&request.venue).map_or("", String::as_str);
    let title = request.lecture.as_ref().and_then(|id| view.titles.get(id));
    vec![
        html! { a href={ "/requests/" (request.id) } { (venue) } br; small { (request.code) (series(viewer, request)) } },
        html! {
            @match title { Some(title) => { "《" (title) "》" }, None => (viewer.theme(request.theme.as_deref().unwrap_or(""))) }
            br; small { (viewer.say(request.grade.key())) }
        },
        html! {
            @for window in request.windows.iter().take(1) { span.num { (text::moment_short(viewer.lang(), window.start, view.today)) } }
            @if request.windows.len() > 1 { br; small { (viewer.say_with("requests-more-windows", &[("count", (request.windows.len() - 1).into())])) } }
        },
        html! { (text::grouped(request.headcount.into())) },
        status(viewer, request),
    ]
}

fn series(viewer: &Viewer, request: &Request) -> Markup {
    html! {
        @if let Some((_, index, count)) = &request.series {
            " · " (viewer.say_with("requests-series", &[("index", (*index).into()), ("count", (*count).into())]))
        }
    }
}
