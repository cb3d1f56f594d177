//! Why an instance or a solution cannot be used, and where; words for it live in `text`.

use std::fmt;

use super::reason::Reason;

/// A fault and its place, such as `speakers[3].caps.per_week`.
#[derive(Debug, Clone, PartialEq)]
pub struct Fault {
    /// Path within the document; empty for the document itself.
    pub place: String,
    /// What is wrong there.
    pub kind: FaultKind,
}

/// What is wrong.
#[derive(Debug, Clone, PartialEq)]
pub enum FaultKind {
    /// Something else than this format.
    Unreadable,
    /// Not JSON here.
    Syntax {
        /// From 1.
        line: usize,
        /// From 1.
        column: usize,
    },
    /// A field that must be there.
    Missing,
    /// Something else than what is wanted there.
    Wrong {
        /// What stands there, as the document has it.
        found: String,
        /// What should.
        wanted: Wanted,
    },
    /// The document ends too soon, on this line; 0 where it holds nothing at all.
    CutShort(usize),
    /// Another format or travel model than this reader's.
    Format(String),
    /// An id that no list knows.
    Unknown(String),
    /// An id that stands twice.
    Twice(String),
    /// A number outside its range.
    Range {
        /// The number as written.
        value: String,
        /// Least allowed.
        least: i64,
        /// Greatest allowed.
        most: i64,
    },
    /// A list that must hold something.
    Empty,
    /// A day outside the horizon.
    OutsideHorizon(String),
    /// An end that does not lie after its begin.
    EndsBeforeItBegins,
    /// A pin that breaks a hard rule.
    Pin(Reason),
    /// An assignment of a solution that breaks a hard rule.
    Broken(Reason),
    /// The whole is larger than a run accepts.
    TooLarge {
        /// What there is too much of.
        what: String,
        /// How much is accepted.
        most: i64,
    },
}

/// What the format wants at a place.
#[derive(Debug, Clone, PartialEq)]
pub enum Wanted {
    /// A whole number.
    Whole,
    /// A whole number that is not negative.
    Count,
    /// A number.
    Number,
    /// A text.
    Text,
    /// A list.
    List,
    /// An object.
    Object,
    /// A day.
    Day,
    /// A clock time.
    Time,
    /// One of these words.
    OneOf(String),
}

impl Wanted {
    fn key(&self) -> &'static str {
        match self {
            Self::Whole => "plan-want-whole",
            Self::Count => "plan-want-count",
            Self::Number => "plan-want-number",
            Self::Text => "plan-want-text",
            Self::List => "plan-want-list",
            Self::Object => "plan-want-object",
            Self::Day => "plan-want-day",
            Self::Time => "plan-want-time",
            Self::OneOf(_) => "plan-want-one-of",
        }
    }
}

/// A sentence within the sentence of a fault: the argument that it fills, its key and its own arguments.
pub type Inner = (&'static str, &'static str, Vec<(&'static str, String)>);

/// Characters of a document that a sentence repeats at most.
const SHOWN: usize = 60;

impl Fault {
    pub(crate) fn new(place: impl Into<String>, kind: FaultKind) -> Self {
        Self { place: place.into(), kind }
    }

    /// The fluent key of this fault.
    pub fn key(&self) -> &'static str {
        match self.kind {
            FaultKind::Unreadable if self.place.is_empty() => "plan-fault-unreadable",
            FaultKind::Unreadable => "plan-fault-unreadable-at",
            FaultKind::Syntax { .. } if self.place.is_empty() => "plan-fault-syntax",
            FaultKind::Syntax { .. } => "plan-fault-syntax-at",
            FaultKind::Missing => "plan-fault-missing",
            FaultKind::Wrong { .. } => "plan-fault-wrong",
            FaultKind::CutShort(0) => "plan-fault-nothing",
            FaultKind::CutShort(_) => "plan-fault-cut-short",
            FaultKind::Format(_) => "plan-fault-format",
            FaultKind::Unknown(_) => "plan-fault-unknown",
            FaultKind::Twice(_) => "plan-fault-twice",
            FaultKind::Range { .. } => "plan-fault-range",
            FaultKind::Empty => "plan-fault-empty",
            FaultKind::OutsideHorizon(_) => "plan-fault-outside-horizon",
            FaultKind::EndsBeforeItBegins => "plan-fault-ends-before-it-begins",
            FaultKind::Pin(_) => "plan-fault-pin",
            FaultKind::Broken(_) => "plan-fault-broken",
            FaultKind::TooLarge { .. } => "plan-fault-too-large",
        }
    }

    /// The arguments of its sentence, those of [`Self::inner`] apart; `place` is always among them.
    pub fn args(&self) -> Vec<(&'static str, String)> {
        let mut out = vec![("place", self.place.clone())];
        match &self.kind {
            FaultKind::Syntax { line, column } => {
                out.extend([("line", line.to_string()), ("column", column.to_string())]);
            }
            FaultKind::Wrong { found, .. } => out.push(("found", shown(found))),
            FaultKind::CutShort(line) => out.push(("line", line.to_string())),
            FaultKind::Format(v) | FaultKind::Unknown(v) | FaultKind::Twice(v) | FaultKind::OutsideHorizon(v) => {
                out.push(("value", shown(v)));
            }
            FaultKind::Range { value, least, most } => {
                out.extend([("value", value.clone()), ("least", least.to_string()), ("most", most.to_string())]);
            }
            FaultKind::TooLarge { most, .. } => out.push(("most", most.to_string())),
            FaultKind::Pin(_) | FaultKind::Broken(_) => {}
            FaultKind::Unreadable | FaultKind::Missing | FaultKind::Empty | FaultKind::EndsBeforeItBegins => {}
        }
        out
    }

    /// The argument that is a sentence of its own: the rule that is broken, or what is wanted or too much; requests by
    /// these names.
    pub fn inner(&self, request: &dyn Fn(usize) -> String) -> Option<Inner> {
        Some(match &self.kind {
            FaultKind::Pin(reason) | FaultKind::Broken(reason) => ("reason", reason.key(), reason.args(request)),
            FaultKind::Wrong { wanted, .. } => {
                let all = if let Wanted::OneOf(all) = wanted { vec![("all", all.clone())] } else { Vec::new() };
                ("wanted", wanted.key(), all)
            }
            FaultKind::TooLarge { what, .. } => match what.as_str() {
                "candidates" => ("what", "plan-many-candidates", Vec::new()),
                "entries" => ("what", "plan-many-entries", Vec::new()),
                "reach" => ("what", "plan-many-listeners", Vec::new()),
                list => ("what", "plan-many-of", vec![("list", list.to_owned())]),
            },
            _ => return None,
        })
    }
}

/// A text of a document, cut where it is long.
fn shown(text: &str) -> String {
    let cut: String = text.chars().take(SHOWN).collect();
    if cut.len() < text.len() { cut + "..." } else { cut }
}

impl fmt::Display for Fault {
    /// Key and arguments, for logs and tests.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.key())?;
        for (name, value) in self.args() {
            write!(f, " {name}={value}")?;
        }
        match self.inner(&|n| format!("requests[{n}]")) {
            Some((name, key, args)) => {
                write!(f, " {name}={key}")?;
                args.iter().try_for_each(|(name, value)| write!(f, " {name}={value}"))
            }
            None => Ok(()),
        }
    }
}

impl std::error::Error for Fault {}
