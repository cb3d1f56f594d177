//! The sheet on a person's or venue's own page: the last letters and their states.

use super::view;
use crate::accounts::Scope;
use crate::kernel::Day;
use crate::store::letters::list::{Filter, LetterView, letters};
use crate::store::{Db, Paging, StoreError};
use crate::text::moment_short;
use crate::web::parts;
use crate::web::viewer::Viewer;
use maud::{Markup, html};

/// The last letters to somebody, by the bare id.
///
/// # Errors
/// The database's.
pub fn last(db: &mut Db, scope: &Scope, id: &str) -> Result<Vec<LetterView>, StoreError> {
    let filter = Filter { recipient: id.to_owned(), ..Filter::default() };
    Ok(letters(db, scope, &filter, Paging::new(1, 8))?.rows)
}

/// The sheet on a person's own page that leads to every letter to him or her.
#[must_use]
pub fn sheet(viewer: &Viewer, letters: &[LetterView], id: &str, today: Day) -> Markup {
    html! {
        @if letters.is_empty() { p.quiet { (viewer.say("letters-empty")) } }
        ul.agenda {
            @for letter in letters {
                li {
                    span.num { (moment_short(viewer.lang(), letter.sent_at.unwrap_or(letter.not_before), today)) }
                    a href={ "/letters/" (letter.id) } {
                        @if letter.subject_line.is_empty() { (viewer.say(&format!("letter-tag-{}", letter.kind.code()))) }
                        @else { (letter.subject_line) }
                    }
                    span { (view::state(viewer, letter)) }
                }
            }
        }
        p.acts { (parts::link(&format!("/letters?to={id}"), &viewer.say("letters-all-of"))) }
    }
}
