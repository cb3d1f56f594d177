//! `GET /reports/filings`: periods on their way up: filed, returned, accepted, locked.

use super::question::Params;
use super::words::ROWS;
use crate::accounts::{Actor, Deed, Target};
use crate::actions;
use crate::app::App;
use crate::committees::Committee;
use crate::kernel::{CommitteeId, CommitteePath, Day};
use crate::reach::{Filing, FilingState, FilingStep, Period};
use crate::store::committees;
use crate::store::{self, Paging};
use crate::text::moment_short;
use crate::web::form::Form;
use crate::web::layout::Page;
use crate::web::parts::{self, Column, Field, Sign, Table};
use crate::web::problem::Answer;
use crate::web::redirect_saying;
use crate::web::viewer::Viewer;
use axum::extract::{Query, State};
use maud::{Markup, html};
use std::collections::HashMap;

/// The page.
pub async fn page(State(app): State<App>, viewer: Viewer, Query(params): Query<Params>) -> Answer {
    show(&app, &viewer, &Form::empty(), super::words::paging(&params)).await
}

/// `POST /reports/filings`: one step of one period.
pub async fn step(State(app): State<App>, viewer: Viewer, mut form: Form) -> Answer {
    let committee = CommitteeId(form.needed("committee", 80));
    let period = form.parsed("period", Period::parse);
    let step = form.choice_needed("step", FilingStep::parse);
    let reason = form.text("reason", 500);
    if form.value("period").trim().is_empty() {
        form.refuse(crate::kernel::Refusal::new("field-needed").at("period"));
    }
    if let (Some(period), Some(step), true) = (period, step, form.is_sound()) {
        match actions::filings::step(&app, &viewer.actor, committee, period, step, reason).await {
            Ok(_) => return Ok(redirect_saying(&app, "/reports/filings", "said-done")),
            Err(error) => form.refused(error)?,
        }
    }
    show(&app, &viewer, &form, Paging::new(1, ROWS)).await
}

async fn show(app: &App, viewer: &Viewer, form: &Form, paging: Paging) -> Answer {
    let scope = viewer.actor.scope(Deed::SeeReach)?;
    let (filings, committees) = app
        .store
        .read(move |db| Ok((store::filings::list(db, &scope, paging)?, committees::within(db, &scope)?)))
        .await?;
    let known: HashMap<&str, &Committee> = committees.iter().map(|c| (c.id.as_str(), c)).collect();
    let rows = filings.rows.iter().map(|(name, filing)| row(viewer, app.clock.today(), name, filing, &known));
    let columns = ["by-committee", "filings-period", "reports-state", "filings-last", "filings-do"];
    let own: Vec<&Committee> =
        committees.iter().filter(|c| viewer.actor.may(Deed::FilePeriod, &Target::of(&c.path)).is_ok()).collect();
    Ok(Page::new(viewer, &viewer.say("filings-title"))
        .back("/reports", viewer.say("nav-reports"))
        .note(html! { p { (viewer.say("filings-note")) } })
        .status(form.status())
        .show(html! {
            (parts::problems(viewer, form))
            @if filings.total == 0 { (parts::empty(&viewer.say("filings-none"), None)) }
            @else {
                section.sheet { (Table::new(columns.map(|key| Column::text(viewer.say(key))).into()).rows(rows).show()) }
                (parts::pager(viewer, &filings))
            }
            @if !own.is_empty() { (file(viewer, form, &own, app.clock.today())) }
        }))
}

fn row(viewer: &Viewer, today: Day, name: &str, filing: &Filing, known: &HashMap<&str, &Committee>) -> Vec<Markup> {
    let sign = match filing.state {
        FilingState::Draft => Sign::Info,
        FilingState::Filed => Sign::Wait,
        FilingState::Returned => Sign::Stop,
        FilingState::Accepted | FilingState::Locked => Sign::Done,
    };
    let period = filing.period.to_string();
    let (code, path) = known.get(filing.committee.as_str()).map_or(("", None), |c| (c.code.as_str(), Some(&c.path)));
    // what is locked is shown as it stood when it was
    let as_then = match filing.state {
        FilingState::Locked => format!("&as_of={}", Day::of(filing.at)),
        _ => String::new(),
    };
    let steps: Vec<FilingStep> = path
        .map(|path| filing.state.steps().filter(|step| may(&viewer.actor, path, *step)).collect())
        .unwrap_or_default();
    vec![
        html! { (name) },
        html! { a href={ "/reports?committee=" (code) "&period=" (period) (as_then) } { (super::words::period(viewer, filing.period)) } },
        html! { (parts::status(sign, &viewer.say(filing.state.key()))) @if !filing.reason.is_empty() { p.quiet { (filing.reason) } } },
        html! { (filing.by_name) " " span.quiet { (moment_short(viewer.lang(), filing.at, today)) } },
        html! { @for step in steps { (one_step(viewer, filing, step)) } },
    ]
}

fn may(actor: &Actor, path: &CommitteePath, step: FilingStep) -> bool {
    actions::filings::may(actor, path, step).is_ok()
}

fn one_step(viewer: &Viewer, filing: &Filing, step: FilingStep) -> Markup {
    let hidden = html! {
        input type="hidden" name="committee" value=(filing.committee);
        input type="hidden" name="period" value=(filing.period);
        input type="hidden" name="step" value=(step.code());
    };
    html! {
        form.deed method="post" action="/reports/filings" {
            (parts::mark(viewer)) (hidden)
            @if step == FilingStep::Return {
                details {
                    summary { (viewer.say(step.key())) "…" }
                    label { span.quiet { (viewer.say("filings-reason")) } input type="text" name="reason" maxlength="500"; }
                    button.act { (viewer.say(step.key())) }
                }
            } @else { button.act { (viewer.say(step.key())) } }
        }
    }
}

fn file(viewer: &Viewer, form: &Form, own: &[&Committee], today: Day) -> Markup {
    let options: Vec<_> = own.iter().map(|c| (c.id.to_string(), c.name.clone())).collect();
    let (year, month, _) = today.parts();
    let last = if month == 1 { format!("{}-12", year - 1) } else { format!("{year}-{:02}", month - 1) };
    let filled = if form.has("period") { form.clone() } else { form.clone().with("period", last) };
    html! {
        section.sheet {
            h2 { (viewer.say("filings-file")) }
            (parts::post(viewer, "/reports/filings", html! {
                input type="hidden" name="step" value=(FilingStep::File.code());
                (Field::new(viewer, &filled, "committee", "by-committee").select(&options, None))
                (Field::new(viewer, &filled, "period", "filings-period").hint("filings-period-hint").needed().short().line())
                (parts::button(&viewer.say(FilingStep::File.key())))
            }))
        }
    }
}
