//! A journal line's fields and values in the reader's language.

use crate::web::viewer::Viewer;
use serde_json::Value;
use std::collections::HashMap;

/// What ids stand for.
pub type Names = HashMap<String, String>;

/// The longest value that a line shows.
const LONGEST: usize = 160;

/// A field's name.
#[must_use]
pub fn field(viewer: &Viewer, name: &str) -> String {
    told(viewer, "field", name).unwrap_or_else(|| name.to_owned())
}

/// A field's value in a line: ids by the names that they stand for, codes by their words.
#[must_use]
pub fn value(viewer: &Viewer, names: &Names, noun: &str, name: &str, value: &Value) -> String {
    let whole = spoken(viewer, names, noun, name, value);
    match whole.is_empty() {
        true => "—".to_owned(),
        false if whole.chars().count() > LONGEST => format!("{}…", whole.chars().take(LONGEST).collect::<String>()),
        false => whole,
    }
}

/// The ids that some values hold.
pub fn ids<'a>(values: impl Iterator<Item = &'a Value>) -> Vec<String> {
    let mut found = Vec::new();
    for value in values {
        match value {
            Value::String(text) if is_id(text) => found.push(text.clone()),
            Value::Array(items) => found.extend(ids(items.iter())),
            Value::Object(fields) => found.extend(ids(fields.values())),
            _ => {}
        }
    }
    found
}

fn is_id(text: &str) -> bool {
    text.len() == 36 && text.bytes().all(|byte| byte == b'-' || byte.is_ascii_hexdigit())
}

fn spoken(viewer: &Viewer, names: &Names, noun: &str, name: &str, value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::Bool(yes) => viewer.say(if *yes { "yes" } else { "no" }),
        Value::Number(number) => number.to_string(),
        Value::String(text) => match names.get(text) {
            Some(known) => known.clone(),
            // an id of what is gone tells nobody anything
            None if is_id(text) => String::new(),
            None => text.split('|').map(|part| code(viewer, noun, name, part)).collect::<Vec<_>>().join("，"),
        },
        Value::Array(items) => joined(items.iter().map(|item| spoken(viewer, names, noun, name, item)), "；"),
        Value::Object(fields) => {
            joined(fields.iter().map(|(name, value)| spoken(viewer, names, noun, name, value)), "，")
        }
    }
}

fn joined(parts: impl Iterator<Item = String>, between: &str) -> String {
    parts.filter(|part| !part.is_empty()).collect::<Vec<_>>().join(between)
}

fn code(viewer: &Viewer, noun: &str, name: &str, text: &str) -> String {
    match text {
        "true" => return viewer.say("yes"),
        "false" => return viewer.say("no"),
        _ => {}
    }
    // a qualification is a theme with a grade band
    if let Some((theme, grade)) = text.split_once(':').filter(|_| name == "qualifications") {
        let theme = viewer.theme(theme);
        return format!("{theme}:{}", told(viewer, "grade", grade).unwrap_or_else(|| grade.to_owned()));
    }
    if name == "theme" {
        return viewer.theme(text).to_owned();
    }
    list(noun, name).and_then(|list| told(viewer, list, text)).unwrap_or_else(|| text.to_owned())
}

/// The list of `text` from which a field's codes are.
fn list(noun: &str, name: &str) -> Option<&'static str> {
    Some(match (noun, name) {
        ("session", "status") => "session-status",
        ("request", "status") => "request-status",
        ("plan", "status") => "plan-status",
        ("lecture" | "material", "status") => "text-status",
        ("division", "level") => "division",
        ("session", "kind") => "kind",
        ("attendance", "kind") => "listener",
        ("filing", "state") => "filing",
        ("attendance", "state") => "figure",
        ("speaker", "taken") => "speaker",
        ("venue", "taken") => "venue",
        (_, "level") => "level",
        (_, "elder_kind") => "elder",
        (_, "grade" | "grades") => "grade",
        (_, "channel") => "channel",
        (_, "part") => "part",
        (_, "answer") => "answer",
        (_, "measure") => "measure",
        (_, "basis") => "basis",
        (_, "through") => "through",
        (_, "outcome") => "call",
        (_, "role") => "role",
        _ => return None,
    })
}

/// The words of a code, where `text` has them.
fn told(viewer: &Viewer, list: &str, code: &str) -> Option<String> {
    let plain =
        !code.is_empty() && code.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'));
    [code.to_owned(), code.replace('_', "-")].into_iter().filter(|_| plain).find_map(|code| {
        let key = format!("{list}-{code}");
        Some(viewer.say(&key)).filter(|words| *words != format!("[{key}]"))
    })
}
