//! `/certificates/NUMBER/print`: the certificate as a document on A4, with the rule's four parts.

use crate::accounts::Deed;
use crate::app::App;
use crate::kernel::{Day, Refusal};
use crate::service::{Attested, Certificate, CertificateNumber, CertificateState, Service};
use crate::store;
use crate::text::{day_plain, duration, grouped};
use crate::web::assets;
use crate::web::layout::Page;
use crate::web::parts;
use crate::web::problem::Answer;
use crate::web::viewer::Viewer;
use axum::extract::{Path, State};
use maud::{Markup, html};

/// The page, for the speaker and for the committee.
pub async fn page(State(app): State<App>, viewer: Viewer, Path(number): Path<String>) -> Answer {
    let own = viewer.actor.own_speaker().cloned();
    let scope = viewer.actor.scope(Deed::EditOwnSpeaker)?;
    let missing = || Refusal::missing("certificate-missing");
    let wanted = CertificateNumber::parse(&number).ok_or_else(missing)?;
    let one = app
        .store
        .read(move |db| {
            let one = store::service::certificates::of_number(db, &wanted)?.ok_or_else(missing)?;
            store::speakers::find(db, &scope, &one.speaker)?;
            Ok(one)
        })
        .await?;
    let back = match own {
        Some(own) if own == one.speaker => "/my/results".to_owned(),
        _ => format!("/speakers/{}/service", one.speaker),
    };
    let Some(attested) = &one.attested else { return Err(missing().into()) };
    Ok(Page::new(&viewer, &viewer.say("certificate-title"))
        .back(back, viewer.say("service-title"))
        .note(html! { p { (viewer.say("certificate-print-how")) } })
        .head(html! { link rel="stylesheet" href=(assets::address("certificate.css")); })
        .show(document(&app, &viewer, &one, attested)))
}

fn document(app: &App, viewer: &Viewer, one: &Certificate, attested: &Attested) -> Markup {
    let lang = viewer.lang();
    let number = one.number.as_ref().map(ToString::to_string).unwrap_or_default();
    let address = format!("{}/certificates/{number}", app.base_url);
    let days = [
        ("name", attested.name.as_str().into()),
        ("from", day_plain(lang, one.from).into()),
        ("to", day_plain(lang, one.to).into()),
        ("issuer", attested.issuer.as_str().into()),
        ("talks", attested.service.talks.into()),
    ];
    html! {
        article.certificate {
            div.inner {
                @if one.state != CertificateState::Issued { p.void { (viewer.say(one.state.key())) } }
                header {
                    p.issuer { (attested.issuer) }
                    p.title { (viewer.say("certificate-title")) }
                    p.number { (viewer.say("certificates-number")) " " span.secret { (number) } }
                }
                p.attests { (viewer.say_with("certificate-attests", &days)) }
                (part(viewer, "certificate-part-person", &person(viewer, attested)))
                (part(viewer, "certificate-part-service", &service(viewer, one, &attested.service)))
                (part(viewer, "certificate-part-issuer", &issuer(viewer, one, attested)))
                section.last {
                    div {
                        h2 { (viewer.say("certificate-part-number")) }
                        p { (viewer.say("certificates-number")) "：" b.secret { (number) } }
                        p { (viewer.say("certificate-date")) "：" b { (one.issued_at.map(|at| day_plain(lang, Day::of(at))).unwrap_or_default()) } }
                        p.small { (viewer.say("certificate-check-at")) br; (address) }
                    }
                    (parts::qr(&address, &viewer.say("certificate-check-at")))
                    div.seal { p { (viewer.say("certificate-seal")) } }
                }
            }
        }
    }
}

fn part(viewer: &Viewer, heading: &str, rows: &[(String, Markup)]) -> Markup {
    html! { section { h2 { (viewer.say(heading)) } (parts::facts(rows)) } }
}

fn person(viewer: &Viewer, attested: &Attested) -> Vec<(String, Markup)> {
    vec![
        (viewer.say("certificate-name"), html! { b { (attested.name) } }),
        (viewer.say("certificate-kind"), html! { (viewer.say(attested.elder_kind.key())) }),
        // kept nowhere: the person writes it by hand
        (viewer.say("certificate-identity"), html! { span.line { "\u{a0}" } }),
    ]
}

fn service(viewer: &Viewer, one: &Certificate, sums: &Service) -> Vec<(String, Markup)> {
    let lang = viewer.lang();
    let theme = |(theme, count): &(String, i64)| {
        viewer.say_with("certificate-theme", &[("theme", viewer.theme(theme).into()), ("count", (*count).into())])
    };
    let mut themes: Vec<String> = sums.themes.iter().take(6).map(theme).collect();
    themes.extend((sums.themes.len() > 6).then(|| viewer.say("certificate-and-others")));
    let apart = [
        ("preparation", duration(lang, sums.preparation).into()),
        ("travel", duration(lang, sums.travel).into()),
        ("noted", sums.noted.into()),
    ];
    let heard = [
        ("youth", grouped(sums.youth).into()),
        ("adults", grouped(sums.adults).into()),
        ("field", grouped(sums.field_persons).into()),
    ];
    vec![
        (viewer.say("certificates-days"), html! { (day_plain(lang, one.from)) " – " (day_plain(lang, one.to)) }),
        (
            viewer.say("certificate-content"),
            html! { (viewer.say("certificate-content-words")) " " (themes.join(&viewer.say("certificate-comma"))) },
        ),
        (
            viewer.say("certificate-time"),
            html! {
                b { (duration(lang, sums.talk)) } "，" (viewer.say_with("certificate-in-talks", &[("talks", sums.talks.into())]))
                @if sums.noted > 0 { br; span.small { (viewer.say_with("certificate-apart", &apart)) } }
            },
        ),
        (viewer.say("certificate-heard"), html! { (viewer.say_with("certificate-heard-words", &heard)) }),
    ]
}

fn issuer(viewer: &Viewer, one: &Certificate, attested: &Attested) -> Vec<(String, Markup)> {
    vec![
        (viewer.say("certificate-issuer"), html! { b { (attested.issuer) } }),
        (viewer.say("certificate-phone"), html! { (attested.issuer_phone) }),
        (viewer.say("certificate-handled-by"), html! { (one.issued_by) }),
        (viewer.say("certificate-signed-by"), html! { span.line { "\u{a0}" } }),
    ]
}
