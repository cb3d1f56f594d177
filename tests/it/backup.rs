//! A backup of either database comes back in either.

use crate::office::{BOTH, Ground, Kind, Office};
use xinhuo::actions::backup::{backup, restore};
use xinhuo::config::Secret;
use xinhuo::kernel::{Clock, LetterKind, Recipient};
use xinhuo::store::letters::owe;
use xinhuo::store::{Store, StoreError};

fn key(error: StoreError) -> &'static str {
    error.refusal().map_or("no refusal", |refusal| refusal.key)
}

/// The rows of a backup, each under its table, in no particular order.
fn rows(path: &std::path::Path) -> Vec<String> {
    let text = std::fs::read_to_string(path).unwrap();
    let mut table = String::new();
    let mut rows = Vec::new();
    for line in text.lines().skip(1) {
        if line.starts_with("{\"table\"") {
            line.clone_into(&mut table);
        } else if line.starts_with('[') {
            rows.push(format!("{table} {line}"));
        }
    }
    rows.sort();
    rows
}

#[test]
fn everything_comes_back_from_either_database_in_either() {
    for from in BOTH {
        let Some(office) = Office::open(from, |_| ()) else { continue };
        let letter = office.letter(LetterKind::Confirmation, Recipient::Speaker(office.wang.id.clone()), 0);
        let path = office.committee.path.clone();
        office
            .app
            .store
            .write_now(|db| owe(db, &path, "2026-11-23T01:00:00.25Z".parse().unwrap(), std::slice::from_ref(&letter)))
            .unwrap();
        let first = office.ground.folder.path().join("first.jsonl");
        let secret = Secret("the secret of this city".to_owned());
        let count = backup(&office.app.store, &secret, Clock::system(), &first).unwrap();
        assert!(rows(&first).iter().any(|row| row.contains("王建国")));
        assert_eq!(key(restore(&office.app.store, &first).unwrap_err()), "restore-not-empty");
        for to in BOTH {
            let Some(ground) = Ground::fresh(to) else { continue };
            let store = Store::open(&ground.url).unwrap();
            store.migrate().unwrap();
            let restored = restore(&store, &first).unwrap();
            assert_eq!((restored.rows, restored.secret), (count, secret.clone()), "{from:?} to {to:?}");
            let second = ground.folder.path().join("second.jsonl");
            backup(&store, &secret, Clock::system(), &second).unwrap();
            assert_eq!(rows(&first), rows(&second), "{from:?} to {to:?}");
        }
    }
}

#[test]
fn a_file_that_is_not_whole_restores_nothing() {
    let office = Office::open(Kind::Sqlite, |_| ()).unwrap();
    let folder = office.ground.folder.path();
    let whole = folder.join("whole.jsonl");
    backup(&office.app.store, &Secret("s".to_owned()), Clock::system(), &whole).unwrap();
    let text = std::fs::read_to_string(&whole).unwrap();
    let cut = text.len() / 2;
    let cut = (cut..).find(|n| text.is_char_boundary(*n)).unwrap();
    let changed = text.replace("王建国", "王建军");
    let ground = Ground::fresh(Kind::Sqlite).unwrap();
    let store = Store::open(&ground.url).unwrap();
    store.migrate().unwrap();
    for broken in [&text.as_bytes()[..cut], changed.as_bytes(), b"", b"\xff\xfe\n", b"{}\n"] {
        let file = folder.join("broken.jsonl");
        std::fs::write(&file, broken).unwrap();
        assert_eq!(key(restore(&store, &file).unwrap_err()), "backup-broken");
    }
    assert_eq!(key(restore(&store, &folder.join("nowhere")).unwrap_err()), "backup-file");
    assert_eq!(restore(&store, &whole).unwrap().secret.0, "s");
}

#[cfg(unix)]
#[test]
fn only_its_owner_may_read_a_backup() {
    use std::os::unix::fs::PermissionsExt;
    let office = Office::open(Kind::Sqlite, |_| ()).unwrap();
    let file = office.ground.folder.path().join("b.jsonl");
    backup(&office.app.store, &Secret("s".to_owned()), Clock::system(), &file).unwrap();
    assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
}
