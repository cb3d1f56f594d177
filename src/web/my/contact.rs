//! A school's or station's own page: each order as a way with its steps, headcounts to report.

use crate::accounts::Deed;
use crate::accounts::tokens::{Opens, mint};
use crate::app::App;
use crate::kernel::Moment;
use crate::requests::Request;
use crate::sessions::SessionStatus;
use crate::store::{self, Page as Rows, Paging, requests, sessions};
use crate::text;
use crate::venues::Venue;
use crate::web::layout::Page;
use crate::web::parts::{self, Column, Table};
use crate::web::problem::Answer;
use crate::web::requests::way::way;
use crate::web::sessions::view::{self, Seen};
use crate::web::viewer::Viewer;
use maud::{Markup, html};

struct View {
    venues: Vec<Venue>,
    orders: Rows<Request>,
    sessions: Vec<Seen>,
    now: Moment,
    base_url: String,
}

/// The page.
///
/// # Errors
/// The store's refusal.
pub async fn show(app: &App, viewer: &Viewer) -> Answer {
    let view = load(app, viewer).await?;
    let name = view.venues.first().map_or(String::new(), |venue| venue.name.clone());
    Ok(Page::new(viewer, &viewer.say("my-orders-title"))
        .note(html! { p { (name) } })
        .actions(parts::main_link("/menu", &viewer.say("my-order-new")))
        .show(body(app, viewer, &view)))
}

async fn load(app: &App, viewer: &Viewer) -> Result<View, crate::web::problem::Problem> {
    let scope = viewer.actor.scope(Deed::SeeRequests)?;
    let seen = viewer.actor.scope(Deed::SeeSessions)?;
    let ids: Vec<_> = viewer.actor.own_venues().cloned().collect();
    let today = app.clock.today();
    let wanted = sessions::Wanted {
        statuses: vec![SessionStatus::Confirmed, SessionStatus::Delivered, SessionStatus::Cancelled],
        from: Some(today.plus(-30)),
        ..sessions::Wanted::default()
    };
    let page = Paging::new(page_of(&viewer.path), 20);
    let (venues, orders, sessions) = app
        .store
        .read(move |db| {
            let venues = store::venues::by_ids(db, &ids)?;
            let orders = requests::list(db, &scope, &requests::Wanted::default(), page)?;
            let held = sessions::list(db, &seen, &wanted, Paging::new(1, 50))?;
            Ok((venues, orders, view::whole(db, held.rows)?))
        })
        .await?;
    Ok(View { venues, orders, sessions, now: app.clock.now(), base_url: app.base_url.to_string() })
}

fn page_of(path: &str) -> i64 {
    path.split(['?', '&']).find_map(|pair| pair.strip_prefix("page=")).and_then(|n| n.parse().ok()).unwrap_or(1)
}

fn body(app: &App, viewer: &Viewer, view: &View) -> Markup {
    html! {
        (coming(app, viewer, view))
        (orders(viewer, view))
        @for venue in &view.venues { (parts::sheet(&viewer.say("my-calendar"), feed(app, viewer, view, venue))) }
    }
}

/// What stands and what was held: the next thing to do beside each.
fn coming(app: &App, viewer: &Viewer, view: &View) -> Markup {
    if view.sessions.is_empty() {
        return html! {};
    }
    let columns = ["sessions-when", "sessions-what", "sessions-who", "sessions-state", "my-next"];
    let table = Table::new(columns.iter().map(|key| Column::text(viewer.say(key))).collect()).rows(
        view.sessions.iter().map(|seen| {
            let session = &seen.session;
            let over = session.window.end <= view.now && session.status != SessionStatus::Cancelled;
            let token = mint(&app.secret, Opens::Attendance, session.id.as_str(), 1);
            vec![
                html! { span.num { (text::session_time(viewer.lang(), session.window)) } },
                html! { (seen.what(viewer)) },
                seen.speaking(viewer),
                view::status(viewer, session),
                html! { @if over { (parts::link(&format!("/attendance/{token}"), &viewer.say("my-report"))) } },
            ]
        }),
    );
    parts::sheet(
        &viewer.say("my-sessions"),
        html! {
            (table.show())
            p.acts { (parts::link("/my/headcounts", &viewer.say("headcount-file-title"))) }
        },
    )
}

fn orders(viewer: &Viewer, view: &View) -> Markup {
    if view.orders.rows.is_empty() {
        return parts::empty(&viewer.say("my-no-orders"), Some(("/menu", &viewer.say("my-order-new"))));
    }
    html! {
        (parts::sheet(&viewer.say("my-orders"), html! { @for request in &view.orders.rows { (order(viewer, request)) } }))
        (parts::pager(viewer, &view.orders))
    }
}

/// An order like a parcel: where it is on its way.
fn order(viewer: &Viewer, request: &Request) -> Markup {
    let window = request.windows.first().map(|window| text::session_time(viewer.lang(), *window)).unwrap_or_default();
    html! {
        article.order {
            p { a.tall href={ "/requests/" (request.id) } { b { (viewer.theme(request.theme.as_deref().unwrap_or_default())) } " " (request.code) } " " span.quiet.num { (window) } }
            (way(viewer, request))
        }
    }
}

fn feed(app: &App, viewer: &Viewer, view: &View, venue: &Venue) -> Markup {
    let token = mint(&app.secret, Opens::VenueFeed, venue.id.as_str(), venue.feed_generation);
    let address = format!("{}/calendars/{token}.ics", view.base_url);
    html! { p { (venue.name) } (parts::subscribe(viewer, &address)) }
}
