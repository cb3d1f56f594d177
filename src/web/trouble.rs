//! The page of a problem: its sentence, a next step, and what was typed, to be sent again.

use super::form::Fields;
use super::layout::Page;
use super::parts;
use super::problem::Problem;
use super::viewer::Viewer;
use crate::accounts::Origin;
use axum::http::{Method, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};

/// Whether the same form may well be taken when it is sent once more.
fn passes(problem: &Problem) -> bool {
    let status = problem.status();
    matches!(problem, Problem::SendAgain) || status.is_server_error() || status == StatusCode::REQUEST_TIMEOUT
}

/// Its page, or the way to sign in when that is what is missing. What was typed into a form
/// that may be sent again is in the page, behind one button.
#[must_use]
pub(super) fn page(problem: &Problem, viewer: &Viewer, method: &Method, typed: Option<&Fields>) -> Response {
    let stranger = *viewer.actor.origin() == Origin::Visitor;
    if problem.status() == StatusCode::FORBIDDEN && stranger && method == Method::GET {
        return Redirect::to(&super::sign_in_and_return(&viewer.path)).into_response();
    }
    let body = match typed.filter(|_| passes(problem)) {
        Some(fields) => send_again(problem, viewer, fields),
        None => body(problem, viewer, method),
    };
    Page::new(viewer, &title(problem, viewer)).status(problem.status()).show(body)
}

fn title(problem: &Problem, viewer: &Viewer) -> String {
    if matches!(problem, Problem::SendAgain) {
        return viewer.say("problem-send-again");
    }
    viewer.say(match problem.status().as_u16() {
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

fn body(problem: &Problem, viewer: &Viewer, method: &Method) -> Markup {
    html! {
        section.sheet {
            p { (sentence(problem, viewer)) }
            p.acts {
                @if passes(problem) && method == Method::GET {
                    a.act href=(viewer.path) { (viewer.say("problem-try-again")) }
                }
                a.act href="/" { (viewer.say("problem-to-start")) }
                // while nobody can be looked up, everybody seems to be a visitor
                @if !passes(problem) && *viewer.actor.origin() == Origin::Visitor {
                    a.act href="/sign-in" { (viewer.say("nav-sign-in")) }
                }
            }
        }
    }
}

fn sentence(problem: &Problem, viewer: &Viewer) -> String {
    match problem {
        Problem::Refused(refusal) => viewer.refusal(refusal),
        Problem::Internal(number) => viewer.say_with("problem-internal-more", &[("number", number.into())]),
        Problem::SendAgain => viewer.say("problem-send-again-more"),
        Problem::Bare(status) => viewer.say(match status.as_u16() {
            404 => "problem-missing-more",
            405 => "problem-method-more",
            413 => "problem-too-large-more",
            408 | 503 => "problem-unavailable-more",
            _ => "problem-invalid-more",
        }),
    }
}

fn send_again(problem: &Problem, viewer: &Viewer, fields: &Fields) -> Markup {
    html! {
        section.sheet {
            p { (sentence(problem, viewer)) }
            @if !matches!(problem, Problem::SendAgain) { p { (viewer.say("problem-kept")) } }
            form method="post" action=(viewer.path) {
                (parts::mark(viewer))
                @for (name, value) in fields.kept() { input type="hidden" name=(name) value=(value); }
                p.acts {
                    (parts::button(&viewer.say("problem-send-again-button")))
                    @if matches!(problem, Problem::SendAgain) && *viewer.actor.origin() == Origin::Visitor {
                        a.act href="/sign-in" target="_blank" { (viewer.say("nav-sign-in")) }
                    }
                }
            }
        }
    }
}
