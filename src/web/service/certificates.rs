//! Certificates: asked for on a speaker's page, issued, replaced and revoked by the committee;
//! `/certificates` checks a number for everybody and lists them for the committee.

use super::results::{self, View};
use crate::accounts::Deed;
use crate::actions::service::{Step, ask as ask_for, issue_now, step as take_step};
use crate::app::App;
use crate::kernel::{CertificateId, Day, Refusal};
use crate::service::{Certificate, CertificateState};
use crate::store::{self, Page as Rows, Paging};
use crate::text::day_plain;
use crate::web::form::Form;
use crate::web::layout::Page;
use crate::web::parts::{self, Column, Field, Sign, Table};
use crate::web::problem::Answer;
use crate::web::redirect_saying;
use crate::web::viewer::Viewer;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect};
use maud::{Markup, html};
use std::collections::BTreeMap;

/// `GET /certificates`: a number to check, and for the committee all of its certificates.
pub async fn list(State(app): State<App>, viewer: Viewer, Query(params): Query<BTreeMap<String, String>>) -> Answer {
    if let Some(number) = params.get("number").map(|number| number.trim()).filter(|number| !number.is_empty()) {
        let number = percent_encoding::utf8_percent_encode(number, percent_encoding::NON_ALPHANUMERIC);
        return Ok(Redirect::to(&format!("/certificates/{number}")).into_response());
    }
    let page = params.get("page").and_then(|page| page.parse().ok()).unwrap_or(1);
    let rows = match viewer.actor.scope(Deed::EditRegisters) {
        Ok(scope) => {
            let list = move |db: &mut _| store::service::certificates::list(db, &scope, Paging::new(page, 50));
            Some(app.store.read(list).await?)
        }
        Err(_) => None,
    };
    Ok(Page::new(&viewer, &viewer.say("certificates-title")).show(html! {
        section.sheet { (super::check::ask(&viewer, "")) }
        @if let Some(rows) = rows { (all(&viewer, &rows)) }
    }))
}

fn all(viewer: &Viewer, rows: &Rows<(String, Certificate)>) -> Markup {
    if rows.total == 0 {
        return parts::empty(&viewer.say("certificates-none"), Some(("/speakers", &viewer.say("nav-speakers"))));
    }
    let columns = ["certificates-whose", "certificates-days", "certificates-state", "certificates-number"];
    let table = Table::new(columns.map(|key| Column::text(viewer.say(key))).into()).rows(rows.rows.iter().map(
        |(name, one)| {
            vec![
                html! { a href={ "/speakers/" (one.speaker) "/service#certificates" } { (name) } },
                days(viewer, one),
                state(viewer, one),
                number(one),
            ]
        },
    ));
    html! { (parts::sheet(&viewer.say("certificates-all"), table.show())) (parts::pager(viewer, rows)) }
}

/// `POST /my/certificates`: the speaker asks for one.
pub async fn ask(State(app): State<App>, viewer: Viewer, mut form: Form) -> Answer {
    let view = results::load_own(&app, &viewer, &BTreeMap::new()).await?;
    if let Some(days) = days_of(&mut form, view.today) {
        match ask_for(&app, &viewer.actor, view.speaker.id.clone(), days).await {
            Ok(_) => return Ok(redirect_saying(&app, "/my/results", "certificate-asked-for")),
            Err(error) => form.refused(error)?,
        }
    }
    Ok(results::show(&viewer, &view, &form))
}

/// `POST /speakers/ID/certificates`: the committee issues one at once.
pub async fn issue(State(app): State<App>, viewer: Viewer, Path(id): Path<String>, mut form: Form) -> Answer {
    let view = results::load_of(&app, &viewer, id.into(), &BTreeMap::new()).await?;
    if let Some(days) = days_of(&mut form, view.today) {
        match issue_now(&app, &viewer.actor, view.speaker.id.clone(), days).await {
            Ok(()) => return Ok(done(&app, &view)),
            Err(error) => form.refused(error)?,
        }
    }
    Ok(results::show(&viewer, &view, &form))
}

/// `POST /certificates/ID/{deed}`: issue, decline, revoke, replace.
pub async fn step(
    State(app): State<App>,
    viewer: Viewer,
    Path((id, deed)): Path<(String, String)>,
    mut form: Form,
) -> Answer {
    let id = CertificateId(id);
    let reason = form.text("reason", 200);
    let step = match deed.as_str() {
        "issue" => Step::Issue,
        "decline" => Step::Decline(reason),
        "revoke" => Step::Revoke(reason),
        "replace" => Step::Replace(reason),
        _ => return Err(Refusal::missing("certificate-missing").into()),
    };
    let named = id.clone();
    let one = app.store.read(move |db| store::service::certificates::load(db, &named)).await?;
    let view = results::load_of(&app, &viewer, one.speaker, &BTreeMap::new()).await?;
    match take_step(&app, &viewer.actor, id, step).await {
        Ok(()) => Ok(done(&app, &view)),
        Err(error) => {
            form.refused(error)?;
            Ok(results::show(&viewer, &view, &form))
        }
    }
}

fn done(app: &App, view: &View) -> axum::response::Response {
    redirect_saying(app, &format!("/speakers/{}/service", view.speaker.id), "said-done")
}

/// The days that a form names: a year, at most until today, or two days.
fn days_of(form: &mut Form, today: Day) -> Option<(Day, Day)> {
    if let Ok(year) = form.value("year").parse::<i32>() {
        return Some((Day::ymd(year, 1, 1)?, Day::ymd(year, 12, 31)?.min(today)));
    }
    for name in ["from", "to"] {
        if form.value(name).trim().is_empty() {
            form.refuse(Refusal::new("field-needed").at(name));
        }
    }
    form.day("from").zip(form.day("to"))
}

/// The certificates of one speaker, and how to come by one.
pub(super) fn sheet(viewer: &Viewer, view: &View, form: &Form) -> Markup {
    html! {
        section.sheet id="certificates" {
            h2 { (viewer.say("certificates-own")) }
            p { (viewer.say(if view.staff { "certificates-staff-note" } else { "certificates-note" })) }
            @for one in &view.certificates { (entry(viewer, view, one)) }
            @if view.talks.is_empty() { p.quiet { (viewer.say("certificate-no-talks")) } }
            @else {
                @if !view.certificates.is_empty() { h3 { (viewer.say("certificate-more")) } }
                @if view.staff { (issue_form(viewer, view, form)) } @else { (ask_form(viewer, view, form)) }
            }
        }
    }
}

fn entry(viewer: &Viewer, view: &View, one: &Certificate) -> Markup {
    html! {
        article.order {
            p { (days(viewer, one)) " " (state(viewer, one)) " " (number(one)) }
            @if !one.reason.is_empty() { p.quiet { (one.reason) " · " (one.ended_by) } }
            div.acts {
                @if let Some(number) = &one.number {
                    @if one.state == CertificateState::Issued {
                        (parts::main_link(&format!("/certificates/{number}/print"), &viewer.say("certificate-print")))
                    }
                    (parts::link(&format!("/certificates/{number}"), &viewer.say("certificate-check")))
                }
                @if view.staff { (deeds(viewer, one)) }
            }
        }
    }
}

fn deeds(viewer: &Viewer, one: &Certificate) -> Markup {
    let with_reason = |deed: &str| {
        html! {
            details.more {
                summary { (viewer.say(&format!("certificate-do-{deed}"))) }
                (parts::post(viewer, &format!("/certificates/{}/{deed}", one.id), html! {
                    label { span.quiet { (viewer.say("certificate-reason-label")) } input type="text" name="reason" maxlength="200" required; }
                    button.act { (viewer.say(&format!("certificate-do-{deed}"))) }
                }))
            }
        }
    };
    html! {
        @match one.state {
            CertificateState::Asked => {
                (parts::deed(viewer, &format!("/certificates/{}/issue", one.id), &viewer.say("certificate-do-issue")))
                (with_reason("decline"))
            }
            CertificateState::Issued => { (with_reason("replace")) (with_reason("revoke")) }
            _ => {}
        }
    }
}

fn ask_form(viewer: &Viewer, view: &View, form: &Form) -> Markup {
    let years: Vec<(String, String)> = view
        .years()
        .into_iter()
        .map(|std::cmp::Reverse(year)| {
            (year.to_string(), viewer.say_with("certificates-year", &[("year", year.to_string().into())]))
        })
        .collect();
    parts::post(
        viewer,
        "/my/certificates",
        html! {
            (Field::new(viewer, form, "year", "certificates-days").select(&years, None))
            (parts::button(&viewer.say("certificate-ask")))
        },
    )
}

fn issue_form(viewer: &Viewer, view: &View, form: &Form) -> Markup {
    let year = view.today.parts().0;
    let filled = match Day::ymd(year, 1, 1) {
        Some(first) if !form.has("from") => form.clone().with("from", first).with("to", view.today),
        _ => form.clone(),
    };
    parts::post(
        viewer,
        &format!("/speakers/{}/certificates", view.speaker.id),
        html! {
            div.rowset {
                (Field::new(viewer, &filled, "from", "certificates-from").needed().date())
                (Field::new(viewer, &filled, "to", "certificates-to").needed().date())
            }
            (parts::button(&viewer.say("certificate-issue-now")))
        },
    )
}

fn days(viewer: &Viewer, one: &Certificate) -> Markup {
    html! { span.num { (day_plain(viewer.lang(), one.from)) " – " (day_plain(viewer.lang(), one.to)) } }
}

fn number(one: &Certificate) -> Markup {
    html! { @if let Some(number) = &one.number { a.secret href={ "/certificates/" (number) } { (number) } } }
}

/// Where a certificate stands, by sign and word.
pub(super) fn state(viewer: &Viewer, one: &Certificate) -> Markup {
    let sign = match one.state {
        CertificateState::Issued => Sign::Done,
        CertificateState::Asked => Sign::Wait,
        CertificateState::Declined | CertificateState::Replaced => Sign::Info,
        CertificateState::Revoked => Sign::Stop,
    };
    parts::status(sign, &viewer.say(one.state.key()))
}
