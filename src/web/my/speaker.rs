//! A speaker's own page: what waits for an answer, what comes next, what came of it.

use crate::accounts::Deed;
use crate::accounts::tokens::{Opens, mint};
use crate::actions::answers::{Shown, answer_as};
use crate::app::App;
use crate::kernel::{AssignmentId, Day, Moment, SessionId, SpeakerId};
use crate::reminders::full_name;
use crate::sessions::{Answer as Word, Assignment, SessionStatus};
use crate::speakers::Speaker;
use crate::speakers::own_calendar::OwnCalendar;
use crate::store::{self, Paging, sessions::Wanted};
use crate::text;
use crate::web::answer::page::{choices, given, still};
use crate::web::form::Form;
use crate::web::layout::Page;
use crate::web::parts;
use crate::web::problem::Answer;
use crate::web::redirect_saying;
use crate::web::sessions::view::{self, Seen};
use crate::web::viewer::Viewer;
use axum::extract::{Path, State};
use maud::{Markup, html};

struct View {
    speaker: Speaker,
    coming: Vec<Seen>,
    held: i64,
    now: Moment,
    feed: String,
    own: Option<OwnCalendar>,
}

/// The page, with an answer that was refused.
///
/// # Errors
/// The store's refusal.
pub async fn show(app: &App, viewer: &Viewer, id: SpeakerId, form: &Form) -> Answer {
    let view = load(app, viewer, id).await?;
    let asked = view.coming.iter().find(|seen| waits(own(seen, &view.speaker)));
    let title = viewer.say(if asked.is_some() { "answer-title" } else { "my-title" });
    let greeting = viewer.say_with("answer-greeting", &[("name", full_name(viewer.lang(), &view.speaker.name).into())]);
    Ok(Page::new(viewer, &title).note(html! { p { (greeting) } }).status(form.status()).show(body(viewer, &view, form)))
}

/// `POST /my/answer/{assignment}`: the answer of somebody who is signed in.
pub async fn post(State(app): State<App>, viewer: Viewer, Path(assignment): Path<String>, mut form: Form) -> Answer {
    let own = viewer.actor.own_speaker().cloned().ok_or_else(|| crate::kernel::Refusal::forbidden("not-allowed"))?;
    if let Some(given) = given(&mut form).filter(|_| form.is_sound()) {
        match answer_as(&app, &viewer.actor, AssignmentId(assignment), given).await {
            Ok(_) => return Ok(redirect_saying(&app, "/my", "answer-taken")),
            Err(error) => form.refused(error)?,
        }
    }
    show(&app, &viewer, own, &form).await
}

async fn load(app: &App, viewer: &Viewer, id: SpeakerId) -> Result<View, crate::web::problem::Problem> {
    let scope = viewer.actor.scope(Deed::SeeSessions)?;
    let (now, today) = (app.clock.now(), app.clock.today());
    let statuses = vec![SessionStatus::Published, SessionStatus::Confirmed];
    let coming = Wanted { statuses, from: Some(today), speaker: Some(id.clone()), ..Wanted::default() };
    let held = Wanted { statuses: vec![SessionStatus::Delivered], speaker: Some(id.clone()), ..Wanted::default() };
    let (speaker, coming, held, own) = app
        .store
        .read(move |db| {
            let speaker = store::speakers::load(db, &id)?;
            let coming = store::sessions::list(db, &scope, &coming, Paging::new(1, 50))?;
            let held = store::sessions::list(db, &scope, &held, Paging::new(1, 1))?.total;
            let own = store::own_calendars::of(db, &id)?;
            Ok((speaker, view::whole(db, coming.rows)?, held, own))
        })
        .await?;
    let token = mint(&app.secret, Opens::SpeakerFeed, speaker.id.as_str(), speaker.feed_generation);
    let feed = format!("{}/calendars/{token}.ics", app.base_url);
    let coming = coming.into_iter().filter(|seen| concerns(seen, &speaker, now)).collect();
    Ok(View { speaker, coming, held, now, feed, own })
}

fn own<'a>(seen: &'a Seen, speaker: &Speaker) -> Option<&'a Assignment> {
    seen.session.assignments.iter().rev().find(|a| a.speaker == speaker.id)
}

fn waits(assignment: Option<&Assignment>) -> bool {
    assignment.is_some_and(|a| a.answer == Word::Waiting)
}

fn concerns(seen: &Seen, speaker: &Speaker, now: Moment) -> bool {
    seen.session.window.end > now && own(seen, speaker).is_some_and(|a| !view::is_over(a.answer))
}

fn body(viewer: &Viewer, view: &View, form: &Form) -> Markup {
    let asked = view.coming.iter().position(|seen| waits(own(seen, &view.speaker)));
    let first = asked.or(if view.coming.is_empty() { None } else { Some(0) });
    html! {
        (parts::problems(viewer, form))
        @match first.and_then(|n| view.coming.get(n)) {
            Some(seen) => (card(viewer, view, seen, form)),
            None => (parts::empty(&viewer.say("my-nothing"), None)),
        }
        @if view.coming.len() > 1 {
            (parts::sheet(&viewer.say("my-others"), html! {
                ul.agenda { @for (n, seen) in view.coming.iter().enumerate() { @if Some(n) != first { (line(viewer, view, seen)) } } }
            }))
        }
        (parts::sheet(&viewer.say("my-times"), html! {
            p { (viewer.say("my-times-more")) }
            p.acts {
                (parts::link("/my/times", &viewer.say("my-times-open")))
                (parts::link(&format!("/speakers/{}/schedule", view.speaker.id), &viewer.say("schedule-open")))
            }
        }))
        (parts::sheet(&viewer.say("own-calendar"), html! {
            p { (viewer.say("own-calendar-more")) }
            @if view.own.is_some() { (super::busy::line(viewer, view.own.as_ref(), Day::of(view.now))) }
            p.acts { (parts::link("/my/busy", &viewer.say("own-calendar-open"))) }
        }))
        (parts::sheet(&viewer.say("my-calendar"), calendar(viewer, view)))
        (parts::sheet(&viewer.say("my-held"), html! {
            p { (viewer.say_with("my-held-count", &[("count", view.held.into())])) }
            p.acts { (parts::link("/my/results", &viewer.say("service-open"))) }
        }))
    }
}

fn card(viewer: &Viewer, view: &View, seen: &Seen, form: &Form) -> Markup {
    let Some(assignment) = own(seen, &view.speaker) else { return html! {} };
    let open = seen.session.may_answer(assignment, crate::sessions::Through::Page, view.now).is_ok();
    let address = format!("/my/answer/{}", assignment.id);
    html! {
        section.sheet {
            p { (view::answer(viewer, assignment)) @if assignment.answer != Word::Waiting { " " (view::status(viewer, &seen.session)) } }
            (view::card(viewer, seen))
        }
        @if open { (choices(viewer, &address, &shown_of(view, seen, assignment), form)) }
        (still(viewer, &address, &seen.session, assignment, view.now))
    }
}

fn shown_of(view: &View, seen: &Seen, assignment: &Assignment) -> Shown {
    Shown {
        session: seen.session.clone(),
        assignment: assignment.clone(),
        speaker: view.speaker.clone(),
        venue: seen.venue.clone(),
        lecture: seen.lecture.clone(),
        committee: seen.committee.clone(),
        closed: None,
    }
}

fn line(viewer: &Viewer, view: &View, seen: &Seen) -> Markup {
    let id: &SessionId = &seen.session.id;
    html! {
        li {
            a.num href={ "/sessions/" (id) } { (text::moment_short(viewer.lang(), seen.session.window.start, Day::of(view.now))) }
            span { (seen.place()) " " (seen.what(viewer)) }
            @if let Some(assignment) = own(seen, &view.speaker) { span { (view::answer(viewer, assignment)) } }
        }
    }
}

fn calendar(viewer: &Viewer, view: &View) -> Markup {
    html! { p { (viewer.say("my-calendar-how")) } (parts::subscribe(viewer, &view.feed)) }
}
