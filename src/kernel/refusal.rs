//! "No", as a value: a key and arguments that `text` puts into words.

use super::Day;
use std::fmt;

/// An argument of a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Arg {
    /// Text put in as it stands.
    Text(String),
    /// A whole number, grouped by the reader's language.
    Number(i64),
    /// A day, written as the reader's language does.
    Day(Day),
    /// Another sentence, in the reader's language.
    Said(Box<Refusal>),
}

impl From<Day> for Arg {
    fn from(day: Day) -> Self {
        Self::Day(day)
    }
}
impl From<Refusal> for Arg {
    fn from(inner: Refusal) -> Self {
        Self::Said(Box::new(inner))
    }
}

impl From<&str> for Arg {
    fn from(text: &str) -> Self {
        Self::Text(text.chars().take(200).collect())
    }
}
impl From<&String> for Arg {
    fn from(text: &String) -> Self {
        text.as_str().into()
    }
}
impl From<String> for Arg {
    fn from(text: String) -> Self {
        text.as_str().into()
    }
}
impl From<i64> for Arg {
    fn from(number: i64) -> Self {
        Self::Number(number)
    }
}
impl From<i32> for Arg {
    fn from(number: i32) -> Self {
        Self::Number(i64::from(number))
    }
}
impl From<u32> for Arg {
    fn from(number: u32) -> Self {
        Self::Number(i64::from(number))
    }
}
impl From<usize> for Arg {
    fn from(number: usize) -> Self {
        Self::Number(i64::try_from(number).unwrap_or(i64::MAX))
    }
}

/// Something a person asked for that cannot be, and why.
///
/// `key` names a sentence of `text`; `args` fill it; `place` names the field, column or
/// address that it belongs to, so that a form shows it there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// Key of the sentence.
    pub key: &'static str,
    /// Arguments by name.
    pub args: Vec<(&'static str, Arg)>,
    /// The field it is about, if any.
    pub place: Option<String>,
    /// What kind of no it is.
    pub kind: Refused,
}

/// What kind of no: decides the HTTP status and the exit code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// What was given is wrong (422, exit 1).
    Invalid,
    /// The person may not (403).
    Forbidden,
    /// There is no such thing, or not for this person (404).
    Missing,
    /// Somebody else was faster, or it is in another state by now (409).
    Conflict,
    /// It was once, and no longer is (410).
    Gone,
    /// Too often (429).
    TooMany,
    /// Something outside does not work at the moment (503).
    Unavailable,
}

impl Refusal {
    /// A refusal of what was given.
    #[must_use]
    pub fn new(key: &'static str) -> Self {
        Self { key, args: Vec::new(), place: None, kind: Refused::Invalid }
    }

    /// The same with another kind.
    #[must_use]
    pub fn of(mut self, kind: Refused) -> Self {
        self.kind = kind;
        self
    }

    /// There is no such thing.
    #[must_use]
    pub fn missing(key: &'static str) -> Self {
        Self::new(key).of(Refused::Missing)
    }

    /// It is in another state by now.
    #[must_use]
    pub fn conflict(key: &'static str) -> Self {
        Self::new(key).of(Refused::Conflict)
    }

    /// The person may not.
    #[must_use]
    pub fn forbidden(key: &'static str) -> Self {
        Self::new(key).of(Refused::Forbidden)
    }

    /// With an argument of its sentence.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<Arg>) -> Self {
        self.args.push((name, value.into()));
        self
    }

    /// At a field.
    #[must_use]
    pub fn at(mut self, place: impl Into<String>) -> Self {
        self.place = Some(place.into());
        self
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.key)
    }
}

impl std::error::Error for Refusal {}
