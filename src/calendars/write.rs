//! Content lines out: the one place that makes bytes of calendars.
//!
//! Whatever is put in, a value stays inside its line: texts are escaped, parameters quoted,
//! addresses percent-encoded, and names are fixed in the program.

use super::escape::{escape_text, quote_param};
use crate::kernel::{Day, Moment, local};
use chrono::NaiveDateTime;
use std::fmt::Write as _;

/// Octets of a physical line without its line break (RFC 5545 3.1).
const LINE: usize = 75;

/// Gathers content lines.
#[derive(Clone, Debug, Default)]
pub struct Writer {
    out: String,
}

impl Writer {
    /// A line whose value needs no escape, as a fixed word or a number.
    pub fn plain(&mut self, name: &'static str, value: &str) {
        let value: String = value.chars().filter(|c| !c.is_control()).collect();
        self.line(&format!("{name}:{value}"));
    }

    /// A TEXT line.
    pub fn text(&mut self, name: &'static str, value: &str) {
        self.line(&format!("{name}:{}", escape_text(value)));
    }

    /// A TEXT line, unless it would be empty.
    pub fn some_text(&mut self, name: &'static str, value: &str) {
        if !value.trim().is_empty() {
            self.text(name, value);
        }
    }

    /// A line of several TEXT values; none, no line.
    pub fn texts(&mut self, name: &'static str, values: &[String]) {
        let escaped: Vec<String> = values.iter().filter(|v| !v.trim().is_empty()).map(|v| escape_text(v)).collect();
        if !escaped.is_empty() {
            self.line(&format!("{name}:{}", escaped.join(",")));
        }
    }

    /// An address: anything that may not stand in one is percent-encoded.
    pub fn uri(&mut self, name: &'static str, value: &str) {
        self.line(&format!("{name}:{}", uri(value)));
    }

    /// A calendar user's address (`mailto:`) with parameters.
    pub fn person(&mut self, name: &'static str, params: &[(&'static str, &str)], email: &str) {
        let mut head = name.to_owned();
        for (key, value) in params {
            let fixed = !value.is_empty() && value.bytes().all(|b| b.is_ascii_uppercase() || b == b'-');
            let value = if fixed { (*value).to_owned() } else { quote_param(value) };
            // A String takes everything that is written to it.
            let _ = write!(head, ";{key}={value}");
        }
        self.line(&format!("{head}:mailto:{}", uri(email.trim())));
    }

    /// An instant in UTC.
    pub fn utc(&mut self, name: &'static str, at: Moment) {
        self.line(&format!("{name}:{}Z", stamp(at.naive_utc())));
    }

    /// An instant on Shanghai's wall clock, with its zone.
    pub fn shanghai(&mut self, name: &'static str, at: Moment) {
        self.line(&format!("{name};TZID=Asia/Shanghai:{}", stamp(local(at))));
    }

    /// A whole day.
    pub fn day(&mut self, name: &'static str, day: Day) {
        self.line(&format!("{name};VALUE=DATE:{}", day.0.format("%Y%m%d")));
    }

    /// Fixed lines of the program.
    pub fn fixed(&mut self, lines: &[&'static str]) {
        for line in lines {
            self.line(line);
        }
    }

    /// The finished calendar.
    #[must_use]
    pub fn into_bytes(self) -> Vec<u8> {
        self.out.into_bytes()
    }

    /// Folds by octets, never inside a character.
    fn line(&mut self, line: &str) {
        let mut used = 0;
        for c in line.chars() {
            if used + c.len_utf8() > LINE {
                self.out.push_str("\r\n ");
                used = 1;
            }
            self.out.push(c);
            used += c.len_utf8();
        }
        self.out.push_str("\r\n");
    }
}

fn stamp(at: NaiveDateTime) -> String {
    at.format("%Y%m%dT%H%M%S").to_string()
}

fn uri(value: &str) -> String {
    let mut out = String::with_capacity(value.len());
    for byte in value.bytes() {
        if byte.is_ascii_graphic() && !b"\"<>\\^`{|}".contains(&byte) {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}
