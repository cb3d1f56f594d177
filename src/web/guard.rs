//! What stands around every page: limits, headers, logs without secrets.

use super::conditional;
use super::problem::Problem;
use crate::app::App;
use axum::Router;
use axum::body::Body;
use axum::http::{HeaderName, HeaderValue, Request, Response, StatusCode, header};
use axum::response::IntoResponse;
use std::any::Any;
use std::time::Duration;
use tower_http::catch_panic::{CatchPanicLayer, ResponseForPanic};
use tower_http::compression::CompressionLayer;
use tower_http::set_header::SetResponseHeaderLayer;
use tower_http::timeout::TimeoutLayer;
use tower_http::trace::TraceLayer;

const POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; \
                      base-uri 'none'; frame-ancestors 'none'";
/// First parts of addresses whose second part is a secret.
const SECRET: [&str; 7] = ["calendars", "answer", "attendance", "unsubscribe", "follow", "sign-in", "feeds"];

/// Headers, compression and the log round the whole site.
pub(super) fn around(site: Router<App>, app: &App) -> Router<App> {
    let mut site = site.layer(CompressionLayer::new()).layer(axum::middleware::from_fn(conditional::layer));
    for (name, value) in headers(app) {
        site = site.layer(SetResponseHeaderLayer::if_not_present(name, HeaderValue::from_static(value)));
    }
    site.layer(TraceLayer::new_for_http().make_span_with(span))
}

fn headers(app: &App) -> Vec<(HeaderName, &'static str)> {
    let mut headers = vec![
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        // addresses may hold secrets, so no other site learns them; our own forms keep their Origin
        (header::REFERRER_POLICY, "same-origin"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
        (HeaderName::from_static("permissions-policy"), "camera=(), microphone=(), geolocation=()"),
    ];
    if app.base_url.starts_with("https:") {
        headers.push((header::STRICT_TRANSPORT_SECURITY, "max-age=31536000"));
    }
    headers
}

fn span(request: &Request<Body>) -> tracing::Span {
    tracing::info_span!("request", method = %request.method(), path = %without_secret(request.uri().path()))
}

/// A path for the log: what may be a secret is left out.
fn without_secret(path: &str) -> String {
    let mut parts = path.split('/').skip(1);
    let first = parts.next().unwrap_or("");
    match parts.next() {
        Some(_) if SECRET.contains(&first) => format!("/{first}/…"),
        _ => path.to_owned(),
    }
}

/// Gives up on a page after a minute.
pub(super) fn time_limit() -> TimeoutLayer {
    TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, Duration::from_secs(60))
}

/// A panic of one page is its own problem alone.
pub(super) fn panics() -> CatchPanicLayer<OnPanic> {
    CatchPanicLayer::custom(OnPanic)
}

/// Turns a panic into our own fault, logged.
#[derive(Clone, Copy)]
pub(super) struct OnPanic;

impl ResponseForPanic for OnPanic {
    type ResponseBody = Body;

    fn response_for_panic(&mut self, panic: Box<dyn Any + Send + 'static>) -> Response<Body> {
        let text = panic.downcast_ref::<String>().map(String::as_str);
        let words = text.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("panic");
        Problem::internal(&words).into_response()
    }
}

/// Where no route leads.
pub(super) async fn nothing_here() -> Problem {
    Problem::Bare(StatusCode::NOT_FOUND)
}
