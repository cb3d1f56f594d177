//! `GET` and `POST /answer/{token}`: one question, three answers, no signing in.
//!
//! A link only shows; acting takes the POST of a button, since scanners of mail follow links.
//! A used link stays readable and says what holds now.

use crate::actions::answers::{Given, Shown, answer, show};
use crate::app::App;
use crate::kernel::{Day, Moment, Refusal};
use crate::reminders::full_name;
use crate::sessions::{Answer as Word, Assignment, Part, Session, SessionStatus};
use crate::text;
use crate::web::door::beside;
use crate::web::form::{Form, OpenForm};
use crate::web::layout::Page;
use crate::web::parts::{self, Field, Sign};
use crate::web::problem::Answer;
use crate::web::redirect_saying;
use crate::web::sessions::view::{self, Seen};
use crate::web::viewer::Viewer;
use axum::extract::{Path, State};
use maud::{Markup, html};
use std::collections::HashMap;

/// Shows what is asked, or what holds now.
pub async fn get(State(app): State<App>, viewer: Viewer, Path(token): Path<String>) -> Answer {
    draw(&app, viewer, &token, &Form::empty()).await
}

/// Takes the answer, and shows the page again.
pub async fn post(
    State(app): State<App>,
    viewer: Viewer,
    Path(token): Path<String>,
    OpenForm(mut form): OpenForm,
) -> Answer {
    match given(&mut form) {
        Some(given) if form.is_sound() => match answer(&app, &token, given).await {
            Ok(_) => return Ok(redirect_saying(&app, &format!("/answer/{token}"), "answer-taken")),
            Err(error) => form.refused(error)?,
        },
        _ if form.is_sound() => form.refuse(Refusal::new("answer-unknown")),
        _ => {}
    }
    draw(&app, viewer, &token, &form).await
}

/// The answer that a form gives; `answer=accept|decline|propose|still`.
pub fn given(form: &mut Form) -> Option<Given> {
    let note = form.text("note", 300);
    match form.value("answer") {
        "accept" => Some(Given::Accept),
        "still" => Some(Given::Still),
        "decline" => Some(Given::Decline(note)),
        "propose" => match form.moment("start") {
            Some(start) => Some(Given::Propose(start, note)),
            None => {
                if form.is_sound() {
                    form.refuse(Refusal::new("field-needed").at("start"));
                }
                None
            }
        },
        _ => None,
    }
}

async fn draw(app: &App, viewer: Viewer, token: &str, form: &Form) -> Answer {
    let shown = show(app, token).await?;
    let viewer = &beside(app, viewer, &shown.committee.path).await?;
    let waits = shown.closed.is_none() && matches!(shown.assignment.answer, Word::Waiting | Word::Proposed);
    let asks = shown.session.may_say_still(&shown.assignment, app.clock.now());
    let title = viewer.say(match (waits, asks) {
        (true, _) => "answer-title",
        (_, true) => "still-title",
        _ => "answer-title-done",
    });
    let greeting =
        viewer.say_with("answer-greeting", &[("name", full_name(viewer.lang(), &shown.speaker.name).into())]);
    Ok(Page::new(viewer, &title)
        .note(html! { p { (greeting) } })
        .status(form.status())
        .show(body(app, viewer, token, &shown, form)))
}

fn body(app: &App, viewer: &Viewer, token: &str, shown: &Shown, form: &Form) -> Markup {
    let seen = seen_of(shown);
    let address = format!("/answer/{token}");
    html! {
        (parts::problems(viewer, form))
        @if shown.assignment.answer != Word::Waiting || shown.closed.is_some() { (now(viewer, shown)) }
        section.sheet { (view::card(viewer, &seen)) }
        @if shown.closed.is_none() { (choices(viewer, &address, shown, form)) }
        (still(viewer, &address, &shown.session, &shown.assignment, app.clock.now()))
        p.quiet {
            (viewer.say_with("answer-help", &[("name", shown.committee.name.as_str().into())])) " "
            (parts::telephone(&shown.committee.phone))
        }
        @if let Some(by) = shown.assignment.answer_by.filter(|_| shown.closed.is_none() && shown.assignment.answer == Word::Waiting) {
            p.quiet {
                (viewer.say_with("answer-by", &[("at", text::moment_short(viewer.lang(), by, Day::of(app.clock.now())).into())]))
            }
        }
    }
}

fn seen_of(shown: &Shown) -> Seen {
    Seen {
        session: shown.session.clone(),
        venue: shown.venue.clone(),
        speakers: HashMap::from([(shown.speaker.id.clone(), shown.speaker.clone())]),
        lecture: shown.lecture.clone(),
        committee: shown.committee.clone(),
        cohosts: Vec::new(),
    }
}

/// What holds now: the own answer, and where the session stands.
fn now(viewer: &Viewer, shown: &Shown) -> Markup {
    let cancelled = shown.session.status == SessionStatus::Cancelled;
    html! {
        section.sheet {
            @if cancelled {
                p { (parts::status(Sign::Stop, &viewer.say(SessionStatus::Cancelled.key()))) " " (shown.session.cancel_reason) }
            } @else {
                p { (viewer.say("answer-yours")) " " (view::answer(viewer, &shown.assignment)) " " (view::status(viewer, &shown.session)) }
            }
            @if let Some(refusal) = &shown.closed { p { (viewer.refusal(refusal)) } }
        }
    }
}

/// "Still all right?": one button while the session stands, and when it was pressed last.
#[must_use]
pub fn still(viewer: &Viewer, address: &str, session: &Session, part: &Assignment, now: Moment) -> Markup {
    if !session.may_say_still(part, now) {
        return html! {};
    }
    let said = part.still_at.map(|at| text::moment_short(viewer.lang(), at, Day::of(now)));
    html! {
        div.answers {
            @if let Some(said) = said {
                p { (parts::status(Sign::Done, &viewer.say_with("still-said", &[("at", said.into())]))) }
            }
            form method="post" action=(address) {
                (parts::mark(viewer))
                button.act.main.wide name="answer" value="still" { "✓ " (viewer.say(if part.part == Part::Standby { "still-ready" } else { "still-button" })) }
            }
            p.quiet { (viewer.say("still-else")) }
        }
    }
}

/// The three answers, one below the other; what was answered already is not offered again.
#[must_use]
pub fn choices(viewer: &Viewer, address: &str, shown: &Shown, form: &Form) -> Markup {
    let given = shown.assignment.answer;
    let opened = |what: &str| form.value("answer") == what && !form.is_sound();
    html! {
        div.answers {
            @if given != Word::Accepted {
                form method="post" action=(address) {
                    (parts::mark(viewer))
                    button.act.main.wide name="answer" value="accept" { "✓ " (viewer.say("answer-accept")) }
                }
            }
            @if shown.assignment.part == Part::Speaker {
                details open[opened("propose")] {
                    summary.act.wide { (viewer.say("answer-propose")) }
                    form.fields method="post" action=(address) {
                        (parts::mark(viewer))
                        (Field::new(viewer, form, "start", "answer-propose-start").needed().moment())
                        (Field::new(viewer, form, "note", "answer-note").hint("answer-note-hint").most(300).line())
                        (parts::button_of("answer", "propose", &viewer.say("answer-propose-send")))
                    }
                }
            }
            @if given != Word::Declined {
                form method="post" action=(address) {
                    (parts::mark(viewer))
                    button.act.wide name="answer" value="decline" { (viewer.say("answer-decline")) }
                }
                p.quiet { (viewer.say("answer-decline-more")) }
            }
        }
    }
}
