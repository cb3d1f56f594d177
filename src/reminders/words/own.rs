//! A letter in a committee's own words, and ours as a template to begin from.

use super::{address, at, lead, names, office_name, some, with};
use crate::kernel::LetterKind;
use crate::reminders::facts::{Letter, Subject};
use crate::reminders::template::{Template, Wording, filled};
use crate::text::{Lang, day_short, say, session_time};

/// The committee's words for a letter; none where they would not fit: a standby is asked for
/// something else, and who steps in is told more.
fn template(letter: &Letter) -> Option<&Template> {
    letter.template.as_ref().filter(|_| !letter.notes.standby && !letter.notes.stepped_in)
}

pub(super) fn subject(letter: &Letter) -> Option<String> {
    let template = template(letter)?;
    Some(filled(&template.subject, |name| fact(letter, name)))
}

/// The opening, and after it what must be said and has no row among the facts.
pub(super) fn opening(letter: &Letter) -> Option<Vec<String>> {
    let template = template(letter)?;
    let text = filled(&template.opening, |name| fact(letter, name));
    let mut all: Vec<String> = text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect();
    for (name, sentence) in must(letter) {
        if !template.says(name) && !all.iter().any(|line| line.contains(&sentence)) {
            all.push(sentence);
        }
    }
    Some(all)
}

/// Sentences that no template may swallow, each with the placeholder that says it.
fn must(letter: &Letter) -> Vec<(&'static str, String)> {
    let lang = letter.lang;
    let reason = || ("reason", with(lang, "template-reason", &[("reason", lead::reason(lang, &letter.notes))]));
    let mut all = match letter.kind {
        LetterKind::Change => vec![("change", change(letter))],
        LetterKind::Cancellation | LetterKind::RequestReturned => vec![reason()],
        LetterKind::Invitation => vec![("", say(lang, "template-free"))],
        _ => Vec::new(),
    };
    all.extend(
        lead::answer_by(lang, &letter.notes).filter(|_| letter.kind == LetterKind::Invitation).map(|by| ("by", by)),
    );
    all.extend(lead::still(lang, &letter.notes).map(|by| ("by", by)));
    all
}

/// What changed, as our own letter says it.
fn change(letter: &Letter) -> String {
    lead::lead(letter).join(if letter.lang == Lang::Zh { "" } else { " " })
}

/// What stands for a placeholder.
fn fact(letter: &Letter, name: &str) -> String {
    let (lang, notes) = (letter.lang, &letter.notes);
    let found = match (name, &letter.subject) {
        ("name", _) => some(&address(letter)),
        ("office", _) => Some(office_name(letter)),
        ("phone", _) => some(&letter.office.phone),
        ("reason", _) => Some(lead::reason(lang, notes)),
        ("change", _) => Some(change(letter)),
        ("by", _) => notes.still_by.or(notes.answer_by).map(|by| at(lang, by)),
        ("when", Subject::Session(session)) => Some(session_time(lang, session.window)),
        ("day", Subject::Session(session)) => Some(day_short(lang, session.window.day())),
        ("where", Subject::Session(session)) => some(&session.venue),
        ("room", Subject::Session(session)) => session.room.clone(),
        ("lecture", Subject::Session(session)) => session.lecture.clone().or_else(|| some(&session.theme)),
        ("theme", Subject::Session(session)) => some(&session.theme),
        ("speaker", Subject::Session(session)) => some(&names(lang, &session.speakers)),
        ("where", Subject::Request(request)) => some(&request.venue),
        ("wish", Subject::Request(request)) => some(&request.wish),
        ("number", Subject::Request(request)) => some(&request.code),
        _ => None,
    };
    found.unwrap_or_else(|| say(lang, "letter-none"))
}

/// Our own words as a template, to begin from.
#[must_use]
pub fn ours(wording: Wording, lang: Lang) -> Template {
    let tag = say(lang, &format!("letter-tag-{}", wording.kind.code()));
    let place = |name: &str| format!("{{{name}}}");
    let subject = if wording.is_of_request() {
        with(lang, "letter-subject-request", &[("tag", tag), ("wish", place("wish")), ("where", place("where"))])
    } else {
        with(lang, "letter-subject-session", &[("tag", tag), ("when", place("when")), ("where", place("where"))])
    };
    let for_speaker = wording.reader == "speaker";
    let opening = match wording.code {
        "confirmation" if for_speaker => say(lang, "letter-lead-confirmation-speaker"),
        "reminder" => {
            let key = if for_speaker { "letter-lead-reminder-speaker" } else { "letter-lead-reminder-venue" };
            with(lang, key, &[("day", place("day"))])
        }
        "change" => place("change"),
        code @ ("cancellation" | "request_returned") => {
            with(lang, &format!("letter-lead-{code}"), &[("reason", place("reason"))])
        }
        code => say(lang, &format!("letter-lead-{code}")),
    };
    Template { subject, opening }
}
