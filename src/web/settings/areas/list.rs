//! `/settings/areas`: the list, and the form of a new one.

use super::{BASE, fields, owners, wish};
use crate::accounts::Deed;
use crate::actions::liaison;
use crate::app::App;
use crate::store::{self, Paging};
use crate::text::grouped;
use crate::web::cookies::redirect_saying;
use crate::web::form::Form;
use crate::web::layout::Page;
use crate::web::parts::{self, Column, Options, Table};
use crate::web::problem::{Answer, Problem};
use crate::web::viewer::Viewer;
use axum::extract::{Query, State};
use axum::response::Response;
use maud::{Markup, html};
use serde::Deserialize;
use std::collections::HashMap;

/// What the list was asked with.
#[derive(Deserialize, Default)]
pub struct Asked {
    #[serde(default)]
    q: String,
    page: Option<i64>,
}

struct View {
    found: store::Page<crate::committees::LiaisonArea>,
    sizes: HashMap<String, (i64, i64)>,
    names: HashMap<String, String>,
    owners: Options,
}

/// `GET /settings/areas`.
pub async fn page(State(app): State<App>, viewer: Viewer, Query(asked): Query<Asked>) -> Answer {
    shown(&app, &viewer, &asked, &Form::empty()).await
}

/// `POST /settings/areas`: a new one, then its page.
pub async fn add(State(app): State<App>, viewer: Viewer, mut form: Form) -> Answer {
    let wish = wish(&mut form);
    if form.is_sound() {
        match liaison::save(&app, &viewer.actor, None, wish).await {
            Ok(id) => return Ok(redirect_saying(&app, &format!("{BASE}/{id}"), "said-saved")),
            Err(error) => form.refused(error)?,
        }
    }
    shown(&app, &viewer, &Asked::default(), &form).await
}

async fn shown(app: &App, viewer: &Viewer, asked: &Asked, form: &Form) -> Result<Response, Problem> {
    let scope = viewer.actor.scope(Deed::SeeRegisters)?;
    let (words, paging) = (asked.q.clone(), Paging::new(asked.page.unwrap_or(1), 30));
    let edits = viewer.is_staff();
    let choices = if edits { owners(app, viewer).await? } else { Vec::new() };
    let view = app.store.read(move |db| {
        let found = store::liaison::list(db, &scope, &words, paging)?;
        let ids: Vec<_> = found
            .rows
            .iter()
            .flat_map(|area| [Some(area.committee.clone()), area.convener.clone()])
            .flatten()
            .collect();
        let names =
            store::committees::by_ids(db, &ids)?.into_iter().map(|one| (one.id.to_string(), one.name)).collect();
        Ok(View { sizes: store::liaison::sizes(db, &found.rows)?, found, names, owners: choices })
    });
    let view = view.await?;
    let body = html! {
        (parts::problems(viewer, form))
        p { (viewer.say("areas-how")) }
        (parts::search(viewer, &asked.q, html! {}))
        section.sheet {
            @if view.found.rows.is_empty() { (parts::empty(&viewer.say("areas-none"), None)) } @else { (table(viewer, &view)) }
        }
        (parts::pager(viewer, &view.found))
        @if edits {
            (parts::sheet(&viewer.say("area-new"), parts::post(viewer, BASE, html! {
                (fields(viewer, form, &view.owners))
                (parts::button(&viewer.say("register-save")))
            })))
        }
    };
    let page = Page::new(viewer, &viewer.say("areas-title")).back("/settings", viewer.say("nav-settings"));
    Ok(page.status(form.status()).show(body))
}

fn table(viewer: &Viewer, view: &View) -> Markup {
    let text = |key: &str| Column::text(viewer.say(key));
    let number = |key: &str| Column::number(viewer.say(key));
    let columns = vec![
        text("area-name"),
        text("area-owner"),
        text("area-convener"),
        number("area-committees"),
        number("area-venues"),
    ];
    let name = |id: Option<&crate::kernel::CommitteeId>| {
        html! { (id.and_then(|id| view.names.get(id.as_str())).map_or("", String::as_str)) }
    };
    let rows = view.found.rows.iter().map(|area| {
        let (committees, venues) = view.sizes.get(area.id.as_str()).copied().unwrap_or_default();
        vec![
            html! { a href={ (BASE) "/" (area.id) } { b { (area.name) } } },
            name(Some(&area.committee)),
            name(area.convener.as_ref()),
            html! { (grouped(committees)) },
            html! { (grouped(venues)) },
        ]
    });
    Table::new(columns).caption(viewer.say("areas-title")).rows(rows).show()
}
