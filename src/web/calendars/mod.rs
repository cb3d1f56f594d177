//! `/calendars/TOKEN.ics`: feeds over HTTP, outside cookies, pages and their layers.
//!
//! Programs ask every hour, and mostly nothing changed: a 304 is told from the feed's state
//! alone, and a body is sent as it was packed once.

mod page;
mod shelf;

use super::conditional::Asked;
use crate::actions::feeds::{self, Looked};
use crate::app::App;
use crate::kernel::{Moment, Refused};
use crate::store::StoreError;
use crate::text::{Lang, refusal};
use axum::Router;
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use shelf::{Key, Packing, Ready, Shelf};
use std::sync::Arc;
use std::time::Instant;

/// The page that offers them.
pub(super) fn pages() -> Router<App> {
    Router::new().route("/calendars", get(page::page).post(page::renew))
}

/// The most characters that a theme and a county have together.
const MOST_NARROWING: usize = 200;

#[derive(Clone)]
struct Stand {
    app: App,
    shelf: Arc<Shelf>,
}

/// The address of every feed, with what is kept of them.
pub(super) fn routes<S: Clone + Send + Sync + 'static>(app: &App) -> Router<S> {
    let stand = Stand { app: app.clone(), shelf: Arc::default() };
    Router::new().route("/calendars/{file}", get(feed)).with_state(stand)
}

/// `GET` and `HEAD` of a feed: 200, 304, 404 for a wrong address, 410 for a revoked one.
async fn feed(State(stand): State<Stand>, method: Method, uri: Uri, headers: HeaderMap) -> Response {
    let Some(key) = key_of(&uri) else { return told(StatusCode::NOT_FOUND, "") };
    match ready(&stand, key).await {
        Ok(ready) => answer(&ready, &headers, method == Method::HEAD),
        Err(StoreError::Refused(no)) => {
            let status = match no.kind {
                Refused::Missing => StatusCode::NOT_FOUND,
                Refused::Gone => StatusCode::GONE,
                Refused::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
                _ => StatusCode::BAD_REQUEST,
            };
            told(status, &format!("{}\n{}\n", refusal(Lang::Zh, &no), refusal(Lang::En, &no)))
        }
        Err(error) => {
            tracing::error!(%error, "a feed failed");
            told(StatusCode::INTERNAL_SERVER_ERROR, "")
        }
    }
}

fn key_of(uri: &Uri) -> Option<Key> {
    let file = uri.path().strip_prefix("/calendars/")?.strip_suffix(".ics")?.to_owned();
    let mut key = Key { file, theme: String::new(), county: String::new() };
    for pair in uri.query().unwrap_or_default().split('&') {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let value = percent_encoding::percent_decode_str(value).decode_utf8().ok()?;
        match name {
            "theme" => key.theme = value.into_owned(),
            "county" => key.county = value.into_owned(),
            _ => {}
        }
    }
    // nothing narrows the days off, and no theme or county has so long a name
    let narrows = key.theme.chars().chain(key.county.chars()).count();
    if key.file == feeds::DAYS_OFF {
        (key.theme, key.county) = Default::default();
    } else if narrows > MOST_NARROWING {
        return None;
    }
    Some(key)
}

/// The feed as it stands now: kept, still the same, or made anew.
async fn ready(stand: &Stand, key: Key) -> Result<Arc<Ready>, StoreError> {
    let Stand { app, shelf } = stand;
    // before the question, so that what is written meanwhile is asked about again
    let (today, epoch, asked_at) = (app.clock.today(), app.store.epoch(), Instant::now());
    let kept = match shelf.find(&key, today, epoch) {
        Some((ready, true)) => return Ok(ready),
        Some((ready, false)) => Some(ready),
        None => None,
    };
    let state = kept.as_ref().map(|ready| ready.state.clone()).unwrap_or_default();
    let looked = feeds::look(app, &key.file, (&key.theme, &key.county), state).await;
    let ready = match (looked, kept) {
        (Ok(Looked::Same), Some(ready)) => ready,
        (Ok(Looked::Made(state, body)), _) => {
            let packing = move || Arc::new(Ready::of(state, today, body));
            tokio::task::spawn_blocking(packing).await.map_err(|_| StoreError::row("feed", "packing"))?
        }
        (Ok(Looked::Same), None) => return Err(StoreError::row("feed", "state")),
        (Err(error), _) => {
            shelf.forget(&key);
            return Err(error);
        }
    };
    shelf.keep(key, ready.clone(), asked_at, epoch);
    Ok(ready)
}

fn told(status: StatusCode, words: &str) -> Response {
    let kind = [(header::CONTENT_TYPE, "text/plain; charset=utf-8"), (header::CACHE_CONTROL, "no-store")];
    let mut response = (status, kind, words.to_owned()).into_response();
    protect(response.headers_mut());
    response
}

fn protect(headers: &mut HeaderMap) {
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(HeaderName::from_static("x-robots-tag"), HeaderValue::from_static("noindex"));
}

fn answer(ready: &Ready, asked: &HeaderMap, head: bool) -> Response {
    let (body, tag) = ready.body(packing(asked));
    let own = tag.to_str().unwrap_or_default();
    let known = Asked::of(asked).known(&ready.tag, own, ready.changed_at);
    let unchanged = known.is_some();
    let mut response = Response::new(if unchanged || head { Body::empty() } else { Body::from(body.clone()) });
    let headers = response.headers_mut();
    headers.reserve(12);
    let known = known.and_then(|known| HeaderValue::from_str(&known).ok());
    headers.insert(header::ETAG, known.unwrap_or_else(|| tag.clone()));
    if let Some(modified) = &ready.modified {
        headers.insert(header::LAST_MODIFIED, modified.clone());
    }
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    protect(headers);
    if unchanged {
        *response.status_mut() = StatusCode::NOT_MODIFIED;
        return response;
    }
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/calendar; charset=utf-8"));
    headers.insert(header::CONTENT_DISPOSITION, HeaderValue::from_static("inline; filename=\"xinhuo.ics\""));
    headers.insert(header::CONTENT_LENGTH, body.len().into());
    let word = packing(asked).word();
    if !word.is_empty() {
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(word));
    }
    response
}

/// The best packing that is taken (RFC 9110, 12.5.3): br before gzip where both are liked the same.
fn packing(asked: &HeaderMap) -> Packing {
    let lists = asked.get_all(header::ACCEPT_ENCODING).iter().filter_map(|list| list.to_str().ok());
    let (mut gzip, mut brotli, mut other) = (None, None, None);
    for one in lists.flat_map(|list| list.split(',')) {
        let (name, q) = one.split_once(';').unwrap_or((one, "q=1"));
        let liked: f32 = q.trim().strip_prefix("q=").and_then(|q| q.parse().ok()).unwrap_or(0.0);
        match name.trim() {
            "gzip" | "x-gzip" => gzip = Some(liked),
            "br" => brotli = Some(liked),
            "*" => other = Some(liked),
            _ => {}
        }
    }
    let liked = |own: Option<f32>| own.or(other).unwrap_or(0.0);
    let (gzip, brotli) = (liked(gzip), liked(brotli));
    if brotli > 0.0 && brotli >= gzip {
        Packing::Brotli
    } else if gzip > 0.0 {
        Packing::Gzip
    } else {
        Packing::Plain
    }
}

fn http_date(moment: Moment) -> String {
    moment.format("%a, %d %b %Y %H:%M:%S GMT").to_string()
}
