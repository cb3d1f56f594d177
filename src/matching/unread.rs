//! What a JSON reader says of a document that it cannot read, as values: `text` has the words.

use super::fault::{Fault, FaultKind, Wanted};

/// The fault behind a reader's error at a place; `place` is empty for the document itself.
pub(super) fn fault(place: &str, error: &serde_json::Error) -> Fault {
    let message = error.to_string();
    let message = message.rsplit_once(" at line ").map_or(message.as_str(), |(before, _)| before);
    if error.is_syntax() {
        return Fault::new(place, FaultKind::Syntax { line: error.line(), column: error.column() });
    }
    if let Some(field) = quoted(message, "missing field ") {
        return Fault::new(within(place, field), FaultKind::Missing);
    }
    if let Some(field) = quoted(message, "duplicate field ") {
        return Fault::new(place, FaultKind::Twice(field.to_owned()));
    }
    let kind = if place.is_empty() { None } else { wrong(message) };
    Fault::new(place, kind.unwrap_or(FaultKind::Unreadable))
}

fn within(place: &str, field: &str) -> String {
    if place.is_empty() { field.to_owned() } else { format!("{place}.{field}") }
}

/// What stands between the first backquotes behind a beginning.
fn quoted<'a>(message: &'a str, begin: &str) -> Option<&'a str> {
    message.strip_prefix(begin)?.strip_prefix('`')?.split_once('`').map(|it| it.0)
}

/// Something else than what the format wants there.
fn wrong(message: &str) -> Option<FaultKind> {
    if let Some(found) = quoted(message, "unknown variant ") {
        let (_, all) = message.split_once("expected ")?;
        let all = all.strip_prefix("one of ").unwrap_or(all).replace('`', "");
        return Some(FaultKind::Wrong { found: format!("\"{found}\""), wanted: Wanted::OneOf(all) });
    }
    let rest = ["invalid type: ", "invalid value: "].iter().find_map(|begin| message.strip_prefix(begin))?;
    let (found, wanted) = rest.rsplit_once(", expected ")?;
    Some(FaultKind::Wrong { found: as_written(found), wanted: wanted_of(wanted)? })
}

/// A value as the document has it: `string "2"` is `"2"`, a list or an object its brackets.
fn as_written(found: &str) -> String {
    match found.split_once(' ') {
        Some(("string", text)) => text.to_owned(),
        Some((_, value)) if value.contains('`') => value.replace("point ", "").replace('`', ""),
        _ if found == "sequence" => "[...]".to_owned(),
        _ if found == "map" => "{...}".to_owned(),
        _ => found.to_owned(),
    }
}

fn wanted_of(expected: &str) -> Option<Wanted> {
    let list = expected.starts_with("the list ") || expected == "a sequence";
    Some(match expected {
        "i64" => Wanted::Whole,
        "u32" | "usize" => Wanted::Count,
        "f64" => Wanted::Number,
        "a string" | "string" => Wanted::Text,
        "a day as YYYY-MM-DD" => Wanted::Day,
        "a clock time as HH:MM" => Wanted::Time,
        "a map" => Wanted::Object,
        _ if expected.starts_with("struct ") => Wanted::Object,
        _ if list => Wanted::List,
        _ => return None,
    })
}
