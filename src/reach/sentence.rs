//! The sentence for the press. Words round down (rule 7): it never says more than was counted.

use crate::text::{Lang, grouped, say_with};

/// A number as the press may say it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rounded {
    /// Never more than was counted.
    pub value: i64,
    /// Whether more was counted than `value`.
    pub over: bool,
}

fn floored(count: i64, exact_below: i64, step: i64) -> Rounded {
    let count = count.max(0);
    let value = if count < exact_below { count } else { count - count % step };
    Rounded { value, over: value < count }
}

/// Sessions: below 1,000 exact; above, floored to the hundred.
#[must_use]
pub fn rounded_sessions(count: i64) -> Rounded {
    floored(count, 1_000, 100)
}

/// Listeners: below 10,000 exact; above, floored to 0.1万.
#[must_use]
pub fn rounded_listeners(count: i64) -> Rounded {
    floored(count, 10_000, 1_000)
}

/// `已开展宣讲4000多场次，听讲超115.8万人次` of 4,003 sessions and 1,158,437 listeners; the same in English.
#[must_use]
pub fn press_sentence(lang: Lang, sessions: i64, listeners: i64) -> String {
    let said = |rounded: Rounded, over: &'static str, number: String| {
        if rounded.over { say_with(lang, over, &[("number", number.as_str().into())]) } else { number }
    };
    let (gatherings, heads) = (rounded_sessions(sessions), rounded_listeners(listeners));
    let gatherings = said(gatherings, "reach-over-sessions", number(lang, gatherings.value));
    let heads = said(heads, "reach-over-listeners", listeners_number(lang, heads.value));
    say_with(lang, "reach-sentence", &[("sessions", gatherings.into()), ("listeners", heads.into())])
}

/// A count in the words of the press, rounded as listeners are: `4003`, `超20.2万`.
#[must_use]
pub fn rounded_words(lang: Lang, count: i64) -> String {
    let rounded = rounded_listeners(count);
    let words = listeners_number(lang, rounded.value);
    if rounded.over { say_with(lang, "reach-over-listeners", &[("number", words.as_str().into())]) } else { words }
}

fn number(lang: Lang, value: i64) -> String {
    match lang {
        Lang::Zh => value.to_string(),
        Lang::En => grouped(value),
    }
}

fn listeners_number(lang: Lang, value: i64) -> String {
    if lang == Lang::En || value < 10_000 {
        return number(lang, value);
    }
    match (value / 10_000, value % 10_000 / 1_000) {
        (whole, 0) => format!("{whole}万"),
        (whole, tenth) => format!("{whole}.{tenth}万"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn zh(sessions: i64, listeners: i64) -> String {
        press_sentence(Lang::Zh, sessions, listeners)
    }

    #[test]
    fn the_citys_sentence() {
        assert_eq!(zh(4_003, 1_158_437), "已开展宣讲4000多场次，听讲超115.8万人次");
        assert_eq!(
            press_sentence(Lang::En, 4_003, 1_158_437),
            "More than 4,000 sessions held, with more than 1,158,000 young listeners"
        );
    }

    #[test]
    fn counts_of_a_paragraph_round_down_too() {
        assert_eq!([9_999, 202_316].map(|n| rounded_words(Lang::Zh, n)), ["9999", "超20.2万"]);
        assert_eq!(rounded_words(Lang::En, 202_316), "more than 202,000");
    }

    #[test]
    fn the_edges() {
        assert_eq!(zh(999, 9_999), "已开展宣讲999场次，听讲9999人次");
        assert_eq!(zh(1_000, 10_000), "已开展宣讲1000场次，听讲1万人次");
        assert_eq!(zh(1_001, 10_001), "已开展宣讲1000多场次，听讲超1万人次");
        assert_eq!(zh(4_000, 1_158_000), "已开展宣讲4000场次，听讲115.8万人次");
        assert_eq!(zh(0, 0), "已开展宣讲0场次，听讲0人次");
        assert_eq!(zh(612, 176_400), "已开展宣讲612场次，听讲超17.6万人次");
    }

    /// Reads a number of the sentence back: its value, and whether it says "more than".
    fn read(words: &str) -> (i64, bool) {
        let over = words.contains('超') || words.contains('多');
        let bare: String = words.chars().filter(|c| c.is_ascii_digit() || *c == '.').collect();
        let value = if words.contains('万') {
            let (whole, tenth) = bare.split_once('.').unwrap_or((&bare, "0"));
            whole.parse::<i64>().unwrap() * 10_000 + tenth.parse::<i64>().unwrap() * 1_000
        } else {
            bare.parse().unwrap()
        };
        (value, over)
    }

    proptest! {
        #[test]
        fn it_never_overstates_and_is_exact_where_it_should_be(
            sessions in prop_oneof![0i64..3_000, 0i64..100_000_000],
            listeners in prop_oneof![0i64..30_000, 0i64..10_000_000_000],
        ) {
            let words = zh(sessions, listeners);
            let (first, second) = words.split_once('，').unwrap();
            for (part, count, exact_below, step) in [(first, sessions, 1_000, 100), (second, listeners, 10_000, 1_000)] {
                let (value, over) = read(part);
                prop_assert!(value <= count, "{} says more than {}", part, count);
                prop_assert!(count - value < step);
                prop_assert_eq!(over, value < count);
                if count < exact_below || count % step == 0 {
                    prop_assert_eq!((value, over), (count, false));
                }
            }
        }
    }
}
