//! `GET /reports`: the total, its pace, its months, the units below, one breakdown, what is missing.

use super::chart;
use super::figures;
use super::question::{Params, Question};
use super::words;
use crate::accounts::{Deed, Target};
use crate::app::App;
use crate::kernel::Day;
use crate::reach::{
    By, DoubleClaim, Filing, Measure, Period, ReachReport, Sums, percent_words, share_permille, shortfall_by,
};
use crate::store;
use crate::store::reach::{NO_AREA, Overview, ReachQuery, UnitReach, double_claims, overview};
use crate::text::{day_brief, day_long, grouped};
use crate::web::layout::Page;
use crate::web::parts::{self, Column, Sign, Table};
use crate::web::problem::Answer;
use crate::web::viewer::Viewer;
use axum::extract::{Query, State};
use maud::{Markup, html};

struct Shown {
    told: Overview,
    claims: Vec<DoubleClaim>,
    filings: Vec<Filing>,
}

/// The page; see [`Question`] for its address.
pub async fn page(State(app): State<App>, viewer: Viewer, Query(params): Query<Params>) -> Answer {
    let scope = viewer.actor.scope(Deed::SeeReach)?;
    let question = Question::of(&app, scope, params)?;
    let (asked, by, lang, now) = (question.asked.clone(), question.by, viewer.lang(), app.clock.now());
    let shown = app
        .store
        .read(move |db| {
            let query = ReachQuery::of(db, &asked, now)?;
            Ok(Shown {
                told: overview(db, &query, by, lang)?,
                // what waits for somebody is told of today alone
                claims: if query.as_of.is_none() {
                    double_claims(db, &query.scope, query.from, query.to)?
                } else {
                    Vec::new()
                },
                filings: if query.as_of.is_none() { store::filings::returned(db, &query.scope)? } else { Vec::new() },
            })
        })
        .await?;
    let today = app.clock.today();
    // what was due on an earlier day stays what it was
    let then = question.asked.as_of.map_or(today, |day| day.min(today));
    let report = &shown.told.report;
    let title = format!("{} · {}", report.committee.1, words::days(&viewer, &question, report.from, report.to));
    Ok(Page::new(&viewer, &title)
        .note(html! { (as_it_stood(&viewer, &question, report)) (way_up(&viewer, &question, &shown.told)) })
        .actions(acts(&viewer, &question))
        .show(html! {
            (periods(&viewer, &question, today))
            (headline(&viewer, &question, &shown.told, then))
            (units(&viewer, &question, &shown, then))
            (breakdown(&viewer, &question, report))
            (figures::measures(&viewer, report, &shown.told.contests))
            (figures::press(&viewer, report))
            (gaps(&viewer, &question, &shown))
            (earlier(&viewer, &question, today))
        }))
}

/// Up to which day the figures go, and as of which they are told.
fn as_it_stood(viewer: &Viewer, question: &Question, report: &ReachReport) -> Markup {
    let lang = viewer.lang();
    html! {
        p { (viewer.say_with("reports-as-of", &[("day", day_long(lang, report.to).into())])) }
        @if let Some(day) = question.asked.as_of {
            p { b { (viewer.say_with("reports-stood", &[("day", day_long(lang, day).into())])) } }
            p { a.tall href=(question.link("/reports", &[("as_of", "")])) { (viewer.say("reports-as-now")) } }
        }
    }
}

/// The same report as it stood at the end of an earlier day.
fn earlier(viewer: &Viewer, question: &Question, today: Day) -> Markup {
    let day = question.asked.as_of.unwrap_or(today);
    html! {
        section.sheet {
            details open[question.asked.as_of.is_some()] {
                summary { (viewer.say("reports-earlier")) }
                p.quiet { (viewer.say("reports-earlier-means")) }
                form.search method="get" action="/reports" {
                    @for (name, value) in question.kept(&["as_of", "page"]) { input type="hidden" name=(name) value=(value); }
                    div.field {
                        label for="f-as_of" { (viewer.say("reports-earlier-day")) }
                        input type="date" id="f-as_of" name="as_of" value=(day) max=(today) required;
                    }
                    button.act { (viewer.say("reports-earlier-show")) }
                }
            }
        }
    }
}

/// Links for those above whom the viewer may see, names for the others.
fn way_up(viewer: &Viewer, question: &Question, told: &Overview) -> Markup {
    html! {
        p {
            @for unit in &told.line {
                @if unit.code != told.report.committee.0 {
                    @if viewer.actor.may(Deed::SeeReach, &Target::of(&unit.path)).is_ok() {
                        a href=(question.link("/reports", &[("committee", &unit.code)])) { (unit.name) }
                    } @else { (unit.name) }
                    " › "
                }
            }
        }
    }
}

fn acts(viewer: &Viewer, question: &Question) -> Markup {
    html! {
        (parts::link(&question.link("/reports/map", &[("as_of", "")]), &viewer.say("map-title")))
        (parts::link("/reports/filings", &viewer.say("reports-filings")))
        (parts::link("/reports/targets", &viewer.say("reports-targets")))
        @if viewer.is_staff() { (parts::link("/reports/headcounts", &viewer.say("reports-headcounts"))) }
    }
}

/// Other stretches of time, one press away.
fn periods(viewer: &Viewer, question: &Question, today: Day) -> Markup {
    let (year, month, _) = today.parts();
    let school = if month >= 9 { year } else { year - 1 };
    let choices = [
        (format!("{year}"), "reports-year"),
        (format!("{year}-H{}", (month - 1) / 6 + 1), "reports-half"),
        (format!("{year}-Q{}", (month - 1) / 3 + 1), "reports-quarter"),
        (format!("{year}-{month:02}"), "reports-month"),
        (format!("{school}/{}", school + 1), "reports-school-year"),
        (format!("{}", year - 1), "reports-last-year"),
        (format!("2020-01-01/{today}"), "reports-since"),
    ];
    let ways = choices.map(|(period, key)| {
        let href = question.link("/reports", &[("period", &period), ("from", ""), ("to", "")]);
        (href, viewer.say(key), period == question.period)
    });
    parts::tabs(&viewer.say("reports-periods"), &ways)
}

fn headline(viewer: &Viewer, question: &Question, told: &Overview, today: Day) -> Markup {
    let report = &told.report;
    let target = report.targets.iter().find(|(measure, _)| *measure == Measure::YouthReach).map(|(_, value)| *value);
    html! {
        section.sheet {
            p.sentence { (words::stopped(viewer, &report.sentence(viewer.lang()))) }
            p.quiet {
                (viewer.say_with("reach-beside", &[
                    ("sessions", report.beside.reported.sessions.into()), ("youth", report.beside.reported.youth.into()),
                    ("missing", report.beside.missing_sessions.into()),
                ]))
            }
            @if let Some(target) = target { (pace(viewer, question, report.confirmed.youth, target, today, ["reports-pace", "reports-pace-behind"])) }
            @if !question.period.is_empty() && question.asked.as_of.is_none() { p { a.tall href=(question.link("/reports/pace", &[])) { (viewer.say("pace-open")) } } }
            (chart::months(viewer, &told.months, target.map(|target| target / 12)))
            (parts::means(viewer, &["reach-sessions", "reach-youth"]))
            div.acts {
                @if question.asked.as_of.is_none() { (parts::link(&question.link("/reports/sessions", &[]), &viewer.say("reports-see-sessions"))) }
                (parts::bare_link(&question.link("/reports/export.xlsx", &[]), &viewer.say("reports-xlsx")))
                (parts::bare_link(&question.link("/reports/export.csv", &[]), &viewer.say("reports-csv")))
            }
        }
    }
}

/// How far a target is, with the line where it should be today.
fn pace(viewer: &Viewer, question: &Question, reached: i64, target: i64, today: Day, keys: [&str; 2]) -> Markup {
    let share = share_permille(reached, target).unwrap_or(0);
    let due = Period::parse(&question.period).ok().map(|period| shortfall_by(today, period, target, reached));
    let due_share = due.and_then(|due| share_permille(due.due, target));
    let missing = due.map_or(0, |due| due.missing());
    let words = viewer.say_with(
        keys[usize::from(missing > 0)],
        &[("share", percent_words(Some(share)).into()), ("missing", missing.into()), ("target", target.into())],
    );
    #[expect(clippy::cast_precision_loss, reason = "tenths of a percent")]
    let percent = |permille: i64| permille as f64 / 10.0;
    html! { (parts::pace(percent(share), due_share.map(percent), &words)) p.quiet { (words) } }
}

fn units(viewer: &Viewer, question: &Question, shown: &Shown, today: Day) -> Markup {
    let rows = &shown.told.units;
    if rows.is_empty() {
        return html! {};
    }
    let columns = vec![
        Column::text(viewer.say("by-committee")),
        Column::number(viewer.say("reach-sessions")),
        Column::number(viewer.say("reach-youth")),
        Column::number(viewer.say("reports-target")),
        Column::text(viewer.say("reports-progress")),
        Column::number(viewer.say("reach-coverage")),
    ];
    // who is furthest with its target stands first; without targets as their codes order them
    let mut rows: Vec<&UnitReach> = rows.iter().collect();
    let done = |row: &UnitReach| row.target.and_then(|target| share_permille(row.sums.youth, target));
    rows.sort_by_key(|row| std::cmp::Reverse(done(row)));
    let cells = rows.into_iter().map(|row| unit_row(viewer, question, row, &shown.filings, today));
    let means = parts::means(viewer, &["reports-target", "reports-progress", "reach-coverage"]);
    parts::sheet(&viewer.say("reports-by-unit"), html! { (Table::new(columns).rows(cells).show()) (means) })
}

fn unit_row(viewer: &Viewer, question: &Question, row: &UnitReach, filings: &[Filing], today: Day) -> Vec<Markup> {
    let returned = filings.iter().find(|filing| filing.committee == row.unit.id).map(|filing| filing.period);
    let link = question.link("/reports", &[("committee", &row.unit.code)]);
    vec![
        html! { a href=(link) { (row.unit.name) } },
        html! { (grouped(row.sums.sessions)) },
        html! { (grouped(row.sums.youth)) },
        html! { @match row.target { Some(target) => (grouped(target)), None => "—" } },
        html! {
            @if let Some(target) = row.target { (pace(viewer, question, row.sums.youth, target, today, ["reports-pace-unit", "reports-pace-unit-behind"])) }
            @if let Some(period) = returned {
                (parts::status(Sign::Wait, &viewer.say_with("reports-returned", &[("period", words::period(viewer, period).into())])))
            }
        },
        html! { (percent_words(share_permille(row.coverage.0, row.coverage.1))) },
    ]
}

fn breakdown(viewer: &Viewer, question: &Question, report: &ReachReport) -> Markup {
    let columns = vec![
        Column::text(viewer.say(question.by.key())),
        Column::number(viewer.say("reach-sessions")),
        Column::number(viewer.say("reach-youth")),
        Column::number(viewer.say("reach-parents")),
        Column::number(viewer.say("reach-others")),
    ];
    let numbers = |sums: &Sums| [sums.sessions, sums.youth, sums.parents, sums.others].map(|n| html! { (grouped(n)) });
    let rows = report.rows.iter().map(|row| {
        let name = match drill(question, &row.key) {
            Some(href) => html! { a href=(href) { (row.name) } },
            None => html! { (row.name) },
        };
        [name].into_iter().chain(numbers(&row.sums)).collect::<Vec<_>>()
    });
    let whole = [html! { b { (viewer.say("reports-total")) } }].into_iter().chain(numbers(&report.confirmed)).collect();
    let ways: Vec<_> = By::ALL
        .iter()
        .map(|by| {
            let href = format!("{}#by", question.link("/reports", &[("by", by.code())]));
            (href, viewer.say(by.key()), *by == question.by)
        })
        .collect();
    html! {
        section.sheet id="by" {
            h2 { (viewer.say("reports-breakdown")) }
            (parts::tabs(&viewer.say("reports-breakdown"), &ways))
            (Table::new(columns).rows(rows).row(whole).show())
            @if question.by == By::Area { (by_areas(viewer, report)) }
            (parts::means(viewer, &["reach-sessions", "reach-youth", "reach-parents", "reach-others"]))
        }
    }
}

/// How figures are put to areas, and what to do where none is drawn.
fn by_areas(viewer: &Viewer, report: &ReachReport) -> Markup {
    let drawn = report.rows.iter().any(|row| row.key != NO_AREA);
    html! {
        @if drawn { (parts::means(viewer, &["by-area"])) }
        @else { p.quiet { (viewer.say("reports-no-areas")) " " a href="/settings/areas" { (viewer.say("areas-title")) } } }
    }
}

/// Where a row leads: to its sessions, or to the unit's own report.
fn drill(question: &Question, key: &str) -> Option<String> {
    let to = "/reports/sessions";
    if question.asked.as_of.is_some() && question.by != By::Committee {
        // the list of sessions knows the present alone
        return None;
    }
    Some(match question.by {
        By::Theme => question.link(to, &[("theme", key)]),
        By::Grade => question.link(to, &[("grade", key)]),
        By::Kind => question.link(to, &[("kind", key)]),
        By::VenueKind => question.link(to, &[("venue_kind", key)]),
        By::Month => question.link(to, &[("period", key), ("from", ""), ("to", "")]),
        By::Committee => question.link("/reports", &[("committee", key)]),
        By::Area => question.link(to, &[("area", key)]),
    })
}

fn gaps(viewer: &Viewer, question: &Question, shown: &Shown) -> Markup {
    let columns = vec![Column::text(viewer.say("reports-venue")), Column::text(viewer.say("by-committee"))];
    let unreached = &shown.told.unreached;
    let rows = unreached.rows.iter().map(|one| vec![html! { (one.name) }, html! { (one.owner) }]);
    html! {
        section.sheet {
            h2 { (viewer.say("reports-unreached")) " " span.quiet { (grouped(unreached.total)) } }
            @if unreached.total == 0 { p.quiet { (viewer.say("reports-all-reached")) } }
            @else { (Table::new(columns).rows(rows).show()) }
            @if unreached.pages > 1 { p { a.tall href=(question.link("/reports/unreached", &[])) { (viewer.say("reports-unreached-all")) } } }
        }
        @if !shown.claims.is_empty() {
            section.sheet {
                h2 { (viewer.say("reports-claims")) }
                ul { @for claim in &shown.claims {
                    li {
                        (day_brief(viewer.lang(), claim.day)) " " (claim.venue) ": "
                        a href={ "/reports/sessions/" (claim.one.0) } { (claim.one.1) } " " (claim.one.2) " / "
                        (claim.other.1) " " (claim.other.2)
                    }
                } }
            }
        }
    }
}
