//! `GET /letters/ID`: one letter, what it says, and how it fared.

use super::view;
use crate::accounts::Deed;
use crate::actions::letters::send_again;
use crate::app::App;
use crate::kernel::{Day, LetterKind, Refusal};
use crate::store::letters::list::{self, LetterView};
use crate::text;
use crate::web::cookies::redirect_saying;
use crate::web::form::Form;
use crate::web::layout::Page;
use crate::web::parts;
use crate::web::problem::Answer;
use crate::web::viewer::Viewer;
use axum::extract::{Path, State};
use maud::{Markup, html};

/// The letter.
pub async fn page(State(app): State<App>, viewer: Viewer, Path(id): Path<String>) -> Answer {
    let scope = viewer.actor.scope(Deed::HandleLetters)?;
    let today = app.clock.today();
    let found = app.store.read(move |db| list::letter(db, &scope, &id)).await?;
    let (letter, words) = found.ok_or_else(|| Refusal::missing("letter-missing"))?;
    let title = if letter.subject_line.is_empty() { view::kind(&viewer, &letter) } else { letter.subject_line.clone() };
    Ok(Page::new(&viewer, &title)
        .back("/letters", viewer.say("letters-title"))
        .note(view::state(&viewer, &letter))
        .actions(html! { @if !words.is_empty() { (parts::link(&format!("/letters/{}/print", letter.id), &viewer.say("letters-print"))) } })
        .show(html! { (facts(&viewer, &letter, today)) (body(&viewer, &letter, &words)) }))
}

/// `POST /letters/ID/again`: owes a letter of the call list once more.
pub async fn again(State(app): State<App>, viewer: Viewer, Path(id): Path<String>, _form: Form) -> Answer {
    send_again(&app, &viewer.actor, id.as_str().into()).await?;
    Ok(redirect_saying(&app, &format!("/letters/{id}"), "said-letter-again"))
}

fn facts(viewer: &Viewer, letter: &LetterView, today: Day) -> Markup {
    let when = |moment: Option<_>| moment.map_or(html! {}, |m| html! { (text::moment_short(viewer.lang(), m, today)) });
    let words = |text: &str| html! { (text) };
    let outcome = if letter.outcome.is_empty() {
        html! {}
    } else {
        html! { (viewer.say(&format!("call-{}", letter.outcome))) " " (letter.handled_by) }
    };
    parts::facts(&[
        (viewer.say("letters-to"), words(&letter.to_name)),
        (viewer.say("letters-address"), words(&letter.to_address)),
        (viewer.say("letters-phone"), parts::telephone(&letter.phone)),
        (viewer.say("letters-owed"), when(Some(letter.created_at))),
        (viewer.say("letters-sent"), when(letter.sent_at)),
        (viewer.say("letters-attempts"), words(&letter.attempts.to_string())),
        (viewer.say("letters-trouble"), words(&view::trouble(viewer, letter))),
        (viewer.say("letters-outcome"), outcome),
        (
            viewer.say("letters-gathered-into"),
            html! {
                @if !letter.gathered_into.is_empty() {
                    a href={ "/letters/" (letter.gathered_into) } { (viewer.say("letter-tag-changes")) }
                }
            },
        ),
    ])
}

fn body(viewer: &Viewer, letter: &LetterView, words: &str) -> Markup {
    let over = matches!(letter.state.as_str(), "dead" | "by_hand") && letter.kind != LetterKind::SignIn;
    html! {
        @if !words.is_empty() {
            (parts::sheet(&viewer.say("letters-text"), html! {
                @for line in words.lines() { @if line.is_empty() { br; } @else { div { (line) } } }
            }))
        }
        @if !letter.spoken.is_empty() {
            (parts::sheet(&viewer.say("letters-spoken"), view::copy(viewer, letter)))
        }
        @if over {
            (parts::deed(viewer, &format!("/letters/{}/again", letter.id), &viewer.say("letters-again")))
        }
    }
}
