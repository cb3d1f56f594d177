//! `GET /reports/targets`: targets by committee, period and measure.

use super::question::Params;
use super::words::ROWS;
use crate::accounts::{Deed, Target};
use crate::actions;
use crate::app::App;
use crate::committees::{Committee, List};
use crate::kernel::{CommitteeId, Grade};
use crate::reach::{Measure, Period, ReachTarget};
use crate::store::{self, Paging};
use crate::text::grouped;
use crate::web::form::Form;
use crate::web::layout::Page;
use crate::web::parts::{self, Column, Field, Table};
use crate::web::problem::Answer;
use crate::web::redirect_saying;
use crate::web::viewer::Viewer;
use axum::extract::{Path, Query, State};
use maud::{Markup, html};

/// The page.
pub async fn page(State(app): State<App>, viewer: Viewer, Query(params): Query<Params>) -> Answer {
    show(&app, &viewer, &Form::empty(), super::words::paging(&params)).await
}

/// `POST /reports/targets`
pub async fn set(State(app): State<App>, viewer: Viewer, mut form: Form) -> Answer {
    let committee = CommitteeId(form.needed("committee", 80));
    form.needed("period", 20);
    let period = form.parsed("period", Period::parse);
    let measure = form.choice_needed("measure", Measure::parse);
    let grade = form.choice("grade", Grade::parse);
    let (theme, venue_kind) = (form.text("theme", 40), form.text("venue_kind", 40));
    let value = form.number_needed("value", 1..=100_000_000);
    if let (Some(period), Some(measure), true) = (period, measure, form.is_sound()) {
        let target = ReachTarget {
            id: uuid::Uuid::now_v7().to_string(),
            committee,
            period,
            measure,
            theme,
            grade,
            venue_kind,
            value: i64::from(value),
        };
        match actions::targets::set_target(&app, &viewer.actor, target).await {
            Ok(()) => return Ok(redirect_saying(&app, "/reports/targets", "said-saved")),
            Err(error) => form.refused(error)?,
        }
    }
    show(&app, &viewer, &form, Paging::new(1, ROWS)).await
}

/// `POST /reports/targets/ID/remove`
pub async fn remove(State(app): State<App>, viewer: Viewer, Path(id): Path<String>, mut form: Form) -> Answer {
    match actions::targets::remove_target(&app, &viewer.actor, id).await {
        Ok(()) => Ok(redirect_saying(&app, "/reports/targets", "said-done")),
        Err(error) => {
            form.refused(error)?;
            show(&app, &viewer, &form, Paging::new(1, ROWS)).await
        }
    }
}

async fn show(app: &App, viewer: &Viewer, form: &Form, paging: Paging) -> Answer {
    let scope = viewer.actor.scope(Deed::SeeReach)?;
    let (targets, committees, kinds) = app
        .store
        .read(move |db| {
            let kinds = store::lists::all(db, List::VenueKinds)?;
            Ok((store::targets::list(db, &scope, paging)?, store::committees::within(db, &scope)?, kinds))
        })
        .await?;
    let kinds: Vec<(String, String)> = kinds
        .into_iter()
        .filter(|kind| !kind.retired)
        .map(|kind| (kind.code.clone(), viewer.lang().pick(&kind.name, &kind.name_en).to_owned()))
        .collect();
    let own: Vec<&Committee> =
        committees.iter().filter(|c| viewer.actor.may(Deed::EditTargets, &Target::of(&c.path)).is_ok()).collect();
    Ok(Page::new(viewer, &viewer.say("targets-title"))
        .back("/reports", viewer.say("nav-reports"))
        .actions(parts::link("/reports/indicators", &viewer.say("indicators-title")))
        .status(form.status())
        .show(html! {
            (parts::problems(viewer, form))
            (listed(viewer, &targets, &kinds, !own.is_empty()))
            @if !own.is_empty() { (ask(viewer, form, &own, &kinds, &app.clock.today().parts().0.to_string())) }
        }))
}

fn listed(
    viewer: &Viewer,
    targets: &store::Page<(String, ReachTarget)>,
    kinds: &[(String, String)],
    edit: bool,
) -> Markup {
    if targets.total == 0 {
        return parts::empty(&viewer.say("targets-none"), None);
    }
    let columns = vec![
        Column::text(viewer.say("by-committee")),
        Column::text(viewer.say("filings-period")),
        Column::text(viewer.say("targets-measure")),
        Column::number(viewer.say("reports-target")),
        Column::action(viewer.say("filings-do")),
    ];
    let rows = targets.rows.iter().map(|(name, target)| {
        let kind = kinds.iter().find(|(code, _)| *code == target.venue_kind).map_or(&target.venue_kind, |(_, name)| name);
        let part = [viewer.theme(&target.theme).to_owned(), target.grade.map(|g| viewer.say(g.key())).unwrap_or_default(), kind.clone()];
        vec![
            html! { (name) },
            html! { (super::words::period(viewer, target.period)) },
            html! { (viewer.say(target.measure.key())) " " span.quiet { (part.join(" ").trim()) } },
            html! { (grouped(target.value)) },
            html! { @if edit { (parts::deed(viewer, &format!("/reports/targets/{}/remove", target.id), &viewer.say("target-remove"))) } },
        ]
    });
    let measures: Vec<&str> = Measure::ALL.iter().map(|measure| measure.key()).collect();
    html! {
        section.sheet { (Table::new(columns).rows(rows).show()) (parts::means(viewer, &measures)) }
        (parts::pager(viewer, targets))
    }
}

fn ask(viewer: &Viewer, form: &Form, own: &[&Committee], kinds: &[(String, String)], year: &str) -> Markup {
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
                (Field::new(viewer, &filled, "venue_kind", "by-venue_kind").select(kinds, Some(&all)))
                (Field::new(viewer, &filled, "theme", "by-theme").hint("targets-theme-hint").most(40).line())
                (Field::new(viewer, &filled, "value", "reports-target").needed().number())
                (parts::button(&viewer.say("form-save")))
            },
        ),
    )
}
