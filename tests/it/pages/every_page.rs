//! Each role walks every link that its pages show: none fails, none shows a bare key.

use super::site::{Page, Site, Visitor};
use crate::spine::town::towns;
use std::collections::{BTreeSet, VecDeque};
use xinhuo::accounts::Role;

/// Pages that one walk opens at most.
const MOST: usize = 150;

#[tokio::test(flavor = "multi_thread")]
async fn every_link_of_every_role_leads_somewhere() {
    for town in towns() {
        let site = Site::open(town).await;
        for role in Role::ALL {
            let visitor = site.signed_in(role).await;
            let start = match role {
                Role::Speaker | Role::Contact => "/my",
                Role::Reviewer => "/sessions",
                _ => "/today",
            };
            let seen = walk(&visitor, start, role.code()).await;
            assert!(seen.len() > 3, "{} sees only {seen:?}", role.code());
        }
        let seen = walk(&site.visitor(), "/", "visitor").await;
        assert!(seen.contains("/menu"), "{seen:?}");
    }
}

async fn walk(visitor: &Visitor, start: &str, who: &str) -> BTreeSet<String> {
    let mut seen = BTreeSet::from([start.to_owned()]);
    let mut ahead = VecDeque::from([start.to_owned()]);
    while let Some(path) = ahead.pop_front() {
        let page = visitor.get(&path).await;
        assert!(page.status.is_success(), "{who}: {path} answers {}: {}", page.status, page.words());
        check(&page, who, &path);
        for link in page.links() {
            let plain = link.split('#').next().unwrap_or("").to_owned();
            let skip = plain.is_empty() || plain.starts_with("/assets") || plain.starts_with("/calendars") || plain.contains("day=");
            if !skip && seen.len() < MOST && seen.insert(plain.clone()) {
                ahead.push_back(plain);
            }
        }
    }
    seen
}

fn check(page: &Page, who: &str, path: &str) {
    if !page.text.starts_with("<!DOCTYPE") {
        return;
    }
    let words = page.words();
    let bare = words.split_whitespace().find(|word| {
        word.len() > 4
            && word.starts_with('[')
            && word.ends_with(']')
            && word[1..word.len() - 1].chars().all(|c| c.is_ascii_lowercase() || c == '-' || c == '_')
    });
    assert_eq!(bare, None, "{who}: {path} shows a key instead of a sentence");
    for tag in ["style=", "<script", "onclick", "javascript:"] {
        assert!(!page.text.contains(tag), "{who}: {path} holds {tag}");
    }
    assert!(page.text.contains("lang=\"zh-CN\"") && page.text.contains("<main"), "{who}: {path}");
    assert_eq!(page.text.matches("<h1").count(), 1, "{who}: {path} has one first heading");
}
