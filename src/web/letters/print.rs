//! `GET /letters/ID/print`: the letter on paper, in large print, with nothing else on the page.

use crate::accounts::Deed;
use crate::app::App;
use crate::kernel::Refusal;
use crate::store::letters::list;
use crate::web::layout::Page;
use crate::web::problem::Answer;
use crate::web::viewer::Viewer;
use axum::extract::{Path, State};
use maud::html;

/// The sheet; what surrounds it falls away in print.
pub async fn page(State(app): State<App>, viewer: Viewer, Path(id): Path<String>) -> Answer {
    let scope = viewer.actor.scope(Deed::HandleLetters)?;
    let back = format!("/letters/{id}");
    let found = app.store.read(move |db| list::letter(db, &scope, &id)).await?;
    let (letter, words) = found.ok_or_else(|| Refusal::missing("letter-missing"))?;
    Ok(Page::new(&viewer, &letter.subject_line).back(back, viewer.say("letters-about")).show(html! {
        section.sheet.by-post {
            @for line in words.lines() { @if line.is_empty() { br; } @else { p { (line) } } }
        }
    }))
}
