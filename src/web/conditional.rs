//! Answers with a strong `ETag`: one tag for each encoding of the same content (RFC 9110, 8.8.3.3),
//! and 304 for those who have it already.
//!
//! This stands outside of compression: what was chosen is known by then, and nothing of a body
//! that is dropped here has been compressed.

use crate::kernel::Moment;
use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::Response;

/// What describes a body, and so is not said without one.
const OF_A_BODY: [HeaderName; 5] = [
    header::CONTENT_TYPE,
    header::CONTENT_LENGTH,
    header::CONTENT_ENCODING,
    header::CONTENT_DISPOSITION,
    header::TRANSFER_ENCODING,
];

/// Tells the tag of what goes out, or that nothing changed.
pub(super) async fn layer(request: Request, next: Next) -> Response {
    let reads = matches!(*request.method(), Method::GET | Method::HEAD);
    let asked = Asked::of(request.headers());
    let mut response = next.run(request).await;
    if !reads || response.status() != StatusCode::OK {
        return response;
    }
    let Some(state) = strong_tag(response.headers()) else { return response };
    let own = tag(&state, text(response.headers(), &header::CONTENT_ENCODING).unwrap_or(""));
    let known = asked.known(&state, &own, date(response.headers(), &header::LAST_MODIFIED));
    let unchanged = known.is_some();
    if let Ok(value) = HeaderValue::from_str(&known.unwrap_or(own)) {
        response.headers_mut().insert(header::ETAG, value);
    }
    if unchanged { without_body(response) } else { response }
}

fn without_body(mut response: Response) -> Response {
    *response.status_mut() = StatusCode::NOT_MODIFIED;
    *response.body_mut() = Body::empty();
    for name in OF_A_BODY {
        response.headers_mut().remove(name);
    }
    response
}

/// What the asker says to have.
pub(super) struct Asked {
    /// Without `W/` and quotes.
    tags: Vec<String>,
    since: Option<Moment>,
}

impl Asked {
    /// Reads it.
    pub(super) fn of(headers: &HeaderMap) -> Self {
        let lists = headers.get_all(header::IF_NONE_MATCH).iter().filter_map(|list| list.to_str().ok());
        let tags = lists.flat_map(|list| list.split(',')).map(|tag| bare(tag).to_owned()).collect();
        Self { tags, since: date(headers, &header::IF_MODIFIED_SINCE) }
    }

    /// The tag of the copy that is still good. A tag decides before a date (RFC 9110, 13.2.2). Where
    /// only another encoding is there, that one is named, for it is the copy to go on with.
    pub(super) fn known(&self, state: &str, own: &str, changed: Option<Moment>) -> Option<String> {
        if self.tags.is_empty() {
            return (changed? <= self.since?).then(|| own.to_owned());
        }
        if self.tags.iter().any(|tag| tag == "*" || tag == bare(own)) {
            return Some(own.to_owned());
        }
        self.tags.iter().find_map(|known| same_state(known, state))
    }
}

/// The tag of the same state in another encoding, also where a proxy marked its own.
fn same_state(known: &str, state: &str) -> Option<String> {
    match known.strip_prefix(state)? {
        "" => Some(tag(state, "")),
        "-gzip" | ";gzip" | "--gzip" => Some(tag(state, "gzip")),
        "-br" | ";br" | "--br" => Some(tag(state, "br")),
        _ => None,
    }
}

fn tag(state: &str, encoding: &str) -> String {
    let dash = if encoding.is_empty() { "" } else { "-" };
    format!("\"{state}{dash}{encoding}\"")
}

fn bare(tag: &str) -> &str {
    let tag = tag.trim();
    tag.strip_prefix("W/").unwrap_or(tag).trim_matches('"')
}

fn strong_tag(headers: &HeaderMap) -> Option<String> {
    let tag = text(headers, &header::ETAG)?;
    tag.starts_with('"').then(|| bare(tag).to_owned())
}

fn text<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

fn date(headers: &HeaderMap, name: &HeaderName) -> Option<Moment> {
    let date = chrono::DateTime::parse_from_rfc2822(text(headers, name)?).ok()?;
    Some(date.to_utc())
}
