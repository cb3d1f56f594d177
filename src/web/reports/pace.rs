//! `GET /reports/pace`: the year's line against its target, where earlier years say it will end,
//! and who is behind: counties, grade bands, venues.

use super::question::{Params, Question};
use super::words;
use crate::accounts::Deed;
use crate::app::App;
use crate::kernel::{CommitteeId, Day, Refusal, Shortfall};
use crate::reach::{Forecast, Measure, Period, ReachReport, behind, percent_words, share_permille, shortfall_by};
use crate::sessions::{Behind, Whom};
use crate::store::reach::{Overview, ReachQuery, forecast, overview};
use crate::store::{self, Db, StoreError};
use crate::text::grouped;
use crate::web::layout::Page;
use crate::web::parts::{self, Column, Table};
use crate::web::problem::Answer;
use crate::web::viewer::Viewer;
use axum::extract::{Query, State};
use maud::{Markup, html};
use std::collections::{BTreeSet, HashMap};

/// Venues that the list of those behind shows.
const VENUES: usize = 30;
const WIDTH: i64 = 960;
const HEIGHT: i64 = 260;

struct Shown {
    told: Overview,
    forecast: Option<Forecast>,
    period: Period,
    behind: Vec<Behind>,
    names: HashMap<String, String>,
}

/// The page; its address asks as that of the review page does, for a period with a name.
pub async fn page(State(app): State<App>, viewer: Viewer, Query(params): Query<Params>) -> Answer {
    let scope = viewer.actor.scope(Deed::SeeReach)?;
    let question = Question::of(&app, scope, params)?;
    let period = Period::parse(&question.period).map_err(|_| Refusal::new("pace-period"))?;
    let (asked, by, lang, now) = (question.asked.clone(), question.by, viewer.lang(), app.clock.now());
    let shown = app
        .store
        .read(move |db| {
            let query = ReachQuery::of(db, &asked, now)?;
            let told = overview(db, &query, by, lang)?;
            let (behind, names) = those_behind(db, &query, &told)?;
            Ok(Shown { forecast: forecast(db, &query, period)?, told, period, behind, names })
        })
        .await?;
    let report = &shown.told.report;
    let title = format!("{} · {}", report.committee.1, viewer.say("pace-title"));
    let today = app.clock.today();
    Ok(Page::new(&viewer, &title)
        .back(question.link("/reports", &[]), viewer.say("nav-reports"))
        .note(html! { p { (words::period(&viewer, period)) } })
        .show(html! {
            (where_it_ends(&viewer, &shown, today))
            (line(&viewer, &shown))
            (years(&viewer, shown.forecast.as_ref()))
            (counties(&viewer, &shown))
            (bands(&viewer, &shown))
            (venues(&viewer, &shown))
        }))
}

type Found = (Vec<Behind>, HashMap<String, String>);

/// Who is behind by today among the committee and those below it, with their names.
fn those_behind(db: &mut Db, query: &ReachQuery, told: &Overview) -> Result<Found, StoreError> {
    let all: HashMap<_, _> =
        store::committees::all(db)?.into_iter().map(|committee| (committee.id.to_string(), committee)).collect();
    let below: BTreeSet<CommitteeId> = told.units.iter().map(|unit| unit.unit.id.clone()).collect();
    let places = store::venues::ids_within(db, &query.scope)?;
    let today = Day::of(query.now);
    let facts = store::equity::load(db, &all, below, places.clone(), today)?;
    let mut found: Vec<Behind> = behind(&facts, today);
    if found.is_empty() {
        // nobody below has a target of its own
        let own = BTreeSet::from([query.committee.clone()]);
        found = behind(&store::equity::load(db, &all, own, places, today)?, today);
    }
    let mut venues: Vec<_> = found
        .iter()
        .filter_map(|it| match &it.whom {
            Whom::Venue(id) if it.shortfall.missing() > 0 => Some((it.shortfall.missing(), id.clone())),
            _ => None,
        })
        .collect();
    venues.sort_by(|one, other| other.cmp(one));
    let worst: Vec<_> = venues.into_iter().take(VENUES).map(|(_, id)| id).collect();
    let mut names: HashMap<String, String> = all.into_iter().map(|(id, committee)| (id, committee.name)).collect();
    names.extend(store::venues::names(db, &worst)?.into_iter().map(|(id, name)| (id.to_string(), name)));
    Ok((found, names))
}

fn target(report: &ReachReport) -> Option<i64> {
    report.targets.iter().find(|(measure, _)| *measure == Measure::YouthReach).map(|(_, value)| *value)
}

fn where_it_ends(viewer: &Viewer, shown: &Shown, today: Day) -> Markup {
    let report = &shown.told.report;
    let reached = report.confirmed.youth;
    let bold = |count: i64| html! { b { (grouped(count)) } };
    let mut rows = vec![(viewer.say("pace-reached"), bold(reached))];
    if let Some(target) = target(report) {
        let due = shortfall_by(today, shown.period, target, reached);
        rows.push((viewer.say("reports-target"), bold(target)));
        rows.push((viewer.say("pace-due"), html! { (grouped(due.due)) @if due.missing() > 0 { " " span.quiet { (viewer.say_with("pace-missing", &[("missing", due.missing().into())])) } } }));
    }
    if let Some(told) = &shown.forecast {
        rows.push((viewer.say("pace-likely"), bold(told.likely)));
        rows.push((viewer.say("pace-range"), html! { (grouped(told.low)) " – " (grouped(told.high)) }));
        if let Some(target) = target(report) {
            rows.push((viewer.say("pace-verdict"), html! { (viewer.say(verdict(told, target))) }));
        }
    }
    html! {
        section.sheet {
            h2 { (viewer.say("pace-where")) }
            (parts::facts(&rows))
            p.quiet { (viewer.say(if shown.forecast.is_some() { "pace-means" } else { "pace-no-forecast" })) }
            (parts::means(viewer, &["pace-reached", "reports-target", "pace-due"]))
        }
    }
}

fn verdict(told: &Forecast, target: i64) -> &'static str {
    match target {
        _ if told.low >= target => "pace-will",
        _ if told.high < target => "pace-will-not",
        _ => "pace-may",
    }
}

/// Months of the period with what was reached by the end of each, and what was due.
fn months(shown: &Shown) -> Vec<(Day, Option<i64>, i64)> {
    let (from, to) = shown.period.days();
    let goal = target(&shown.told.report).unwrap_or(0);
    let (mut first, mut sum, mut found) = (from, 0, Vec::new());
    while first <= to {
        let (year, month, _) = first.parts();
        let next = if month == 12 { Day::ymd(year + 1, 1, 1) } else { Day::ymd(year, month + 1, 1) };
        let Some(next) = next else { break };
        let key = first.month();
        sum += shown.told.months.iter().find(|row| row.key == key).map_or(0, |row| row.sums.youth);
        let over = first <= shown.told.report.to;
        found.push((first, over.then_some(sum), shortfall_by(next.plus(-1), shown.period, goal, 0).due));
        first = next;
    }
    found
}

fn line(viewer: &Viewer, shown: &Shown) -> Markup {
    let months = months(shown);
    let goal = target(&shown.told.report);
    let columns = vec![
        Column::text(viewer.say("by-month")),
        Column::number(viewer.say("pace-sum")),
        Column::number(viewer.say("pace-due-sum")),
    ];
    let rows = months.iter().map(|(first, sum, due)| {
        vec![
            html! { (crate::text::day_month(viewer.lang(), *first)) },
            html! { @match sum { Some(sum) => (grouped(*sum)), None => "—" } },
            html! { @if goal.is_some() { (grouped(*due)) } @else { "—" } },
        ]
    });
    parts::sheet(
        &viewer.say("pace-line"),
        html! {
            figure.chart {
                (curve(viewer, shown, &months))
                details { summary { (viewer.say("reports-as-table")) } (Table::new(columns).rows(rows).show()) }
            }
        },
    )
}

fn curve(viewer: &Viewer, shown: &Shown, months: &[(Day, Option<i64>, i64)]) -> Markup {
    let goal = target(&shown.told.report);
    let high = shown.forecast.as_ref().map_or(0, |told| told.high);
    let reached = shown.told.report.confirmed.youth;
    let top = reached.max(goal.unwrap_or(0)).max(high).max(1);
    let count = i64::try_from(months.len()).unwrap_or(1).max(1);
    let (whole, over) = shown.period.progress(shown.told.report.to);
    let tall = |value: i64| HEIGHT - value.max(0).saturating_mul(HEIGHT) / top;
    let now = WIDTH * over / whole.max(1);
    let mut points = vec![format!("0,{HEIGHT}")];
    for (n, (_, sum, _)) in (1i64..).zip(months) {
        if let Some(sum) = sum {
            points.push(format!("{},{}", (WIDTH * n / count).min(now), tall(*sum)));
        }
    }
    html! {
        svg viewBox={ "-4 -26 " (WIDTH + 8) " " (HEIGHT + 60) } role="img" aria-label=(viewer.say("pace-words")) {
            @if let Some(told) = &shown.forecast {
                polygon.range points=(format!("{now},{} {WIDTH},{} {WIDTH},{}", tall(reached), tall(told.high), tall(told.low))) {}
                line.likely x1=(now) y1=(tall(reached)) x2=(WIDTH) y2=(tall(told.likely)) {}
            }
            @if let Some(goal) = goal {
                line.goal x1="0" y1=(HEIGHT) x2=(WIDTH) y2=(tall(goal)) {}
                text.goal-words x=(WIDTH - 4) y=(tall(goal) - 8) text-anchor="end" { (viewer.say("reports-target")) " " (grouped(goal)) }
            }
            polyline.so-far points=(points.join(" ")) {}
            line.ground x1="0" y1=(HEIGHT) x2=(WIDTH) y2=(HEIGHT) {}
            @for (n, (first, ..)) in (0i64..).zip(months) {
                text.label x=(WIDTH * n / count + WIDTH / count / 2) y=(HEIGHT + 22) text-anchor="middle" { (first.parts().1) }
            }
        }
    }
}

fn years(viewer: &Viewer, told: Option<&Forecast>) -> Markup {
    let Some(told) = told else { return html! {} };
    let columns = vec![
        Column::text(viewer.say("pace-year")),
        Column::number(viewer.say("pace-by-then")),
        Column::number(viewer.say("pace-whole")),
        Column::number(viewer.say("pace-share")),
        Column::number(viewer.say("pace-says")),
    ];
    let rows = told.years.iter().map(|year| {
        vec![
            html! { (words::period_code(viewer, &year.period)) },
            html! { (grouped(year.by_then)) },
            html! { (grouped(year.whole)) },
            html! { (percent_words(share_permille(year.by_then, year.whole))) },
            html! { @match year.says(told.reached) { Some(says) => (grouped(says)), None => "—" } },
        ]
    });
    parts::sheet(&viewer.say("pace-years"), Table::new(columns).rows(rows).show())
}

fn listed(viewer: &Viewer, heading: &str, first: &str, rows: Vec<(String, Shortfall)>) -> Markup {
    let columns = vec![
        Column::text(viewer.say(first)),
        Column::number(viewer.say("pace-due")),
        Column::number(viewer.say("pace-reached")),
        Column::number(viewer.say("pace-behind")),
    ];
    let cells = rows.iter().map(|(name, one)| {
        vec![
            html! { (name) },
            html! { (grouped(one.due)) },
            html! { (grouped(one.reached)) },
            html! { @if one.missing() > 0 { b { (grouped(one.missing())) } } @else { (viewer.say("pace-on-time")) } },
        ]
    });
    let means = parts::means(viewer, &["pace-due", "pace-reached", "pace-behind"]);
    html! { @if !rows.is_empty() { (parts::sheet(&viewer.say(heading), html! { (Table::new(columns).rows(cells).show()) (means) })) } }
}

fn counties(viewer: &Viewer, shown: &Shown) -> Markup {
    let of = |it: &Behind| match &it.whom {
        Whom::County(id) => Some((shown.names.get(id.as_str())?.clone(), it.shortfall)),
        _ => None,
    };
    let mut rows: Vec<_> = shown.behind.iter().filter_map(of).collect();
    rows.sort_by_key(|(_, one)| std::cmp::Reverse(one.missing()));
    listed(viewer, "pace-counties", "by-committee", rows)
}

/// Grade bands of all counties that have a target, added up.
fn bands(viewer: &Viewer, shown: &Shown) -> Markup {
    let mut sums: std::collections::BTreeMap<_, Shortfall> = std::collections::BTreeMap::new();
    for it in &shown.behind {
        if let Whom::Grade(_, grade) = &it.whom {
            let sum = sums.entry(*grade).or_default();
            sum.due += it.shortfall.due;
            sum.reached += it.shortfall.reached;
        }
    }
    listed(
        viewer,
        "pace-bands",
        "by-grade",
        sums.into_iter().map(|(grade, one)| (viewer.say(grade.key()), one)).collect(),
    )
}

fn venues(viewer: &Viewer, shown: &Shown) -> Markup {
    let of = |it: &Behind| match &it.whom {
        Whom::Venue(id) => Some((shown.names.get(id.as_str())?.clone(), it.shortfall)),
        _ => None,
    };
    let mut rows: Vec<_> = shown.behind.iter().filter_map(of).collect();
    rows.sort_by_key(|(_, one)| std::cmp::Reverse(one.missing()));
    rows.truncate(VENUES);
    listed(viewer, "pace-venues", "reports-venue", rows)
}
