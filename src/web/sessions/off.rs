//! `/sessions/off`: everything of a committee on one day called off in one step (typhoon, heat,
//! snow): who is affected, then the button.

use crate::accounts::{Deed, Target};
use crate::actions::sessions::cancel_day;
use crate::app::App;
use crate::committees::Committee;
use crate::kernel::{Day, Moment};
use crate::sessions::SessionStatus;
use crate::store;
use crate::text;
use crate::web::choices;
use crate::web::cookies::redirect_saying;
use crate::web::form::Form;
use crate::web::layout::Page;
use crate::web::parts::{self, Column, Field, Options, Table};
use crate::web::problem::{Answer, Problem};
use crate::web::sessions::view::{self, Seen};
use crate::web::viewer::Viewer;
use axum::extract::{Query, State};
use axum::response::Response;
use maud::{Markup, html};
use std::collections::BTreeMap;

struct View {
    committees: Options,
    committee: Committee,
    day: Day,
    concerned: Vec<Seen>,
    now: Moment,
}

/// `GET /sessions/off?committee=CODE&day=DAY`: who is affected.
pub async fn page(State(app): State<App>, viewer: Viewer, Query(query): Query<BTreeMap<String, String>>) -> Answer {
    let mut form = query.iter().fold(Form::empty(), |form, (name, value)| form.with(name, value));
    let view = load(&app, &viewer, &mut form).await?;
    Ok(shown(&viewer, &view, &form))
}

/// `POST /sessions/off`: calls them off with a reason; everybody is told, requests wait anew.
pub async fn call_off(State(app): State<App>, viewer: Viewer, mut form: Form) -> Answer {
    let view = load(&app, &viewer, &mut form).await?;
    let reason = form.needed("reason", 300);
    if form.is_sound() {
        match cancel_day(&app, &viewer.actor, view.committee.id.clone(), view.day, reason).await {
            Ok(_) => {
                let dates = format!("/sessions/off/dates?committee={}&day={}", view.committee.code, view.day);
                return Ok(redirect_saying(&app, &dates, "said-day-off"));
            }
            Err(error) => form.refused(error)?,
        }
    }
    Ok(shown(&viewer, &view, &form))
}

async fn load(app: &App, viewer: &Viewer, form: &mut Form) -> Result<View, Problem> {
    let scope = viewer.actor.scope(Deed::EditSessions)?;
    let (now, actor) = (app.clock.now(), viewer.actor.clone());
    let day = form.day("day").unwrap_or_else(|| Day::of(now));
    let code = form.value("committee").to_owned();
    let view = app
        .store
        .read(move |db| {
            let committees = choices::committees(db, &scope)?;
            let code =
                if code.is_empty() { committees.first().map(|one| one.0.clone()).unwrap_or_default() } else { code };
            let committee = store::committees::by_code(db, &code)?;
            actor.may(Deed::EditSessions, &Target::of(&committee.path))?;
            let within = scope.narrowed(&committee.path)?;
            let mut concerned = store::sessions::between(db, &within, day, day)?;
            concerned.retain(|session| {
                matches!(session.status, SessionStatus::Published | SessionStatus::Confirmed)
                    && session.window.end > now
            });
            Ok(View { committees, committee, day, concerned: view::whole(db, concerned)?, now })
        })
        .await?;
    Ok(view)
}

fn shown(viewer: &Viewer, view: &View, form: &Form) -> Response {
    let form = form.clone().with("day", view.day);
    let form = if form.value("committee").is_empty() { form.with("committee", &view.committee.code) } else { form };
    let body = html! {
        (parts::problems(viewer, &form))
        form.search method="get" action="/sessions/off" {
            (Field::new(viewer, &form, "committee", "off-committee").select(&view.committees, None))
            (Field::new(viewer, &form, "day", "off-day").date())
            button.act { (viewer.say("off-look")) }
        }
        (parts::sheet(&viewer.say_with("off-concerned", &[("count", view.concerned.len().into())]), concerned(viewer, view)))
        @if !view.concerned.is_empty() {
            (parts::sheet(&viewer.say("off-do"), html! {
                p { (viewer.say("off-follows")) }
                (parts::post(viewer, "/sessions/off", html! {
                    input type="hidden" name="committee" value=(view.committee.code);
                    input type="hidden" name="day" value=(view.day);
                    (Field::new(viewer, &form, "reason", "off-reason").needed().most(300).line())
                    (parts::button(&viewer.say_with("off-button", &[("count", view.concerned.len().into())])))
                }))
            }))
        }
    };
    let note = html! { p { (view.committee.name) " · " (text::day_long(viewer.lang(), view.day)) } };
    let page = Page::new(viewer, &viewer.say("off-title")).back("/sessions", viewer.say("nav-sessions"));
    page.note(note).status(form.status()).show(body)
}

fn concerned(viewer: &Viewer, view: &View) -> Markup {
    if view.concerned.is_empty() {
        return html! { p.quiet { (viewer.say("off-nobody")) } };
    }
    let columns = ["sessions-when", "letter-fact-where", "letter-fact-speaker", "sessions-state"];
    let columns: Vec<Column> = columns.into_iter().map(|key| Column::text(viewer.say(key))).collect();
    let today = Day::of(view.now);
    let rows = view.concerned.iter().map(|seen| {
        let when = text::moment_short(viewer.lang(), seen.session.window.start, today);
        vec![
            html! { a.num href={ "/sessions/" (seen.session.id) } { (when) } },
            html! { (seen.venue.name) },
            html! { (seen.speaking(viewer)) },
            view::status(viewer, &seen.session),
        ]
    });
    Table::new(columns).rows(rows).show()
}
