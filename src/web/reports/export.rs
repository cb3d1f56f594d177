//! `GET /reports/export.csv` and `.xlsx`: the breakdown in the office's own columns.

use super::question::{Params, Question};
use crate::accounts::Deed;
use crate::app::App;
use crate::reach::{ReachReport, ReachRow};
use crate::store::reach::{ReachQuery, report};
use crate::tables::{self, Format, Row, Sheet};
use crate::web::problem::Answer;
use crate::web::viewer::Viewer;
use axum::extract::{Path, Query, State};
use axum::http::header;
use axum::response::IntoResponse;

/// The file.
pub async fn file(
    State(app): State<App>,
    viewer: Viewer,
    Path(name): Path<String>,
    Query(params): Query<Params>,
) -> Answer {
    let format = Format::of_name(&name)?;
    let scope = viewer.actor.scope(Deed::SeeReach)?;
    let question = Question::of(&app, scope, params)?;
    let (asked, by, lang, now) = (question.asked.clone(), question.by, viewer.lang(), app.clock.now());
    let told = app
        .store
        .read(move |db| {
            let query = ReachQuery::of(db, &asked, now)?;
            report(db, &query, Some(by), lang)
        })
        .await?;
    let bytes = tables::write(format, &sheet(&viewer, &told))?;
    let kind = match format {
        Format::Csv => "text/csv; charset=utf-8",
        Format::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    };
    let named = format!("attachment; filename=\"reach-{}-{}.{}\"", told.from, told.to, format.ending());
    Ok(([(header::CONTENT_TYPE, kind.to_owned()), (header::CONTENT_DISPOSITION, named)], bytes).into_response())
}

fn sheet(viewer: &Viewer, told: &ReachReport) -> Sheet {
    let first = told.by.map_or("by-committee", |by| by.key());
    let heads = [
        first,
        "reach-sessions",
        "reach-talks",
        "reach-youth",
        "reach-parents",
        "reach-others",
        "reach-field",
        "reach-online",
    ];
    let total = ReachRow { key: String::new(), name: viewer.say("reports-total"), sums: told.confirmed };
    let rows = told.rows.iter().chain([&total]).zip(2..).map(|(row, line)| Row { line, cells: cells(row) }).collect();
    Sheet { columns: heads.iter().map(|key| viewer.say(key)).collect(), rows }
}

fn cells(row: &ReachRow) -> Vec<String> {
    let s = row.sums;
    let numbers = [s.sessions, s.talks, s.youth, s.parents, s.others, s.field_persons, s.online_views];
    [row.name.clone()].into_iter().chain(numbers.map(|n| n.to_string())).collect()
}
