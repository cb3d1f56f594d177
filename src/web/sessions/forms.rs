//! The forms of a session's page, one a deed; each posts to `/sessions/{id}/{deed}`.

use super::one::View;
use crate::accounts::Deed;
use crate::kernel::local;
use crate::sessions::{Answer, Assignment, Part, SessionStatus};
use crate::web::form::Form;
use crate::web::parts::{self, Field, Options};
use crate::web::plans::reasons;
use crate::web::viewer::Viewer;
use maud::{Markup, html};

fn action(view: &View, deed: &str) -> String {
    format!("/sessions/{}/{deed}", view.seen.session.id)
}

fn post(viewer: &Viewer, view: &View, deed: &str, body: Markup) -> Markup {
    parts::post(
        viewer,
        &action(view, deed),
        html! { input type="hidden" name="version" value=(view.seen.session.version); (body) },
    )
}

/// A deed that needs no field.
pub fn one_button(viewer: &Viewer, view: &View, deed: &str, words: &str) -> Markup {
    post(viewer, view, deed, parts::button(&viewer.say(words)))
}

/// Whether nobody stands to speak: all said no, or nobody was asked.
fn nobody(view: &View) -> bool {
    view.seen.session.assignments.iter().all(|one| super::view::is_over(one.answer))
}

/// Confirming; the reason appears when a gate may be overridden.
pub fn confirm(viewer: &Viewer, view: &View, form: &Form) -> Markup {
    let shut = view.gates.iter().any(|gate| !gate.overridable);
    if shut {
        return html! {
            p.quiet { (viewer.say("session-gates-shut")) }
            @if nobody(view) { p { (parts::main_link("#do-ask", &viewer.say("today-candidates"))) } }
        };
    }
    post(
        viewer,
        view,
        "confirm",
        html! {
            @if !view.gates.is_empty() {
                (Field::new(viewer, form, "reason", "session-override-reason").hint("session-override-hint").needed().most(300).line())
            }
            (parts::button(&viewer.say("session-do-confirm")))
        },
    )
}

/// What can be done about one person.
pub fn of_person(viewer: &Viewer, view: &View, assignment: &Assignment) -> Markup {
    let open = matches!(view.seen.session.status, SessionStatus::Published | SessionStatus::Confirmed);
    if !open || view.seen.session.window.start <= view.now {
        return html! {};
    }
    let deed = |deed: &str, words: &str| small(viewer, view, assignment, deed, words, &[]);
    let says = |answer: &str, words: &str| small(viewer, view, assignment, "answer", words, &[("answer", answer)]);
    html! {
        div.acts {
            @if assignment.answer == Answer::Proposed {
                (deed("take-proposal", "session-do-take-proposal")) (deed("refuse-proposal", "session-do-refuse-proposal"))
            }
            @if assignment.answer == Answer::Waiting {
                (says("accept", "session-says-yes")) (says("decline", "session-says-no"))
            }
            @if assignment.part == Part::Standby && assignment.answer == Answer::Accepted {
                (deed("step-in", "session-do-step-in"))
            }
            @if assignment.part == Part::Speaker {
                @if assignment.pinned { (deed("unpin", "session-do-unpin")) } @else { (deed("pin", "session-do-pin")) }
            }
            (deed("release", "session-do-release"))
        }
    }
}

fn small(
    viewer: &Viewer,
    view: &View,
    assignment: &Assignment,
    deed: &str,
    words: &str,
    extra: &[(&str, &str)],
) -> Markup {
    html! {
        form.deed method="post" action=(action(view, deed)) {
            (parts::mark(viewer))
            input type="hidden" name="version" value=(view.seen.session.version);
            input type="hidden" name="assignment" value=(assignment.id);
            @for (name, value) in extra { input type="hidden" name=(name) value=(value); }
            button.act { (viewer.say(words)) }
        }
    }
}

/// All forms that the state allows, folded; the one that was refused stands open.
pub fn all(viewer: &Viewer, view: &View, form: &Form, open: Option<&str>) -> Markup {
    let status = view.seen.session.status;
    let alive = matches!(status, SessionStatus::Published | SessionStatus::Confirmed);
    if matches!(status, SessionStatus::Proposed | SessionStatus::Cancelled) {
        return html! {};
    }
    let begun = view.seen.session.window.start <= view.now;
    let empty = Form::empty();
    let of = |deed: &str| if open == Some(deed) { form } else { &empty };
    let fold = |deed: &str, words: &str, body: Markup| {
        html! {
            details.more id={ "do-" (deed) } open[open == Some(deed) || (deed == "ask" && open.is_none() && nobody(view))] { summary { (viewer.say(words)) } (body) }
        }
    };
    html! {
        section.sheet {
            h2 { (viewer.say("session-acts")) }
            @if alive && !begun {
                (fold("ask", "session-do-ask", ask(viewer, view, of("ask"))))
                (fold("reschedule", "session-do-reschedule", reschedule(viewer, view, of("reschedule"))))
                (fold("room", "session-do-room", room(viewer, view, of("room"))))
            }
            @if alive { (fold("note", "session-do-note", note(viewer, view, of("note")))) }
            (fold("cohosts", "session-do-cohosts", cohosts(viewer, view, of("cohosts"))))
            @if alive { (fold("cancel", "session-do-cancel", cancel(viewer, view, of("cancel")))) }
        }
    }
}

fn ask(viewer: &Viewer, view: &View, form: &Form) -> Markup {
    let people: Options = view
        .candidates
        .people
        .iter()
        .map(|c| {
            let words = viewer.say_with(
                "session-candidate",
                &[("name", c.name.as_str().into()), ("km", c.km.into()), ("talks", c.talks.into())],
            );
            (c.speaker.to_string(), words)
        })
        .collect();
    if people.is_empty() {
        let mend = format!("/plans/mend?what=declined&code={}", view.seen.session.code);
        return html! {
            p { (viewer.say("session-no-candidate")) }
            @if viewer.may_open(Deed::Plan) { p { (parts::link(&mend, &viewer.say("session-no-candidate-mend"))) } }
            (reasons(viewer, None, &view.candidates.why))
        };
    }
    let in_place: Options =
        view.seen.session.speaking().map(|a| (a.id.to_string(), view.seen.name(&a.speaker).to_owned())).collect();
    post(
        viewer,
        view,
        "ask",
        html! {
            (Field::new(viewer, form, "speaker", "session-candidates").hint("session-candidates-hint").radios(&people))
            @if !in_place.is_empty() {
                (Field::new(viewer, form, "instead", "session-instead").select(&in_place, Some(&viewer.say("session-instead-nobody"))))
            }
            div.acts {
                (parts::button_of("as", "speaker", &viewer.say("session-ask-button")))
                (parts::quiet_button_of("as", "standby", &viewer.say("session-standby-button")))
            }
        },
    )
}

fn reschedule(viewer: &Viewer, view: &View, form: &Form) -> Markup {
    let start = local(view.seen.session.window.start).format("%Y-%m-%dT%H:%M").to_string();
    let form = if form.has("start") { form.clone() } else { form.clone().with("start", start) };
    post(
        viewer,
        view,
        "reschedule",
        html! {
            (Field::new(viewer, &form, "start", "session-new-start").needed().moment())
            (Field::new(viewer, &form, "agreed", "session-agreed").hint("session-agreed-hint").tick())
            (parts::button(&viewer.say("session-reschedule-button")))
        },
    )
}

fn room(viewer: &Viewer, view: &View, form: &Form) -> Markup {
    let rooms: Options = view
        .seen
        .venue
        .rooms
        .iter()
        .map(|room| {
            let words = viewer.say_with(
                "session-room-of",
                &[("name", room.name.as_str().into()), ("capacity", room.capacity.into())],
            );
            (room.id.to_string(), words)
        })
        .collect();
    let now = view.seen.session.room.as_ref().map(ToString::to_string).unwrap_or_default();
    let form = if form.has("room") { form.clone() } else { form.clone().with("room", now) };
    post(
        viewer,
        view,
        "room",
        html! {
            (Field::new(viewer, &form, "room", "session-room").select(&rooms, Some(&viewer.say("session-room-any"))))
            (parts::button(&viewer.say("session-room-button")))
        },
    )
}

fn note(viewer: &Viewer, view: &View, form: &Form) -> Markup {
    let session = &view.seen.session;
    let pickup = session.pickup_at.map(|at| local(at).format("%Y-%m-%dT%H:%M").to_string()).unwrap_or_default();
    let form = match form.has("teacher") {
        true => form.clone(),
        false => form
            .clone()
            .with("teacher", &session.teacher)
            .with("teacher_phone", &session.teacher_phone)
            .with("approval", &session.school_approval)
            .with("pickup_by", &session.pickup_by)
            .with("pickup_at", pickup)
            .with("companion", &session.companion),
    };
    post(
        viewer,
        view,
        "note",
        html! {
            (Field::new(viewer, &form, "teacher", "session-teacher").most(80).line())
            (Field::new(viewer, &form, "teacher_phone", "session-teacher-phone").most(40).phone())
            (Field::new(viewer, &form, "approval", "session-approval").most(200).line())
            (Field::new(viewer, &form, "pickup_by", "session-pickup-by").most(80).line())
            (Field::new(viewer, &form, "pickup_at", "session-pickup-at").moment())
            (Field::new(viewer, &form, "companion", "session-companion").most(80).line())
            (parts::button(&viewer.say("session-note-button")))
        },
    )
}

/// Those who host it too: taken out by their box, put in by code or name.
fn cohosts(viewer: &Viewer, view: &View, form: &Form) -> Markup {
    let now: Options = view.seen.cohosts.iter().map(|one| (one.id.to_string(), one.name.clone())).collect();
    let form = match form.has("cohost") {
        true => form.clone(),
        false => now.iter().fold(Form::empty(), |form, (id, _)| form.with("kept", id)),
    };
    post(
        viewer,
        view,
        "cohosts",
        html! {
            p { (viewer.say("session-cohosts-how")) }
            @if !now.is_empty() { (Field::new(viewer, &form, "kept", "session-cohosts").hint("session-cohosts-hint").boxes(&now)) }
            (Field::new(viewer, &form, "cohost", "session-cohost-add").hint("session-cohost-hint").most(100).line())
            (parts::button(&viewer.say("session-note-button")))
        },
    )
}

fn cancel(viewer: &Viewer, view: &View, form: &Form) -> Markup {
    let after: Options = ["again", "withdraw"]
        .iter()
        .map(|code| ((*code).to_owned(), viewer.say(&format!("session-after-{code}"))))
        .collect();
    let form = if form.has("after") { form.clone() } else { form.clone().with("after", "again") };
    post(
        viewer,
        view,
        "cancel",
        html! {
            (Field::new(viewer, &form, "reason", "session-why-cancel").hint("session-why-cancel-hint").needed().most(300).line())
            @if view.seen.session.request.is_some() {
                (Field::new(viewer, &form, "after", "session-after").radios(&after))
            }
            (parts::button(&viewer.say("session-cancel-button")))
        },
    )
}
