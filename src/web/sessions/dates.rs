//! `/sessions/off/dates`: after a day was called off, new dates for the orders that wait again; the
//! coordinator chooses and sends them out.

use crate::accounts::{Deed, Target};
use crate::actions::sessions::{NewDate, Redate, new_dates, send_dates};
use crate::app::App;
use crate::committees::Committee;
use crate::kernel::{Day, Moment, RequestId, SpeakerId, local, parse_local};
use crate::store;
use crate::text;
use crate::web::cookies::redirect_saying;
use crate::web::form::Form;
use crate::web::layout::Page;
use crate::web::parts::{self, Field, Options};
use crate::web::problem::{Answer, Problem};
use crate::web::viewer::Viewer;
use axum::extract::{Query, State};
use axum::response::Response;
use maud::{Markup, html};
use std::collections::BTreeMap;

struct View {
    committee: Committee,
    day: Day,
    open: Vec<Redate>,
    today: Day,
}

/// `GET /sessions/off/dates?committee=CODE&day=DAY`: what could take the place of what is off.
pub async fn page(State(app): State<App>, viewer: Viewer, Query(query): Query<BTreeMap<String, String>>) -> Answer {
    let mut form = query.iter().fold(Form::empty(), |form, (name, value)| form.with(name, value));
    let view = load(&app, &viewer, &mut form).await?;
    let form = view.open.iter().fold(form, |form, one| match one.offers.first() {
        Some(first) => form.with(field(one), value(first)),
        None => form,
    });
    Ok(shown(&viewer, &view, &form))
}

/// `POST /sessions/off/dates`: publishes what was chosen and asks the speakers.
pub async fn send(State(app): State<App>, viewer: Viewer, mut form: Form) -> Answer {
    let view = load(&app, &viewer, &mut form).await?;
    let chosen: Vec<(RequestId, SpeakerId, Moment)> =
        view.open.iter().filter_map(|one| chosen(one, form.value(&field(one)))).collect();
    match send_dates(&app, &viewer.actor, view.committee.id.clone(), view.day, chosen).await {
        Ok(_) => Ok(redirect_saying(&app, &address(&view), "said-dates-sent")),
        Err(error) => {
            form.refused(error)?;
            Ok(shown(&viewer, &view, &form))
        }
    }
}

async fn load(app: &App, viewer: &Viewer, form: &mut Form) -> Result<View, Problem> {
    let scope = viewer.actor.scope(Deed::EditSessions)?;
    let day = form.day("day").unwrap_or_else(|| app.clock.today());
    let (code, actor) = (form.value("committee").to_owned(), viewer.actor.clone());
    let committee = app
        .store
        .read(move |db| {
            let committee = store::committees::by_code(db, &code)?;
            actor.may(Deed::EditSessions, &Target::of(&committee.path))?;
            scope.narrowed(&committee.path)?;
            Ok(committee)
        })
        .await?;
    let open = new_dates(app, &viewer.actor, committee.id.clone(), day).await?;
    Ok(View { committee, day, open, today: app.clock.today() })
}

fn address(view: &View) -> String {
    format!("/sessions/off/dates?committee={}&day={}", view.committee.code, view.day)
}

fn field(one: &Redate) -> String {
    format!("date-{}", one.request.id)
}

fn value(date: &NewDate) -> String {
    format!("{}|{}", date.speaker, local(date.start).format("%Y-%m-%d %H:%M"))
}

/// What a form chose for one order; nothing for one that is to wait.
fn chosen(one: &Redate, typed: &str) -> Option<(RequestId, SpeakerId, Moment)> {
    let (speaker, start) = typed.split_once('|')?;
    Some((one.request.id.clone(), speaker.into(), parse_local(start).ok()?))
}

fn shown(viewer: &Viewer, view: &View, form: &Form) -> Response {
    let (with, without): (Vec<&Redate>, Vec<&Redate>) = view.open.iter().partition(|one| !one.offers.is_empty());
    let body = html! {
        (parts::problems(viewer, form))
        @if view.open.is_empty() { (parts::empty(&viewer.say("redate-none"), Some(("/sessions", &viewer.say("nav-sessions"))))) }
        @if !with.is_empty() {
            (parts::sheet(&viewer.say("redate-choose"), html! {
                p { (viewer.say("redate-follows")) }
                (parts::post(viewer, "/sessions/off/dates", html! {
                    input type="hidden" name="committee" value=(view.committee.code);
                    input type="hidden" name="day" value=(view.day);
                    @for one in &with { (choices(viewer, view, one, form)) }
                    (parts::button(&viewer.say("redate-send")))
                }))
            }))
        }
        @if !without.is_empty() { (parts::sheet(&viewer.say("redate-nobody"), nobody(viewer, view, &without))) }
    };
    let note = html! { p { (view.committee.name) " · " (text::day_long(viewer.lang(), view.day)) } };
    let page = Page::new(viewer, &viewer.say("redate-title")).back("/sessions/off", viewer.say("off-title"));
    page.note(note).status(form.status()).show(body)
}

fn choices(viewer: &Viewer, view: &View, one: &Redate, form: &Form) -> Markup {
    let mut options: Options = one
        .offers
        .iter()
        .map(|date| {
            let key = if date.same { "redate-same" } else { "redate-other" };
            let when = text::moment_short(viewer.lang(), date.start, view.today);
            let args = [("when", when.into()), ("name", date.name.as_str().into()), ("km", date.km.into())];
            (value(date), viewer.say_with(key, &args))
        })
        .collect();
    options.push(("later".to_owned(), viewer.say("redate-later")));
    let name = field(one);
    Field::new(viewer, form, &name, "redate-choose").labelled(about(viewer, view, one)).radios(&options)
}

fn about(viewer: &Viewer, view: &View, one: &Redate) -> String {
    let was = text::moment_short(viewer.lang(), one.was.start, view.today);
    viewer.say_with("redate-was", &[("venue", one.venue.as_str().into()), ("was", was.into())])
}

fn nobody(viewer: &Viewer, view: &View, open: &[&Redate]) -> Markup {
    html! {
        p { (viewer.say("redate-nobody-more")) }
        ul.agenda {
            @for one in open { li { a href={ "/requests/" (one.request.id) } { (one.request.code) } span { (about(viewer, view, one)) } } }
        }
    }
}
