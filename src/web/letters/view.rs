//! A letter's state, kind and trouble in words.

use crate::kernel::LetterKind;
use crate::store::letters::list::LetterView;
use crate::web::parts::{self, Sign};
use crate::web::viewer::Viewer;
use maud::{Markup, html};

/// All states, in the order of a letter's way.
pub const STATES: [&str; 7] = ["owed", "waiting", "sending", "sent", "by_hand", "dead", "dropped"];
/// Codes that stand in `last_error` where no mail server has spoken.
const CODES: [&str; 15] = [
    "silent",
    "unsure",
    "late-reply",
    "answered",
    "gathered",
    "too-late",
    "session-off",
    "session-moved",
    "no-longer-named",
    "subject-gone",
    "unsubscribed",
    "by-telephone",
    "on-paper",
    "no-address",
    "bad-address",
];

/// The state as a word with its sign.
#[must_use]
pub fn state(viewer: &Viewer, letter: &LetterView) -> Markup {
    let sign = match letter.state.as_str() {
        "sent" => Sign::Done,
        "dead" | "by_hand" if letter.handled_at.is_none() => Sign::Stop,
        "owed" | "waiting" | "sending" => Sign::Wait,
        _ => Sign::Info,
    };
    parts::status(sign, &viewer.say(&format!("letter-state-{}", letter.state)))
}

/// What it is about.
#[must_use]
pub fn kind(viewer: &Viewer, letter: &LetterView) -> String {
    viewer.say(&format!("letter-tag-{}", letter.kind.code()))
}

/// Whether its subject is a session with a page of its own.
#[must_use]
pub fn is_of_session(letter: &LetterView) -> bool {
    use LetterKind::{Changes, Digest, RequestApproved, RequestReceived, RequestReturned, SignIn};
    !matches!(letter.kind, Changes | Digest | RequestApproved | RequestReceived | RequestReturned | SignIn)
}

/// What stood against it: our own code in words, or what the mail server said.
#[must_use]
pub fn trouble(viewer: &Viewer, letter: &LetterView) -> String {
    if CODES.contains(&letter.last_error.as_str()) {
        viewer.say(&format!("letter-why-{}", letter.last_error))
    } else if letter.state == "waiting" {
        viewer.say_with("letter-why-not-yet", &[("why", letter.last_error.as_str().into())])
    } else {
        letter.last_error.clone()
    }
}

/// The short text in a box from which it can be copied without any script.
#[must_use]
pub fn copy(viewer: &Viewer, letter: &LetterView) -> Markup {
    let id = format!("copy-{}", letter.id);
    html! {
        p.hint id={ "hint-" (id) } { (viewer.say("letters-copy-hint")) }
        textarea id=(id) rows="6" readonly aria-label=(viewer.say("letters-spoken")) aria-describedby={ "hint-" (id) } {
            (letter.spoken)
        }
    }
}
