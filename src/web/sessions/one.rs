//! `GET /sessions/{id}`: where it stands, who speaks, what is missing, and what can be done.

use super::forms;
use super::view::{self, Seen};
use crate::accounts::{Deed, Target};
use crate::actions::sessions::{Choice, candidates, closed_gates};
use crate::app::App;
use crate::kernel::{Moment, SessionId};
use crate::sessions::{Assignment, Gate, SessionStatus};
use crate::store;
use crate::text;
use crate::web::form::Form;
use crate::web::layout::Page;
use crate::web::parts::{self, Sign};
use crate::web::problem::Answer;
use crate::web::viewer::Viewer;
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::IntoResponse;
use maud::{Markup, html};

/// Everything that the page shows.
pub struct View {
    /// The session with its names.
    pub seen: Seen,
    /// Gates that are closed.
    pub gates: Vec<Gate>,
    /// Who could be asked; nobody for those who may not ask.
    pub candidates: Choice,
    /// Whether the viewer may change it.
    pub may_edit: bool,
    /// Now.
    pub now: Moment,
}

/// The page.
pub async fn page(State(app): State<App>, viewer: Viewer, Path(id): Path<String>) -> Answer {
    show(&app, &viewer, SessionId(id), &Form::empty(), None).await
}

/// `GET /sessions/{id}/calendar.ics`: this session alone, to put into a calendar once.
pub async fn calendar(State(app): State<App>, viewer: Viewer, Path(id): Path<String>) -> Answer {
    let bytes = crate::actions::feeds::one(&app, &viewer.actor, SessionId(id), viewer.lang()).await?;
    let headers = [
        (header::CONTENT_TYPE, "text/calendar; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"session.ics\""),
        (header::CACHE_CONTROL, "private, no-store"),
    ];
    Ok((headers, bytes).into_response())
}

/// The page with a form that was refused, opened at `open`.
pub async fn show(app: &App, viewer: &Viewer, id: SessionId, form: &Form, open: Option<&str>) -> Answer {
    let view = load(app, viewer, id).await?;
    let seen = &view.seen;
    let title = format!("{} {}", text::day_brief(viewer.lang(), seen.session.window.day()), seen.venue.name);
    Ok(Page::new(viewer, &title)
        .back("/sessions", viewer.say("sessions-title"))
        .note(html! { (view::status(viewer, &seen.session)) " " span.quiet { (seen.session.code) " · " (seen.committee.name) } })
        .status(form.status())
        .show(body(viewer, &view, form, open)))
}

async fn load(app: &App, viewer: &Viewer, id: SessionId) -> Result<View, crate::web::problem::Problem> {
    let scope = viewer.actor.scope(Deed::SeeSessions)?;
    let (wanted, inside) = (id.clone(), scope.clone());
    let seen = app
        .store
        .read(move |db| {
            let session = store::sessions::find(db, &inside, &wanted)?;
            Ok(view::whole(db, vec![session])?.pop())
        })
        .await?
        .ok_or_else(|| crate::kernel::Refusal::missing("session-missing"))?;
    let target = Target::of(&seen.committee.path).venue(&seen.venue.id).session(&id);
    let may_edit = viewer.actor.may(Deed::EditSessions, &target).is_ok();
    let waiting = seen.session.status == SessionStatus::Published;
    let gates = if waiting && may_edit { closed_gates(app, scope, id.clone()).await? } else { Vec::new() };
    let open = matches!(seen.session.status, SessionStatus::Published | SessionStatus::Confirmed);
    let now = app.clock.now();
    let candidates = match may_edit && open && seen.session.window.start > now {
        true => candidates(app, &viewer.actor, id).await?,
        false => Choice::default(),
    };
    Ok(View { seen, gates, candidates, may_edit, now })
}

fn body(viewer: &Viewer, view: &View, form: &Form, open: Option<&str>) -> Markup {
    let seen = &view.seen;
    html! {
        (parts::problems(viewer, form))
        div.aside {
            @if view.may_edit { div.next { (next_step(viewer, view, form)) } }
            div {
                (parts::sheet(&viewer.say("session-facts"), html! { (view::card(viewer, seen)) (more_facts(viewer, seen)) }))
                (people(viewer, view))
                @if view.may_edit { (forms::all(viewer, view, form, open)) }
            }
            div { (more(viewer, view)) }
        }
    }
}

/// Ways to what belongs to it, as far as the viewer may go.
fn more(viewer: &Viewer, view: &View) -> Markup {
    let seen = &view.seen;
    let request = seen.session.request.as_ref();
    let stands = matches!(seen.session.status, SessionStatus::Published | SessionStatus::Confirmed);
    let mend = (view.may_edit && stands).then(|| format!("/plans/mend?what=declined&code={}", seen.session.code));
    let ways: Vec<(String, &str)> = [
        (Deed::SeeRequests, request.map(|id| format!("/requests/{id}")), "session-request"),
        (Deed::SeeRegisters, Some(format!("/venues/{}", seen.venue.id)), "session-venue"),
        (Deed::Plan, mend, "mend-declined"),
        (Deed::HandleLetters, Some(format!("/letters?about={}", seen.session.id)), "session-letters"),
        (Deed::SeeJournal, Some(format!("/journal?noun=session&id={}", seen.session.id)), "session-journal"),
    ]
    .into_iter()
    .filter(|(deed, ..)| viewer.may_open(*deed))
    .filter_map(|(_, href, words)| Some((href?, words)))
    .collect();
    let own =
        html! { li { a href={ "/sessions/" (seen.session.id) "/calendar.ics" } { (viewer.say("session-ics")) } } };
    parts::sheet(
        &viewer.say("session-more"),
        html! { ul.links { (own) @for (href, words) in &ways { li { a href=(href) { (viewer.say(words)) } } } } },
    )
}

fn more_facts(viewer: &Viewer, seen: &Seen) -> Markup {
    let session = &seen.session;
    let names: Vec<&str> = seen.cohosts.iter().map(|one| one.name.as_str()).collect();
    let cohosts = names.join(&viewer.say("list-comma"));
    let row = |key: &str, value: &str| (viewer.say(key), html! { (value) });
    html! {
        (parts::facts(&[
            row("session-kind", &viewer.say(session.kind.key())),
            row("session-theme", viewer.theme(&session.theme)),
            row("session-cohosts", &cohosts),
            row("session-approval", &session.school_approval),
            row("session-override", &session.override_reason),
            row("session-cancel-reason", &session.cancel_reason),
        ]))
    }
}

/// What stands between the session and its next state, and the button for it.
fn next_step(viewer: &Viewer, view: &View, form: &Form) -> Markup {
    let session = &view.seen.session;
    let body = match session.status {
        SessionStatus::Published => html! {
            @if view.gates.is_empty() {
                p { (parts::status(Sign::Done, &viewer.say("session-gates-open"))) }
            } @else {
                ul.gates { @for gate in &view.gates { li { span.sign aria-hidden="true" { "●" } (viewer.refusal(&gate.refusal)) } } }
            }
            (forms::confirm(viewer, view, form))
        },
        SessionStatus::Confirmed if session.window.end <= view.now => html! {
            p { (viewer.say("session-is-over")) }
            (forms::one_button(viewer, view, "deliver", "session-do-deliver"))
        },
        SessionStatus::Confirmed => html! { p { (viewer.say("session-stands")) } },
        SessionStatus::Delivered => html! {
            p { (viewer.say("session-held")) }
            p { (parts::main_link(&format!("/sessions/{}/attendance", session.id), &viewer.say("session-headcount"))) }
        },
        SessionStatus::Cancelled => html! { p { (session.cancel_reason) } },
        SessionStatus::Proposed => html! { p { (viewer.say("session-not-published")) } },
    };
    parts::sheet(&viewer.say("session-next"), body)
}

fn people(viewer: &Viewer, view: &View) -> Markup {
    let seen = &view.seen;
    parts::sheet(
        &viewer.say("session-people"),
        html! {
            @if seen.session.assignments.is_empty() { p { (viewer.say("session-nobody")) } }
            ul.people { @for assignment in &seen.session.assignments { (person(viewer, view, assignment)) } }
        },
    )
}

fn person(viewer: &Viewer, view: &View, assignment: &Assignment) -> Markup {
    let seen = &view.seen;
    let speaker = seen.speakers.get(&assignment.speaker);
    let today = crate::kernel::Day::of(view.now);
    html! {
        li {
            p {
                @if viewer.may_open(Deed::SeeRegisters) {
                    a href={ "/speakers/" (assignment.speaker) } { b { (seen.name(&assignment.speaker)) } }
                } @else { b { (seen.name(&assignment.speaker)) } }
                " " span.quiet { (viewer.say(assignment.part.key())) } " " (view::answer(viewer, assignment))
                @if assignment.pinned { " " (parts::status(Sign::Info, &viewer.say("session-pinned"))) }
            }
            @if let Some(speaker) = speaker { p { (parts::telephone(&speaker.phone)) " " small { (viewer.say(speaker.channel.key())) } } }
            @if let Some(by) = assignment.answer_by.filter(|_| assignment.answer == crate::sessions::Answer::Waiting) {
                p { small { (viewer.say_with("session-answer-by", &[("at", text::moment_short(viewer.lang(), by, today).into())])) } }
            }
            @if let Some(at) = assignment.still_at {
                p { (parts::status(Sign::Done, &viewer.say_with("still-said-by", &[("at", text::moment_short(viewer.lang(), at, today).into())]))) }
            }
            @if let Some(start) = assignment.proposed_start {
                p { (viewer.say_with("session-proposes", &[("at", text::moment_short(viewer.lang(), start, today).into())])) }
            }
            @if !assignment.note.is_empty() { p.quiet { "“" (assignment.note) "”" } }
            @if view.may_edit && !view::is_over(assignment.answer) { (forms::of_person(viewer, view, assignment)) }
        }
    }
}
