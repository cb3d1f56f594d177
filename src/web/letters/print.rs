//! `GET /letters/ID/print`: the letter on paper, in large print, with nothing else on the page. An
//! address that nobody can press becomes a code to be photographed.

use crate::accounts::Deed;
use crate::app::App;
use crate::kernel::Refusal;
use crate::store::letters::list;
use crate::web::layout::Page;
use crate::web::parts;
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
    let (lines, address) = on_paper(&words);
    Ok(Page::new(&viewer, &letter.subject_line).back(back, viewer.say("letters-about")).show(html! {
        section.sheet.by-post.paper {
            @for line in lines { @if line.is_empty() { br; } @else { p { (line) } } }
            @if let Some((label, address)) = address { p.quiet { (label) } (parts::qr(address, label)) }
        }
    }))
}

/// The lines of a letter without addresses and without what follows the signature; the first
/// address with its label apart.
fn on_paper(words: &str) -> (Vec<&str>, Option<(&str, &str)>) {
    let (mut lines, mut address): (Vec<&str>, _) = (Vec::new(), None);
    for line in words.lines().take_while(|line| *line != "--") {
        if line.starts_with("https://") || line.starts_with("http://") {
            let label = lines.pop().unwrap_or_default().trim_end_matches(['：', ':', ' ']);
            address = address.or(Some((label, line)));
        } else if !(line.is_empty() && lines.last().is_some_and(|last| last.is_empty())) {
            lines.push(line);
        }
    }
    (lines, address)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_leaves_the_lines_and_what_follows_the_signature_too() {
        let words = "王老师\n\n时间：九点\n\n看一看：\nhttp://x/y\n\n再见\n\n--\n不再收：http://x/z\n";
        let (lines, address) = on_paper(words);
        assert_eq!(lines, ["王老师", "", "时间：九点", "", "再见", ""]);
        assert_eq!(address, Some(("看一看", "http://x/y")));
    }
}
