//! From the menu to reach, as four people walk it.

use crate::driver::Browser;
use crate::server::Server;

/// Pages that anybody may open.
const PUBLIC: [&str; 4] = ["/", "/menu", "/reach", "/sign-in"];

async fn browser() -> Option<Browser> {
    let browser = Browser::start().await;
    let required = std::env::var("XINHUO_TEST_BROWSER").is_ok_and(|value| value == "required");
    assert!(browser.is_some() || !required, "chromedriver is missing");
    if browser.is_none() {
        eprintln!("skipped: there is no chromedriver");
    }
    browser
}

#[tokio::test]
async fn public_pages_fit_a_small_telephone() {
    let Some(browser) = browser().await else { return };
    let server = Server::start();
    for width in [320, 1280] {
        browser.width(width).await;
        for page in PUBLIC {
            browser.open(&format!("{}{page}", server.base)).await;
            let name = format!("{}-{width}.png", page.trim_matches('/').replace('/', "-"));
            browser.picture(&server.folder.path().join(name)).await;
            assert_eq!(browser.overflow().await, None, "{page} at {width} px");
            assert_eq!(browser.console_errors().await, Vec::<String>::new(), "{page}");
        }
    }
}
