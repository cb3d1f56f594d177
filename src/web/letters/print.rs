//! `GET /letters/ID/print`: the letter on paper, in large print, with nothing else on the page. An
//! address that nobody can press becomes a code to be photographed.

use crate::accounts::Deed;
use crate::app::App;
use crate::kernel::Refusal;
use crate::store::letters::list;
use crate::text::{Lang, say};
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
            @if let Some((label, address)) = address {
                p.scan { (viewer.say_with("paper-scan", &[("what", label.as_str().into())])) }
                (parts::qr(&address, &label))
            }
        }
    }))
}

/// The lines of a letter without addresses, without what follows the signature, and in words that
/// hold on paper; the first address with its label apart.
fn on_paper(words: &str) -> (Vec<String>, Option<(String, String)>) {
    let (mut lines, mut address): (Vec<String>, _) = (Vec::new(), None);
    let posted = Lang::ALL.map(|lang| say(lang, "letter-note-automatic"));
    for line in words.lines().take_while(|line| *line != "--").filter(|line| !posted.iter().any(|own| own == line)) {
        if line.starts_with("https://") || line.starts_with("http://") {
            let label = lines.pop().unwrap_or_default();
            let label = label.trim_end_matches(['：', ':', ' ']).to_owned();
            address = address.or(Some((label, line.to_owned())));
        } else if !(line.is_empty() && lines.last().is_some_and(String::is_empty)) {
            lines.push(without_buttons(line));
        }
    }
    (lines, address)
}

/// Where a letter on a screen has a button, one on paper has a code.
fn without_buttons(line: &str) -> String {
    Lang::ALL
        .iter()
        .fold(line.to_owned(), |line, lang| line.replace(&say(*lang, "paper-button"), &say(*lang, "paper-code")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::say_with;

    #[test]
    fn an_address_leaves_the_lines_and_what_follows_the_signature_too() {
        let words = "王老师\n\n时间：九点\n\n看一看：\nhttp://x/y\n\n再见\n\n--\n不再收：http://x/z\n";
        let (lines, address) = on_paper(words);
        assert_eq!(lines, ["王老师", "", "时间：九点", "", "再见", ""]);
        assert_eq!(address, Some(("看一看".to_owned(), "http://x/y".to_owned())));
    }

    #[test]
    fn a_letter_on_paper_speaks_of_no_button_and_of_no_program() {
        for lang in Lang::ALL {
            for key in ["letter-lead-invitation", "letter-lead-headcount_due", "letter-still"] {
                let lead = say_with(lang, key, &[("by", "9:00".into())]);
                let (lines, _) = on_paper(&format!("{lead}\n{}\n", say(lang, "letter-note-automatic")));
                assert_eq!(lines.len(), 1, "{lines:?}");
                assert!(lines[0].contains(&say(lang, "paper-code")), "{lines:?}");
                assert!(!lines[0].contains("按钮") && !lines[0].contains("button"), "{lines:?}");
            }
        }
    }
}
