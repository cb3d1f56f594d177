//! `/calendars/TOKEN.ics`: feeds over HTTP, outside cookies and pages.

use crate::actions::feeds::{self, FeedBody};
use crate::app::App;
use crate::kernel::{Moment, Refused};
use crate::store::StoreError;
use crate::text::{Lang, refusal};
use axum::extract::{Path, Query, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

/// What a committee's feed may be narrowed to.
#[derive(serde::Deserialize, Default)]
pub(super) struct Filters {
    #[serde(default)]
    theme: String,
    #[serde(default)]
    county: String,
}

/// `GET` and `HEAD` of a feed: 200, 404 for a wrong address, 410 for a revoked one. 304 is told further out.
pub(super) async fn feed(State(app): State<App>, Path(file): Path<String>, Query(filters): Query<Filters>) -> Response {
    let Some(token) = file.strip_suffix(".ics") else { return told(StatusCode::NOT_FOUND, "") };
    let found = match token {
        "days-off" => Ok(feeds::days_off(&app, Lang::Zh)),
        _ => feeds::by_token(&app, token, filters.theme, filters.county).await,
    };
    match found {
        Ok(body) => answer(body),
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

fn told(status: StatusCode, words: &str) -> Response {
    let kind = [(header::CONTENT_TYPE, "text/plain; charset=utf-8"), (header::CACHE_CONTROL, "no-store")];
    (status, kind, words.to_owned()).into_response()
}

fn answer(body: FeedBody) -> Response {
    let kind = [
        (header::CONTENT_TYPE, "text/calendar; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "inline; filename=\"xinhuo.ics\""),
    ];
    let mut response = (kind, body.bytes).into_response();
    let headers = response.headers_mut();
    let mut set = |name: header::HeaderName, value: &str| {
        if let Ok(value) = HeaderValue::from_str(value) {
            headers.insert(name, value);
        }
    };
    set(header::ETAG, &body.etag);
    if let Some(modified) = body.changed_at.map(http_date) {
        set(header::LAST_MODIFIED, &modified);
    }
    set(header::CACHE_CONTROL, "private, no-cache");
    set(header::VARY, "Accept-Encoding");
    set(header::REFERRER_POLICY, "no-referrer");
    set(header::HeaderName::from_static("x-robots-tag"), "noindex");
    response
}

fn http_date(moment: Moment) -> String {
    moment.format("%a, %d %b %Y %H:%M:%S GMT").to_string()
}
