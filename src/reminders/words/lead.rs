//! How a letter opens: what it is about, and what is asked.

use super::{at, names, some, with};
use crate::kernel::{LetterKind, Window};
use crate::reminders::facts::{Form, Letter, Notes, SessionFacts, Subject};
use crate::text::{Lang, day_short, say, session_time};

pub(super) fn lead(letter: &Letter) -> Vec<String> {
    let (lang, notes) = (letter.lang, &letter.notes);
    let for_speaker = letter.to.form == Form::Speaker;
    let line = |key: &str| say(lang, key);
    match (&letter.subject, letter.kind) {
        (Subject::Session(session), LetterKind::Change) => change(lang, session, notes, for_speaker),
        (Subject::Session(_), LetterKind::Invitation) => {
            let ask = if notes.standby { "letter-lead-invitation-standby" } else { "letter-lead-invitation" };
            let mut lead = vec![line(ask)];
            lead.extend(answer_by(lang, notes));
            lead
        }
        (Subject::Session(_), LetterKind::Silence | LetterKind::Unsure) if !for_speaker => silence(letter),
        (Subject::Session(_), LetterKind::LateReply) => late_reply(lang, notes),
        (Subject::Session(_), LetterKind::Confirmation) if notes.stepped_in => {
            vec![line("letter-lead-confirmation-stepped_in")]
        }
        (Subject::Session(_), LetterKind::Cancellation) => {
            vec![with(lang, "letter-lead-cancellation", &[("reason", reason(lang, notes))])]
        }
        (Subject::Session(session), kind) if kind.is_reminder() => {
            let key = if for_speaker { "letter-lead-reminder-speaker" } else { "letter-lead-reminder-venue" };
            let mut lead = vec![with(lang, key, &[("day", day_short(lang, session.window.day()))])];
            lead.extend(still(lang, notes));
            lead
        }
        (Subject::Session(_), LetterKind::Confirmation) if for_speaker => {
            vec![line("letter-lead-confirmation-speaker")]
        }
        (Subject::Request(_), LetterKind::RequestReturned) => {
            vec![with(lang, "letter-lead-request_returned", &[("reason", reason(lang, notes))])]
        }
        (Subject::Gathered(parts), _) => {
            vec![with(lang, "letter-lead-changes", &[("count", super::count(parts).to_string())])]
        }
        (Subject::Digest(facts), _) => vec![super::digest::lead(lang, facts)],
        (Subject::SignIn, _) => vec![with(lang, "letter-lead-sign_in", &[("minutes", notes.minutes.to_string())])],
        (_, kind) => vec![line(&format!("letter-lead-{}", kind.code()))],
    }
}

pub(super) fn reason(lang: Lang, notes: &Notes) -> String {
    // the sentence around it has its own stop
    let told = notes.reason.trim_end_matches(['。', '.', '；', ';', ' ']);
    some(told).unwrap_or_else(|| say(lang, "letter-no-reason"))
}

/// Who is silent, and what follows: a call, or somebody who was asked by the committee's rule.
fn silence(letter: &Letter) -> Vec<String> {
    let (lang, notes) = (letter.lang, &letter.notes);
    let (next, part) = &notes.next;
    let args = [("who", names(lang, &notes.silent)), ("next", next.clone())];
    let key = match (letter.kind, part.as_str()) {
        (LetterKind::Silence, "speaker") => return vec![with(lang, "letter-lead-silence-next", &args)],
        (LetterKind::Silence, _) => "letter-lead-silence-office",
        _ => "letter-lead-unsure-office",
    };
    let mut lead = vec![with(lang, key, &args)];
    if !next.is_empty() {
        lead.push(with(lang, &format!("letter-next-{part}"), &args));
    }
    lead
}

fn late_reply(lang: Lang, notes: &Notes) -> Vec<String> {
    let (said, why) = &notes.late;
    let said = say(lang, &format!("answer-{said}"));
    vec![with(lang, "letter-lead-late_reply", &[("said", said), ("why", say(lang, why))])]
}

/// By when to say that all stands as agreed, where the letter asks it.
pub(super) fn still(lang: Lang, notes: &Notes) -> Option<String> {
    Some(with(lang, "letter-still", &[("by", at(lang, notes.still_by?))]))
}

pub(super) fn answer_by(lang: Lang, notes: &Notes) -> Option<String> {
    let by = notes.answer_by.filter(|_| notes.asks)?;
    Some(with(lang, "letter-answer-by", &[("by", at(lang, by))]))
}

/// What changed, old and new, and what follows from it.
fn change(lang: Lang, session: &SessionFacts, notes: &Notes, for_speaker: bool) -> Vec<String> {
    let missing = || say(lang, "letter-none");
    let old = || some(&notes.before).unwrap_or_else(missing);
    let first = match notes.what.as_str() {
        "time" => {
            let before = Window::parse(&notes.before).map_or_else(|_| old(), |window| session_time(lang, window));
            let args = [("old", before), ("new", session_time(lang, session.window))];
            with(lang, "letter-change-time", &args)
        }
        "room" => {
            let new = session.room.clone().unwrap_or_else(missing);
            with(lang, "letter-change-room", &[("old", old()), ("new", new)])
        }
        "lecture" => {
            let new = session.lecture.clone().unwrap_or_else(missing);
            with(lang, "letter-change-lecture", &[("old", old()), ("new", new)])
        }
        "speaker" => {
            let new = some(&names(lang, &session.speakers)).unwrap_or_else(missing);
            with(lang, "letter-change-speaker", &[("new", new)])
        }
        "proposal-refused" => {
            let proposed = notes.proposed.map_or_else(missing, |moment| at(lang, moment));
            with(lang, "letter-change-proposal-refused", &[("proposed", proposed)])
        }
        _ => say(lang, "letter-change-other"),
    };
    let mut lead = vec![first];
    if notes.open && !for_speaker {
        lead.push(say(lang, "letter-change-open"));
    }
    if for_speaker && notes.asks && notes.what != "room" {
        lead.push(say(lang, "letter-change-again"));
        lead.extend(answer_by(lang, notes));
    }
    lead
}
