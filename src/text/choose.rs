//! A value of a fixed list as a person or file writes it: by code, Chinese or English name.

use super::{Lang, say};

/// The value that `text` names by its code, or by its name in either language.
#[must_use]
pub fn choose<T: Copy>(all: &[T], code: fn(T) -> &'static str, key: fn(T) -> &'static str, text: &str) -> Option<T> {
    let text = text.trim();
    let is_code = |value: &&T| code(**value).eq_ignore_ascii_case(text);
    let is_name = |value: &&T| Lang::ALL.into_iter().any(|lang| say(lang, key(**value)).eq_ignore_ascii_case(text));
    all.iter().find(is_code).or_else(|| all.iter().find(is_name)).copied()
}
