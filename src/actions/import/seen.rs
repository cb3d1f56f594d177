//! Which keys a file has named already, and on which line.

use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};

/// Keys by two independent hashes of 64 bits: a million keys take some 50 MB whatever their
/// length, and two keys are never taken for one in practice (about 1 in 10^26 for a million).
#[derive(Default)]
pub(super) struct Seen {
    hashers: (RandomState, RandomState),
    lines: HashMap<(u64, u64), u64>,
}

impl Seen {
    /// The line that named this key before, or none and now it is named.
    pub(super) fn before(&mut self, key: &str, line: u64) -> Option<u64> {
        let hash = (self.hashers.0.hash_one(key), self.hashers.1.hash_one(key));
        let known = *self.lines.entry(hash).or_insert(line);
        (known != line).then_some(known)
    }
}
