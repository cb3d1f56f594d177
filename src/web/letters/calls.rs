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

/// `POST /letters/ID/call`: what came of a call.
pub async fn tick(State(app): State<App>, viewer: Viewer, Path(id): Path<String>, form: Form) -> Answer {
    let outcome = CallOutcome::parse(form.value("outcome"));
    let outcome = outcome.ok_or_else(|| Refusal::new("field-choice").with("text", form.value("outcome")))?;
    tick_call(&app, &viewer.actor, id.as_str().into(), outcome).await?;
    Ok(redirect_saying(&app, "/letters/calls", "said-call"))
}

fn sheets(viewer: &Viewer, calls: &Rows<LetterView>, today: Day) -> Markup {
    if calls.rows.is_empty() {
        return parts::empty(&viewer.say("calls-empty"), Some(("/letters", &viewer.say("letters-title"))));
    }
    html! {
        @for call in &calls.rows { (sheet(viewer, call, today)) }
        (parts::pager(viewer, calls))
    }
}

fn sheet(viewer: &Viewer, call: &LetterView, today: Day) -> Markup {
    let by = call.not_after.map(|by| text::moment_short(viewer.lang(), by, today));
    let heading = format!("{} · {}", call.to_name, view::kind(viewer, call));
    let last = if call.outcome.is_empty() { String::new() } else { viewer.say(&format!("call-{}", call.outcome)) };
    parts::sheet(
        &heading,
        html! {
            (parts::facts(&[
                (viewer.say("calls-number"), parts::telephone(&call.phone)),
                (viewer.say("calls-by"), html! { @if let Some(by) = by { (by) } }),
                (viewer.say("calls-why"), html! { (view::trouble(viewer, call)) }),
                // the address on its own line is nothing to be read out
                (viewer.say("calls-say"), html! { (call.spoken.lines().next().unwrap_or_default()) }),
                (viewer.say("calls-last"), html! { (last) }),
            ]))
            form.deed.outcomes method="post" action={ "/letters/" (call.id) "/call" } {
                (parts::mark(viewer))
                @for outcome in CallOutcome::of(call.kind) {
                    (parts::quiet_button_of("outcome", outcome.code(), &viewer.say(outcome.key())))
                }
            }
            details.more { summary { (viewer.say("letters-spoken")) } (view::copy(viewer, call)) }
            p.acts {
                (parts::link(&format!("/letters/{}/print", call.id), &viewer.say("calls-letter")))
                @if view::is_of_session(call) { (parts::link(&format!("/sessions/{}", call.subject), &viewer.say("calls-session"))) }
            }
        },
    )
}
