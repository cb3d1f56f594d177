//! `GET /reports/headcounts`: what waits for a signature, and sessions whose headcount is missing.

use crate::accounts::Deed;
use crate::actions;
use crate::app::App;
use crate::attendance::{Figure, Flag, ListenerKind};
use crate::kernel::{Day, Refusal, SessionId};
use crate::store::attendance::{MissingHeadcount, WaitingHeadcount, missing, waiting};
use crate::store::{Page as Rows, Paging};
use crate::text::{grouped, moment_short};
use crate::web::form::Form;
use crate::web::layout::Page;
use crate::web::parts::{self, Column, Sign, Table};
use crate::web::problem::Answer;
use crate::web::redirect_saying;
use crate::web::viewer::Viewer;
use axum::extract::{Query, State};
use maud::{Markup, html};
use std::collections::BTreeMap;

/// The page.
pub async fn page(State(app): State<App>, viewer: Viewer, Query(query): Query<BTreeMap<String, String>>) -> Answer {
    let page = query.get("page").and_then(|page| page.parse().ok()).unwrap_or(1);
    show(&app, &viewer, &Form::empty(), page).await
}

/// `POST /reports/headcounts`: signs what was ticked.
pub async fn sign(State(app): State<App>, viewer: Viewer, mut form: Form) -> Answer {
    let ticked: Vec<(SessionId, String)> = form
        .values("pick")
        .filter_map(|value| value.split_once('|'))
        .map(|(session, seen)| (SessionId::from(session), seen.to_owned()))
        .collect();
    if ticked.is_empty() {
        form.refuse(Refusal::new("headcounts-none-ticked"));
        return show(&app, &viewer, &form, 1).await;
    }
    let signed = actions::attendance::confirm_all(&app, &viewer.actor, ticked).await?;
    if signed.refused.is_empty() {
        return Ok(redirect_saying(&app, "/reports/headcounts", "said-confirmed"));
    }
    for (_, refusal) in signed.refused {
        form.refuse(refusal);
    }
    show(&app, &viewer, &form, 1).await
}

async fn show(app: &App, viewer: &Viewer, form: &Form, page: i64) -> Answer {
    let scope = viewer.actor.scope(Deed::ConfirmHeadcount)?;
    let now = app.clock.now();
    let (waits, untold) = app
        .store
        .read(move |db| {
            let untold = missing(db, &scope, now, Paging::new(1, 30))?;
            Ok((waiting(db, &scope, Paging::new(page, 50))?, untold))
        })
        .await?;
    let today = app.clock.today();
    Ok(Page::new(viewer, &viewer.say("headcounts-title"))
        .back("/reports", viewer.say("nav-reports"))
        .note(html! { p { (viewer.say("headcounts-note")) } })
        .status(form.status())
        .show(html! {
            (parts::problems(viewer, form))
            (to_sign(viewer, form, &waits, today))
            (to_ask(viewer, &untold, today))
        }))
}

fn to_sign(viewer: &Viewer, form: &Form, waits: &Rows<WaitingHeadcount>, today: Day) -> Markup {
    if waits.total == 0 {
        return parts::empty(&viewer.say("headcounts-none"), None);
    }
    let keys = [
        "reports-when",
        "reports-venue",
        "attendance-count",
        "headcounts-planned",
        "headcounts-odd",
        "headcounts-sign",
    ];
    let columns = keys.map(|key| match key {
        "attendance-count" | "headcounts-planned" => Column::number(viewer.say(key)),
        _ => Column::text(viewer.say(key)),
    });
    let rows = waits.rows.iter().map(|wait| row(viewer, form, wait, today));
    html! {
        section.sheet {
            h2 { (viewer.say("headcounts-waiting")) " " span.quiet { (grouped(waits.total)) } }
            (parts::post(viewer, "/reports/headcounts", html! {
                (Table::new(columns.into()).rows(rows).show())
                p.acts { (parts::button(&viewer.say("headcounts-sign-ticked"))) }
            }))
        }
        (parts::pager(viewer, waits))
    }
}

fn row(viewer: &Viewer, form: &Form, wait: &WaitingHeadcount, today: Day) -> Vec<Markup> {
    let count = |kind| sum(&wait.figures, kind);
    let odd = odd(wait);
    let value = format!("{}|{}", wait.session, wait.revision);
    let ticked = form.values("pick").any(|pick| pick == value);
    vec![
        html! { a href={ "/reports/sessions/" (wait.session) } { (moment_short(viewer.lang(), wait.start, today)) } },
        html! { (wait.venue) " " span.quiet { (wait.owner) } },
        html! {
            b { (grouped(count(ListenerKind::Youth))) }
            @for kind in [ListenerKind::Parent, ListenerKind::Other] {
                @if count(kind) > 0 { " " span.quiet { (viewer.say(kind.key())) " " (grouped(count(kind))) } }
            }
        },
        html! { (grouped(i64::from(wait.planned))) },
        html! { @for flag in &odd { p { (parts::status(Sign::Wait, &flag.words(viewer.lang()))) } } },
        html! {
            label.pick {
                input type="checkbox" name="pick" value=(value) checked[ticked];
                span { (viewer.say("headcounts-sign")) span.unseen { " " (wait.code) } }
            }
        },
    ]
}

fn sum(figures: &[Figure], kind: ListenerKind) -> i64 {
    figures.iter().filter(|figure| figure.kind == kind).map(|figure| i64::from(figure.headcount.get())).sum()
}

fn odd(wait: &WaitingHeadcount) -> Vec<Flag> {
    crate::attendance::flags_of(&wait.figures, wait.capacity, &wait.enrolment, wait.kind)
}

fn to_ask(viewer: &Viewer, untold: &Rows<MissingHeadcount>, today: Day) -> Markup {
    if untold.total == 0 {
        return html! {};
    }
    let columns = ["reports-when", "reports-venue", "headcounts-ask"].map(|key| Column::text(viewer.say(key)));
    let rows = untold.rows.iter().map(|one| {
        vec![
            html! { a href={ "/reports/sessions/" (one.session) } { (moment_short(viewer.lang(), one.start, today)) } },
            html! { (one.venue) },
            html! { (one.teacher.0) " " (parts::telephone(&one.teacher.1)) },
        ]
    });
    html! {
        section.sheet {
            h2 { (viewer.say("headcounts-missing")) " " span.quiet { (grouped(untold.total)) } }
            (Table::new(columns.into()).rows(rows).show())
        }
    }
}
