//! What each figure means, in words: a key of `text` for every figure, so that no figure of a
//! report stands without its rule beside it.

use crate::text::{Lang, say};
use serde_json::{Map, Value, json};

/// What a report counts, in the order of the committees' own tables.
pub const FIGURES: [&str; 18] = [
    "reach-sessions",
    "reach-talks",
    "reach-youth",
    "reach-parents",
    "reach-others",
    "reach-field",
    "reach-online",
    "reach-materials",
    "reach-persons",
    "reach-coverage",
    "reach-regularity",
    "attendance-left-behind",
    "attendance-migrant",
    "attendance-hardship",
    "contests",
    "contest-entrants",
    "contest-winners-field",
    "reports-sentence",
];

/// The first of [`FIGURES`], which add up row by row.
pub fn summed() -> impl Iterator<Item = &'static str> {
    FIGURES.into_iter().take(7)
}

/// What the figure of this key means.
#[must_use]
pub fn meaning(lang: Lang, key: &str) -> String {
    say(lang, &format!("{key}-means"))
}

/// The figures of the JSON report with their keys.
const JSON: [(&str, &str); 12] = [
    ("sessions", "reach-sessions"),
    ("talks", "reach-talks"),
    ("youth", "reach-youth"),
    ("parents", "reach-parents"),
    ("others", "reach-others"),
    ("field_practice_persons", "reach-field"),
    ("online_views", "reach-online"),
    ("materials", "reach-materials"),
    ("persons_estimated", "reach-persons"),
    ("coverage", "reach-coverage"),
    ("regularity", "reach-regularity"),
    ("sentence", "reports-sentence"),
];

/// The meanings of the JSON report's figures: `{"sessions": {"zh": ..., "en": ...}, ...}`.
pub(super) fn json_definitions() -> Value {
    let both = |key| json!({"zh": meaning(Lang::Zh, key), "en": meaning(Lang::En, key)});
    JSON.iter().map(|(name, key)| ((*name).to_owned(), both(key))).collect::<Map<_, _>>().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_figure_has_its_meaning_in_both_languages() {
        for key in FIGURES.iter().chain(JSON.iter().map(|(_, key)| key)) {
            for lang in Lang::ALL {
                let words = meaning(lang, key);
                assert!(words.chars().count() > 10 && !words.contains("-means"), "{key}: {words}");
            }
        }
    }
}
