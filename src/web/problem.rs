//! What went wrong, as one type: a sentence and a next step for the person, details for the log.

use super::form::Fields;
use super::layout::Page;
use super::parts;
use super::viewer::Viewer;
use crate::accounts::Origin;
use crate::kernel::{Arg, Refusal, Refused};
use crate::store::StoreError;
use axum::body::Body;
use axum::http::{Method, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};

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

    /// Whether the same form may well be taken when it is sent once more.
    fn passes(&self) -> bool {
        let status = self.status();
        matches!(self, Self::SendAgain) || status.is_server_error() || status == StatusCode::REQUEST_TIMEOUT
    }

    /// Its page, or the way to sign in when that is what is missing. What was typed into a form
    /// that may be sent again is in the page, behind one button.
    #[must_use]
    pub fn page(&self, viewer: &Viewer, method: &Method, typed: Option<&Fields>) -> Response {
        let stranger = *viewer.actor.origin() == Origin::Visitor;
        if self.status() == StatusCode::FORBIDDEN && stranger && method == Method::GET {
            return Redirect::to(&super::sign_in_and_return(&viewer.path)).into_response();
        }
        let body = match typed.filter(|_| self.passes()) {
            Some(fields) => self.send_again(viewer, fields),
            None => self.body(viewer, method),
        };
        Page::new(viewer, &self.title(viewer)).status(self.status()).show(body)
    }

    fn title(&self, viewer: &Viewer) -> String {
        if matches!(self, Self::SendAgain) {
            return viewer.say("problem-send-again");
        }
        viewer.say(match self.status().as_u16() {
            403 => "problem-forbidden",
            404 => "problem-missing",
            409 => "problem-conflict",
            410 => "problem-gone",
            413 => "problem-too-large",
            405 => "problem-method",
            429 => "problem-too-many",
            503 | 408 => "problem-unavailable",
            400..=499 => "problem-invalid",
            _ => "problem-internal",
        })
    }

    fn body(&self, viewer: &Viewer, method: &Method) -> Markup {
        html! {
            section.sheet {
                p { (self.sentence(viewer)) }
                p.acts {
                    @if self.passes() && method == Method::GET {
                        a.act href=(viewer.path) { (viewer.say("problem-try-again")) }
                    }
                    a.act href="/" { (viewer.say("problem-to-start")) }
                    // while nobody can be looked up, everybody seems to be a visitor
                    @if !self.passes() && *viewer.actor.origin() == Origin::Visitor {
                        a.act href="/sign-in" { (viewer.say("nav-sign-in")) }
                    }
                }
            }
        }
    }

    fn sentence(&self, viewer: &Viewer) -> String {
        match self {
            Self::Refused(refusal) => viewer.refusal(refusal),
            Self::Internal(number) => viewer.say_with("problem-internal-more", &[("number", number.into())]),
            Self::SendAgain => viewer.say("problem-send-again-more"),
            Self::Bare(status) => viewer.say(match status.as_u16() {
                404 => "problem-missing-more",
                405 => "problem-method-more",
                413 => "problem-too-large-more",
                408 | 503 => "problem-unavailable-more",
                _ => "problem-invalid-more",
            }),
        }
    }

    fn send_again(&self, viewer: &Viewer, fields: &Fields) -> Markup {
        html! {
            section.sheet {
                p { (self.sentence(viewer)) }
                @if !matches!(self, Self::SendAgain) { p { (viewer.say("problem-kept")) } }
                form method="post" action=(viewer.path) {
                    (parts::mark(viewer))
                    @for (name, value) in fields.kept() { input type="hidden" name=(name) value=(value); }
                    p.acts {
                        (parts::button(&viewer.say("problem-send-again-button")))
                        @if matches!(self, Self::SendAgain) && *viewer.actor.origin() == Origin::Visitor {
                            a.act href="/sign-in" target="_blank" { (viewer.say("nav-sign-in")) }
                        }
                    }
                }
            }
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
