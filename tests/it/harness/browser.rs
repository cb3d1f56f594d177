//! A browser without JavaScript: cookies, pages, and forms sent as they stand.

use scraper::{Html, Selector};
use std::collections::HashMap;

/// Somebody's browser.
#[derive(Clone)]
pub struct Browser {
    http: reqwest::Client,
    url: String,
}

/// A page as it came.
#[derive(Clone, Debug)]
pub struct Seen {
    /// Its status.
    pub status: u16,
    /// Path and query, after redirects.
    pub path: String,
    /// Its headers, the last of each name.
    pub headers: HashMap<String, String>,
    /// Its bytes as text.
    pub body: String,
}

impl Browser {
    /// A fresh one with an empty jar.
    pub fn new(url: &str) -> Self {
        let http = reqwest::Client::builder().cookie_store(true).build().unwrap();
        Self { http, url: url.to_owned() }
    }

    /// Opens a path.
    pub async fn get(&self, path: &str) -> Seen {
        self.open(self.http.get(format!("{}{path}", self.url))).await
    }

    /// Posts fields as they are: no mark is added, no form is needed.
    pub async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Seen {
        self.open(self.http.post(format!("{}{path}", self.url)).form(fields)).await
    }

    /// Posts raw bytes as a form.
    pub async fn post_raw(&self, path: &str, body: Vec<u8>, headers: &[(&str, &str)]) -> Seen {
        let urlencoded = [("content-type", "application/x-www-form-urlencoded")];
        self.post_with(path, body, &[&urlencoded, headers].concat()).await
    }

    /// Posts raw bytes of any kind.
    pub async fn post_with(&self, path: &str, body: Vec<u8>, headers: &[(&str, &str)]) -> Seen {
        let mut request = self.http.post(format!("{}{path}", self.url)).body(body);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.open(request).await
    }

    /// The same person at another server of the site.
    pub fn at(&self, url: &str) -> Self {
        Self { http: self.http.clone(), url: url.to_owned() }
    }

    /// Sends the form of a page whose action is `action`, with some fields changed. A field that
    /// the form does not have (a button's, a ticked box's) is added.
    pub async fn send(&self, page: &Seen, action: &str, changes: &[(&str, &str)]) -> Seen {
        let mut fields = page.fields_of(action);
        for (name, _) in changes {
            fields.retain(|(own, _)| own != name);
        }
        fields.extend(changes.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
        self.open(self.http.post(format!("{}{action}", self.url)).form(&fields)).await
    }

    /// The bytes behind a path: a file, not a page.
    pub async fn bytes(&self, path: &str) -> Vec<u8> {
        let response = self.http.get(format!("{}{path}", self.url)).send().await.unwrap();
        assert!(response.status().is_success(), "{path}: {}", response.status());
        response.bytes().await.unwrap().to_vec()
    }

    /// Sends a file with the form of a page whose action is `action`.
    pub async fn upload(&self, page: &Seen, action: &str, name: &str, bytes: &[u8]) -> Seen {
        self.upload_with(page, action, &[], (name, bytes)).await
    }

    /// Sends a file, its name and its bytes, with a page's form, some of its fields changed.
    pub async fn upload_with(
        &self,
        page: &Seen,
        action: &str,
        changes: &[(&str, &str)],
        (name, bytes): (&str, &[u8]),
    ) -> Seen {
        let file = reqwest::multipart::Part::bytes(bytes.to_vec()).file_name(name.to_owned());
        let mut form = reqwest::multipart::Form::new();
        for (name, value) in page.fields_of(action) {
            let changed = changes.iter().find(|(own, _)| *own == name).map(|(_, value)| (*value).to_owned());
            form = form.text(name, changed.unwrap_or(value));
        }
        self.open(self.http.post(format!("{}{action}", self.url)).multipart(form.part("file", file))).await
    }

    async fn open(&self, request: reqwest::RequestBuilder) -> Seen {
        let response = request.send().await.unwrap();
        let status = response.status().as_u16();
        let url = response.url().clone();
        let path = url.query().map_or_else(|| url.path().to_owned(), |query| format!("{}?{query}", url.path()));
        let headers = response.headers().iter();
        let headers =
            headers.map(|(name, value)| (name.to_string(), String::from_utf8_lossy(value.as_bytes()).into_owned()));
        let headers = headers.collect();
        Seen { status, path, headers, body: response.text().await.unwrap() }
    }
}

impl Seen {
    /// All text of the page, spaces made single.
    pub fn text(&self) -> String {
        let page = Html::parse_document(&self.body);
        let text: String = page.root_element().text().collect::<Vec<_>>().join(" ");
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// Whether the text holds some words.
    pub fn says(&self, words: &str) -> bool {
        self.text().contains(words)
    }

    /// The texts of all that a CSS selector finds.
    pub fn all(&self, css: &str) -> Vec<String> {
        let page = Html::parse_document(&self.body);
        let wanted = Selector::parse(css).unwrap();
        let found = page.select(&wanted);
        found.map(|one| one.text().collect::<String>().trim().to_owned()).collect()
    }

    /// An attribute of all that a CSS selector finds.
    pub fn attributes(&self, css: &str, name: &str) -> Vec<String> {
        let page = Html::parse_document(&self.body);
        let wanted = Selector::parse(css).unwrap();
        let found = page.select(&wanted);
        found.filter_map(|one| one.value().attr(name).map(str::to_owned)).collect()
    }

    /// The fields that a form would send as it stands, buttons left out. A form without an
    /// action posts to its own page.
    pub fn fields_of(&self, action: &str) -> Vec<(String, String)> {
        let page = Html::parse_document(&self.body);
        let forms = Selector::parse("form[method=post]").unwrap();
        let own = self.path.split('?').next().unwrap_or("");
        let form = page.select(&forms).find(|form| form.value().attr("action").unwrap_or(own) == action);
        let form =
            form.unwrap_or_else(|| panic!("no form for {action} at {} ({}): {}", self.path, self.status, self.text()));
        let mut fields = Vec::new();
        for control in form.select(&Selector::parse("input, textarea, select").unwrap()) {
            let Some(name) = control.value().attr("name") else { continue };
            let value = control.value().attr("value").unwrap_or("").to_owned();
            match (control.value().name(), control.value().attr("type").unwrap_or("text")) {
                ("input", "checkbox" | "radio") if control.value().attr("checked").is_none() => {}
                ("input", "file" | "submit") => {}
                ("input", _) => fields.push((name.to_owned(), value)),
                ("textarea", _) => fields.push((name.to_owned(), control.text().collect())),
                _ => {
                    let chosen = Selector::parse("option[selected]").unwrap();
                    let first = Selector::parse("option").unwrap();
                    let option = control.select(&chosen).next().or_else(|| control.select(&first).next());
                    let value = option.and_then(|option| option.value().attr("value")).unwrap_or("");
                    fields.push((name.to_owned(), value.to_owned()));
                }
            }
        }
        fields
    }
}
