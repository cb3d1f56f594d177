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
    /// Not this format, or a field is missing or of the wrong shape; the reader's own message.
    Unreadable(String),
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

impl Fault {
    pub(crate) fn new(place: impl Into<String>, kind: FaultKind) -> Self {
        Self { place: place.into(), kind }
    }

    /// The fluent key of this fault.
    pub fn key(&self) -> &'static str {
        match self.kind {
            FaultKind::Unreadable(_) if self.place.is_empty() => "plan-fault-unreadable",
            FaultKind::Unreadable(_) => "plan-fault-unreadable-at",
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

    /// The arguments of its sentence; `place` is always among them.
    pub fn args(&self) -> Vec<(&'static str, String)> {
        let mut out = vec![("place", self.place.clone())];
        match &self.kind {
            FaultKind::Unreadable(v) => out.push(("message", v.clone())),
            FaultKind::CutShort(line) => out.push(("line", line.to_string())),
            FaultKind::Format(v) | FaultKind::Unknown(v) | FaultKind::Twice(v) | FaultKind::OutsideHorizon(v) => {
                out.push(("value", v.clone()));
            }
            FaultKind::Range { value, least, most } => {
                out.extend([("value", value.clone()), ("least", least.to_string()), ("most", most.to_string())]);
            }
            FaultKind::Pin(reason) | FaultKind::Broken(reason) => out.push(("reason", reason.key().to_owned())),
            FaultKind::TooLarge { what, most } => out.extend([("what", what.clone()), ("most", most.to_string())]),
            FaultKind::Empty | FaultKind::EndsBeforeItBegins => {}
        }
        out
    }
}

impl fmt::Display for Fault {
    /// Key and arguments, for logs and tests.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.key())?;
        for (name, value) in self.args() {
            write!(f, " {name}={value}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Fault {}
