//! `/venues`: schools and stations, to be searched.

use crate::accounts::Deed;
use crate::app::App;
use crate::committees::List;
use crate::store::venues::Wanted;
use crate::store::{self, Paging};
use crate::text::grouped;
use crate::venues::Venue;
use crate::web::choices;
use crate::web::form::Form;
use crate::web::layout::Page;
use crate::web::parts::{self, Column, Field, Options, Table};
use crate::web::problem::Answer;
use crate::web::viewer::Viewer;
use axum::extract::{Query, State};
use maud::{Markup, html};
use serde::Deserialize;
use std::collections::HashMap;

/// What the list was asked with.
#[derive(Deserialize)]
pub struct Asked {
    #[serde(default)]
    q: String,
    #[serde(default)]
    kind: String,
    page: Option<i64>,
}

struct View {
    found: store::Page<Venue>,
    kinds: Options,
    committees: HashMap<String, String>,
}

/// `GET /venues`.
pub async fn page(State(app): State<App>, viewer: Viewer, Query(asked): Query<Asked>) -> Answer {
    let scope = viewer.actor.scope(Deed::SeeRegisters)?;
    let wanted = Wanted { words: asked.q.clone(), kind: asked.kind.clone(), with_retired: false };
    let paging = Paging::new(asked.page.unwrap_or(1), 30);
    let lang = viewer.lang();
    let view = app
        .store
        .read(move |db| {
            let found = store::venues::list(db, &scope, &wanted, paging)?;
            let ids: Vec<_> = found.rows.iter().map(|venue| venue.committee.clone()).collect();
            let committees = store::committees::by_ids(db, &ids)?;
            let committees = committees.into_iter().map(|one| (one.id.to_string(), one.name)).collect();
            Ok(View { found, kinds: choices::list(db, lang, List::VenueKinds)?, committees })
        })
        .await?;
    let note = html! { (viewer.say_with("venues-count", &[("count", view.found.total.into())])) };
    let mut page = Page::new(&viewer, &viewer.say("nav-venues")).note(note);
    if viewer.is_staff() {
        page = page.actions(html! {
            (parts::main_link("/venues/new", &viewer.say("venue-new")))
            (parts::link("/venues/twins", &viewer.say("twins-title")))
        });
    }
    Ok(page.show(body(&viewer, &view, &asked)))
}

fn body(viewer: &Viewer, view: &View, asked: &Asked) -> Markup {
    let form = Form::empty().with("kind", &asked.kind);
    let kinds =
        Field::new(viewer, &form, "kind", "venue-kind").short().select(&view.kinds, Some(&viewer.say("form-all")));
    html! {
        (parts::search(viewer, &asked.q, kinds))
        section.sheet {
            @if view.found.rows.is_empty() {
                (parts::empty(&viewer.say("venues-none"), Some(("/venues", &viewer.say("form-all")))))
            } @else { (table(viewer, view)) }
        }
        (parts::pager(viewer, &view.found))
    }
}

fn table(viewer: &Viewer, view: &View) -> Markup {
    let column = |key| Column::text(viewer.say(key));
    let columns = vec![
        column("venue-name"),
        column("venue-kind"),
        column("venue-committee"),
        column("venue-contact"),
        Column::number(viewer.say("venue-enrolment")),
    ];
    Table::new(columns).caption(viewer.say("nav-venues")).rows(view.found.rows.iter().map(|v| cells(view, v))).show()
}

fn cells(view: &View, venue: &Venue) -> Vec<Markup> {
    let pupils: i64 = venue.enrolment.iter().map(|(_, count)| i64::from(*count)).sum();
    vec![
        html! { a href={ "/venues/" (venue.id) } { b { (venue.name) } } br; small { (venue.code) } },
        html! { (choices::words(&view.kinds, &venue.kind)) @if !venue.tier.is_empty() { " · " (venue.tier) } },
        html! { (view.committees.get(venue.committee.as_str()).map_or("", String::as_str)) },
        html! { @if let Some(contact) = venue.contacts.first() { (contact.name) " " (parts::telephone(&contact.phone)) } },
        html! { @if pupils > 0 { (grouped(pupils)) } @else { "—" } },
    ]
}
