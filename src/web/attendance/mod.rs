//! `/attendance/TOKEN`: the headcount form of one session, from its QR code, without signing in.

pub(super) mod fields;

use self::fields::{empty_form, number_fields, report_of};
use super::door::beside;
use super::form::{Form, OpenForm};
use super::layout::Page;
use super::parts::{self, Field, Sign};
use super::problem::Answer;
use super::viewer::Viewer;
use crate::accounts::Actor;
use crate::actions;
use crate::app::App;
use crate::attendance::{ContestResult, Figure, Gathering, Report, flags, session_of};
use crate::kernel::{Refusal, SessionId};
use crate::store::{self, StoreError};
use crate::text::session_time;
use axum::Router;
use axum::extract::{Path, State};
use axum::response::Response;
use axum::routing::get;
use maud::{Markup, html};

/// The addresses of these pages.
pub(super) fn routes() -> Router<App> {
    Router::new().route("/attendance/{token}", get(page).post(send))
}

/// `GET /attendance/TOKEN`
pub async fn page(State(app): State<App>, viewer: Viewer, Path(token): Path<String>) -> Answer {
    let (gathering, figures) = load(&app, &token).await?;
    let viewer = beside(&app, viewer, &gathering.owner).await?;
    let form = empty_form(&gathering, &figures);
    Ok(show(&viewer, &app, &gathering, &figures, &form, &token))
}

/// `POST /attendance/TOKEN`
pub async fn send(
    State(app): State<App>,
    viewer: Viewer,
    Path(token): Path<String>,
    OpenForm(mut form): OpenForm,
) -> Answer {
    let (gathering, figures) = load(&app, &token).await?;
    let viewer = beside(&app, viewer, &gathering.owner).await?;
    let report = report_of(&mut form, &gathering);
    let contest = fields::contest_of(&mut form, &gathering);
    let name = form.text("by", 40);
    if form.is_sound() {
        let name = if name.is_empty() { viewer.say("attendance-by-code") } else { name };
        let actor = Actor::attendance_code(gathering.session.clone(), &name);
        match told(&app, &actor, &gathering, report, contest).await {
            Ok(()) => return Ok(super::redirect_saying(&app, &format!("/attendance/{token}"), "said-headcount")),
            Err(error) => form.refused(fields::placed(error, &gathering))?,
        }
    }
    Ok(show(&viewer, &app, &gathering, &figures, &form, &token))
}

/// Puts a headcount, and what came of a contest.
pub(super) async fn told(
    app: &App,
    actor: &Actor,
    gathering: &Gathering,
    report: Report,
    contest: Option<ContestResult>,
) -> Result<(), StoreError> {
    actions::attendance::report(app, actor, gathering.session.clone(), report).await?;
    match contest {
        Some(result) => actions::attendance::contest(app, actor, gathering.session.clone(), result).await,
        None => Ok(()),
    }
}

async fn load(app: &App, token: &str) -> Result<(Gathering, Vec<Figure>), StoreError> {
    let session = session_of(&app.secret, token).ok_or_else(|| Refusal::missing("attendance-link-wrong"))?;
    load_session(app, session).await
}

/// A session as its headcount sees it, with the figures that stand.
pub(super) async fn load_session(app: &App, session: SessionId) -> Result<(Gathering, Vec<Figure>), StoreError> {
    app.store
        .read(move |db| Ok((store::attendance::gathering(db, &session)?, store::attendance::current(db, &session)?)))
        .await
}

fn show(viewer: &Viewer, app: &App, gathering: &Gathering, figures: &[Figure], form: &Form, token: &str) -> Response {
    let signed = figures.iter().any(|figure| figure.state.counts());
    let closed = gathering.begun(app.clock.now()).and_then(|()| gathering.open()).err();
    Page::new(viewer, &viewer.say("attendance-title"))
        .note(html! {
            p { (gathering.venue_name) " · " (session_time(viewer.lang(), gathering.window)) }
            p { (viewer.theme(&gathering.theme)) " · " (gathering.code) " · " (gathering.owner_name) }
        })
        .status(form.status())
        .show(html! {
            @if !figures.is_empty() { (standing(viewer, gathering, figures)) }
            @if let Some(refusal) = closed.filter(|_| !signed) {
                section.sheet { p { (viewer.refusal(&refusal)) } }
            } @else if !signed {
                (ask(viewer, gathering, figures, form, token))
            }
        })
}

/// What was told so far, and what is odd about it.
pub(super) fn standing(viewer: &Viewer, gathering: &Gathering, figures: &[Figure]) -> Markup {
    let signed = figures.iter().any(|figure| figure.state.counts());
    let sign = if signed { Sign::Done } else { Sign::Wait };
    let state = figures.iter().map(|figure| figure.state).max();
    html! {
        section.sheet {
            h2 { (viewer.say("attendance-standing")) }
            @if let Some(state) = state { p { (parts::status(sign, &viewer.say(state.key()))) } }
            (parts::facts(&figures.iter().map(|figure| fields::fact(viewer, figure)).collect::<Vec<_>>()))
            @for flag in flags(gathering, figures) {
                p { (parts::status(Sign::Wait, &flag.words(viewer.lang()))) }
            }
        }
    }
}

fn ask(viewer: &Viewer, gathering: &Gathering, figures: &[Figure], form: &Form, token: &str) -> Markup {
    let heading = if figures.is_empty() { "attendance-how-many" } else { "attendance-again" };
    html! {
        section.sheet {
            h2 { (viewer.say(heading)) }
            (parts::problems(viewer, form))
            form.fields method="post" action={ "/attendance/" (token) } {
                (number_fields(viewer, form, gathering))
                (fields::contest_fields(viewer, form, gathering))
                (fields::more(viewer, form))
                (Field::new(viewer, form, "by", "attendance-by").most(40).autocomplete("name").line())
                (parts::button(&viewer.say("attendance-send")))
                p.quiet { (viewer.say("attendance-no-names")) }
            }
        }
    }
}
