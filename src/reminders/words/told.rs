//! The facts of a letter: labels and what stands for them.

use super::{names, some, with};
use crate::kernel::{LetterKind, local};
use crate::reminders::facts::{Form, Letter, RequestFacts, SessionFacts, Subject};
use crate::text::{Lang, say, session_time};

pub(super) fn facts(letter: &Letter) -> Vec<(String, String)> {
    match &letter.subject {
        Subject::Session(session) => session_facts(letter, session),
        Subject::Request(request) => request_facts(letter.lang, request),
        Subject::Gathered(_) | Subject::Digest(_) => Vec::new(),
        Subject::SignIn if letter.notes.code.is_empty() => Vec::new(),
        Subject::SignIn => vec![(say(letter.lang, "letter-fact-code"), letter.notes.code.clone())],
    }
}

/// The facts that one must hear: when, where, what, and who is there.
pub(super) fn in_brief(letter: &Letter) -> String {
    let lang = letter.lang;
    let (colon, stop, end) = if lang == Lang::Zh { ("：", "；", "。") } else { (": ", "; ", ".") };
    let spare = ["audience", "language", "number", "theme"].map(|key| say(lang, &format!("letter-fact-{key}")));
    let kept = facts(letter).into_iter().filter(|(label, _)| !spare.contains(label));
    let kept: Vec<String> =
        kept.map(|(label, fact)| format!("{label}{colon}{}", fact.trim_end_matches(['。', '.']))).collect();
    if kept.is_empty() { String::new() } else { format!("{}{end}", kept.join(stop)) }
}

fn audience(lang: Lang, grade: crate::kernel::Grade, count: i32) -> String {
    with(lang, "letter-audience", &[("grade", say(lang, grade.key())), ("count", count.to_string())])
}

fn session_facts(letter: &Letter, session: &SessionFacts) -> Vec<(String, String)> {
    let lang = letter.lang;
    let for_speaker = letter.to.form == Form::Speaker;
    // who need not come any more needs no more than to know which one it is
    let off = matches!(letter.kind, LetterKind::Cancellation | LetterKind::Release);
    let fact = |key: &str, text: String| some(&text).map(|text| (say(lang, &format!("letter-fact-{key}")), text));
    let mut all = vec![
        fact("when", session_time(lang, session.window)),
        fact("where", place(lang, session)),
        fact("room", session.room.clone().unwrap_or_default()),
        fact("lecture", session.lecture.clone().unwrap_or_default()),
    ];
    if !off {
        all.push(fact("theme", session.theme.clone()));
        all.push(fact("audience", audience(lang, session.grade, session.planned)));
        all.push(fact("language", session.language.clone()));
    }
    if for_speaker && !off {
        all.push(fact("way", way(lang, session)));
        all.push(fact("meets", meets(session)));
        all.push(fact("companion", session.companion.clone()));
    }
    if !for_speaker {
        all.push(fact("speaker", names(lang, &session.speakers)));
        all.push(fact("teacher", person(&session.teacher, &session.teacher_phone)));
    }
    all.push(fact("number", session.code.clone()));
    all.into_iter().flatten().collect()
}

fn request_facts(lang: Lang, request: &RequestFacts) -> Vec<(String, String)> {
    let label = |key: &str| say(lang, &format!("letter-fact-{key}"));
    let windows: Vec<String> = request.windows.iter().map(|window| session_time(lang, *window)).collect();
    vec![
        (label("wish"), request.wish.clone()),
        (label("where"), request.venue.clone()),
        (label("windows"), windows.join(if lang == Lang::Zh { "；" } else { "; " })),
        (label("audience"), audience(lang, request.grade, request.headcount)),
        (label("order"), request.code.clone()),
    ]
}

fn place(lang: Lang, session: &SessionFacts) -> String {
    let (venue, township) = (&session.venue, &session.township);
    match lang {
        _ if township.is_empty() => venue.clone(),
        Lang::Zh => format!("{venue}（{township}）"),
        Lang::En => format!("{venue} ({township})"),
    }
}

fn person(name: &str, phone: &str) -> String {
    [name, phone].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

/// Who meets the speaker: the accompanying teacher, else the venue's contact.
fn meets(session: &SessionFacts) -> String {
    if !session.teacher.is_empty() {
        return person(&session.teacher, &session.teacher_phone);
    }
    session.contact.as_ref().map_or_else(String::new, |(name, phone)| person(name, phone))
}

/// How the speaker gets there, and what awaits on the way.
fn way(lang: Lang, session: &SessionFacts) -> String {
    let mut parts = Vec::new();
    if !session.pickup_by.is_empty() {
        let by = session.pickup_by.clone();
        parts.push(match session.pickup_at {
            Some(moment) => {
                let clock = local(moment).format("%-H:%M").to_string();
                with(lang, "letter-way-pickup-at", &[("by", by), ("clock", clock)])
            }
            None => with(lang, "letter-way-pickup", &[("by", by)]),
        });
    } else if session.car {
        parts.push(say(lang, "letter-way-car"));
    } else {
        parts.push(say(lang, "letter-way-own"));
    }
    if session.stairs {
        parts.push(say(lang, "letter-way-stairs"));
    }
    parts.join(if lang == Lang::Zh { "" } else { " " })
}
