//! The line that every change leaves behind (留痕).

use serde_json::Value;

/// Who did what to which thing, with what stood before and after.
///
/// The actor, the moment and the committee are added where it is written; `before` and
/// `after` hold only the fields that changed, never a pupil's name and never a secret.
#[derive(Clone, Debug, PartialEq)]
pub struct JournalLine {
    /// A verb key of `text`, as `session-confirm`.
    pub action: &'static str,
    /// The noun, as `session`.
    pub noun: &'static str,
    /// The thing's id.
    pub noun_id: String,
    /// Fields before.
    pub before: Value,
    /// Fields after.
    pub after: Value,
}

impl JournalLine {
    /// A line.
    #[must_use]
    pub fn new(action: &'static str, noun: &'static str, noun_id: impl ToString, before: Value, after: Value) -> Self {
        Self { action, noun, noun_id: noun_id.to_string(), before, after }
    }

    /// A line that holds only the fields in which two objects differ.
    #[must_use]
    pub fn between(
        action: &'static str,
        noun: &'static str,
        noun_id: impl ToString,
        mut before: Value,
        mut after: Value,
    ) -> Self {
        if let (Value::Object(old), Value::Object(new)) = (&mut before, &mut after) {
            let same: Vec<String> =
                old.iter().filter(|(key, value)| new.get(*key) == Some(value)).map(|(key, _)| key.clone()).collect();
            for key in same {
                old.remove(&key);
                new.remove(&key);
            }
        }
        Self::new(action, noun, noun_id, before, after)
    }
}
