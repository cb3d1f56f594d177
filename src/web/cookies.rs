//! The few cookies: session, form mark, look, and the sentence that a page leaves for the next.

use crate::accounts::Account;
use crate::app::App;
use crate::text::{self, Lang};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Redirect, Response};
use std::time::Duration;

/// Proves who is signed in.
pub const SESSION: &str = "xinhuo_session";
/// Ties a form to the browser that got it.
pub const VISIT: &str = "xinhuo_visit";
/// Language and large print.
pub const LOOK: &str = "xinhuo_look";
/// What the page before has to say.
pub const SAID: &str = "xinhuo_said";

/// How large the letters of the elder pages (长辈版) may be, in pixels.
pub const SIZES: [u8; 4] = [18, 22, 26, 30];

/// How a page is to look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Look {
    /// Its language.
    pub lang: Lang,
    /// Large print, one column (长辈版).
    pub elder: bool,
    /// Letters of the elder pages, one of [`SIZES`].
    pub size: u8,
}

/// The cookies of a request.
pub struct Jar(Vec<(String, String)>);

impl Jar {
    /// Reads them.
    #[must_use]
    pub fn of(headers: &HeaderMap) -> Self {
        let lines = headers.get_all(header::COOKIE).iter().filter_map(|line| line.to_str().ok());
        let pairs = lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
        Self(pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).collect())
    }

    /// One by its name, unless empty.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str()).filter(|value| !value.is_empty())
    }
}

/// Sets a cookie that scripts cannot read; without `age` it ends with the browser.
pub fn set(response: &mut Response, app: &App, name: &str, value: &str, age: Option<Duration>) {
    let secure = if app.base_url.starts_with("https:") { "; Secure" } else { "" };
    let age = age.map_or(String::new(), |age| format!("; Max-Age={}", age.as_secs()));
    let line = format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax{secure}{age}");
    if let Ok(line) = HeaderValue::from_str(&line) {
        response.headers_mut().append(header::SET_COOKIE, line);
    }
}

/// Takes a cookie back.
pub fn clear(response: &mut Response, app: &App, name: &str) {
    set(response, app, name, "", Some(Duration::ZERO));
}

/// To another page (303), which opens with the sentence of `said`.
#[must_use]
pub fn redirect_saying(app: &App, to: &str, said: &'static str) -> Response {
    let mut response = Redirect::to(to).into_response();
    set(&mut response, app, SAID, said, Some(Duration::from_secs(120)));
    response
}

/// The key that the page before left, if it is one of ours.
pub(super) fn said(value: &str) -> Option<String> {
    let plain = value.len() <= 60 && value.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-');
    (plain && text::say(Lang::Zh, value) != format!("[{value}]")).then(|| value.to_owned())
}

/// How the page is to look: the browser's own choice, then the account's, then `Accept-Language`.
pub(super) fn look(jar: &Jar, account: Option<&Account>, headers: &HeaderMap) -> Look {
    if let Some(look) = jar.get(LOOK).and_then(look_of) {
        return look;
    }
    let lang = account.map_or_else(|| accepted(headers), |account| account.lang);
    Look { lang, elder: account.is_some_and(|account| account.elder_mode), size: SIZES[1] }
}

/// A look as the cookie keeps it: `zh.elder.22`.
#[must_use]
pub fn look_text(look: Look) -> String {
    format!("{}.{}.{}", look.lang.code(), if look.elder { "elder" } else { "plain" }, look.size)
}

fn look_of(value: &str) -> Option<Look> {
    let mut parts = value.split('.');
    let lang = Lang::parse(parts.next()?);
    let elder = parts.next()? == "elder";
    let size = parts.next()?.parse().ok().filter(|size| SIZES.contains(size))?;
    Some(Look { lang, elder, size })
}

fn accepted(headers: &HeaderMap) -> Lang {
    let wish = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or("");
    for part in wish.split(',') {
        let tag = part.trim().to_ascii_lowercase();
        if tag.starts_with("zh") {
            return Lang::Zh;
        }
        if tag.starts_with("en") {
            return Lang::En;
        }
    }
    Lang::Zh
}
