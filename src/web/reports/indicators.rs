//! `GET /reports/indicators`: yearly figures that are counted elsewhere, each with its numerator,
//! denominator, day and source.

use crate::accounts::{Deed, Target};
use crate::actions;
use crate::app::App;
use crate::committees::Committee;
use crate::kernel::{CommitteeId, Day};
use crate::reach::{Indicator, percent_words, share_permille};
use crate::store;
use crate::text::{Lang, day_plain, grouped, say};
use crate::web::form::Form;
use crate::web::layout::Page;
use crate::web::parts::{self, Column, Field, Table};
use crate::web::problem::Answer;
use crate::web::redirect_saying;
use crate::web::viewer::Viewer;
use axum::extract::{Query, State};
use maud::{Markup, html};
use std::collections::{BTreeMap, BTreeSet};

/// The indicators that every committee knows; others may be typed.
const USUAL: [&str; 3] = ["indicator-usual-help", "indicator-usual-village", "indicator-usual-pupils"];

/// The page, for one year.
pub async fn page(State(app): State<App>, viewer: Viewer, Query(params): Query<BTreeMap<String, String>>) -> Answer {
    show(&app, &viewer, &Form::empty(), params.get("year").and_then(|year| year.parse().ok())).await
}

/// `POST /reports/indicators`
pub async fn set(State(app): State<App>, viewer: Viewer, mut form: Form) -> Answer {
    let usual = form.text("usual", 100);
    let indicator = Indicator {
        id: uuid::Uuid::now_v7().to_string(),
        committee: CommitteeId(form.needed("committee", 80)),
        year: form.number_needed("year", 1990..=2198),
        name: if usual.is_empty() { form.needed("name", 100) } else { usual },
        numerator: i64::from(form.number_needed("numerator", 0..=i32::MAX)),
        denominator: i64::from(form.number_needed("denominator", 0..=i32::MAX)),
        source: form.needed("source", 200),
        counted_on: form.day("counted_on"),
    };
    let year = indicator.year;
    if form.is_sound() {
        match actions::targets::set_indicator(&app, &viewer.actor, indicator).await {
            Ok(()) => return Ok(redirect_saying(&app, &format!("/reports/indicators?year={year}"), "said-saved")),
            Err(error) => form.refused(error)?,
        }
    }
    show(&app, &viewer, &form, None).await
}

async fn show(app: &App, viewer: &Viewer, form: &Form, year: Option<i32>) -> Answer {
    let scope = viewer.actor.scope(Deed::SeeReach)?;
    let (all, committees) = app
        .store
        .read(move |db| Ok((store::indicators::within(db, &scope)?, store::committees::within(db, &scope)?)))
        .await?;
    let own: Vec<&Committee> =
        committees.iter().filter(|c| viewer.actor.may(Deed::EditTargets, &Target::of(&c.path)).is_ok()).collect();
    let years: BTreeSet<i32> = all.iter().map(|(_, one)| one.year).collect();
    let year = year.or(years.last().copied()).unwrap_or(app.clock.today().parts().0);
    Ok(Page::new(viewer, &viewer.say("indicators-title"))
        .back("/reports", viewer.say("nav-reports"))
        .note(html! { p { (viewer.say("indicators-note")) } })
        .status(form.status())
        .show(html! {
            (parts::problems(viewer, form))
            (parts::years(viewer, years.iter().rev().copied(), year, "/reports/indicators"))
            (listed(viewer, &all, year))
            @if !own.is_empty() { (ask(viewer, form, &own, app.clock.today())) }
        }))
}

fn listed(viewer: &Viewer, all: &[(String, Indicator)], year: i32) -> Markup {
    let mut by_name: BTreeMap<&str, Vec<(&str, &Indicator)>> = BTreeMap::new();
    for (committee, one) in all.iter().filter(|(_, one)| one.year == year) {
        by_name.entry(&one.name).or_default().push((committee, one));
    }
    if by_name.is_empty() {
        return parts::empty(&viewer.say("indicators-none"), None);
    }
    // a usual one is stored under its Chinese name
    let usual = |name: &str| USUAL.iter().find(|key| say(Lang::Zh, key) == name);
    html! {
        @for (name, rows) in by_name {
            (parts::sheet(&format!("{name} · {year}"), html! {
                @if let Some(key) = usual(name) { p.quiet { (crate::reach::meaning(viewer.lang(), key)) } }
                (table(viewer, &rows))
            }))
        }
    }
}

fn table(viewer: &Viewer, rows: &[(&str, &Indicator)]) -> Markup {
    let columns = vec![
        Column::text(viewer.say("by-committee")),
        Column::number(viewer.say("indicators-numerator")),
        Column::number(viewer.say("indicators-denominator")),
        Column::number(viewer.say("indicators-share")),
        Column::text(viewer.say("indicators-day")),
        Column::text(viewer.say("indicators-source")),
    ];
    let cells = rows.iter().map(|(committee, one)| {
        vec![
            html! { (committee) },
            html! { (grouped(one.numerator)) },
            html! { (grouped(one.denominator)) },
            html! { b { (percent_words(share_permille(one.numerator, one.denominator))) } },
            html! { @match one.counted_on { Some(day) => (day_plain(viewer.lang(), day)), None => "—" } },
            html! { (one.source) },
        ]
    });
    let means = parts::means(viewer, &["indicators-numerator", "indicators-denominator", "indicators-share"]);
    html! { (Table::new(columns).rows(cells).show()) (means) }
}

fn ask(viewer: &Viewer, form: &Form, own: &[&Committee], today: Day) -> Markup {
    let options: Vec<_> = own.iter().map(|c| (c.id.to_string(), c.name.clone())).collect();
    let usual: Vec<_> = USUAL.iter().map(|key| (say(Lang::Zh, key), viewer.say(key))).collect();
    let other = viewer.say("indicators-other");
    let filled = if form.has("year") {
        form.clone()
    } else {
        form.clone().with("year", today.parts().0).with("counted_on", today)
    };
    let field = |name, label| Field::new(viewer, &filled, name, label);
    parts::sheet(
        &viewer.say("indicator-set"),
        parts::post(
            viewer,
            "/reports/indicators",
            html! {
                (field("committee", "by-committee").select(&options, None))
                (field("usual", "indicators-name").select(&usual, Some(&other)))
                (field("name", "indicators-other-name").hint("indicators-other-hint").most(100).line())
                (field("year", "reports-year-word").needed().number())
                div.rowset {
                    (field("numerator", "indicators-numerator").needed().number())
                    (field("denominator", "indicators-denominator").needed().number())
                }
                (field("counted_on", "indicators-day").date())
                (field("source", "indicators-source").needed().most(200).line())
                (parts::button(&viewer.say("form-save")))
            },
        ),
    )
}
