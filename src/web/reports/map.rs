//! `GET /reports/map`: the units below as circles where they lie, by reach per youth; no tiles,
//! the table beside says the same.

use super::question::{Params, Question};
use crate::accounts::Deed;
use crate::app::App;
use crate::kernel::Refusal;
use crate::reach::{percent_words, share_permille};
use crate::store::reach::{Place, Places, ReachQuery, places};
use crate::text::grouped;
use crate::web::layout::Page;
use crate::web::parts::{self, Column, Table};
use crate::web::problem::Answer;
use crate::web::viewer::Viewer;
use axum::extract::{Query, State};
use maud::{Markup, html};

const WIDTH: f64 = 900.0;
/// Radius of the least target: 60 px across where the drawing is at its smallest.
const FINGER: f64 = 34.0;
const HEIGHT: f64 = 620.0;
const EDGE: f64 = 80.0;
/// Most letters of a label.
const LETTERS: u32 = 9;
/// Radius of the place that enrols most.
const LARGEST: f64 = 38.0;
const SMALLEST: f64 = 9.0;

/// The page; its address asks as that of the review page does.
pub async fn page(State(app): State<App>, viewer: Viewer, Query(params): Query<Params>) -> Answer {
    let scope = viewer.actor.scope(Deed::SeeReach)?;
    let question = Question::of(&app, scope, params)?;
    if question.asked.as_of.is_some() {
        return Err(Refusal::new("map-now-only").into());
    }
    let (asked, now) = (question.asked.clone(), app.clock.now());
    let (days, found) = app
        .store
        .read(move |db| {
            let query = ReachQuery::of(db, &asked, now)?;
            Ok((format!("{} – {}", query.from, query.to), places(db, &query)?))
        })
        .await?;
    let title = format!("{} · {}", found.own.name, viewer.say("map-title"));
    let note = html! { p { (days) " · " (viewer.say("map-means")) } };
    let lone = found.places.iter().all(|place| place.unit.id == found.own.id);
    Ok(Page::new(&viewer, &title).back(question.link("/reports", &[]), viewer.say("nav-reports")).note(note).show(
        html! {
            @if lone { (parts::empty(&viewer.say("map-nothing-below"), None)) }
            @else { (drawn(&viewer, &question, &found)) }
            @if !found.places.is_empty() { (table(&viewer, &question, &found)) }
        },
    ))
}

/// Attendances for each hundred youths enrolled; none where nobody is enrolled.
fn per_hundred(place: &Place) -> Option<i64> {
    (place.enrolled > 0).then(|| place.youth * 100 / place.enrolled)
}

/// `1.27`
fn ratio(hundredths: Option<i64>) -> String {
    hundredths.map_or_else(|| "—".to_owned(), |n| format!("{}.{:02}", n / 100, n % 100))
}

/// Where 0 to 4 begin: nothing, then a half, the whole and twice the average of all.
fn steps(found: &[Place]) -> [i64; 4] {
    let (youth, enrolled) = found.iter().fold((0, 0), |sum, place| (sum.0 + place.youth, sum.1 + place.enrolled));
    let mean = if enrolled > 0 { (youth * 100 / enrolled).max(4) } else { 100 };
    [1, mean / 2, mean, mean * 2]
}

fn step(steps: &[i64; 4], value: Option<i64>) -> usize {
    value.map_or(0, |value| steps.iter().filter(|from| value >= **from).count())
}

/// Puts degrees on the drawing: as wide as it is high on the ground, north above.
struct Ground {
    west: f64,
    north: f64,
    scale: f64,
    narrowing: f64,
    height: f64,
}

impl Ground {
    fn of(points: impl Iterator<Item = (f64, f64)> + Clone) -> Self {
        let fold =
            |pick: fn(f64, f64) -> f64, first, part: fn((f64, f64)) -> f64| points.clone().map(part).fold(first, pick);
        let (south, north) = (fold(f64::min, 90.0, |p| p.0), fold(f64::max, -90.0, |p| p.0));
        let (west, east) = (fold(f64::min, 180.0, |p| p.1), fold(f64::max, -180.0, |p| p.1));
        let narrowing = f64::midpoint(south, north).to_radians().cos();
        let (wide, high) = (((east - west) * narrowing).max(0.01), (north - south).max(0.01));
        let scale = ((WIDTH - 2.0 * EDGE) / wide).min((HEIGHT - 2.0 * EDGE) / high);
        // no higher than the land
        let height = high * scale + 2.0 * EDGE;
        let (left, top) = ((WIDTH - wide * scale) / 2.0, EDGE);
        Self { west: west - left / scale / narrowing, north: north + top / scale, scale, narrowing, height }
    }

    fn at(&self, (lat, lon): (f64, f64)) -> (f64, f64) {
        ((lon - self.west) * self.narrowing * self.scale, (self.north - lat) * self.scale)
    }
}

/// A circle with its label, placed where it covers no other.
struct Spot<'a> {
    place: &'a Place,
    at: (f64, f64),
    radius: f64,
    label: (f64, f64),
}

fn spots<'a>(found: &'a [Place], ground: &Ground) -> Vec<Spot<'a>> {
    let most = found.iter().map(|place| place.enrolled).max().unwrap_or(1).max(1);
    let mut spots: Vec<Spot<'a>> = Vec::new();
    for place in found {
        let Some(at) = place.point.map(|point| ground.at(point)) else { continue };
        #[expect(clippy::cast_precision_loss, reason = "a share of pupils")]
        let share = place.enrolled as f64 / most as f64;
        let radius = (LARGEST * share.sqrt()).max(SMALLEST);
        spots.push(Spot { place, at, radius, label: (0.0, 0.0) });
    }
    // the large ones below, so that none is hidden
    spots.sort_by(|one, other| other.radius.total_cmp(&one.radius));
    let circles: Vec<_> = spots.iter().map(|spot| (spot.at, spot.radius)).collect();
    let mut labels: Vec<(f64, f64, f64)> = Vec::new();
    for spot in &mut spots {
        let (x, y, half) = label(spot, &circles, &labels, ground.height);
        labels.push((x, y, half));
        spot.label = (x, y);
    }
    spots
}

/// Height of a label's two lines.
const TALL: f64 = 36.0;

/// Below, above, right or left of its circle: the first that is free, else below.
fn label(spot: &Spot<'_>, circles: &[((f64, f64), f64)], labels: &[(f64, f64, f64)], height: f64) -> (f64, f64, f64) {
    let letters = u32::try_from(short(&spot.place.unit.name).chars().count()).unwrap_or(LETTERS);
    let half = f64::from(letters) * 8.0;
    let (x, y, away) = (spot.at.0, spot.at.1, spot.radius + 4.0);
    let tries = [
        (x, y + away + 14.0),
        (x, y - away - 22.0),
        (x + away + half, y - 2.0),
        (x - away - half, y - 2.0),
        (x, y + away + 48.0),
    ];
    let free = |&(x, y): &(f64, f64)| {
        let apart = |(other_x, other_y, other): &(f64, f64, f64)| {
            (x - other_x).abs() > half + other || (y - other_y).abs() > TALL
        };
        let clear = |((cx, cy), r): &((f64, f64), f64)| {
            (x - cx).abs() > half + r || (y + 4.0 - cy).abs() > TALL / 2.0 + r - 4.0
        };
        let inside = x > half && x < WIDTH - half && y > 14.0 && y < height - TALL;
        inside && labels.iter().all(apart) && circles.iter().all(clear)
    };
    let (x, y) = tries.iter().copied().find(free).unwrap_or(tries[0]);
    (x, y, half)
}

fn drawn(viewer: &Viewer, question: &Question, found: &Places) -> Markup {
    let (dots, own) = (&found.ground, found.own.name.as_str());
    let found = &found.places;
    let points = found.iter().filter_map(|place| place.point).chain(dots.iter().copied());
    if points.clone().next().is_none() {
        return html! { p.quiet { (viewer.say("map-no-points")) } };
    }
    let ground = Ground::of(points);
    let (steps, spots) = (steps(found), spots(found, &ground));
    html! {
        section.sheet {
            figure.chart.map {
                svg viewBox=(format!("0 0 {WIDTH} {:.0}", ground.height)) role="group" aria-label=(viewer.say_with("map-words", &[("name", own.into())])) {
                    @for dot in dots {
                        @let (x, y) = ground.at(*dot);
                        circle.dot cx=(tenth(x)) cy=(tenth(y)) r="3" {}
                    }
                    @for spot in &spots { (circle(viewer, question, spot, &steps)) }
                    // names above all circles, so that none hides one
                    @for spot in &spots { (name(spot)) }
                }
                (legend(viewer, &steps))
            }
        }
    }
}

fn circle(viewer: &Viewer, question: &Question, spot: &Spot<'_>, steps: &[i64; 4]) -> Markup {
    let unit = &spot.place.unit;
    let value = per_hundred(spot.place);
    let words = viewer.say_with("map-one", &[("name", unit.name.as_str().into()), ("ratio", ratio(value).into())]);
    html! {
        a href=(question.link("/reports/map", &[("committee", &unit.code)])) aria-label=(words) {
            // small circles too are as large as a finger
            circle.reach cx=(tenth(spot.at.0)) cy=(tenth(spot.at.1)) r=(tenth(spot.radius.max(FINGER))) {}
            circle class={ "step-" (step(steps, value)) } cx=(tenth(spot.at.0)) cy=(tenth(spot.at.1)) r=(tenth(spot.radius)) {}
        }
    }
}

/// The name and the figure of a circle; its link says both already.
fn name(spot: &Spot<'_>) -> Markup {
    let (x, y) = spot.label;
    html! {
        g aria-hidden="true" {
            text.name x=(tenth(x)) y=(tenth(y)) text-anchor="middle" { (short(&spot.place.unit.name)) }
            text.value x=(tenth(x)) y=(tenth(y + 17.0)) text-anchor="middle" { (ratio(per_hundred(spot.place))) }
        }
    }
}

/// A name as a label: without what all of them end with, and no longer than fits.
fn short(name: &str) -> String {
    name.trim_end_matches("关工委").chars().take(usize::try_from(LETTERS).unwrap_or(9)).collect()
}

fn tenth(value: f64) -> String {
    format!("{value:.1}")
}

fn legend(viewer: &Viewer, steps: &[i64; 4]) -> Markup {
    let span = |n: usize| match n {
        0 => "0".to_owned(),
        4 => format!("≥ {}", ratio(Some(steps[3]))),
        _ => format!("{} – {}", ratio(Some(steps[n - 1])), ratio(Some(steps[n] - 1))),
    };
    html! {
        figcaption {
            ul.legend {
                @for n in 0..=4 {
                    li { svg viewBox="0 0 20 20" aria-hidden="true" { circle class={ "step-" (n) } cx="10" cy="10" r="8" {} } (span(n)) }
                }
            }
            p.quiet { (viewer.say("map-legend")) }
        }
    }
}

fn table(viewer: &Viewer, question: &Question, found: &Places) -> Markup {
    let columns = vec![
        Column::text(viewer.say("by-committee")),
        Column::number(viewer.say("map-ratio")),
        Column::number(viewer.say("reach-youth")),
        Column::number(viewer.say("map-enrolled")),
        Column::number(viewer.say("map-reached")),
        Column::number(viewer.say("reach-coverage")),
    ];
    let mut rows: Vec<&Place> = found.places.iter().collect();
    rows.sort_by_key(|place| std::cmp::Reverse(per_hundred(place)));
    let cells = rows.into_iter().map(|place| {
        let own = place.unit.id == found.own.id;
        let href = question.link("/reports", &[("committee", &place.unit.code)]);
        vec![
            html! { @if own { (place.unit.name) " " span.quiet { (viewer.say("map-own")) } } @else { a href=(href) { (place.unit.name) } } },
            html! { b { (ratio(per_hundred(place))) } },
            html! { (grouped(place.youth)) },
            html! { (grouped(place.enrolled)) },
            html! { (grouped(place.reached)) " / " (grouped(place.venues)) },
            html! { (percent_words(share_permille(place.reached, place.venues))) },
        ]
    });
    let table = Table::new(columns).caption(viewer.say("map-title")).rows(cells).show();
    parts::sheet(&viewer.say("map-table"), table)
}
