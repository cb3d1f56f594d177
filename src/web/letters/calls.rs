//! `GET /letters/calls`: whom to telephone, what to say, by when; ticked with what came of it.

use super::view;
use crate::accounts::Deed;
use crate::actions::letters::{CallOutcome, tick_call};
use crate::app::App;
use crate::kernel::{Day, Refusal};
use crate::store::letters::list::{self, LetterView};
use crate::store::{Page as Rows, Paging};
use crate::text;
use crate::web::cookies::redirect_saying;
use crate::web::form::Form;
use crate::web::layout::Page;
use crate::web::parts;
use crate::web::problem::Answer;
use crate::web::viewer::Viewer;
use axum::extract::{Path, Query, State};
use maud::{Markup, html};
use std::collections::BTreeMap;

/// The call list.
pub async fn page(State(app): State<App>, viewer: Viewer, Query(query): Query<BTreeMap<String, String>>) -> Answer {
    let scope = viewer.actor.scope(Deed::HandleLetters)?;
    let paging = Paging::new(query.get("page").and_then(|page| page.parse().ok()).unwrap_or(1), 20);
    let (now, today) = (app.clock.now(), app.clock.today());
    let calls = app.store.read(move |db| list::calls(db, &scope, now, paging)).await?;
    Ok(Page::new(&viewer, &viewer.say("calls-title"))
        .back("/letters", viewer.say("letters-title"))
        .note(html! { p { (viewer.say("calls-note")) } })
        .show(sheets(&viewer, &calls, today)))
}

/// `POST /letters/ID/call`: what came of a call; back to the page of the list that it was on.
pub async fn tick(State(app): State<App>, viewer: Viewer, Path(id): Path<String>, form: Form) -> Answer {
    let outcome = CallOutcome::parse(form.value("outcome"));
    let outcome = outcome.ok_or_else(|| Refusal::new("field-choice").with("text", form.value("outcome")))?;
    tick_call(&app, &viewer.actor, id.as_str().into(), outcome).await?;
    let page = form.value("page").parse::<u32>().unwrap_or(1);
    let list = if page > 1 { format!("/letters/calls?page={page}") } else { "/letters/calls".to_owned() };
    Ok(redirect_saying(&app, &list, "said-call"))
}

fn sheets(viewer: &Viewer, calls: &Rows<LetterView>, today: Day) -> Markup {
    if calls.rows.is_empty() {
        return parts::empty(&viewer.say("calls-empty"), Some(("/letters", &viewer.say("letters-title"))));
    }
    html! {
        section.sheet {
            ul.people.calls {
                @for (n, call) in calls.rows.iter().enumerate() { (line(viewer, call, (today, calls.page, n == 0))) }
            }
        }
        (parts::pager(viewer, calls))
    }
}

/// Who, by when, the number and the usual outcomes; what to say and the rest when it is opened.
fn line(viewer: &Viewer, call: &LetterView, (today, page, open): (Day, i64, bool)) -> Markup {
    let by = call.not_after.map(|by| text::moment_short(viewer.lang(), by, today));
    let by = by.map(|by| viewer.say_with("calls-by", &[("by", by.into())]));
    let last = (!call.outcome.is_empty()).then(|| viewer.say(&format!("call-{}", call.outcome)));
    let last = last.map(|what| viewer.say_with("calls-last", &[("what", what.into())]));
    let about = by.into_iter().chain([view::trouble(viewer, call)]).chain(last).collect::<Vec<_>>().join(" · ");
    let (usual, other): (Vec<_>, Vec<_>) = CallOutcome::of(call.kind).into_iter().partition(is_usual);
    html! {
        li {
            h2 { (call.to_name) " · " (view::kind(viewer, call)) }
            p.quiet { (about) }
            div.acts { (parts::telephone(&call.phone)) (outcomes(viewer, call, page, &usual)) }
            details open[open] {
                summary { (viewer.say("calls-say")) }
                // the address on its own line is nothing to be read out
                p { (call.spoken.lines().next().unwrap_or_default()) }
                (outcomes(viewer, call, page, &other))
                details.more { summary { (viewer.say("letters-spoken")) } (view::copy(viewer, call)) }
                p.acts {
                    (parts::link(&format!("/letters/{}/print", call.id), &viewer.say("calls-letter")))
                    @if view::is_of_session(call) { (parts::link(&format!("/sessions/{}", call.subject), &viewer.say("calls-session"))) }
                }
            }
        }
    }
}

/// What comes of most calls.
fn is_usual(outcome: &CallOutcome) -> bool {
    matches!(outcome, CallOutcome::Told | CallOutcome::Comes | CallOutcome::NoAnswer)
}

fn outcomes(viewer: &Viewer, call: &LetterView, page: i64, of: &[CallOutcome]) -> Markup {
    html! {
        form.outcomes method="post" action={ "/letters/" (call.id) "/call" } {
            (parts::mark(viewer))
            input type="hidden" name="page" value=(page);
            @for outcome in of { (parts::quiet_button_of("outcome", outcome.code(), &viewer.say(outcome.key()))) }
        }
    }
}
