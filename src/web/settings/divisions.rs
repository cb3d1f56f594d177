//! `/settings/divisions`: the tree of divisions with the days on which their codes hold.

use crate::accounts::Deed;
use crate::actions::import::FileKind;
use crate::actions::registers;
use crate::app::App;
use crate::committees::{Division, DivisionLevel};
use crate::kernel::Day;
use crate::store::divisions::Wanted;
use crate::store::{self, Paging};
use crate::text::{self, grouped};
use crate::web::choices;
use crate::web::cookies::redirect_saying;
use crate::web::form::Form;
use crate::web::layout::Page;
use crate::web::parts::{self, Column, Field, Sign, Table};
use crate::web::problem::Answer;
use crate::web::record::{Record, filled};
use crate::web::viewer::Viewer;
use axum::extract::{Query, State};
use axum::response::Response;
use maud::{Markup, html};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Deserialize;
use std::collections::HashMap;

const BASE: &str = "/settings/divisions";
const FIELDS: [&str; 9] = ["code", "name", "name_en", "level", "parent_code", "lat", "lon", "valid_from", "valid_to"];

/// What the list was asked with.
#[derive(Clone, Deserialize, Default)]
pub struct Asked {
    #[serde(default)]
    q: String,
    /// The code of the division whose children are shown.
    #[serde(default)]
    under: String,
    /// `true` shows codes that no longer hold, or do not hold yet.
    #[serde(default)]
    all: String,
    page: Option<i64>,
}

struct View {
    found: store::Page<Division>,
    below: HashMap<String, i64>,
    /// From the top to the one whose children are shown.
    way: Vec<Division>,
    today: Day,
    edits: bool,
}

/// `GET /settings/divisions`.
pub async fn page(State(app): State<App>, viewer: Viewer, Query(asked): Query<Asked>) -> Answer {
    viewer.actor.scope(Deed::SeeRegisters)?;
    let (today, edits) = (app.clock.today(), viewer.actor.scope(Deed::EditCommittees).is_ok());
    let wanted =
        Wanted { words: asked.q.clone(), under: asked.under.clone(), on: (asked.all != "true").then_some(today) };
    let (under, paging) = (asked.under.clone(), Paging::new(asked.page.unwrap_or(1), 50));
    let read = app.store.read(move |db| {
        let found = store::divisions::list(db, &wanted, paging)?;
        let codes: Vec<String> = found.rows.iter().map(|one| one.code.clone()).collect();
        Ok((store::divisions::below(db, &codes)?, store::divisions::way(db, &under)?, found))
    });
    let (below, way, found) = read.await?;
    let view = View { found, below, way, today, edits };
    let note = html! { (viewer.say_with("divisions-count", &[("count", view.found.total.into())])) };
    let title = view.way.last().map_or_else(|| viewer.say("file-divisions"), |one| one.name.clone());
    let mut page = Page::new(&viewer, &title).note(note).back("/settings", viewer.say("nav-settings"));
    if edits {
        let href = format!("{BASE}/new?under={}", coded(&asked.under));
        page = page.actions(parts::main_link(&href, &viewer.say("division-new")));
    }
    Ok(page.show(body(&viewer, &view, &asked)))
}

fn coded(text: &str) -> String {
    utf8_percent_encode(text, NON_ALPHANUMERIC).to_string()
}

fn body(viewer: &Viewer, view: &View, asked: &Asked) -> Markup {
    let filters = html! {
        @if !asked.under.is_empty() { input type="hidden" name="under" value=(asked.under); }
        label.pick {
            input type="checkbox" name="all" value="true" checked[asked.all == "true"];
            span { (viewer.say("divisions-all")) }
        }
    };
    html! {
        nav aria-label=(viewer.say("divisions-way")) {
            p.acts {
                a href=(BASE) { (viewer.say("divisions-top")) }
                @for one in &view.way { span aria-hidden="true" { "›" } a href={ (BASE) "?under=" (coded(&one.code)) } { (one.name) } }
            }
        }
        (parts::search(viewer, &asked.q, filters))
        section.sheet {
            @if view.found.rows.is_empty() { (parts::empty(&viewer.say("divisions-none"), Some((BASE, &viewer.say("form-all"))))) }
            @else { (table(viewer, view)) }
        }
        (parts::pager(viewer, &view.found))
    }
}

fn table(viewer: &Viewer, view: &View) -> Markup {
    let text = |key: &str| Column::text(viewer.say(key));
    let mut columns = vec![
        text("division-name"),
        text("division-level"),
        text("division-holds"),
        Column::number(viewer.say("division-below")),
    ];
    if view.edits {
        columns.push(Column::action(viewer.say("register-do")));
    }
    let rows = view.found.rows.iter().map(|one| {
        let below = view.below.get(&one.code).copied().unwrap_or(0);
        let href = format!("{BASE}/edit?code={}&from={}", coded(&one.code), one.valid_from);
        vec![
            html! {
                @if below > 0 { a href={ (BASE) "?under=" (coded(&one.code)) } { b { (one.name) } } } @else { b { (one.name) } }
                br; small { (one.code) @if !one.name_en.is_empty() { " · " (one.name_en) } }
            },
            html! { (viewer.say(one.level.key())) },
            holds(viewer, one, view.today),
            html! { @if below > 0 { (grouped(below)) } },
            parts::link(&href, &viewer.say("register-edit")),
        ]
    });
    Table::new(columns).caption(viewer.say("file-divisions")).rows(rows).show()
}

/// Whether a code holds today, and on which days it does.
fn holds(viewer: &Viewer, one: &Division, today: Day) -> Markup {
    let day = |day| text::day_short(viewer.lang(), day);
    let (sign, key) = match one.valid_to {
        Some(to) if to < today => (Sign::Info, "division-past"),
        _ if one.valid_from > today => (Sign::Wait, "division-later"),
        _ => (Sign::Done, "division-now"),
    };
    html! {
        (parts::status(sign, &viewer.say(key))) br;
        small { (one.valid_from) " – " @if let Some(to) = one.valid_to { (day(to)) } }
    }
}

/// Which division a form is about.
#[derive(Deserialize, Default)]
pub struct Which {
    #[serde(default)]
    code: String,
    #[serde(default)]
    from: String,
    #[serde(default)]
    under: String,
}

/// `GET /settings/divisions/new`.
pub async fn new(State(app): State<App>, viewer: Viewer, Query(which): Query<Which>) -> Answer {
    viewer.actor.scope(Deed::EditCommittees)?;
    let form = Form::empty().with("parent_code", &which.under).with("valid_from", app.clock.today());
    Ok(shown(&viewer, &form, None))
}

/// `POST /settings/divisions/new`.
pub async fn add(State(app): State<App>, viewer: Viewer, mut form: Form) -> Answer {
    let record = Record::new(FileKind::Divisions).plain(&form, &FIELDS);
    match record.save(&app, &viewer, &mut form, None).await? {
        Some(_) => Ok(redirect_saying(&app, &back(&form), "said-saved")),
        None => Ok(shown(&viewer, &form, None)),
    }
}

/// `GET /settings/divisions/edit?code=&from=`.
pub async fn edit(State(app): State<App>, viewer: Viewer, Query(which): Query<Which>) -> Answer {
    viewer.actor.scope(Deed::EditCommittees)?;
    let key = format!("{} {}", which.code, which.from);
    let record = registers::shown(&app, &viewer.actor, FileKind::Divisions, &key).await?;
    Ok(shown(&viewer, &filled(&record), Some(which.code.as_str())))
}

/// `POST /settings/divisions/edit`: another name, place or last day; the code and its first day stay.
pub async fn change(State(app): State<App>, viewer: Viewer, mut form: Form) -> Answer {
    let record = Record::new(FileKind::Divisions).plain(&form, &FIELDS);
    let (seen, code) = (Some(form.version()), form.value("code").to_owned());
    match record.save(&app, &viewer, &mut form, seen).await? {
        Some(_) => Ok(redirect_saying(&app, &back(&form), "said-saved")),
        None => Ok(shown(&viewer, &form, Some(code.as_str()))),
    }
}

/// The list in which the division stands.
fn back(form: &Form) -> String {
    format!("{BASE}?under={}&all=true", coded(form.value("parent_code").trim()))
}

fn shown(viewer: &Viewer, form: &Form, there: Option<&str>) -> Response {
    let field = |name, label| Field::new(viewer, form, name, label);
    let levels = choices::fixed(viewer, DivisionLevel::ALL, DivisionLevel::code, DivisionLevel::key);
    let action = if there.is_some() { "edit" } else { "new" };
    let body = html! {
        (parts::problems(viewer, form))
        section.sheet {
            (parts::post(viewer, &format!("{BASE}/{action}"), html! {
                @if let Some(code) = there {
                    input type="hidden" name="version" value=(form.value("version"));
                    input type="hidden" name="code" value=(code);
                    input type="hidden" name="valid_from" value=(form.value("valid_from"));
                    p { b { (code) } " · " (viewer.say_with("division-since", &[("day", form.value("valid_from").into())])) }
                } @else {
                    (field("code", "division-code").hint("division-code-hint").needed().most(64).line())
                }
                (field("name", "division-name").needed().most(100).line())
                (field("name_en", "list-name-en").most(100).line())
                (field("level", "division-level").needed().select(&levels, None))
                (field("parent_code", "division-parent").hint("division-parent-hint").most(64).line())
                div.rowset { (field("lat", "venue-lat").short().line()) (field("lon", "venue-lon").short().line()) }
                @if there.is_none() { (field("valid_from", "division-from").date()) }
                (field("valid_to", "division-to").hint("division-to-hint").date())
                (parts::button(&viewer.say("register-save")))
            }))
        }
    };
    let title = viewer.say(if there.is_some() { "division-edit" } else { "division-new" });
    Page::new(viewer, &title).back(BASE, viewer.say("file-divisions")).status(form.status()).show(body)
}
