//! Each role walks every link that its pages show: none fails, none shows a bare key.

use crate::harness::browser::{Browser, Seen};
use crate::harness::{Base, World, both};
use std::collections::{BTreeSet, VecDeque};

/// Pages that one walk opens at most.
const MOST: usize = 120;

both! {
    /// From the first page on, each link that is shown leads to a page that may be seen.
    async fn every_link_of_every_role_leads_somewhere(world) {
        let roles = [
            ("/settings", world.as_administrator().await),
            ("/today", world.as_coordinator().await),
            ("/reports", world.as_reviewer().await),
            ("/my", world.as_speaker().await),
            ("/my", world.as_contact().await),
            ("/", world.visitor()),
        ];
        for (start, browser) in roles {
            let seen = walk(&browser, start).await;
            assert!(seen.len() >= 2, "from {start} one sees only {seen:?}");
        }
    }
}

#[tokio::test]
async fn an_empty_database_greets_its_first_visitor() {
    for base in [Base::Sqlite, Base::Postgres] {
        let world = World::empty(base).await;
        let seen = walk(&world.visitor(), "/").await;
        assert!(seen.contains("/menu") && seen.contains("/reach") && seen.contains("/sign-in"), "{seen:?}");
    }
}

async fn walk(browser: &Browser, start: &str) -> BTreeSet<String> {
    let mut seen = BTreeSet::from([start.to_owned()]);
    let mut ahead = VecDeque::from([start.to_owned()]);
    while let Some(path) = ahead.pop_front() {
        let page = browser.get(&path).await;
        assert!(page.status < 400, "from {start}: {path} answers {}: {}", page.status, page.text());
        check(&page, &path);
        for link in page.attributes("a[href^='/']", "href") {
            let plain = link.split('#').next().unwrap_or("").to_owned();
            // files, and days without end
            let skip = ["/assets", "/calendars", "/settings/export"].iter().any(|part| plain.starts_with(part))
                || plain.contains("day=")
                || plain.is_empty();
            if !skip && seen.len() < MOST && seen.insert(plain.clone()) {
                ahead.push_back(plain);
            }
        }
    }
    seen
}

fn check(page: &Seen, path: &str) {
    if !page.body.starts_with("<!DOCTYPE") {
        return;
    }
    let text = page.text();
    let bare = text.split_whitespace().find(|word| {
        let inner = word.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or("");
        inner.len() > 2 && inner.chars().all(|c| c.is_ascii_lowercase() || c == '-' || c == '_')
    });
    assert_eq!(bare, None, "{path} shows a key instead of a sentence");
    for tag in [" style=", "<script", " onclick", "javascript:"] {
        assert!(!page.body.contains(tag), "{path} holds {tag}");
    }
    assert!(page.body.contains("<html lang=") && page.body.contains("<main"), "{path}");
    assert_eq!(page.body.matches("<h1").count(), 1, "{path} has one first heading");
}
