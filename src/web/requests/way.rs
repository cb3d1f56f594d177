//! A request like a parcel: where it is on its way.

use crate::requests::{Request, RequestStatus};
use crate::web::parts::{self, Sign};
use crate::web::viewer::Viewer;
use maud::{Markup, html};

const WAY: [RequestStatus; 4] =
    [RequestStatus::Submitted, RequestStatus::Approved, RequestStatus::Scheduled, RequestStatus::Done];

/// The steps, with the one where it is; or that it left the way, and why.
#[must_use]
pub fn way(viewer: &Viewer, request: &Request) -> Markup {
    let Some(here) = WAY.iter().position(|step| *step == request.status) else {
        return html! { p { (status(viewer, request)) " " (request.return_reason) } };
    };
    html! {
        ol.way {
            @for (n, step) in WAY.iter().enumerate() {
                li class=(if n < here { "past" } else if n == here { "here" } else { "ahead" }) aria-current=[(n == here).then_some("step")] {
                    span aria-hidden="true" { (if n <= here { "●" } else { "○" }) } (viewer.say(step.key()))
                }
            }
        }
    }
}

/// Where it stands, in a word.
#[must_use]
pub fn status(viewer: &Viewer, request: &Request) -> Markup {
    let sign = match request.status {
        RequestStatus::Submitted | RequestStatus::Approved => Sign::Wait,
        RequestStatus::Returned => Sign::Stop,
        RequestStatus::Scheduled | RequestStatus::Done => Sign::Done,
        RequestStatus::Withdrawn => Sign::Info,
    };
    parts::status(sign, &viewer.say(request.status.key()))
}
