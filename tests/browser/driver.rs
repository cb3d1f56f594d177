//! A small WebDriver client (W3C WebDriver): Chromium through chromedriver.

use reqwest::{Client, Method};
use serde_json::{Value, json};
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// The key under which the standard hands out elements.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// A browser with one window.
pub struct Browser {
    client: Client,
    session: String,
    driver: Child,
}

/// An element of the page that is shown.
#[derive(Clone, Debug)]
pub struct Element(String);

impl Browser {
    /// Starts chromedriver and Chromium; `None` where there is no chromedriver.
    pub async fn start() -> Option<Self> {
        let mut driver =
            Command::new("chromedriver").arg("--port=0").stdout(Stdio::piped()).stderr(Stdio::null()).spawn().ok()?;
        let mut lines = BufReader::new(driver.stdout.take().unwrap()).lines();
        let port = lines.find_map(|line| port_of(&line.ok()?)).expect("chromedriver names its port");
        // the pipe stays open, or chromedriver would fail to write
        std::thread::spawn(move || lines.for_each(drop));
        let client = Client::builder().timeout(Duration::from_secs(60)).build().unwrap();
        let mut browser = Self { client, session: format!("http://127.0.0.1:{port}/session"), driver };
        let opened = browser.call(Method::POST, "", capabilities()).await;
        let id = opened["sessionId"].as_str().expect("a session").to_owned();
        browser.session = format!("{}/{id}", browser.session);
        Some(browser)
    }

    async fn call(&self, method: Method, path: &str, body: Value) -> Value {
        self.try_call(method, path, body).await.unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    async fn try_call(&self, method: Method, path: &str, body: Value) -> Result<Value, String> {
        let get = method == Method::GET;
        let request = self.client.request(method, format!("{}{path}", self.session));
        let request = if get { request } else { request.json(&body) };
        let reply = request.send().await.map_err(|error| error.to_string())?;
        let well = reply.status().is_success();
        let mut answer: Value = reply.json().await.map_err(|error| error.to_string())?;
        let value = answer["value"].take();
        if well { Ok(value) } else { Err(format!("{}: {}", value["error"], value["message"])) }
    }

    /// Opens an address and waits until it is loaded.
    pub async fn open(&self, url: &str) {
        self.call(Method::POST, "/url", json!({ "url": url })).await;
    }

    /// The address that is shown.
    pub async fn url(&self) -> String {
        self.call(Method::GET, "/url", Value::Null).await.as_str().unwrap_or_default().to_owned()
    }

    /// The first element of a selector.
    pub async fn find(&self, css: &str) -> Option<Element> {
        let found = self.try_call(Method::POST, "/element", json!({ "using": "css selector", "value": css })).await;
        found.ok().and_then(|value| Some(Element(value[ELEMENT].as_str()?.to_owned())))
    }

    /// The first element of a selector, which must be there.
    pub async fn must_find(&self, css: &str) -> Element {
        match self.find(css).await {
            Some(element) => element,
            None => panic!("no {css} on {}:\n{}", self.url().await, self.text().await),
        }
    }

    /// Clicks the first element of a selector.
    pub async fn click(&self, css: &str) {
        let Element(id) = self.must_find(css).await;
        self.follow(&id).await;
    }

    /// Clicks the first link or button whose text holds some words.
    pub async fn press(&self, words: &str) {
        let path = format!("//*[self::a or self::button or self::summary][contains(normalize-space(.), '{words}')]");
        let found = self.try_call(Method::POST, "/element", json!({ "using": "xpath", "value": path })).await;
        let Some(id) = found.ok().and_then(|value| value[ELEMENT].as_str().map(str::to_owned)) else {
            panic!("nothing to press that says {words} on {}:\n{}", self.url().await, self.text().await)
        };
        self.follow(&id).await;
    }

    /// Clicks, and waits for the next page where the element leads to one: a busy browser may
    /// say that it clicked before it has left the page.
    async fn follow(&self, id: &str) {
        let mark = "const it = arguments[0]; \
                    const leads = it.tagName === 'A' || (it.tagName === 'BUTTON' && it.form !== null); \
                    if (leads) document.documentElement.setAttribute('data-left', ''); return leads";
        let call = json!({ "script": mark, "args": [{ ELEMENT: id }] });
        let leads = self.call(Method::POST, "/execute/sync", call).await == Value::Bool(true);
        self.call(Method::POST, &format!("/element/{id}/click"), json!({})).await;
        let arrived =
            "return document.readyState === 'complete' && !document.documentElement.hasAttribute('data-left')";
        for _ in 0..150 {
            let call = json!({ "script": arrived, "args": [] });
            let there = self.try_call(Method::POST, "/execute/sync", call).await;
            if !leads || there.is_ok_and(|there| there == Value::Bool(true)) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }

    /// Types into a field, in place of what stands there.
    pub async fn fill(&self, css: &str, text: &str) {
        let Element(id) = self.must_find(css).await;
        self.call(Method::POST, &format!("/element/{id}/clear"), json!({})).await;
        self.call(Method::POST, &format!("/element/{id}/value"), json!({ "text": text })).await;
    }

    /// Sets a field of a day or a clock time, which keys fill differently in each language.
    pub async fn set(&self, css: &str, value: &str) {
        self.must_find(css).await;
        self.script(&format!("document.querySelector(\"{css}\").value = '{value}'")).await;
    }

    /// Where the links of a selector lead, each once.
    pub async fn links(&self, css: &str) -> Vec<String> {
        let found = self.script(&format!("return [...document.querySelectorAll(\"{css}\")].map(a => a.href)")).await;
        let mut links: Vec<String> =
            found.as_array().into_iter().flatten().filter_map(|link| Some(link.as_str()?.to_owned())).collect();
        let mut seen = std::collections::BTreeSet::new();
        links.retain(|link| seen.insert(link.clone()));
        links
    }

    /// Chooses the option of a value.
    pub async fn choose(&self, css: &str, value: &str) {
        self.must_find(css).await;
        self.click(&format!("{css} option[value='{value}']")).await;
    }

    /// What a script returns.
    pub async fn script(&self, script: &str) -> Value {
        self.call_script(script, json!([])).await
    }

    /// What a script returns when called with these.
    pub async fn call_script(&self, script: &str, args: Value) -> Value {
        self.call(Method::POST, "/execute/sync", json!({ "script": script, "args": args })).await
    }

    /// Bytes of the page and of all that it loads, as they came over the wire.
    pub async fn weight(&self) -> u64 {
        let sum = "return [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]\
                   .reduce((sum, one) => sum + one.encodedBodySize, 0)";
        self.script(sum).await.as_u64().unwrap_or_default()
    }

    /// Presses the tabulator.
    pub async fn press_tab(&self) {
        let keys = json!([{ "type": "keyDown", "value": "\u{e004}" }, { "type": "keyUp", "value": "\u{e004}" }]);
        let body = json!({ "actions": [{ "type": "key", "id": "keys", "actions": keys }] });
        self.call(Method::POST, "/actions", body).await;
    }

    /// Shows the page as one who asks for `light` or `dark` sees it.
    pub async fn scheme(&self, scheme: &str) {
        // colours that are on their way to others cannot be measured
        let features = json!([
            { "name": "prefers-color-scheme", "value": scheme },
            { "name": "prefers-reduced-motion", "value": "reduce" },
        ]);
        self.devtools("Emulation.setEmulatedMedia", json!({ "features": features })).await;
    }

    async fn devtools(&self, command: &str, params: Value) {
        let call = json!({ "cmd": command, "params": params });
        self.call(Method::POST, "/goog/cdp/execute", call).await;
    }

    /// All words of the page.
    pub async fn text(&self) -> String {
        self.script("return document.body.innerText").await.as_str().unwrap_or_default().to_owned()
    }

    /// Makes the page a number of CSS pixels wide.
    pub async fn width(&self, pixels: u32) {
        let metrics = json!({ "width": pixels, "height": 640, "deviceScaleFactor": 1, "mobile": false });
        self.devtools("Emulation.setDeviceMetricsOverride", metrics).await;
    }

    /// Whether the page can be scrolled sideways, with the widest thing on it.
    pub async fn overflow(&self) -> Option<String> {
        let found = self
            .script(
                "const wide = document.documentElement.clientWidth; \
                 if (document.documentElement.scrollWidth <= wide) return null; \
                 const all = [...document.body.querySelectorAll('*')]; \
                 const worst = all.sort((a, b) => b.getBoundingClientRect().right - a.getBoundingClientRect().right)[0]; \
                 return worst ? worst.outerHTML.slice(0, 200) : 'the page'",
            )
            .await;
        found.as_str().map(str::to_owned)
    }

    /// Errors of the console since the last call.
    pub async fn console_errors(&self) -> Vec<String> {
        let log = self.call(Method::POST, "/se/log", json!({ "type": "browser" })).await;
        let lines = log.as_array().cloned().unwrap_or_default();
        let severe = lines.iter().filter(|line| line["level"] == "SEVERE");
        severe.map(|line| line["message"].as_str().unwrap_or_default().to_owned()).collect()
    }

    /// Keeps a picture of the page.
    pub async fn picture(&self, file: &Path) {
        use base64::Engine;
        let shot = self.call(Method::GET, "/screenshot", Value::Null).await;
        let bytes = base64::engine::general_purpose::STANDARD.decode(shot.as_str().unwrap_or_default()).unwrap();
        std::fs::write(file, bytes).unwrap();
    }
}

impl Drop for Browser {
    /// Also after a failure: Chromium would outlive a chromedriver that is only killed.
    fn drop(&mut self) {
        self.close();
        let _ = self.driver.kill();
        let _ = self.driver.wait();
    }
}

impl Browser {
    fn close(&self) -> Option<()> {
        use std::io::{Read, Write};
        let (host, path) = self.session.strip_prefix("http://")?.split_once('/')?;
        let mut stream = std::net::TcpStream::connect(host).ok()?;
        stream.set_read_timeout(Some(Duration::from_secs(10))).ok()?;
        write!(stream, "DELETE /{path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n").ok()?;
        stream.read(&mut [0; 512]).ok().map(drop)
    }
}

fn port_of(line: &str) -> Option<u16> {
    let (_, rest) = line.split_once("on port ")?;
    rest.trim_end_matches('.').trim().parse().ok().filter(|port| *port != 0)
}

fn capabilities() -> Value {
    let mut args = vec![
        "--headless=new",
        "--accept-lang=zh-CN",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--window-size=1280,900",
    ];
    // Chromium's sandbox refuses to run as root
    args.push("--no-sandbox");
    json!({ "capabilities": { "alwaysMatch": {
        "browserName": "chrome",
        "goog:chromeOptions": { "args": args },
        "goog:loggingPrefs": { "browser": "ALL" },
    } } })
}
