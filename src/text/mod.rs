//! Every sentence that a person reads, in Chinese and English, by key and arguments.
//!
//! The sentences stand in `zh/*.ftl` and `en/*.ftl` (Fluent), one file a noun, with the same
//! names, keys and arguments in both; `tests/it/text.rs` proves it. Rooms below return keys,
//! `text` alone puts them into words.

mod choose;
mod dates;

pub use choose::choose;
pub use dates::{
    clock_span, clock_start, day_brief, day_long, day_month, day_plain, day_short, duration, moment_short, session_time,
};

use crate::kernel::{Arg, Refusal};
use fluent_templates::Loader;
use fluent_templates::fluent_bundle::FluentValue;
use std::borrow::Cow;
use std::collections::HashMap;
use unic_langid::{LanguageIdentifier, langid};

fluent_templates::static_loader! {
    static SENTENCES = {
        locales: "./src/text",
        fallback_language: "zh",
        customise: |bundle| bundle.set_use_isolating(false),
    };
}

/// A language of the pages and letters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Lang {
    /// 中文
    #[default]
    Zh,
    /// English
    En,
}

impl Lang {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Zh, Self::En];

    /// `zh` or `en`, as stored.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Zh => "zh",
            Self::En => "en",
        }
    }

    /// The value of a page's `lang`.
    #[must_use]
    pub fn tag(self) -> &'static str {
        match self {
            Self::Zh => "zh-CN",
            Self::En => "en",
        }
    }

    /// The language of a stored code; Chinese when it is neither.
    #[must_use]
    pub fn parse(code: &str) -> Self {
        if code.starts_with("en") { Self::En } else { Self::Zh }
    }

    fn id(self) -> LanguageIdentifier {
        match self {
            Self::Zh => langid!("zh"),
            Self::En => langid!("en"),
        }
    }

    /// `zh` or `en` of a pair, for names that stand in both languages in the database.
    #[must_use]
    pub fn pick<'a>(self, zh: &'a str, en: &'a str) -> &'a str {
        if self == Self::En && !en.is_empty() { en } else { zh }
    }
}

/// The sentence of a key without arguments.
///
/// A key that is missing prints itself in brackets; a test proves that none is.
#[must_use]
pub fn say(lang: Lang, key: &str) -> String {
    SENTENCES.try_lookup(&lang.id(), key).unwrap_or_else(|| format!("[{key}]"))
}

/// The sentence of a key with arguments.
#[must_use]
pub fn say_with(lang: Lang, key: &str, args: &[(&'static str, Arg)]) -> String {
    let map: HashMap<Cow<'static, str>, FluentValue<'_>> =
        args.iter().map(|(name, value)| (Cow::Borrowed(*name), fluent(lang, value))).collect();
    SENTENCES.try_lookup_with_args(&lang.id(), key, &map).unwrap_or_else(|| format!("[{key}]"))
}

/// A refusal in words.
#[must_use]
pub fn refusal(lang: Lang, refusal: &Refusal) -> String {
    say_with(lang, refusal.key, &refusal.args)
}

fn fluent(lang: Lang, arg: &Arg) -> FluentValue<'_> {
    match arg {
        Arg::Text(text) => FluentValue::from(text.as_str()),
        Arg::Number(number) => FluentValue::from(grouped(*number)),
        Arg::Day(day) => FluentValue::from(day_short(lang, *day)),
        Arg::Said(inner) => FluentValue::from(refusal(lang, inner)),
    }
}

/// A whole number with a comma every three digits.
#[must_use]
pub fn grouped(number: i64) -> String {
    let digits = number.unsigned_abs().to_string();
    let mut out = String::new();
    for (n, digit) in digits.chars().enumerate() {
        if n > 0 && (digits.len() - n).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    if number < 0 { format!("-{out}") } else { out }
}
