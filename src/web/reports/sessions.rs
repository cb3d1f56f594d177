//! `GET /reports/sessions`: the sessions behind a number.

use super::question::{Params, Question};
use super::words;
use crate::accounts::Deed;
use crate::app::App;
use crate::attendance::FigureState;
use crate::committees::List;
use crate::kernel::CommitteeId;
use crate::store::reach::{Part, ReachQuery, ReachSession, sessions_of};
use crate::store::{self, Db, Paging, StoreError};
use crate::text::{Lang, grouped, moment_short};
use crate::web::layout::Page;
use crate::web::parts::{self, Column, Sign, Table};
use crate::web::problem::Answer;
use crate::web::viewer::Viewer;
use axum::extract::{Query, State};
use maud::{Markup, html};

/// The page.
pub async fn page(State(app): State<App>, viewer: Viewer, Query(params): Query<Params>) -> Answer {
    let scope = viewer.actor.scope(Deed::SeeReach)?;
    let paging = Paging::new(params.get("page").and_then(|page| page.parse().ok()).unwrap_or(1), 50);
    let question = Question::of(&app, scope, params)?;
    let (asked, part, now) = (question.asked.clone(), question.part.clone(), app.clock.now());
    let lang = viewer.lang();
    let (span, narrowed, rows) = app
        .store
        .read(move |db| {
            let query = ReachQuery::of(db, &asked, now)?;
            let narrowed = names_of(db, lang, asked.committee.as_ref().map(|_| &query.committee), &part)?;
            Ok(((query.from, query.to), narrowed, sessions_of(db, &query, &part, paging)?))
        })
        .await?;
    let part = part_words(&viewer, &question, narrowed);
    let days = words::days(&viewer, &question, span.0, span.1);
    let today = app.clock.today();
    let cells = rows.rows.iter().map(|row| row_of(&viewer, row, today));
    Ok(Page::new(&viewer, &viewer.say("reports-sessions"))
        .back(question.link("/reports", &[]), viewer.say("nav-reports"))
        .note(html! { p { (days) (part) } })
        .show(html! {
            @if rows.total == 0 {
                (parts::empty(&viewer.say("reports-no-sessions"), None))
            } @else {
                section.sheet { (Table::new(columns(&viewer)).rows(cells).show()) }
                (parts::pager(&viewer, &rows))
            }
        }))
}

/// Names of the kind of venue, of the area and of the committee that the list was narrowed to.
fn names_of(
    db: &mut Db,
    lang: Lang,
    committee: Option<&CommitteeId>,
    part: &Part,
) -> Result<[Option<String>; 3], StoreError> {
    let kinds = store::lists::all(db, List::VenueKinds)?;
    let kind = part.venue_kind.as_ref().map(|code| {
        let known = kinds.iter().find(|kind| kind.code == *code);
        known.map_or(code.as_str(), |kind| lang.pick(&kind.name, &kind.name_en)).to_owned()
    });
    let owner = committee.map(|id| store::committees::load(db, id)).transpose()?;
    let area = part.area.as_ref().map(|key| store::reach::area_name(db, lang, key)).transpose()?.flatten();
    Ok([kind, area, owner.map(|it| it.name)])
}

/// What the list was narrowed to.
fn part_words(viewer: &Viewer, question: &Question, names: [Option<String>; 3]) -> String {
    let part = &question.part;
    let told = [
        part.theme.as_deref().map(|theme| viewer.theme(theme).to_owned()),
        part.grade.map(|grade| viewer.say(grade.key())),
        part.kind.map(|kind| viewer.say(kind.key())),
    ];
    told.into_iter().chain(names).flatten().fold(String::new(), |all, word| format!("{all} · {word}"))
}

fn columns(viewer: &Viewer) -> Vec<Column> {
    vec![
        Column::text(viewer.say("reports-when")),
        Column::text(viewer.say("reports-venue")),
        Column::text(viewer.say("by-theme")),
        Column::text(viewer.say("by-committee")),
        Column::number(viewer.say("reach-youth")),
        Column::number(viewer.say("reach-parents")),
        Column::number(viewer.say("reach-others")),
        Column::text(viewer.say("reports-state")),
    ]
}

fn row_of(viewer: &Viewer, row: &ReachSession, today: crate::kernel::Day) -> Vec<Markup> {
    let number = |count: i64| html! { @if row.state.is_some() { (grouped(count)) } @else { "—" } };
    vec![
        html! { a href={ "/reports/sessions/" (row.id) } { (moment_short(viewer.lang(), row.start, today)) } },
        html! { (row.venue) },
        html! { (viewer.theme(&row.theme)) " " span.quiet { (viewer.say(row.grade.key())) } },
        html! { (row.owner) },
        html! {
            (number(row.sums.youth))
            @if row.sums.field_persons > 0 { div.quiet { (viewer.say("reach-field")) " " (grouped(row.sums.field_persons)) } }
        },
        number(row.sums.parents),
        number(row.sums.others),
        state(viewer, row.state),
    ]
}

/// Where a headcount stands; a missing one is told as missing.
pub(super) fn state(viewer: &Viewer, state: Option<FigureState>) -> Markup {
    match state {
        None => parts::status(Sign::Stop, &viewer.say("reports-missing")),
        Some(FigureState::Reported) => parts::status(Sign::Wait, &viewer.say(FigureState::Reported.key())),
        Some(state) => parts::status(Sign::Done, &viewer.say(state.key())),
    }
}
