//! A letter in words: subject, opening, what it is about, facts, what to do, closing.

use super::facts::{Form, Letter, Notes, RequestFacts, SessionFacts, Subject};
use crate::kernel::{Arg, Day, LetterKind, Moment, Window, local};
use crate::text::{Lang, clock_start, day_long, day_short, say, say_with, session_time};

/// The words of one letter, in one language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Words {
    /// The subject line.
    pub subject: String,
    /// 尊敬的王老师：您好！
    pub greeting: String,
    /// What it is about, a paragraph each.
    pub lead: Vec<String>,
    /// Facts: a label and what it says.
    pub facts: Vec<(String, String)>,
    /// The one button: its words and address.
    pub act: Option<(String, String)>,
    /// What else to know.
    pub notes: Vec<String>,
    /// Committee and date.
    pub closing: Vec<String>,
    /// The link to unsubscribe, with its words.
    pub unsubscribe: Option<(String, String)>,
    /// All of it in one breath, to be told on the telephone or copied into a message.
    pub spoken: String,
}

/// Puts a letter into words.
#[must_use]
pub fn words(letter: &Letter) -> Words {
    let lang = letter.lang;
    let greeting = with(lang, "letter-greeting", &[("name", address(letter))]);
    let lead = lead(letter);
    let facts = facts(letter);
    let signed = office_name(letter);
    let spoken = spoken(lang, &greeting, &lead, &facts, &signed);
    Words {
        subject: subject(letter),
        greeting,
        lead,
        facts,
        act: act(letter),
        notes: notes(letter),
        closing: vec![signed, date_of(lang, letter.date)],
        unsubscribe: some(&letter.links.unsubscribe).map(|link| (say(lang, "letter-unsubscribe"), link)),
        spoken,
    }
}

fn with(lang: Lang, key: &str, args: &[(&'static str, String)]) -> String {
    // an argument of a refusal is cut at 200 characters, and so are names here
    let args: Vec<(&'static str, Arg)> = args.iter().map(|(name, text)| (*name, Arg::from(text))).collect();
    say_with(lang, key, &args)
}

fn some(text: &str) -> Option<String> {
    if text.is_empty() { None } else { Some(text.to_owned()) }
}

fn date_of(lang: Lang, moment: Moment) -> String {
    let long = day_long(lang, Day::of(moment));
    match lang {
        Lang::Zh => long.split(' ').next().unwrap_or_default().to_owned(),
        Lang::En => long.split_once(", ").map_or(long.clone(), |(_, date)| date.to_owned()),
    }
}

fn at(lang: Lang, moment: Moment) -> String {
    let (day, clock) = (day_short(lang, Day::of(moment)), clock_start(lang, moment));
    match lang {
        Lang::Zh => format!("{day}{clock}"),
        Lang::En => format!("{day} {clock}"),
    }
}

fn office_name(letter: &Letter) -> String {
    some(&letter.office.name).unwrap_or_else(|| say(letter.lang, "letter-program"))
}

const DOUBLE_SURNAMES: [&str; 12] =
    ["欧阳", "司马", "诸葛", "上官", "司徒", "东方", "皇甫", "尉迟", "公孙", "慕容", "夏侯", "令狐"];
const TITLES: [&str; 7] = ["老师", "站长", "校长", "主任", "书记", "园长", "所长"];

/// How the reader is spoken to: 王老师, or by name where an account is written to.
fn address(letter: &Letter) -> String {
    match letter.to.form {
        Form::Account => some(bare(&letter.to.name)).unwrap_or_else(|| say(letter.lang, "letter-colleague")),
        _ => polite_name(letter.lang, &letter.to.name),
    }
}

fn bare(name: &str) -> &str {
    name.split(['（', '(']).next().unwrap_or(name).trim()
}

/// 王老师 of 王建国, so that the given name stays private; a title that the name brings along
/// stays, and a name that is not Chinese is left as it is.
#[must_use]
pub fn polite_name(lang: Lang, name: &str) -> String {
    let bare = bare(name);
    if bare.is_empty() {
        return say(lang, "letter-colleague");
    }
    let chinese = bare.starts_with(|c: char| ('\u{4e00}'..='\u{9fff}').contains(&c));
    if !chinese || TITLES.iter().any(|title| bare.ends_with(title)) {
        return bare.to_owned();
    }
    let double = DOUBLE_SURNAMES.iter().any(|surname| bare.starts_with(surname));
    let surname: String = bare.chars().take(if double { 2 } else { 1 }).collect();
    with(lang, "letter-teacher", &[("surname", surname)])
}

fn subject(letter: &Letter) -> String {
    let lang = letter.lang;
    let tag = say(lang, &format!("letter-tag-{}", letter.kind.code()));
    match &letter.subject {
        Subject::Session(session) => {
            let args = [("tag", tag), ("when", at(lang, session.window.start)), ("where", session.venue.clone())];
            with(lang, "letter-subject-session", &args)
        }
        Subject::Request(request) => {
            let args = [("tag", tag), ("wish", request.wish.clone()), ("where", request.venue.clone())];
            with(lang, "letter-subject-request", &args)
        }
        Subject::SignIn => with(lang, "letter-subject-sign_in", &[("tag", tag), ("office", office_name(letter))]),
    }
}

fn lead(letter: &Letter) -> Vec<String> {
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
        (Subject::Session(_), LetterKind::Confirmation) if notes.stepped_in => {
            vec![line("letter-lead-confirmation-stepped_in")]
        }
        (Subject::Session(_), LetterKind::Cancellation) => {
            vec![with(lang, "letter-lead-cancellation", &[("reason", reason(lang, notes))])]
        }
        (Subject::Session(session), LetterKind::ReminderWeek | LetterKind::ReminderDay) => {
            let key = if for_speaker { "letter-lead-reminder-speaker" } else { "letter-lead-reminder-venue" };
            vec![with(lang, key, &[("day", day_short(lang, session.window.day()))])]
        }
        (Subject::Session(_), LetterKind::Confirmation) if for_speaker => {
            vec![line("letter-lead-confirmation-speaker")]
        }
        (Subject::Request(_), LetterKind::RequestReturned) => {
            vec![with(lang, "letter-lead-request_returned", &[("reason", reason(lang, notes))])]
        }
        (Subject::SignIn, _) => vec![with(lang, "letter-lead-sign_in", &[("minutes", notes.minutes.to_string())])],
        (_, kind) => vec![line(&format!("letter-lead-{}", kind.code()))],
    }
}

fn reason(lang: Lang, notes: &Notes) -> String {
    some(&notes.reason).unwrap_or_else(|| say(lang, "letter-no-reason"))
}

fn answer_by(lang: Lang, notes: &Notes) -> Option<String> {
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

fn facts(letter: &Letter) -> Vec<(String, String)> {
    match &letter.subject {
        Subject::Session(session) => session_facts(letter, session),
        Subject::Request(request) => request_facts(letter.lang, request),
        Subject::SignIn if letter.notes.code.is_empty() => Vec::new(),
        Subject::SignIn => vec![(say(letter.lang, "letter-fact-code"), letter.notes.code.clone())],
    }
}

fn audience(lang: Lang, grade: crate::kernel::Grade, count: i32) -> String {
    with(lang, "letter-audience", &[("grade", say(lang, grade.key())), ("count", count.to_string())])
}

fn session_facts(letter: &Letter, session: &SessionFacts) -> Vec<(String, String)> {
    let lang = letter.lang;
    let for_speaker = letter.to.form == Form::Speaker;
    let fact = |key: &str, text: String| some(&text).map(|text| (say(lang, &format!("letter-fact-{key}")), text));
    let mut all = vec![
        fact("when", session_time(lang, session.window)),
        fact("where", place(session)),
        fact("room", session.room.clone().unwrap_or_default()),
        fact("lecture", session.lecture.clone().unwrap_or_default()),
        fact("theme", session.theme.clone()),
        fact("audience", audience(lang, session.grade, session.planned)),
        fact("language", session.language.clone()),
    ];
    if for_speaker {
        all.push(fact("way", way(lang, session)));
        all.push(fact("meets", meets(session)));
        all.push(fact("companion", session.companion.clone()));
    } else {
        all.push(fact("speaker", names(lang, &session.speakers)));
        all.push(fact("teacher", person(&session.teacher, &session.teacher_phone)));
    }
    all.push(fact("number", session.code.clone()));
    all.into_iter().flatten().collect()
}

fn names(lang: Lang, names: &[String]) -> String {
    names.join(if lang == Lang::Zh { "、" } else { ", " })
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

fn place(session: &SessionFacts) -> String {
    if session.township.is_empty() {
        session.venue.clone()
    } else {
        format!("{}（{}）", session.venue, session.township)
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

fn act(letter: &Letter) -> Option<(String, String)> {
    let link = some(&letter.links.act)?;
    let key = match (&letter.subject, letter.kind) {
        (Subject::SignIn, _) => "letter-act-sign_in",
        (_, LetterKind::HeadcountDue) => "letter-act-headcount",
        (Subject::Request(_), _) => "letter-act-request",
        _ if letter.notes.asks => "letter-act-answer",
        _ => "letter-act-show",
    };
    Some((say(letter.lang, key), link))
}

fn notes(letter: &Letter) -> Vec<String> {
    let lang = letter.lang;
    let mut notes = Vec::new();
    if matches!(letter.subject, Subject::SignIn) {
        notes.push(say(lang, "letter-note-not-you"));
    }
    if !letter.office.phone.is_empty() {
        notes.push(with(lang, "letter-note-phone", &[("phone", letter.office.phone.clone())]));
    }
    notes.push(say(lang, "letter-note-automatic"));
    notes
}

fn spoken(lang: Lang, greeting: &str, lead: &[String], facts: &[(String, String)], signed: &str) -> String {
    let (colon, stop, gap) = if lang == Lang::Zh { ("：", "；", "") } else { (": ", "; ", " ") };
    let facts: Vec<String> = facts.iter().map(|(label, text)| format!("{label}{colon}{text}")).collect();
    let end = if lang == Lang::Zh { "。" } else { "." };
    let facts = if facts.is_empty() { String::new() } else { format!("{gap}{}{end}", facts.join(stop)) };
    format!("{greeting}{gap}{}{facts}{gap}——{signed}", lead.join(gap))
}
