//! The rules that every page keeps, measured in Chromium over each kind of page that each kind of
//! user can reach: size of targets, contrast, no scrolling sideways, labels, focus, weight.

use crate::driver::Browser;
use crate::server::Server;
use crate::story::{browser, sign_in};
use serde_json::json;
use std::collections::{BTreeSet, VecDeque};

const RULES: &str = include_str!("rules.js");
/// Most bytes of a page with all that it loads, compressed.
const WEIGHT: u64 = 50 * 1024;
/// Width in CSS pixels (640: 1280 at 200 %), colours, class of the page, least side of a target
/// (the sizes are the same in the dark), least contrast (the colours are the same at every zoom); 0: not asked.
const LOOKS: [(u32, &str, &str, u32, f64); 6] = [
    (1280, "light", "plain", 44, 4.5),
    (640, "light", "plain", 0, 0.0),
    (320, "light", "plain", 44, 4.5),
    (320, "dark", "plain", 0, 4.5),
    (320, "dark", "elder size-22", 0, 7.0),
    (320, "light", "elder size-22", 60, 7.0),
];

#[tokio::test]
async fn every_page_keeps_the_rules() {
    let (Some(one), Some(other)) = (browser().await, browser().await) else { return };
    let server = Server::start();
    let outside = async {
        let mut faults = walk(&one, &server, "/", 6).await;
        for who in ["speaker", "contact"] {
            sign_in(&one, &server, &format!("{who}@sample.example")).await;
            faults.extend(walk(&one, &server, "/my", 9).await);
        }
        faults
    };
    let staff = async {
        sign_in(&other, &server, "administrator@sample.example").await;
        walk(&other, &server, "/today", 70).await
    };
    let (outside, staff) = tokio::join!(outside, staff);
    let faults = [outside, staff].concat();
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}

/// Opens one page of each kind, from the first on, and measures it in every look; there are at
/// least `many` kinds.
async fn walk(browser: &Browser, server: &Server, start: &str, many: usize) -> Vec<String> {
    let mut kinds = BTreeSet::new();
    let mut ahead = VecDeque::from([start.to_owned()]);
    let mut faults = Vec::new();
    while let Some(path) = ahead.pop_front() {
        if is_file(&path) || !kinds.insert(kind(&path)) {
            continue;
        }
        browser.open(&format!("{}{path}", server.base)).await;
        let found = browser.links("a[href^='/']").await;
        ahead.extend(found.iter().filter_map(|link| Some(link.strip_prefix(&server.base)?.to_owned())));
        faults.extend(measure(browser).await.into_iter().map(|fault| format!("{path} {fault}")));
    }
    assert!(kinds.len() >= many, "only {} kinds of pages: {kinds:?}", kinds.len());
    faults
}

async fn measure(browser: &Browser) -> Vec<String> {
    let mut faults = Vec::new();
    let weight = browser.weight().await;
    if weight > WEIGHT {
        faults.push(format!("weighs {weight} bytes"));
    }
    browser.press_tab().await;
    for (width, scheme, class, tap, contrast) in LOOKS {
        browser.width(width).await;
        browser.scheme(scheme).await;
        let told = browser.call_script(RULES, json!([class, tap, contrast])).await;
        let told: Vec<String> = serde_json::from_value(told).unwrap();
        faults.extend(told.into_iter().map(|fault| format!("({class}, {width} px, {scheme}) {fault}")));
    }
    faults
}

/// A path with codes, ids and secrets taken out: pages of one kind are drawn by one function.
fn kind(path: &str) -> String {
    let path = path.split_once('#').map_or(path, |(path, _)| path);
    let (path, query) = path.split_once('?').unwrap_or((path, ""));
    let id = |part: &str| part.len() > 20 || part.contains(|c: char| c.is_ascii_digit());
    let parts = path.split('/').enumerate();
    let path: Vec<&str> = parts.map(|(n, part)| if n > 3 || id(part) { "*" } else { part }).collect();
    // what narrows a list draws no other page
    let names = query.split('&').filter_map(|pair| pair.split('=').next());
    let telling: Vec<&str> = names.filter(|name| ["venue", "lecture", "code", "what"].contains(name)).collect();
    format!("{}?{}", path.join("/"), telling.join("&"))
}

fn is_file(path: &str) -> bool {
    ["/assets", "/calendars", "/settings/export", ".csv", ".xlsx", ".ics"].iter().any(|part| path.contains(part))
}
