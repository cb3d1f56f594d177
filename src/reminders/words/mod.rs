//! A letter in words: subject, opening, what it is about, facts, what to do, closing.

mod digest;
mod lead;
mod own;
mod told;

pub use own::ours;

use super::facts::{Form, Letter, Subject};
use crate::kernel::{Arg, Day, LetterKind, Moment};
use crate::text::{Lang, clock_start, day_long, day_short, say, say_with};

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
    /// Several things told in one letter, each with a heading of its own.
    pub sections: Vec<Section>,
    /// What else to know.
    pub notes: Vec<String>,
    /// Committee and date.
    pub closing: Vec<String>,
    /// The link to unsubscribe, with its words.
    pub unsubscribe: Option<(String, String)>,
    /// The heart of it in one breath, to be told on the telephone or copied into a message; where
    /// something is to be pressed, the address stands on a line of its own.
    pub spoken: String,
}

/// One of several things that a letter tells.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Section {
    /// What it is about.
    pub heading: String,
    /// What is said of it, a paragraph each.
    pub lead: Vec<String>,
    /// Short lines, one a thing.
    pub lines: Vec<String>,
    /// Facts: a label and what it says.
    pub facts: Vec<(String, String)>,
    /// Its button: words and address.
    pub act: Option<(String, String)>,
}

/// Puts a letter into words.
#[must_use]
pub fn words(letter: &Letter) -> Words {
    let lang = letter.lang;
    let greeting = with(lang, "letter-greeting", &[("name", address(letter))]);
    let lead = opening(letter);
    let facts = told::facts(letter);
    let signed = office_name(letter);
    let act = act(letter);
    let sections = sections(letter);
    let spoken = spoken(letter, &Breath { greeting: &greeting, lead: &lead, act: &act, signed: &signed });
    Words {
        subject: subject(letter),
        greeting,
        lead,
        facts,
        act,
        sections,
        notes: notes(letter),
        closing: vec![signed, date_of(lang, letter.date)],
        unsubscribe: some(&letter.links.unsubscribe).map(|link| (say(lang, "letter-unsubscribe"), link)),
        spoken,
    }
}

/// What a gathered letter tells, a section a session.
fn sections(letter: &Letter) -> Vec<Section> {
    if let Subject::Digest(facts) = &letter.subject {
        return digest::sections(letter.lang, facts, &letter.links.site);
    }
    let Subject::Gathered(parts) = &letter.subject else { return Vec::new() };
    let mut sections: Vec<Section> = Vec::new();
    let mut last = "";
    for part in parts {
        let code = session_code(part);
        match sections.last_mut().filter(|_| code == last) {
            Some(section) => {
                section.lead.extend(opening(part));
                section.act = act(part).or(section.act.take());
            }
            None => sections.push(Section {
                heading: subject(part),
                lead: opening(part),
                lines: Vec::new(),
                facts: told::facts(part),
                act: act(part),
            }),
        }
        last = code;
    }
    sections
}

/// How a letter opens: in the committee's own words, else in ours.
fn opening(letter: &Letter) -> Vec<String> {
    own::opening(letter).unwrap_or_else(|| lead::lead(letter))
}

fn session_code(letter: &Letter) -> &str {
    if let Subject::Session(session) = &letter.subject { &session.code } else { "" }
}

/// How many sessions a gathered letter is about.
pub(super) fn count(parts: &[Letter]) -> usize {
    let mut codes: Vec<&str> = parts.iter().map(session_code).collect();
    codes.dedup();
    codes.len()
}

pub(super) fn with(lang: Lang, key: &str, args: &[(&'static str, String)]) -> String {
    // an argument of a refusal is cut at 200 characters, and so are names here
    let args: Vec<(&'static str, Arg)> = args.iter().map(|(name, text)| (*name, Arg::from(text))).collect();
    say_with(lang, key, &args)
}

pub(super) fn some(text: &str) -> Option<String> {
    if text.is_empty() { None } else { Some(text.to_owned()) }
}

fn date_of(lang: Lang, moment: Moment) -> String {
    let long = day_long(lang, Day::of(moment));
    match lang {
        Lang::Zh => long.split(' ').next().unwrap_or_default().to_owned(),
        Lang::En => long.split_once(", ").map_or(long.clone(), |(_, date)| date.to_owned()),
    }
}

pub(super) fn at(lang: Lang, moment: Moment) -> String {
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

/// A name as one speaks to its bearer, 王建国老师, with what was added in brackets at the end.
#[must_use]
pub fn full_name(lang: Lang, name: &str) -> String {
    let bare = bare(name);
    let titled = TITLES.iter().any(|title| bare.ends_with(title));
    let spoken = if titled { bare.to_owned() } else { with(lang, "speaker-address", &[("name", bare.to_owned())]) };
    format!("{spoken}{}", added(name))
}

/// What stands in brackets after a name: that it is of the sample, say.
#[must_use]
pub fn added(name: &str) -> &str {
    name.find(['（', '(']).and_then(|at| name.get(at..)).unwrap_or("")
}

pub(super) fn subject(letter: &Letter) -> String {
    let lang = letter.lang;
    if let Some(subject) = own::subject(letter) {
        return subject;
    }
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
        Subject::Gathered(parts) => match parts.first().map(|part| &part.subject) {
            Some(Subject::Session(first)) => {
                let args = [
                    ("tag", tag),
                    ("when", at(lang, first.window.start)),
                    ("where", first.venue.clone()),
                    ("count", count(parts).to_string()),
                ];
                with(lang, "letter-subject-changes", &args)
            }
            _ => tag,
        },
        Subject::Digest(facts) => digest::subject(lang, facts, tag),
        Subject::SignIn => with(lang, "letter-subject-sign_in", &[("tag", tag), ("office", office_name(letter))]),
    }
}

pub(super) fn act(letter: &Letter) -> Option<(String, String)> {
    let link = some(&letter.links.act)?;
    let key = match (&letter.subject, letter.kind) {
        (Subject::SignIn, _) => "letter-act-sign_in",
        (Subject::Digest(_), _) => "letter-act-digest",
        (_, LetterKind::HeadcountDue) => "letter-act-headcount",
        (Subject::Request(_), _) => "letter-act-request",
        _ if letter.notes.asks => "letter-act-answer",
        (_, LetterKind::Unsure | LetterKind::StandbyCall) if letter.to.form == Form::Speaker => "letter-act-still",
        _ if letter.notes.still_by.is_some() => "letter-act-still",
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
    if matches!(letter.subject, Subject::Digest(_)) {
        notes.push(say(lang, "letter-note-digest"));
    }
    if !letter.office.phone.is_empty() {
        notes.push(with(lang, "letter-note-phone", &[("phone", letter.office.phone.clone())]));
    }
    notes.push(say(lang, "letter-note-automatic"));
    notes
}

struct Breath<'a> {
    greeting: &'a str,
    lead: &'a [String],
    act: &'a Option<(String, String)>,
    signed: &'a str,
}

fn spoken(letter: &Letter, breath: &Breath<'_>) -> String {
    let lang = letter.lang;
    let gap = if lang == Lang::Zh { "" } else { " " };
    let told = match &letter.subject {
        Subject::Gathered(parts) => {
            let each = |part: &Letter| format!("{}{gap}{}", opening(part).join(gap), told::in_brief(part));
            parts.iter().map(each).collect::<Vec<_>>().join(gap)
        }
        _ => told::in_brief(letter),
    };
    let said = format!("{}{gap}{}{gap}{told}{gap}——{}", breath.greeting, breath.lead.join(gap), breath.signed);
    match breath.act {
        Some((words, link)) => format!("{said}\n{words}{}{link}", if lang == Lang::Zh { "：" } else { ": " }),
        None => said,
    }
}

pub(super) fn names(lang: Lang, names: &[String]) -> String {
    names.join(if lang == Lang::Zh { "、" } else { ", " })
}
