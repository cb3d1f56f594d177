//! `/certificates/NUMBER`: whether a certificate is true, for everybody; it tells no more of the
//! person than the speaker agreed to.

use super::certificates::state;
use crate::actions::service::{Checked, check};
use crate::app::App;
use crate::kernel::{Day, Refused};
use crate::service::CertificateState;
use crate::store::StoreError;
use crate::text::{day_plain, duration, grouped};
use crate::web::layout::Page;
use crate::web::menu::show::public_name;
use crate::web::parts;
use crate::web::problem::{Answer, Problem};
use crate::web::viewer::Viewer;
use axum::extract::{Path, State};
use maud::{Markup, html};

/// `GET /certificates/NUMBER`.
pub async fn page(State(app): State<App>, viewer: Viewer, Path(number): Path<String>) -> Answer {
    let page = Page::new(&viewer, &viewer.say("certificates-check-title"));
    match check(&app, &number, &viewer.place).await {
        Ok(checked) => Ok(page.show(html! { (told(&viewer, &checked)) (again(&viewer, "")) })),
        Err(StoreError::Refused(refusal)) if matches!(refusal.kind, Refused::Missing | Refused::TooMany) => {
            let status = Problem::Refused(refusal.clone()).status();
            Ok(page.status(status).show(html! {
                section.sheet {
                    p.big { span.sign aria-hidden="true" { "●" } (viewer.say("certificate-not-true")) }
                    p { (viewer.refusal(&refusal)) }
                    p.secret { (number.chars().take(40).collect::<String>()) }
                }
                (again(&viewer, &number))
            }))
        }
        Err(error) => Err(error.into()),
    }
}

fn told(viewer: &Viewer, checked: &Checked) -> Markup {
    let (one, lang) = (&checked.certificate, viewer.lang());
    let Some(attested) = &one.attested else { return html! {} };
    let valid = one.state == CertificateState::Issued;
    let day = |moment: Option<_>| html! { (moment.map(|at| day_plain(lang, Day::of(at))).unwrap_or_default()) };
    let mut facts = vec![
        (viewer.say("certificates-number"), html! { @if let Some(number) = &one.number { b.secret { (number) } } }),
        (viewer.say("certificates-state"), html! { (state(viewer, one)) @if !valid { " " (day(one.ended_at)) } }),
    ];
    if valid {
        facts.extend([
            (viewer.say("certificate-person"), html! { (public_name(lang, &checked.speaker)) }),
            (viewer.say("certificates-days"), html! { (day_plain(lang, one.from)) " – " (day_plain(lang, one.to)) }),
            (viewer.say("service-talks"), html! { (grouped(attested.service.talks)) }),
            (viewer.say("service-talk-time"), html! { (duration(lang, attested.service.talk)) }),
            (
                viewer.say("certificate-issuer"),
                html! { (attested.issuer) " " (parts::telephone(&attested.issuer_phone)) },
            ),
            (viewer.say("certificate-date"), day(one.issued_at)),
        ]);
    }
    html! {
        section.sheet {
            p.big {
                span.sign aria-hidden="true" { @if valid { "✓" } @else { "●" } }
                (viewer.say(if valid { "certificate-true" } else { "certificate-no-more" }))
            }
            (parts::facts(&facts))
            @if valid { p.quiet { (viewer.say("certificate-compare")) } }
        }
    }
}

fn again(viewer: &Viewer, typed: &str) -> Markup {
    parts::sheet(&viewer.say("certificates-check-other"), ask(viewer, typed))
}

/// Asks for a number.
pub(super) fn ask(viewer: &Viewer, typed: &str) -> Markup {
    html! {
        form.search method="get" action="/certificates" {
            div.field {
                label for="f-number" { (viewer.say("certificates-check")) }
                input type="text" id="f-number" name="number" value=(typed.chars().take(40).collect::<String>()) autocomplete="off" placeholder="2026-XXXX-XXXX-XXXX";
            }
            button.act.main { (viewer.say("certificate-check")) }
        }
    }
}
