//! `GET /plans/mend`: something happened to what was published; ranked ways to go on, each person
//! by person. `POST` takes one.

use super::shares::{Cast, shares};
use crate::accounts::Deed;
use crate::actions::plans::{Happened, Way, Ways, mend, ways};
use crate::app::App;
use crate::kernel::{Day, Refusal, RequestId, SessionId, SpeakerId, Window};
use crate::store::{self, Db, StoreError};
use crate::text;
use crate::web::cookies::redirect_saying;
use crate::web::form::Form;
use crate::web::layout::Page;
use crate::web::parts::{self, Field};
use crate::web::problem::{Answer, Problem};
use crate::web::requests::order::window;
use crate::web::viewer::Viewer;
use axum::extract::{Query, State};
use maud::{Markup, html};
use std::collections::BTreeMap;

/// What may have happened, in the order of its frequency.
const KINDS: [&str; 5] = ["sick", "declined", "moved", "asked", "withdrawn"];
/// Fields that say what happened; the way that is taken carries them along.
const FIELDS: [&str; 14] =
    ["what", "who", "code", "from", "to", "day1", "from1", "to1", "day2", "from2", "to2", "day3", "from3", "to3"];

/// The page: what happened, and as soon as that is said, how to go on.
pub async fn page(State(app): State<App>, viewer: Viewer, Query(query): Query<BTreeMap<String, String>>) -> Answer {
    let has = |name: &str| query.get(name).is_some_and(|value| !value.trim().is_empty());
    let asked = if query.get("what").is_some_and(|what| what == "moved") {
        query.contains_key("day1")
    } else {
        has("who") || has("code")
    };
    let mut form = query.iter().fold(Form::empty(), |form, (name, value)| form.with(name, value));
    if let Some(id) = query.get("request") {
        let (scope, id) = (viewer.actor.scope(Deed::Plan)?, RequestId(id.clone()));
        form = form.with("code", app.store.read(move |db| store::requests::find(db, &scope, &id)).await?.code);
    }
    if form.value("from").is_empty() {
        form = form.with("from", app.clock.today()).with("to", app.clock.today());
    }
    let found = if asked { look(&app, &viewer, &mut form).await? } else { None };
    shown(&app, &viewer, &form, found).await
}

/// Takes a way; who was overtaken sees the ways as they are now, with the sentence above them.
pub async fn act(State(app): State<App>, viewer: Viewer, mut form: Form) -> Answer {
    let key = form.needed("key", 80);
    if let Some(happened) = happened(&app, &viewer, &mut form).await?.filter(|_| form.is_sound()) {
        let to = match &happened {
            Happened::Sick(id, ..) => format!("/speakers/{id}"),
            Happened::Declined(id) => format!("/sessions/{id}"),
            Happened::Asked(id) | Happened::Moved(id, _) | Happened::Withdrawn(id) => format!("/requests/{id}"),
        };
        match mend(&app, &viewer.actor, happened, key).await {
            Ok(_) => return Ok(redirect_saying(&app, &to, "mend-said")),
            Err(error) => form.refused(error)?,
        }
    }
    let mut again = form.clone();
    let found = look(&app, &viewer, &mut again).await?;
    shown(&app, &viewer, &form, found).await
}

/// The ways as they are now; what keeps them from being found is told at the form.
async fn look(app: &App, viewer: &Viewer, form: &mut Form) -> Result<Option<(Ways, Cast)>, Problem> {
    let Some(happened) = happened(app, viewer, form).await?.filter(|_| form.is_sound()) else { return Ok(None) };
    match ways(app, &viewer.actor, happened).await {
        Ok(ways) => Ok(Some(named(app, ways).await?)),
        Err(error) => form.refused(at_field(error)).map(|()| None),
    }
}

/// A refusal of the windows stands at its first field.
fn at_field(error: StoreError) -> StoreError {
    let StoreError::Refused(mut refusal) = error else { return error };
    let window = refusal.place.as_deref().and_then(|place| place.strip_prefix("windows.")?.parse::<usize>().ok());
    if let Some(n) = window {
        refusal.place = Some(format!("day{}", n + 1));
    }
    StoreError::Refused(refusal)
}

async fn named(app: &App, ways: Ways) -> Result<(Ways, Cast), StoreError> {
    let lines = ways.ways.iter().flat_map(|way| &way.difference.lines);
    let requests: Vec<RequestId> = lines.clone().map(|line| line.request.clone()).collect();
    let starts = || lines.clone().flat_map(|line| line.before.iter().chain(&line.after)).map(|it| Day::of(it.1));
    let today = app.clock.today();
    let days = (starts().min().unwrap_or(today), starts().max().unwrap_or(today));
    let who: Vec<SpeakerId> = ways.ways.iter().flat_map(|way| way.difference.shares().into_keys()).collect();
    app.store.read(move |db| Ok((ways, Cast::load(db, &requests, who, days)?))).await
}

/// What the form says has happened; what is missing or unknown is told at its field.
async fn happened(app: &App, viewer: &Viewer, form: &mut Form) -> Result<Option<Happened>, Problem> {
    let kind = form.choice_needed("what", |what| KINDS.iter().find(|known| **known == what).copied());
    let Some(kind) = kind else { return Ok(None) };
    if kind == "sick" {
        return sick(app, viewer, form).await;
    }
    let code = form.needed("code", 80);
    let windows = if kind == "moved" { windows(form) } else { Vec::new() };
    if !form.is_sound() {
        return Ok(None);
    }
    let found = app
        .store
        .read(move |db| {
            Ok(match kind {
                "declined" => Happened::Declined(session_of(db, &code)?),
                "asked" => Happened::Asked(store::requests::by_code(db, &code)?.id),
                "moved" => Happened::Moved(store::requests::by_code(db, &code)?.id, windows),
                _ => Happened::Withdrawn(store::requests::by_code(db, &code)?.id),
            })
        })
        .await;
    told(form, found, "code")
}

/// The session of a code; of a request's code, its session.
fn session_of(db: &mut Db, code: &str) -> Result<SessionId, StoreError> {
    let request = match store::sessions::by_code(db, code) {
        Ok(session) => return Ok(session.id),
        Err(_) => store::requests::by_code(db, code)?.id,
    };
    let standing = store::sessions::standing_for(db, std::slice::from_ref(&request))?.remove(&request);
    Ok(standing.ok_or_else(|| Refusal::new("mend-nothing").at("code"))?.id)
}

async fn sick(app: &App, viewer: &Viewer, form: &mut Form) -> Result<Option<Happened>, Problem> {
    let who = form.needed("who", 80);
    let (from, to) = (form.day("from"), form.day("to"));
    let (Some(from), true) = (from, form.is_sound()) else { return Ok(None) };
    let scope = viewer.actor.scope(Deed::Plan)?;
    let found = app
        .store
        .read(move |db| {
            let all = store::speakers::within(db, &scope, true)?;
            let mut named = all.iter().filter(|it| it.code == who || it.name == who);
            match (named.next(), named.next()) {
                (Some(one), None) => Ok(Happened::Sick(one.id.clone(), from, to.unwrap_or(from))),
                (Some(_), Some(_)) => Err(Refusal::new("mend-who-many").at("who").into()),
                (None, _) => Err(Refusal::new("plan-ask-nobody").at("who").into()),
            }
        })
        .await;
    told(form, found, "who")
}

/// What was found; what there is not is told at its field and not as a page that is missing.
fn told(form: &mut Form, found: Result<Happened, StoreError>, field: &str) -> Result<Option<Happened>, Problem> {
    match found {
        Ok(happened) => Ok(Some(happened)),
        Err(StoreError::Refused(refusal)) => {
            form.refuse(Refusal::new(refusal.key).at(field));
            Ok(None)
        }
        Err(error) => Err(error.into()),
    }
}

/// Up to three windows, each told at its own fields.
fn windows(form: &mut Form) -> Vec<Window> {
    let mut all = Vec::new();
    for n in 1..=3 {
        let part = |name: &str| form.value(&format!("{name}{n}")).trim().to_owned();
        let (day, from, to) = (part("day"), part("from"), part("to"));
        if day.is_empty() && from.is_empty() && to.is_empty() {
            continue;
        }
        match Window::parse(&format!("{day} {from}/{to}")) {
            Ok(window) => all.push(window),
            Err(refusal) => form.refuse(refusal.at(format!("day{n}"))),
        }
    }
    if all.is_empty() && form.is_sound() {
        form.refuse(Refusal::new("order-window-missing").at("day1"));
    }
    all
}

async fn shown(app: &App, viewer: &Viewer, form: &Form, found: Option<(Ways, Cast)>) -> Answer {
    viewer.actor.scope(Deed::Plan)?;
    let kind = KINDS.into_iter().find(|kind| *kind == form.value("what"));
    let today = app.clock.today();
    Ok(Page::new(viewer, &viewer.say("mend-title"))
        .back("/plans", viewer.say("plans-title"))
        .note(html! { p { (viewer.say("mend-note")) } })
        .status(form.status())
        .show(html! {
            (parts::problems(viewer, form))
            (parts::sheet(&viewer.say("mend-what"), html! {
                (kinds(viewer, kind))
                @if let Some(kind) = kind { (question(viewer, form, kind)) }
            }))
            @if let Some((ways, cast)) = &found {
                (apart(viewer, ways))
                @if ways.ways.is_empty() { (parts::empty(&viewer.say("mend-no-way"), None)) }
                @for (n, way) in ways.ways.iter().enumerate() { (one(viewer, form, (n, way), cast, today)) }
            }
        }))
}

fn kinds(viewer: &Viewer, here: Option<&str>) -> Markup {
    html! {
        nav.acts aria-label=(viewer.say("mend-what")) {
            @for kind in KINDS {
                a.act href={ "/plans/mend?what=" (kind) } aria-current=[(here == Some(kind)).then_some("true")] {
                    (viewer.say(&format!("mend-{kind}")))
                }
            }
        }
    }
}

fn question(viewer: &Viewer, form: &Form, kind: &str) -> Markup {
    let field = |name, label| Field::new(viewer, form, name, label);
    html! {
        form.fields method="get" action="/plans/mend" {
            input type="hidden" name="what" value=(kind);
            p.hint { (viewer.say(&format!("mend-{kind}-hint"))) }
            @match kind {
                "sick" => {
                    (field("who", "mend-who").hint("mend-who-hint").needed().most(80).line())
                    div.rowset { (field("from", "mend-from").needed().date()) (field("to", "mend-to").date()) }
                }
                "declined" => (field("code", "mend-session").needed().short().most(80).line()),
                _ => (field("code", "mend-request").needed().short().most(80).line()),
            }
            @if kind == "moved" {
                @for n in 1..=3 { (window(viewer, form, n)) }
            }
            (parts::button(&viewer.say("mend-look")))
        }
    }
}

/// Sessions that it concerns and that are seen to on their own pages.
fn apart(viewer: &Viewer, ways: &Ways) -> Markup {
    html! {
        @if !ways.apart.is_empty() {
            (parts::sheet(&viewer.say("mend-apart-title"), html! {
                p { (viewer.say("mend-apart")) }
                ul.links { @for (n, id) in ways.apart.iter().enumerate() {
                    li { a href={ "/sessions/" (id) } { (viewer.say_with("mend-apart-one", &[("number", (n + 1).into())])) } }
                } }
            }))
        }
    }
}

fn one(viewer: &Viewer, form: &Form, (n, way): (usize, &Way), cast: &Cast, today: Day) -> Markup {
    let changes = way.difference.changes();
    let title = viewer.say_with("mend-way", &[("number", (n + 1).into())]);
    let sum = [("changes", changes.into()), ("points", text::grouped(way.points).into())];
    // without a change of a session it is only written down what happened
    let only = |name: &str| viewer.say(&format!("mend-{}-{name}", form.value("what")));
    let (sum, act) = match changes {
        0 => (only("only"), only("note")),
        _ => (viewer.say_with("mend-sum", &sum), viewer.say("mend-do")),
    };
    parts::sheet(
        &title,
        html! {
            p { (sum) }
            @for open in open(way, cast, form.value("what") == "withdrawn") { p { (parts::status(parts::Sign::Stop, &viewer.say("mend-open"))) " " (open) } }
            (shares(viewer, cast, &way.difference, today))
            (parts::post(viewer, "/plans/mend", html! {
                @for name in FIELDS {
                    @if !form.value(name).is_empty() { input type="hidden" name=(name) value=(form.value(name)); }
                }
                input type="hidden" name="key" value=(way.key);
                @if n == 0 { (parts::button(&act)) } @else { button.act { (act) } }
            }))
        },
    )
}

/// Requests that a way leaves without a speaker, by venue.
fn open(way: &Way, cast: &Cast, withdrawn: bool) -> Vec<String> {
    let left = way.difference.lines.iter().filter(|line| !withdrawn && line.deed.acts() && line.after.is_none());
    left.filter_map(|line| cast.requests.get(&line.request))
        .map(|it| format!("{} {}", it.code, cast.venue(it)))
        .collect()
}
