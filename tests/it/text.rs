//! Every sentence stands in both languages with the same arguments, and every key that the
//! sources name exists.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use xinhuo::kernel::{Arg, Refusal};
use xinhuo::text::{Lang, grouped, refusal, say};

type Catalogue = BTreeMap<String, BTreeSet<String>>;

#[test]
fn both_languages_have_every_key_and_argument() {
    let (zh, en) = (catalogue("zh"), catalogue("en"));
    let zh_files: BTreeSet<_> = files("zh").into_iter().map(|f| f.file_name().unwrap().to_owned()).collect();
    let en_files: BTreeSet<_> = files("en").into_iter().map(|f| f.file_name().unwrap().to_owned()).collect();
    assert_eq!(zh_files, en_files, "a file stands in one language alone");
    let missing: Vec<_> =
        zh.keys().filter(|k| !en.contains_key(*k)).chain(en.keys().filter(|k| !zh.contains_key(*k))).collect();
    assert!(missing.is_empty(), "in one language alone: {missing:?}");
    for (key, args) in &zh {
        assert_eq!(args, &en[key], "arguments of {key} differ");
    }
}

/// The loader refuses a second message of one name, and then nothing can be said at all.
#[test]
fn no_key_stands_twice() {
    for lang in ["zh", "en"] {
        let mut seen = BTreeSet::new();
        for file in files(lang) {
            for line in std::fs::read_to_string(&file).unwrap().lines() {
                let Some((key, _)) = line.split_once(" =") else { continue };
                let is_key = key.starts_with(|c: char| c.is_ascii_lowercase()) && !key.contains(' ');
                assert!(!is_key || seen.insert(key.to_owned()), "{key} stands twice in {lang}");
            }
        }
    }
}

#[test]
fn every_key_named_in_a_refusal_exists() {
    let known = catalogue("zh");
    let mut unknown = BTreeSet::new();
    for file in rust_files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src")) {
        let source = std::fs::read_to_string(&file).unwrap();
        for maker in ["Refusal::new(\"", "Refusal::missing(\"", "Refusal::conflict(\"", "Refusal::forbidden(\""] {
            for part in source.split(maker).skip(1) {
                let key = part.split('"').next().unwrap();
                if !known.contains_key(key) {
                    unknown.insert(format!("{key} in {}", file.file_name().unwrap().to_string_lossy()));
                }
            }
        }
    }
    assert!(unknown.is_empty(), "no sentence for: {unknown:#?}");
}

#[test]
fn sentences_take_their_arguments() {
    let no = Refusal::new("bad-date").with("text", "2026-02-30");
    assert_eq!(refusal(Lang::Zh, &no), "“2026-02-30”不是日历上的日期，请写成 2026-11-25。");
    let much = Refusal::new("headcount-out-of-range").with("count", Arg::Number(-1)).with("most", 100_000_i64);
    assert_eq!(refusal(Lang::En, &much), "-1 is not a possible headcount; give a whole number from 0 to 100,000.");
    assert_eq!(say(Lang::Zh, "no-such-key"), "[no-such-key]");
    assert_eq!(grouped(1_158_437), "1,158,437");
}

fn files(lang: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/text").join(lang);
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).collect();
    files.sort();
    files
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    std::fs::read_dir(folder)
        .unwrap()
        .map(|e| e.unwrap().path())
        .flat_map(|path| if path.is_dir() { rust_files(&path) } else { vec![path] })
        .filter(|path| path.extension().is_some_and(|e| e == "rs"))
        .collect()
}

/// Keys with the arguments that their sentences name.
fn catalogue(lang: &str) -> Catalogue {
    let mut out = Catalogue::new();
    let mut last = String::new();
    for file in files(lang) {
        for line in std::fs::read_to_string(&file).unwrap().lines() {
            let indented = line.starts_with(' ');
            if line.trim().is_empty() || line.starts_with('#') {
                continue;
            }
            if !indented {
                let key = line.split('=').next().unwrap().trim().to_owned();
                assert!(out.insert(key.clone(), BTreeSet::new()).is_none(), "{lang}: {key} stands twice");
                last = key;
            }
            let args = line.split('{').skip(1).filter_map(|part| part.trim().strip_prefix('$'));
            let names =
                args.map(|part| part.chars().take_while(|c| c.is_alphanumeric() || *c == '_' || *c == '-').collect());
            out.get_mut(&last).unwrap().extend(names.collect::<Vec<String>>());
        }
    }
    out
}
