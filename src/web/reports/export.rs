//! `GET /reports/export.csv`: the breakdown in the office's own columns; `.xlsx`: the whole report
//! as a workbook.

use super::question::{Params, Question};
use crate::accounts::Deed;
use crate::actions::report_book::report_book;
use crate::app::App;
use crate::kernel::Day;
use crate::reach::{ReachReport, ReachRow, summed};
use crate::store::reach::{ReachQuery, report};
use crate::tables::{self, Format, Row, Sheet};
use crate::web::problem::Answer;
use crate::web::viewer::Viewer;
use axum::extract::{Path, Query, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};

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
    let as_of = question.asked.as_of;
    let (asked, by, lang, now) = (question.asked.clone(), question.by, viewer.lang(), app.clock.now());
    if format == Format::Xlsx {
        let (from, to, bytes) = report_book(&app, asked, lang).await?;
        return Ok(sent(XLSX, ((from, to), as_of), format, bytes));
    }
    let told = app
        .store
        .read(move |db| {
            let query = ReachQuery::of(db, &asked, now)?;
            report(db, &query, Some(by), lang)
        })
        .await?;
    let bytes = tables::write(format, &sheet(&viewer, &told))?;
    Ok(sent("text/csv; charset=utf-8", ((told.from, told.to), as_of), format, bytes))
}

const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

fn sent(kind: &str, ((from, to), as_of): ((Day, Day), Option<Day>), format: Format, bytes: Vec<u8>) -> Response {
    let stood = as_of.map(|day| format!("-as-of-{day}")).unwrap_or_default();
    let named = format!("attachment; filename=\"reach-{from}-{to}{stood}.{}\"", format.ending());
    ([(header::CONTENT_TYPE, kind.to_owned()), (header::CONTENT_DISPOSITION, named)], bytes).into_response()
}

fn sheet(viewer: &Viewer, told: &ReachReport) -> Sheet {
    let first = told.by.map_or("by-committee", |by| by.key());
    let heads = [first].into_iter().chain(summed());
    let total = ReachRow { key: String::new(), name: viewer.say("reports-total"), sums: told.confirmed };
    let rows = told.rows.iter().chain([&total]).zip(2..).map(|(row, line)| Row { line, cells: cells(row) }).collect();
    Sheet { columns: heads.map(|key| viewer.say(key)).collect(), rows }
}

fn cells(row: &ReachRow) -> Vec<String> {
    let s = row.sums;
    let numbers = [s.sessions, s.talks, s.youth, s.parents, s.others, s.field_persons, s.online_views];
    [row.name.clone()].into_iter().chain(numbers.map(|n| n.to_string())).collect()
}
