//! The colours of the stylesheet: words stand out from every ground they are set on, by day, in
//! the dark and in large print (WCAG 2.2: 4.5:1, 7:1 in the elder pages; edges of fields 3:1).

use std::collections::BTreeMap;

const SHEET: &str = include_str!("../../../src/web/assets/style.css");
const DARK: &str = "@media (prefers-color-scheme: dark) {";
/// Words, and the grounds they are set on.
const WORDS: [(&str, &[&str]); 7] = [
    ("ink", &["paper", "sheet", "wash", "cinnabar-tint"]),
    ("ash", &["paper", "sheet"]),
    ("cinnabar", &["paper", "sheet", "cinnabar-tint"]),
    ("on-cinnabar", &["cinnabar"]),
    ("pine", &["sheet", "pine-tint"]),
    ("ochre", &["sheet", "ochre-tint"]),
    ("lake", &["paper", "sheet", "lake-tint"]),
];

type Colours = BTreeMap<String, f64>;

#[test]
fn words_stand_out_from_their_ground_in_every_mode() {
    let (day, night) = (colours(&block(SHEET, ":root {")), colours(&block(&dark(":root {"), ":root {")));
    let (elder, elder_night) = (colours(&block(SHEET, ".elder {")), colours(&block(&dark(".elder {"), ".elder {")));
    let over = |layers: &[&Colours]| -> Colours { layers.iter().flat_map(|layer| (*layer).clone()).collect() };
    let modes = [
        ("day", over(&[&day]), 4.5),
        ("night", over(&[&day, &night]), 4.5),
        ("elder", over(&[&day, &elder]), 7.0),
        ("elder, night", over(&[&day, &night, &elder, &elder_night]), 7.0),
    ];
    let faults: Vec<String> = modes.iter().flat_map(|(mode, all, least)| faint(mode, all, *least)).collect();
    assert!(faults.is_empty(), "{faults:#?}");
}

fn faint(mode: &str, colours: &Colours, least: f64) -> Vec<String> {
    let words = WORDS.iter().flat_map(|(word, grounds)| grounds.iter().map(move |ground| (*word, *ground, least)));
    let edges = ["paper", "sheet"].map(|ground| ("edge", ground, 3.0));
    let pairs = words.chain(edges).map(|(word, ground, least)| (word, ground, least, ratio(colours, word, ground)));
    let poor = pairs.filter(|(_, _, least, ratio)| ratio < least);
    poor.map(|(word, ground, _, ratio)| format!("{mode}: {word} on {ground} {ratio:.2}")).collect()
}

fn ratio(colours: &Colours, one: &str, other: &str) -> f64 {
    let [one, other] = [one, other].map(|name| colours[name] + 0.05);
    one.max(other) / one.min(other)
}

/// What stands between the braces of the first such rule.
fn block(sheet: &str, start: &str) -> String {
    let (_, rest) = sheet.split_once(start).unwrap_or_else(|| panic!("no {start}"));
    rest.split('}').next().unwrap().to_owned()
}

/// The part of the sheet for the dark that holds such a rule.
fn dark(start: &str) -> String {
    let mut parts = SHEET.split(DARK).skip(1).map(|part| part.split("\n}").next().unwrap().to_owned());
    parts.find(|part| part.contains(start)).unwrap_or_else(|| panic!("no {start} in the dark"))
}

/// Each `--name: #rrggbb` with its relative luminance.
fn colours(block: &str) -> Colours {
    let declared = block.split(';').filter_map(|one| one.trim().strip_prefix("--")?.split_once(": #"));
    let found: Colours = declared.map(|(name, hex)| (name.to_owned(), luminance(hex))).collect();
    assert!(found.len() >= 5, "few colours in {block}");
    found
}

fn luminance(hex: &str) -> f64 {
    let part = |n: usize| f64::from(u8::from_str_radix(&hex[2 * n..2 * n + 2], 16).unwrap()) / 255.0;
    let linear = |c: f64| if c <= 0.03928 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) };
    0.2126 * linear(part(0)) + 0.7152 * linear(part(1)) + 0.0722 * linear(part(2))
}
