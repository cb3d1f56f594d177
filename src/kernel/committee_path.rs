//! Where a committee stands in the tree of owners.

use serde::{Deserialize, Serialize};
use std::fmt;

/// The way from the root to a committee: its ancestors' ids and its own, each closed by `/`.
///
/// A subtree is a prefix, so one comparison answers "is it inside?". It is stored beside
/// every row that somebody owns. `CommitteePath::everything()` is the empty path, above every root.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CommitteePath(pub String);

impl CommitteePath {
    /// Above all roots.
    #[must_use]
    pub fn everything() -> Self {
        Self(String::new())
    }

    /// The path of a child with this id.
    #[must_use]
    pub fn child(&self, id: &super::CommitteeId) -> Self {
        Self(format!("{}{}/", self.0, id))
    }

    /// Whether `other` is this node or below it.
    #[must_use]
    pub fn contains(&self, other: &Self) -> bool {
        other.0.starts_with(&self.0)
    }

    /// The bare text, as stored.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// How many committees stand above it.
    #[must_use]
    pub fn depth(&self) -> usize {
        self.0.matches('/').count().saturating_sub(1)
    }
}

impl fmt::Display for CommitteePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
