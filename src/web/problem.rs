//! What went wrong, as one type: a sentence and a next step for the person, details for the log.

use crate::kernel::{Arg, Refusal, Refused};
use crate::store::StoreError;
use axum::body::Body;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};

/// What every handler returns.
pub type Answer = Result<Response, Problem>;

/// Why a page cannot be what was asked for.
#[derive(Clone, Debug)]
pub enum Problem {
    /// Something a person can understand and act on.
    Refused(Refusal),
    /// Our own fault; the number stands in the log beside the details.
    Internal(String),
    /// The form's mark is too old; what was typed is to be sent again.
    SendAgain,
    /// An answer of the server itself, as for an address that does not exist.
    Bare(StatusCode),
}

impl Problem {
    /// Our own fault: logs `why` under a fresh number.
    pub fn internal(why: &dyn std::fmt::Display) -> Self {
        let number = uuid::Uuid::now_v7().simple().to_string();
        let short = number.get(20..).unwrap_or(&number).to_owned();
        tracing::error!(problem = %short, %why, "a page failed");
        Self::Internal(short)
    }

    /// The status of its page.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        match self {
            Self::Refused(refusal) => status_of(refusal.kind),
            Self::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
            Self::SendAgain => StatusCode::CONFLICT,
            Self::Bare(status) => *status,
        }
    }
}

/// Writes to the log, without what anybody typed, what no person at a page can mend.
pub(super) fn log_outage(refusal: &Refusal) {
    if refusal.kind == Refused::Unavailable {
        let why = refusal.args.iter().find_map(|(name, why)| match why {
            Arg::Text(why) if *name == "why" => Some(why.as_str()),
            _ => None,
        });
        tracing::error!(problem = refusal.key, why, "a page could not do its work");
    }
}

fn status_of(kind: Refused) -> StatusCode {
    match kind {
        Refused::Invalid => StatusCode::UNPROCESSABLE_ENTITY,
        Refused::Forbidden => StatusCode::FORBIDDEN,
        Refused::Missing => StatusCode::NOT_FOUND,
        Refused::Conflict => StatusCode::CONFLICT,
        Refused::Gone => StatusCode::GONE,
        Refused::TooMany => StatusCode::TOO_MANY_REQUESTS,
        Refused::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
    }
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        log_outage(&refusal);
        Self::Refused(refusal)
    }
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Refused(refusal) => refusal.into(),
            other => Self::internal(&other),
        }
    }
}

/// Carried in the response, so that the layer that knows the viewer draws the page; without
/// that layer the bare Chinese sentence remains.
impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let sentence = match &self {
            Self::Refused(refusal) => crate::text::refusal(crate::text::Lang::Zh, refusal),
            _ => self.status().to_string(),
        };
        let mut response = Response::new(Body::from(sentence));
        *response.status_mut() = self.status();
        let plain = header::HeaderValue::from_static("text/plain; charset=utf-8");
        response.headers_mut().insert(header::CONTENT_TYPE, plain);
        response.extensions_mut().insert(self);
        response
    }
}
