//! From the order to reach, as a school, a coordinator and a speaker walk it; and every main page
//! on a small telephone.

use crate::driver::Browser;
use crate::server::Server;
use xinhuo::calendars::days_off::{DaysOff, Place};
use xinhuo::kernel::{Clock, Day, Grade};
use xinhuo::text::{Lang, say};

/// A junior school of the sample, in the district of the coordinator below.
const SCHOOL: &str = "SYN00389";
const CITY: &str = "coordinator@sample.example";
const PUBLIC: [&str; 4] = ["/", "/menu", "/reach", "/sign-in"];
const STAFF: [&str; 13] = [
    "/today",
    "/requests",
    "/plans",
    "/plans/weights",
    "/plans/mend?what=moved",
    "/sessions",
    "/speakers",
    "/venues",
    "/lectures",
    "/letters",
    "/reports",
    "/journal",
    "/settings",
];

pub async fn browser() -> Option<Browser> {
    let browser = Browser::start().await;
    let required = std::env::var("XINHUO_TEST_BROWSER").is_ok_and(|value| value == "required");
    assert!(browser.is_some() || !required, "chromedriver is missing");
    if browser.is_none() {
        eprintln!("skipped: there is no chromedriver");
    }
    browser
}

pub fn zh(key: &str) -> String {
    say(Lang::Zh, key)
}

pub async fn sign_in(browser: &Browser, server: &Server, email: &str) {
    browser.open(&server.sign_in_link(email)).await;
    browser.click("main button.main").await;
}

async fn fits(browser: &Browser, server: &Server, pages: &[&str]) {
    for width in [320, 1280] {
        browser.width(width).await;
        for page in pages {
            browser.open(&format!("{}{page}", server.base)).await;
            let name = format!("{}-{width}.png", page.trim_matches('/').replace('/', "-"));
            browser.picture(&server.folder.path().join(name)).await;
            assert_eq!(browser.overflow().await, None, "{page} at {width} px");
            assert_eq!(browser.console_errors().await, Vec::<String>::new(), "{page}");
        }
    }
}

#[tokio::test]
async fn the_story_in_chromium() {
    let Some(browser) = browser().await else { return };
    let server = Server::start();
    let links = server.said.iter().filter(|line| line.contains("/sign-in/")).count();
    assert_eq!(links, 6, "a way in for each kind of user: {:?}", server.said);
    fits(&browser, &server, &PUBLIC).await;

    sign_in(&browser, &server, CITY).await;
    fits(&browser, &server, &STAFF).await;
    let code = order(&browser, &server).await;
    approve(&browser, &server, &code).await;
    crate::planning::plan(&browser, &server, open_day()).await;
    accept_by_link(&browser, &server).await;
    confirm(&browser, &server).await;
    let before = reached(&server).await;
    report_and_sign(&browser, &server, 40).await;
    assert_eq!(reached(&server).await, before + 40, "reach counts what was signed");
    assert_eq!(browser.console_errors().await, Vec::<String>::new());
    crate::planning::watched(&browser, &server, SCHOOL, open_day()).await;
}

/// A school has telephoned, and the coordinator writes down what it asks for; the code of its request.
async fn order(browser: &Browser, server: &Server) -> String {
    browser.open(&format!("{}/requests/new?venue={SCHOOL}", server.base)).await;
    browser.choose("select[name='theme']", "党史国史").await;
    browser.choose("select[name='grade']", "junior").await;
    for (field, text) in [("headcount", "45"), ("minutes", "45"), ("teacher", "周老师（示例）")] {
        browser.fill(&format!("input[name='{field}']"), text).await;
    }
    for (field, value) in [("day1", open_day().to_string()), ("from1", "09:00".into()), ("to1", "11:30".into())] {
        browser.set(&format!("input[name='{field}']"), &value).await;
    }
    browser.press(&zh("order-send")).await;
    let text = browser.text().await;
    let code = text.split_whitespace().find(|word| word.starts_with('Q') && word.contains('-'));
    code.unwrap_or_else(|| panic!("no code of a request in:\n{text}")).to_owned()
}

/// A day on which the school has lessons.
fn open_day() -> Day {
    let days_off = DaysOff::shipped();
    let today = Clock::system().today();
    let open = |day: &Day| days_off.closed(*day, Place::School(Grade::Junior)).is_none();
    today.plus(14).through(today.plus(120)).find(open).expect("an open day")
}

async fn approve(browser: &Browser, server: &Server, code: &str) {
    browser.open(&format!("{}/requests?words={code}", server.base)).await;
    browser.click("main a[href^='/requests/0']").await;
    browser.press(&zh("request-do-approve")).await;
    let text = browser.text().await;
    assert!(text.contains(&zh("request-status-approved")), "{text}");
}

/// A speaker opens the letter and says yes, without signing in.
async fn accept_by_link(browser: &Browser, server: &Server) {
    for link in server.letters_linking("/answer/") {
        browser.open(&link).await;
        if browser.find("button[value='accept']").await.is_some() {
            browser.click("button[value='accept']").await;
            let text = browser.text().await;
            assert!(text.contains(&zh("answer-accepted")), "{text}");
            return;
        }
    }
    panic!("no letter asks for an answer");
}

/// The coordinator confirms a session whose gates are open.
async fn confirm(browser: &Browser, server: &Server) {
    browser.open(&format!("{}/sessions?status=published", server.base)).await;
    for link in browser.links("main a[href^='/sessions/0']").await {
        browser.open(&link).await;
        let free = browser.find("form[action$='/confirm'] input[name='reason']").await.is_none();
        if free && browser.find("form[action$='/confirm'] button").await.is_some() {
            browser.click("form[action$='/confirm'] button").await;
            let text = browser.text().await;
            assert!(text.contains(&zh("session-status-confirmed")), "{text}");
            return;
        }
    }
    panic!("no session can be confirmed");
}

/// A headcount is taken from paper, and signed.
async fn report_and_sign(browser: &Browser, server: &Server, youth: i32) {
    browser.open(&format!("{}/reports/headcounts", server.base)).await;
    for link in browser.links("main a[href^='/reports/sessions/0']").await {
        browser.open(&link).await;
        if browser.find("form[action$='/confirm']").await.is_some()
            || browser.find("input[name^='youth']").await.is_none()
        {
            continue;
        }
        browser.fill("input[name^='youth']", &youth.to_string()).await;
        browser.click("input[name='basis'][value='counted']").await;
        browser.press(&zh("attendance-send")).await;
        browser.press(&zh("attendance-sign")).await;
        return;
    }
    panic!("no headcount is missing");
}

/// Young listeners of this year, as the public may read them.
async fn reached(server: &Server) -> i64 {
    let figures = reqwest::get(format!("{}/reach.json", server.base)).await.unwrap();
    let figures: serde_json::Value = figures.json().await.unwrap();
    figures["youth"].as_i64().unwrap_or_else(|| panic!("no figure in {figures}"))
}
