//! Who may import whom: the ranks of `lib.rs`'s code map, read off the sources.
//!
//! A room imports only from lower ranks, never from its own; a library with a home is named
//! there alone; no room re-exports another. The planted samples prove that nothing slips by.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

const RANKS: &[&[&str]] = &[
    &["kernel"],
    &["text", "tables", "config", "tls"],
    &["committees", "accounts", "speakers", "venues", "lectures"],
    &["requests"],
    &["sessions"],
    &["matching", "attendance"],
    &["reach", "service", "calendars"],
    &["reminders"],
    &["store", "mail", "mailbox", "fetch"],
    &["app"],
    &["actions"],
    &["web", "worker", "demo"],
    &["cli", "main"],
];

/// Libraries with a home: where alone each may be named.
const HOMES: &[(&str, &[&str])] = &[
    ("diesel", &["store/"]),
    ("diesel_migrations", &["store/"]),
    ("axum", &["web/"]),
    ("axum_extra", &["web/"]),
    ("tower_http", &["web/"]),
    ("maud", &["web/", "reminders/letters.rs"]),
    ("lettre", &["mail.rs"]),
    ("hyper", &["fetch.rs"]),
    ("hyper_util", &["fetch.rs"]),
    ("url", &["fetch.rs"]),
    ("ical", &["calendars/"]),
    ("rrule", &["calendars/"]),
];

#[test]
fn rooms_import_only_from_lower_ranks() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = String::new();
    for file in sources(&root) {
        let relative = file.strip_prefix(&root).unwrap().to_string_lossy().replace('\\', "/");
        let source = std::fs::read_to_string(&file).unwrap();
        for fault in faults(&relative, &source) {
            writeln!(found, "{relative}: {fault}").unwrap();
        }
    }
    assert!(found.is_empty(), "\n{found}");
}

#[test]
fn every_room_has_a_rank() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    for entry in std::fs::read_dir(&root).unwrap() {
        let name = entry.unwrap().file_name().to_string_lossy().replace(".rs", "");
        assert!(name == "lib" || rank(&name).is_some(), "src/{name} has no rank");
    }
}

#[test]
fn planted_samples_are_caught() {
    let caught = [
        ("kernel/day.rs", "use crate::text::say;", "kernel -> text"),
        ("speakers/mod.rs", "use crate::{kernel::Day, venues::Venue};", "speakers -> venues"),
        ("requests/mod.rs", "use crate::{kernel::{Day, Clock}, sessions};", "requests -> sessions"),
        ("requests/order/mod.rs", "use super::super::store::Db;", "requests -> store"),
        ("requests/order.rs", "mod tests { use super::super::super::web::x; }", "requests -> web"),
        ("matching/mod.rs", "fn f() { crate::reach::sum(); }", "matching -> reach"),
        ("matching/mod.rs", "use crate as house; use house::web::x;", "renames the crate"),
        ("sessions/mod.rs", "pub use crate::requests::Request;", "re-exports requests"),
        ("sessions/mod.rs", "pub(crate) use crate::{requests::Request};", "re-exports requests"),
        ("web/mod.rs", "use diesel::prelude::*;", "names diesel"),
        ("web/mod.rs", "use {maud::html, diesel::RunQueryDsl};", "names diesel"),
        ("app.rs", "pub use axum;", "names axum"),
        ("reminders/plan.rs", "fn f() -> maud::Markup { todo() }", "names maud"),
        ("actions/mod.rs", "extern crate lettre;", "names lettre"),
        ("store/mod.rs", "pub use diesel::prelude::*;", "re-exports diesel"),
    ];
    for (file, source, fault) in caught {
        let found = faults(file, source);
        assert!(found.iter().any(|f| f.contains(fault)), "{file}: {source}\nexpected {fault:?}, found {found:?}");
    }
}

#[test]
fn honest_samples_pass() {
    let fine = [
        ("requests/order.rs", "use super::Request; use crate::kernel::Day;"),
        ("requests/order.rs", "// crate::web is far away\nconst A: &str = \"crate::web\";"),
        ("requests/mod.rs", "mod tests { use super::*; } use self::order::Order; pub use order::Order;"),
        (
            "web/today.rs",
            "use super::{layout, parts}; use crate::{app::App, kernel::Day}; fn f<'a>(x: &'a str) -> impl Fn() + use<'a> { g(); }",
        ),
        ("store/mod.rs", "use diesel::prelude::*; struct A { diesel: u8 }"),
    ];
    for (file, source) in fine {
        assert_eq!(faults(file, source), Vec::<String>::new(), "{file}: {source}");
    }
}

fn rank(room: &str) -> Option<usize> {
    RANKS.iter().position(|rooms| rooms.contains(&room))
}

fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(sources(&path));
        } else if path.extension().is_some_and(|e| e == "rs") {
            files.push(path);
        }
    }
    files.sort();
    files
}

/// One path of a source, resolved from the crate's root or naming a library.
struct Named {
    segments: Vec<String>,
    reexported: bool,
}

fn faults(file: &str, source: &str) -> Vec<String> {
    let room = file.split('/').next().unwrap().trim_end_matches(".rs");
    let mut out = Vec::new();
    if room == "lib" {
        return out;
    }
    let tokens = tokens(source);
    if tokens.windows(2).any(|w| w[0] == "crate" && w[1] == "as") {
        out.push("renames the crate".to_owned());
    }
    for named in paths(&module_of(file), &tokens) {
        let head = named.segments[0].as_str();
        if head == "crate" {
            judge_room(room, &named, &mut out);
        } else if let Some((library, homes)) = HOMES.iter().find(|(library, _)| *library == head) {
            if !homes.iter().any(|home| file.starts_with(home)) {
                out.push(format!("names {library}, whose home is {}", homes.join(" and ")));
            } else if named.reexported {
                out.push(format!("re-exports {library}"));
            }
        }
    }
    out
}

fn judge_room(room: &str, named: &Named, out: &mut Vec<String>) {
    let Some(other) = named.segments.get(1).filter(|other| rank(other).is_some()) else { return };
    if other == room || (room == "main" && other == "cli") {
        return;
    }
    if named.reexported {
        out.push(format!("re-exports {other}"));
    }
    if rank(other) >= rank(room) {
        out.push(format!("{room} -> {other}: not a lower rank"));
    }
}

fn module_of(file: &str) -> Vec<String> {
    let mut path: Vec<String> = file.trim_end_matches(".rs").split('/').map(str::to_owned).collect();
    if path.last().is_some_and(|last| last == "mod") {
        path.pop();
    }
    path
}

/// Every path that starts at the crate, at `super`, or at a name: inside `use` trees and elsewhere.
fn paths(module: &[String], tokens: &[String]) -> Vec<Named> {
    let mut out = Vec::new();
    let mut inline: BTreeMap<usize, String> = BTreeMap::new();
    let mut depth = 0;
    let mut at = 0;
    while at < tokens.len() {
        match tokens[at].as_str() {
            "{" => depth += 1,
            "}" => {
                depth = usize::saturating_sub(depth, 1);
                inline.retain(|opened, _| *opened <= depth);
            }
            "mod" if tokens.get(at + 2).is_some_and(|t| t == "{") => {
                inline.insert(depth + 1, tokens[at + 1].clone());
            }
            // `use<>` in a type captures lifetimes and imports nothing
            "use" if tokens.get(at + 1).is_some_and(|t| t != "<") => {
                let mut here = module.to_vec();
                here.extend(inline.values().cloned());
                let reexported = is_public(tokens, at);
                let end = tree(&here, &mut Vec::new(), tokens, at + 1, &mut |segments| {
                    out.push(Named { segments, reexported });
                });
                at = end;
                continue;
            }
            "crate" if next_is_path(tokens, at) && !follows_path(tokens, at) => {
                out.push(Named { segments: run(tokens, at), reexported: false });
            }
            "super" if next_is_path(tokens, at) && !follows_path(tokens, at) => {
                let mut here = module.to_vec();
                here.extend(inline.values().cloned());
                out.push(Named { segments: resolve(&here, run(tokens, at)), reexported: false });
            }
            "extern" if tokens.get(at + 1).is_some_and(|t| t == "crate") => {
                out.push(Named { segments: vec![tokens[at + 2].clone()], reexported: false });
            }
            name if HOMES.iter().any(|(l, _)| *l == name) && next_is_path(tokens, at) && !follows_path(tokens, at) => {
                out.push(Named { segments: run(tokens, at), reexported: false });
            }
            _ => {}
        }
        at += 1;
    }
    out
}

fn is_public(tokens: &[String], at: usize) -> bool {
    match at.checked_sub(1).map(|before| tokens[before].as_str()) {
        Some("pub") => true,
        Some(")") => {
            // pub(crate) and wider; pub(super) and pub(self) stay inside the room
            let open = tokens[..at].iter().rposition(|t| t == "(");
            open.is_some_and(|open| open > 0 && tokens[open - 1] == "pub" && tokens[open + 1] == "crate")
                && !tokens[..at].ends_with(&["super".to_owned(), ")".to_owned()])
        }
        _ => false,
    }
}

fn next_is_path(tokens: &[String], at: usize) -> bool {
    tokens.get(at + 1).is_some_and(|t| t == "::")
}

fn follows_path(tokens: &[String], at: usize) -> bool {
    at > 0 && tokens[at - 1] == "::"
}

fn run(tokens: &[String], mut at: usize) -> Vec<String> {
    let mut segments = vec![tokens[at].clone()];
    while next_is_path(tokens, at) && tokens.get(at + 2).is_some_and(|t| is_word(t)) {
        at += 2;
        segments.push(tokens[at].clone());
    }
    segments
}

/// Reads one `use` tree from `at`; returns the place after it.
fn tree(
    module: &[String],
    prefix: &mut Vec<String>,
    tokens: &[String],
    mut at: usize,
    emit: &mut impl FnMut(Vec<String>),
) -> usize {
    let kept = prefix.len();
    while at < tokens.len() {
        match tokens[at].as_str() {
            "::" => at += 1,
            "{" => {
                at += 1;
                while tokens[at] != "}" {
                    at = tree(module, prefix, tokens, at, emit);
                    if tokens[at] == "," {
                        at += 1;
                    }
                }
                prefix.truncate(kept);
                return at + 1;
            }
            ";" | "," | "}" => {
                break;
            }
            "as" => at += 2,
            word => {
                prefix.push(word.to_owned());
                at += 1;
            }
        }
    }
    emit(resolve(module, prefix.clone()));
    prefix.truncate(kept);
    at
}

/// Turns `super::` and `self::` into a path from the crate.
fn resolve(module: &[String], segments: Vec<String>) -> Vec<String> {
    let ups = segments.iter().take_while(|s| *s == "super").count();
    let selfs = usize::from(segments.first().is_some_and(|s| s == "self"));
    if ups + selfs == 0 {
        return segments;
    }
    let mut path = vec!["crate".to_owned()];
    path.extend(module.iter().take(module.len().saturating_sub(ups)).cloned());
    path.extend(segments.into_iter().skip(ups + selfs));
    path
}

fn is_word(token: &str) -> bool {
    token.starts_with(|c: char| c.is_alphabetic() || c == '_')
}

/// Words, `::` and single signs; comments, strings and characters left out.
fn tokens(source: &str) -> Vec<String> {
    let chars: Vec<char> = source.chars().collect();
    let mut out = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        let rest = &chars[at..];
        if rest.starts_with(&['/', '/']) {
            at += rest.iter().position(|c| *c == '\n').unwrap_or(rest.len());
        } else if rest.starts_with(&['/', '*']) {
            at += 2 + rest[2..].windows(2).position(|w| w == ['*', '/']).map_or(rest.len(), |n| n + 2);
        } else if chars[at] == '"' {
            at += string_length(rest, 0);
        } else if let Some(length) = raw_string(rest) {
            at += length;
        } else if chars[at] == '\'' {
            at += quote_length(rest);
        } else if chars[at].is_alphanumeric() || chars[at] == '_' {
            let length = rest.iter().position(|c| !c.is_alphanumeric() && *c != '_').unwrap_or(rest.len());
            out.push(rest[..length].iter().collect());
            at += length;
        } else if rest.starts_with(&[':', ':']) {
            out.push("::".to_owned());
            at += 2;
        } else {
            if !chars[at].is_whitespace() {
                out.push(chars[at].to_string());
            }
            at += 1;
        }
    }
    out
}

fn string_length(rest: &[char], from: usize) -> usize {
    let mut at = from + 1;
    while at < rest.len() && rest[at] != '"' {
        at += if rest[at] == '\\' { 2 } else { 1 };
    }
    at + 1
}

fn raw_string(rest: &[char]) -> Option<usize> {
    let start = match rest {
        ['r', ..] => 1,
        ['b', 'r', ..] => 2,
        _ => return None,
    };
    let hashes = rest[start..].iter().take_while(|c| **c == '#').count();
    if rest.get(start + hashes) != Some(&'"') {
        return None;
    }
    let mut close = vec!['"'];
    close.extend(std::iter::repeat_n('#', hashes));
    let body = start + hashes + 1;
    let end = rest[body..].windows(close.len()).position(|w| w == close)?;
    Some(body + end + close.len())
}

/// A character literal, or a lifetime's quote.
fn quote_length(rest: &[char]) -> usize {
    match rest {
        [_, '\\', ..] => rest[2..].iter().skip(1).position(|c| *c == '\'').map_or(1, |n| n + 4),
        [_, _, '\'', ..] => 3,
        _ => 1,
    }
}
