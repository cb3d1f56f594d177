//! `GET /reports/targets`: targets by committee, period and measure.

use crate::accounts::{Deed, Target};
use crate::actions;
use crate::app::App;
use crate::committees::Committee;
use crate::kernel::{CommitteeId, Grade};
use crate::reach::{Measure, Period, ReachTarget};
use crate::store;
use crate::text::grouped;
use crate::web::form::Form;
use crate::web::layout::Page;
use crate::web::parts::{self, Column, Field, Table};
use crate::web::problem::Answer;
use crate::web::redirect_saying;
use crate::web::viewer::Viewer;
use axum::extract::{Path, State};
use maud::{Markup, html};

/// The page.
pub async fn page(State(app): State<App>, viewer: Viewer) -> Answer {
    show(&app, &viewer, &Form::empty()).await
}

/// `POST /reports/targets`
pub async fn set(State(app): State<App>, viewer: Viewer, mut form: Form) -> Answer {
    let committee = CommitteeId(form.needed("committee", 80));
    form.needed("period", 20);
    let period = form.parsed("period", Period::parse);
    let measure = form.choice_needed("measure", Measure::parse);
    let grade = form.choice("grade", Grade::parse);
    let theme = form.text("theme", 40);
    let value = form.number_needed("value", 1..=100_000_000);
    if let (Some(period), Some(measure), true) = (period, measure, form.is_sound()) {
        let target = ReachTarget {
            id: uuid::Uuid::now_v7().to_string(),
            committee,
            period,
            measure,
            theme,
            grade,
            venue_kind: String::new(),
            value: i64::from(value),
        };
        match actions::targets::set_target(&app, &viewer.actor, target).await {
            Ok(()) => return Ok(redirect_saying(&app, "/reports/targets", "said-saved")),
            Err(error) => form.refused(error)?,
        }
    }
    show(&app, &viewer, &form).await
}

/// `POST /reports/targets/ID/remove`
pub async fn remove(State(app): State<App>, viewer: Viewer, Path(id): Path<String>, mut form: Form) -> Answer {
    match actions::targets::remove_target(&app, &viewer.actor, id).await {
        Ok(()) => Ok(redirect_saying(&app, "/reports/targets", "said-done")),
        Err(error) => {
            form.refused(error)?;
            show(&app, &viewer, &form).await
        }
    }
}

async fn show(app: &App, viewer: &Viewer, form: &Form) -> Answer {
    let scope = viewer.actor.scope(Deed::SeeReach)?;
    let (targets, committees) = app
        .store
        .read(move |db| Ok((store::targets::within(db, &scope)?, store::committees::within(db, &scope)?)))
        .await?;
    let own: Vec<&Committee> =
        committees.iter().filter(|c| viewer.actor.may(Deed::EditTargets, &Target::of(&c.path)).is_ok()).collect();
    Ok(Page::new(viewer, &viewer.say("targets-title"))
        .back("/reports", viewer.say("nav-reports"))
        .actions(parts::link("/reports/indicators", &viewer.say("indicators-title")))
        .status(form.status())
        .show(html! {
            (parts::problems(viewer, form))
            (listed(viewer, &targets, !own.is_empty()))
            @if !own.is_empty() { (ask(viewer, form, &own, &app.clock.today().parts().0.to_string())) }
        }))
}

fn listed(viewer: &Viewer, targets: &[(String, ReachTarget)], edit: bool) -> Markup {
    if targets.is_empty() {
        return parts::empty(&viewer.say("targets-none"), None);
    }
    let columns = vec![
        Column::text(viewer.say("by-committee")),
        Column::text(viewer.say("filings-period")),
        Column::text(viewer.say("targets-measure")),
        Column::number(viewer.say("reports-target")),
        Column::action(viewer.say("filings-do")),
    ];
    let rows = targets.iter().map(|(name, target)| {
        let part = [viewer.theme(&target.theme).to_owned(), target.grade.map(|g| viewer.say(g.key())).unwrap_or_default(), target.venue_kind.clone()];
        vec![
            html! { (name) },
            html! { (super::words::period(viewer, target.period)) },
            html! { (viewer.say(target.measure.key())) " " span.quiet { (part.join(" ").trim()) } },
            html! { (grouped(target.value)) },
            html! { @if edit { (parts::deed(viewer, &format!("/reports/targets/{}/remove", target.id), &viewer.say("target-remove"))) } },
        ]
    });
    html! { section.sheet { (Table::new(columns).rows(rows).show()) } }
}

fn ask(viewer: &Viewer, form: &Form, own: &[&Committee], year: &str) -> Markup {
    let options: Vec<_> = own.iter().map(|c| (c.id.to_string(), c.name.clone())).collect();
    let measures: Vec<_> = Measure::ALL.iter().map(|m| (m.code().to_owned(), viewer.say(m.key()))).collect();
    let grades: Vec<_> = Grade::ALL.iter().map(|g| (g.code().to_owned(), viewer.say(g.key()))).collect();
    let all = viewer.say("form-all");
    let filled = if form.has("period") { form.clone() } else { form.clone().with("period", year) };
    parts::sheet(
        &viewer.say("target-set"),
        parts::post(
            viewer,
            "/reports/targets",
            html! {
                (Field::new(viewer, &filled, "committee", "by-committee").select(&options, None))
                (Field::new(viewer, &filled, "period", "filings-period").hint("targets-period-hint").needed().short().line())
                (Field::new(viewer, &filled, "measure", "targets-measure").select(&measures, None))
                (Field::new(viewer, &filled, "grade", "by-grade").select(&grades, Some(&all)))
                (Field::new(viewer, &filled, "theme", "by-theme").hint("targets-theme-hint").most(40).line())
                (Field::new(viewer, &filled, "value", "reports-target").needed().number())
                (parts::button(&viewer.say("form-save")))
            },
        ),
    )
}
