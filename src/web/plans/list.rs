//! `GET /plans`: earlier plans, and the form that runs a new one; `POST /plans` runs it.

use crate::accounts::Deed;
use crate::actions::plans::{RunOptions, start};
use crate::app::App;
use crate::committees::Committee;
use crate::kernel::{CommitteeId, Day, Refusal};
use crate::sessions::{Plan, PlanStatus};
use crate::store::{self, Page as Rows, Paging};
use crate::text;
use crate::web::form::Form;
use crate::web::layout::Page;
use crate::web::parts::{self, Column, Field, Sign, Table};
use crate::web::problem::Answer;
use crate::web::viewer::Viewer;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Redirect};
use maud::{Markup, html};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

/// The page.
pub async fn page(State(app): State<App>, viewer: Viewer, Query(query): Query<BTreeMap<String, String>>) -> Answer {
    let paging = Paging::new(query.get("page").and_then(|page| page.parse().ok()).unwrap_or(1), 20);
    let monday = next_monday(app.clock.today());
    let given = |name: &str, usual: Day| query.get(name).and_then(|day| day.parse().ok()).unwrap_or(usual);
    let form =
        Form::empty().with("from", given("from", monday)).with("to", given("to", monday.plus(27))).with("seconds", 30);
    shown(&app, &viewer, &form, paging).await
}

/// Runs a plan in the background and shows its page.
pub async fn run(State(app): State<App>, viewer: Viewer, mut form: Form) -> Answer {
    let (from, to) = (form.day("from"), form.day("to"));
    let seconds = form.number("seconds", 5..=600).unwrap_or(30);
    let committee = form.needed("committee", 80);
    for (field, day) in [("from", from), ("to", to)] {
        if day.is_none() && form.problem(field).is_none() {
            form.refuse(Refusal::new("field-needed").at(field));
        }
    }
    if let (true, Some(from), Some(to)) = (form.is_sound(), from, to) {
        let time_limit = Duration::from_secs(u64::try_from(seconds).unwrap_or(30));
        let options = RunOptions { from, to, time_limit, seed: 1, stop: Arc::default() };
        match start(&app, &viewer.actor, CommitteeId(committee), options).await {
            Ok(plan) => return Ok(Redirect::to(&format!("/plans/{}", plan.id)).into_response()),
            Err(error) => form.refused(error)?,
        }
    }
    shown(&app, &viewer, &form, Paging::new(1, 20)).await
}

async fn shown(app: &App, viewer: &Viewer, form: &Form, paging: Paging) -> Answer {
    let scope = viewer.actor.scope(Deed::Plan)?;
    let (plans, committees) = app
        .store
        .read(move |db| Ok((store::plans::list(db, &scope, paging)?, store::committees::within(db, &scope)?)))
        .await?;
    Ok(Page::new(viewer, &viewer.say("plans-title"))
        .note(html! { p { (viewer.say("plans-note")) } })
        .actions(html! {
            (parts::link("/plans/mend", &viewer.say("mend-title")))
            (parts::link("/plans/weights", &viewer.say("weights-title")))
        })
        .status(form.status())
        .show(html! {
            (days_off_troubles(app, viewer))
            (parts::sheet(&viewer.say("plans-new"), run_form(viewer, form, &committees)))
            (parts::sheet(&viewer.say("plans-earlier"), list(viewer, &plans, app.clock.today(), &committees)))
        }))
}

/// What the days off do not know at the moment, since every plan respects them.
fn days_off_troubles(app: &App, viewer: &Viewer) -> Markup {
    let today = app.clock.today();
    let years = app.almanac.days().missing_decrees(today, today.plus(180));
    let decrees =
        years.iter().map(|year| viewer.say_with("calendar-decree-missing", &[("year", year.to_string().into())]));
    let files = app.almanac.unread().into_iter().map(|it| {
        let why = viewer.refusal(&it.refusal);
        viewer.say_with("calendar-file-unread", &[("file", it.file.into()), ("why", why.into())])
    });
    let told: Vec<String> = files.chain(decrees).collect();
    html! {
        @if !told.is_empty() {
            section.sheet { @for sentence in told { p { span.sign aria-hidden="true" { "◐" } " " (sentence) } } }
        }
    }
}

fn run_form(viewer: &Viewer, form: &Form, committees: &[Committee]) -> Markup {
    let mut options: Vec<&Committee> = committees.iter().collect();
    options.sort_by_key(|it| (it.path.depth(), it.code.clone()));
    let options: Vec<(String, String)> =
        options.into_iter().take(300).map(|it| (it.id.to_string(), it.name.clone())).collect();
    html! {
        (parts::problems(viewer, form))
        (parts::post(viewer, "/plans", html! {
            div.rowset {
                (Field::new(viewer, form, "from", "plans-from").needed().date())
                (Field::new(viewer, form, "to", "plans-to").needed().date())
                (Field::new(viewer, form, "committee", "plans-committee").needed().select(&options, None))
                (Field::new(viewer, form, "seconds", "plans-seconds").hint("plans-seconds-hint").number())
            }
            (parts::button(&viewer.say("plans-run")))
        }))
    }
}

fn list(viewer: &Viewer, plans: &Rows<Plan>, today: Day, committees: &[Committee]) -> Markup {
    if plans.rows.is_empty() {
        return parts::empty(&viewer.say("plans-empty"), Some(("/requests", &viewer.say("plans-to-requests"))));
    }
    let columns = ["plans-days", "plans-status", "plans-committee", "plans-points", "plans-by"];
    let table = Table::new(columns.iter().map(|key| Column::text(viewer.say(key))).collect())
        .caption(viewer.say("plans-earlier"))
        .rows(plans.rows.iter().map(|plan| {
            let owner = committees.iter().find(|it| it.id == plan.committee).map_or("", |it| it.name.as_str());
            vec![
                html! { a href={ "/plans/" (plan.id) } { (days(viewer, plan)) } },
                status(viewer, plan.status),
                html! { (owner) },
                html! { span.num { (text::grouped(plan.objective)) } },
                html! { (plan.by_name) " " span.quiet { (text::moment_short(viewer.lang(), plan.started_at, today)) } },
            ]
        }));
    html! { (table.show()) (parts::pager(viewer, plans)) }
}

/// The days of a plan.
pub(super) fn days(viewer: &Viewer, plan: &Plan) -> String {
    format!("{} – {}", text::day_brief(viewer.lang(), plan.from), text::day_brief(viewer.lang(), plan.to))
}

/// Where a plan stands.
pub(super) fn status(viewer: &Viewer, status: PlanStatus) -> Markup {
    let sign = match status {
        PlanStatus::Running | PlanStatus::Proposed => Sign::Wait,
        PlanStatus::Published => Sign::Done,
        PlanStatus::Discarded => Sign::Info,
        PlanStatus::Interrupted => Sign::Stop,
    };
    parts::status(sign, &viewer.say(status.key()))
}

fn next_monday(today: Day) -> Day {
    today.plus(8 - i64::from(today.weekday()))
}
