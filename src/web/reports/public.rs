//! `GET /reach` and `/reach.json`: the public figures; numbers under five are masked.

use super::chart;
use super::question::{Params, Question};
use crate::accounts::Scope;
use crate::app::App;
use crate::kernel::Refusal;
use crate::reach::{By, ReachReport, ReachRow, shown, shown_together};
use crate::store::StoreError;
use crate::store::reach::{Overview, ReachQuery, first_day, overview};
use crate::text::{Lang, day_long, grouped};
use crate::web::layout::Page;
use crate::web::parts::{self, Column, Count, Table};
use crate::web::problem::Answer;
use crate::web::viewer::Viewer;
use axum::Json;
use axum::extract::{Query, State};
use axum::http::header;
use axum::response::IntoResponse;
use maud::{Markup, html};

/// `GET /reach`
pub async fn page(State(app): State<App>, viewer: Viewer, Query(params): Query<Params>) -> Answer {
    if app.store.read(|db| first_day(db, &Scope::public())).await?.is_none() {
        let nothing =
            parts::empty(&viewer.say("reach-nothing-yet"), Some(("/menu", &viewer.say("nav-menu-of-lectures"))));
        return Ok(Page::new(&viewer, &viewer.say("nav-reach")).show(html! { section.sheet { (nothing) } }));
    }
    let (question, told) = load(&app, viewer.lang(), params).await?;
    let report = &told.report;
    Ok(Page::new(&viewer, &viewer.say("nav-reach"))
        .note(html! { p { (report.committee.1) " · " (day_long(viewer.lang(), report.from)) " – " (day_long(viewer.lang(), report.to)) } })
        .show(html! {
            section.sheet {
                p.sentence { (super::words::stopped(&viewer, &report.public_sentence(viewer.lang()))) }
                (chart::months(&viewer, &open_months(&told), None))
            }
            (counts(&viewer, report))
            (definitions(&viewer))
            (rows(&viewer, &question, report))
        }))
}

/// `GET /reach.json`
pub async fn json(State(app): State<App>, viewer: Viewer, Query(params): Query<Params>) -> Answer {
    let (_, told) = load(&app, viewer.lang(), params).await?;
    let kept = [(header::CACHE_CONTROL, "public, max-age=300")];
    Ok((kept, Json(told.report.to_public_json())).into_response())
}

/// The sentence for the press; `None` before anything was counted.
pub(in crate::web) async fn sentence(app: &App, lang: Lang) -> Result<Option<String>, StoreError> {
    if app.store.read(|db| first_day(db, &Scope::public())).await?.is_none() {
        return Ok(None);
    }
    let (_, told) = load(app, lang, Params::new()).await?;
    Ok(Some(told.report.public_sentence(lang)))
}

/// Since the first counted session, unless the address asks for a period.
async fn load(app: &App, lang: Lang, mut params: Params) -> Result<(Question, Overview), StoreError> {
    // how a committee stood on an earlier day is its own business
    params.remove("as_of");
    let asks = ["period", "from", "to", "campaign"].iter().any(|name| params.contains_key(*name));
    let first = app.store.read(|db| first_day(db, &Scope::public())).await?;
    if let (Some(day), false) = (first, asks) {
        let new_year = crate::kernel::Day::ymd(day.parts().0, 1, 1).unwrap_or(day);
        params.insert("from".to_owned(), new_year.to_string());
    }
    if !params.contains_key("by") {
        params.insert("by".to_owned(), By::Committee.code().to_owned());
    }
    let question = Question::of(app, Scope::public(), params)?;
    let (asked, by, now) = (question.asked.clone(), question.by, app.clock.now());
    let told = app
        .store
        .read(move |db| {
            let query = ReachQuery::of(db, &asked, now)?;
            if query.from > crate::kernel::Day::of(now) {
                return Err(Refusal::new("period-ends-before-start").into());
            }
            overview(db, &query, by, lang)
        })
        .await?;
    Ok((question, told))
}

/// The months whose listeners may be told.
fn open_months(told: &Overview) -> Vec<ReachRow> {
    let counts: Vec<i64> = told.months.iter().map(|row| row.sums.youth).collect();
    let open = shown_together(&counts);
    told.months.iter().zip(open).filter(|(_, shown)| shown.told().is_some()).map(|(row, _)| row.clone()).collect()
}

fn counts(viewer: &Viewer, report: &ReachReport) -> Markup {
    let count =
        |key: &str, count: i64| Count { count, words: viewer.say(key), href: "#definitions".to_owned(), urgent: false };
    let people = |key, heads: i64| shown(heads, false).told().map(|heads| count(key, heads));
    let mut counts = vec![count("reach-sessions", report.confirmed.sessions)];
    counts.extend(people("reach-youth", report.confirmed.youth));
    counts.extend(people("reach-field", report.confirmed.field_persons));
    counts.extend(report.materials.map(|pieces| count("reach-materials", pieces)));
    parts::tally(&counts)
}

/// What the figures above mean; they lead here.
fn definitions(viewer: &Viewer) -> Markup {
    let means =
        parts::means(viewer, &["reach-sessions", "reach-youth", "reach-field", "reach-materials", "reports-sentence"]);
    html! { section.sheet id="definitions" { h2 { (viewer.say("reports-definitions")) } (means) } }
}

fn rows(viewer: &Viewer, question: &Question, report: &ReachReport) -> Markup {
    let by = question.by;
    let columns = vec![
        Column::text(viewer.say(by.key())),
        Column::number(viewer.say("reach-sessions")),
        Column::number(viewer.say("reach-youth")),
    ];
    let youths: Vec<i64> = report.rows.iter().map(|row| row.sums.youth).collect();
    let cells = report
        .rows
        .iter()
        .zip(shown_together(&youths))
        .map(|(row, youth)| vec![html! { (row.name) }, html! { (grouped(row.sums.sessions)) }, html! { (youth) }]);
    let ways = [By::Committee, By::Theme, By::Grade, By::Month];
    let ways = ways.map(|one| {
        (format!("{}#by", question.link("/reach", &[("by", one.code())])), viewer.say(one.key()), one == by)
    });
    html! {
        section.sheet id="by" {
            h2 { (viewer.say("reports-breakdown")) }
            (parts::tabs(&viewer.say("reports-breakdown"), &ways))
            (Table::new(columns).rows(cells).show())
        }
    }
}
