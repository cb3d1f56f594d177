//! The coordinator plans: a run that is watched, a pin, a swap, a way back, a publication.

use crate::driver::Browser;
use crate::server::Server;
use crate::story::zh;
use std::fmt::Write as _;
use std::time::Duration;
use xinhuo::kernel::Day;

/// Plans four weeks around a day and publishes what was found.
pub async fn plan(browser: &Browser, server: &Server, day: Day) {
    let plan = run(browser, server, day).await;
    let text = browser.text().await;
    assert!(text.contains(&zh("plan-difference")), "beside what is published: {text}");
    copied(browser, &plan).await;
    let items = browser.links("main td a.act[href^='/plans/']").await;
    assert!(!items.is_empty(), "nothing was planned around {day}");
    pin(browser, &items).await;
    if swap(browser, &items).await {
        browser.press(&zh("plan-do-undo")).await;
        assert!(browser.text().await.contains(&zh("plan-said-undone")));
        browser.press(&zh("plan-do-redo")).await;
    }
    browser.console_errors().await;
    browser.open(&plan).await;
    assert_eq!(browser.overflow().await, None);
    browser.press(&zh("plan-do-publish")).await;
    let text = browser.text().await;
    assert!(text.contains(&zh("plan-status-published")), "{text}");
}

/// A copy to try something on has a page of its own, and the plan stays.
async fn copied(browser: &Browser, plan: &str) {
    browser.press(&zh("plan-do-copy")).await;
    let text = browser.text().await;
    assert!(browser.url().await != plan && text.contains(&zh("plan-said-copied")), "{text}");
    browser.press(&zh("plan-do-discard")).await;
    browser.open(plan).await;
    assert!(browser.text().await.contains(&zh("plan-status-proposed")));
}

/// A run of more than can be planned in a moment: its figures move without the page being asked
/// for again, and it is stopped by its button.
pub async fn watched(browser: &Browser, server: &Server, school: &str, day: Day) {
    let mut csv = "code,venue,theme,grade,headcount,minutes,windows\n".to_owned();
    for n in 0..400_i64 {
        let windows = [0, 5, 9].map(|step| format!("{} 09:00/15:30", day.plus((n * 3 + step) % 26))).join("|");
        writeln!(csv, "W-{n},{school},党史国史,junior,{},40,{windows}", 30 + n % 90).unwrap();
    }
    server.import("requests", &csv);
    browser.open(&format!("{}/plans", server.base)).await;
    for (field, value) in [("from", day.to_string()), ("to", day.plus(27).to_string()), ("seconds", "120".to_owned())] {
        browser.set(&format!("input[name='{field}']"), &value).await;
    }
    browser.press(&zh("plans-run")).await;
    let figures = "return [...document.querySelectorAll('[data-told]')].map(e => e.textContent).join(' ')";
    let first = browser.script(&format!("window.watched = true; {figures}")).await;
    let moved = async {
        while browser.script(figures).await == first {
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(60), moved).await.expect("figures that move");
    assert_eq!(browser.script("return window.watched === true").await, true, "it is the same page still");
    browser.press(&zh("plan-do-stop")).await;
    for _ in 0..600 {
        if browser.find("[data-run]").await.is_none() {
            let text = browser.text().await;
            assert!(text.contains(&zh("run-state-stopped")) && text.contains(&zh("plan-status-proposed")), "{text}");
            return;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("the run does not stop:\n{}", browser.text().await)
}

/// Starts a run and waits for its end; the address of its page.
async fn run(browser: &Browser, server: &Server, day: Day) -> String {
    browser.open(&format!("{}/plans", server.base)).await;
    for (field, day) in [("from", day.plus(-14)), ("to", day.plus(14))] {
        browser.set(&format!("input[name='{field}']"), &day.to_string()).await;
    }
    browser.press(&zh("plans-run")).await;
    for _ in 0..600 {
        if browser.find("[data-run]").await.is_none() {
            return browser.url().await;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("the run does not end:\n{}", browser.text().await)
}

/// Pins the first proposal that is not pinned.
async fn pin(browser: &Browser, items: &[String]) {
    for item in items {
        browser.open(item).await;
        if browser.find("button[name='do'][value='pin']").await.is_some() {
            browser.click("button[name='do'][value='pin']").await;
            let text = browser.text().await;
            assert!(text.contains(&zh("plan-said-changed")) && text.contains(&zh("plan-pinned")), "{text}");
            return;
        }
    }
    panic!("no proposal can be pinned")
}

/// Swaps two who can; where nobody can, the page says of two why not.
async fn swap(browser: &Browser, items: &[String]) -> bool {
    for item in items {
        browser.open(item).await;
        if browser.find("td button[value='swap']").await.is_some() {
            browser.click("td button[value='swap']").await;
            let text = browser.text().await;
            assert!(text.contains(&zh("plan-said-changed")), "{text}");
            return true;
        }
    }
    for item in items {
        browser.open(item).await;
        if browser.find("select[name='swap'] option:nth-child(2)").await.is_some() {
            browser.click("select[name='swap'] option:nth-child(2)").await;
            browser.click("form.fields button[value='swap']").await;
            let text = browser.text().await;
            assert!(text.contains(&zh("form-problems")), "{text}");
            return false;
        }
    }
    panic!("no two proposals to swap")
}
