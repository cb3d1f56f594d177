//! `GET /requests/{id}`: what is wished, where it stands, and what can be done with it.

use super::way::{status, way};
use crate::accounts::{Deed, Target};
use crate::actions::requests::days_told;
use crate::app::App;
use crate::committees::Committee;
use crate::kernel::{Refusal, RequestId};
use crate::lectures::Lecture;
use crate::requests::{Request, RequestStatus};
use crate::store;
use crate::text;
use crate::venues::Venue;
use crate::web::form::Form;
use crate::web::layout::Page;
use crate::web::parts::{self, Field};
use crate::web::problem::{Answer, Problem};
use crate::web::sessions::view::{self as sessions, Seen};
use crate::web::viewer::Viewer;
use axum::extract::{Path, State};
use maud::{Markup, html};

/// Everything that the page shows.
pub(super) struct View {
    pub(super) request: Request,
    pub(super) venue: Venue,
    pub(super) lecture: Option<Lecture>,
    committee: Committee,
    series: Vec<Request>,
    /// Days off among its times and those of its series.
    days_told: Vec<Refusal>,
    sessions: Vec<Seen>,
    may_judge: bool,
    may_withdraw: bool,
    may_place: bool,
}

/// The page.
pub async fn page(State(app): State<App>, viewer: Viewer, Path(id): Path<String>) -> Answer {
    show(&app, &viewer, RequestId(id), &Form::empty()).await
}

/// The page with a form that was refused.
pub(super) async fn show(app: &App, viewer: &Viewer, id: RequestId, form: &Form) -> Answer {
    let view = load(app, viewer, id).await?;
    let theme = || viewer.theme(view.request.theme.as_deref().unwrap_or_default()).to_owned();
    let title = view.lecture.as_ref().map_or_else(theme, |lecture| format!("《{}》", lecture.title));
    Ok(Page::new(viewer, &title)
        .back("/requests", viewer.say("requests-title"))
        .note(html! { (status(viewer, &view.request)) " " span.quiet { (view.request.code) " · " (view.venue.name) } })
        .status(form.status())
        .show(body(viewer, &view, form)))
}

pub(super) async fn load(app: &App, viewer: &Viewer, id: RequestId) -> Result<View, Problem> {
    let scope = viewer.actor.scope(Deed::SeeRequests)?;
    let (actor, days_off) = (viewer.actor.clone(), app.almanac.days());
    let view = app
        .store
        .read(move |db| {
            let request = store::requests::find(db, &scope, &id)?;
            let venue = store::venues::load(db, &request.venue)?;
            let committee = store::committees::load(db, &request.committee)?;
            let lecture = request.lecture.as_ref().map(|id| store::lectures::load(db, id)).transpose()?;
            let series = match &request.series {
                Some((series, _, _)) => store::requests::of_series(db, series)?,
                None => Vec::new(),
            };
            let order = if series.is_empty() { std::slice::from_ref(&request) } else { &series };
            let days_told = days_told(db, &days_off, &venue, order)?;
            let answered = store::sessions::of_request(db, &id)?;
            let sessions = sessions::whole(db, answered)?;
            let target = Target::of(&committee.path).venue(&venue.id);
            let may = |deed| actor.may(deed, &target).is_ok();
            let (may_judge, may_withdraw) = (may(Deed::JudgeRequest), may(Deed::WithdrawRequest));
            let may_place = may(Deed::PlaceRequest);
            Ok(View {
                request,
                venue,
                lecture,
                committee,
                series,
                days_told,
                sessions,
                may_judge,
                may_withdraw,
                may_place,
            })
        })
        .await?;
    Ok(view)
}

fn body(viewer: &Viewer, view: &View, form: &Form) -> Markup {
    html! {
        (parts::problems(viewer, form))
        section.sheet { (way(viewer, &view.request)) }
        (days_off(viewer, &view.days_told))
        div.aside {
            div {
                (parts::sheet(&viewer.say("request-wish"), facts(viewer, view)))
                @if !view.sessions.is_empty() { (parts::sheet(&viewer.say("request-sessions"), sessions_of(viewer, view))) }
                @if !view.series.is_empty() { (parts::sheet(&viewer.say("request-series"), series(viewer, view))) }
            }
            div { (deeds(viewer, view, form)) }
        }
    }
}

/// What becomes of the times that fall on days off.
pub(super) fn days_off(viewer: &Viewer, told: &[Refusal]) -> Markup {
    if told.is_empty() {
        return html! {};
    }
    let list = html! { ul.plain-steps { @for one in told { li { (viewer.refusal(one)) } } } };
    parts::sheet(&viewer.say("days-told-title"), list)
}

fn facts(viewer: &Viewer, view: &View) -> Markup {
    let request = &view.request;
    let row = |key: &str, value: Markup| (viewer.say(key), value);
    let text = |value: &str| html! { (value) };
    let room = request.room.as_ref().and_then(|id| view.venue.rooms.iter().find(|room| room.id == *id));
    parts::facts(&[
        row(
            "requests-where",
            html! {
                @if viewer.may_open(Deed::SeeRegisters) { a href={ "/venues/" (view.venue.id) } { (view.venue.name) } }
                @else { (view.venue.name) }
                @if let Some(room) = room { " " (room.name) }
            },
        ),
        row("request-owner", text(&view.committee.name)),
        row("request-theme", text(viewer.theme(request.theme.as_deref().unwrap_or("")))),
        row("request-grade", text(&viewer.say(request.grade.key()))),
        row("requests-count", html! { (text::grouped(request.headcount.into())) }),
        row("request-minutes", html! { (request.minutes) }),
        row(
            "request-windows",
            html! {
                ol.plain-steps { @for window in &request.windows { li.num { (text::session_time(viewer.lang(), *window)) } } }
            },
        ),
        row("request-teacher", html! { (request.teacher) " " (parts::telephone(&request.teacher_phone)) }),
        row("request-approval", text(&request.school_approval)),
        row("request-asked-by", text(&request.asked_by)),
        row("request-note", text(&request.note)),
    ])
}

fn sessions_of(viewer: &Viewer, view: &View) -> Markup {
    html! {
        ul.agenda {
            @for seen in &view.sessions {
                li {
                    a.num href={ "/sessions/" (seen.session.id) } { (text::session_time(viewer.lang(), seen.session.window)) }
                    span { (seen.place()) }
                    span { (seen.speaking(viewer)) }
                    span { (sessions::status(viewer, &seen.session)) }
                }
            }
        }
    }
}

fn series(viewer: &Viewer, view: &View) -> Markup {
    html! {
        ul.agenda.series {
            @for other in &view.series {
                li {
                    a href={ "/requests/" (other.id) } aria-current=[(other.id == view.request.id).then_some("true")] { (other.code) }
                    @if let Some(window) = other.windows.first() { span.num { (text::session_time(viewer.lang(), *window)) } }
                    span { (status(viewer, other)) }
                }
            }
        }
    }
}

/// The ways to mend what is published when this request comes late, moves or goes.
fn changes(viewer: &Viewer, request: &Request) -> Markup {
    let kinds: &[&str] = match request.status {
        RequestStatus::Approved => &["asked", "moved"],
        RequestStatus::Scheduled => &["moved", "withdrawn"],
        _ => &[],
    };
    html! {
        @for kind in kinds {
            p { (parts::link(&format!("/plans/mend?what={kind}&code={}", request.code), &viewer.say(&format!("mend-{kind}")))) }
        }
    }
}

fn deeds(viewer: &Viewer, view: &View, form: &Form) -> Markup {
    let request = &view.request;
    let action = |deed: &str| format!("/requests/{}/{deed}", request.id);
    let version = html! { input type="hidden" name="version" value=(request.version); };
    let waits = request.status == RequestStatus::Submitted;
    let open = matches!(request.status, RequestStatus::Submitted | RequestStatus::Approved);
    let mendable = matches!(request.status, RequestStatus::Submitted | RequestStatus::Returned);
    let gone = matches!(request.status, RequestStatus::Done | RequestStatus::Withdrawn | RequestStatus::Scheduled);
    parts::sheet(
        &viewer.say("session-next"),
        html! {
            @if view.may_judge && waits {
                (parts::post(viewer, &action("approve"), html! { (version) (parts::button(&viewer.say("request-do-approve"))) }))
            }
            @if view.may_judge && request.status == RequestStatus::Approved {
                p { (viewer.say("request-to-plan")) }
                p { (parts::main_link("/plans", &viewer.say("request-plan"))) }
            }
            @if view.may_judge { (changes(viewer, request)) }
            @if view.may_judge && open {
                details.more open[!form.is_sound()] {
                    summary { (viewer.say("request-do-return")) }
                    (parts::post(viewer, &action("return"), html! {
                        (version)
                        (Field::new(viewer, form, "reason", "request-return-reason").hint("request-return-hint").needed().most(300).area(3))
                        (parts::button(&viewer.say("request-return-button")))
                    }))
                }
            }
            @if view.may_place && mendable { p { (parts::link(&action("edit"), &viewer.say("request-do-edit"))) } }
            @if view.may_withdraw && !gone {
                (parts::post(viewer, &action("withdraw"), html! { (version) button.act.bare { (viewer.say("request-do-withdraw")) } }))
            }
            @if viewer.may_open(Deed::SeeJournal) {
                p { (parts::bare_link(&format!("/journal?noun=request&id={}", request.id), &viewer.say("session-journal"))) }
            }
        },
    )
}
