//! `GET /reports/map`: the units below as circles where they lie, by reach per youth; no tiles,
//! the table beside says the same.

use super::question::{Params, Question};
use super::words;
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

/// A drawing: how large it is, and its circles and letters.
#[derive(Clone, Copy)]
struct Frame {
    class: &'static str,
    width: f64,
    height: f64,
    edge: f64,
    /// Radius of the place that enrols most, and the least one.
    radius: (f64, f64),
    /// Height of a letter.
    letter: f64,
    /// Radius of the least target: a finger wide where the drawing is at its smallest.
    finger: f64,
}

/// As wide as the page.
const WIDE: Frame =
    Frame { class: "wide", width: 900.0, height: 620.0, edge: 80.0, radius: (38.0, 9.0), letter: 16.0, finger: 34.0 };
/// As narrow as a phone, its letters as large.
const NARROW: Frame =
    Frame { class: "narrow", width: 300.0, height: 340.0, edge: 36.0, radius: (17.0, 6.0), letter: 12.0, finger: 36.0 };
/// Most letters of a label.
const LETTERS: usize = 9;

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
            Ok(((query.from, query.to), places(db, &query)?))
        })
        .await?;
    let title = format!("{} · {}", found.own.name, viewer.say("map-title"));
    let note = html! { p { (words::days(&viewer, &question, days.0, days.1)) " · " (viewer.say("map-means")) } };
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
    fn of(points: impl Iterator<Item = (f64, f64)> + Clone, frame: &Frame) -> Self {
        let fold =
            |pick: fn(f64, f64) -> f64, first, part: fn((f64, f64)) -> f64| points.clone().map(part).fold(first, pick);
        let (south, north) = (fold(f64::min, 90.0, |p| p.0), fold(f64::max, -90.0, |p| p.0));
        let (west, east) = (fold(f64::min, 180.0, |p| p.1), fold(f64::max, -180.0, |p| p.1));
        let narrowing = f64::midpoint(south, north).to_radians().cos();
        let (wide, high) = (((east - west) * narrowing).max(0.01), (north - south).max(0.01));
        let scale = ((frame.width - 2.0 * frame.edge) / wide).min((frame.height - 2.0 * frame.edge) / high);
        // no higher than the land
        let height = high * scale + 2.0 * frame.edge;
        let (left, top) = ((frame.width - wide * scale) / 2.0, frame.edge);
        Self { west: west - left / scale / narrowing, north: north + top / scale, scale, narrowing, height }
    }

    fn at(&self, (lat, lon): (f64, f64)) -> (f64, f64) {
        ((lon - self.west) * self.narrowing * self.scale, (self.north - lat) * self.scale)
    }
}

/// A circle with its label; one that finds no free place has none, the table tells it.
struct Spot<'a> {
    place: &'a Place,
    at: (f64, f64),
    radius: f64,
    name: String,
    label: Option<(f64, f64)>,
}

fn spots<'a>(found: &'a [Place], ground: &Ground, frame: &Frame) -> Vec<Spot<'a>> {
    let most = found.iter().map(|place| place.enrolled).max().unwrap_or(1).max(1);
    let common = common_start(found);
    let mut spots: Vec<Spot<'a>> = Vec::new();
    for place in found {
        let Some(at) = place.point.map(|point| ground.at(point)) else { continue };
        #[expect(clippy::cast_precision_loss, reason = "a share of pupils")]
        let share = place.enrolled as f64 / most as f64;
        let radius = (frame.radius.0 * share.sqrt()).max(frame.radius.1);
        spots.push(Spot { place, at, radius, name: short(&place.unit.name, common), label: None });
    }
    // the large ones below, so that none is hidden
    spots.sort_by(|one, other| other.radius.total_cmp(&one.radius));
    let mut taken: Vec<Covered> = spots.iter().map(Covered::by_circle).collect();
    for spot in &mut spots {
        spot.label = free_place(spot, &taken, ground.height, frame);
        taken.extend(spot.label.map(|label| Covered::by_label(label, &spot.name, frame)));
    }
    spots
}

/// A stretch of the drawing that something covers: left, right, top, bottom.
#[derive(Clone, Copy)]
struct Covered(f64, f64, f64, f64);

impl Covered {
    fn by_circle(spot: &Spot<'_>) -> Self {
        let ((x, y), r) = (spot.at, spot.radius);
        Self(x - r, x + r, y - r, y + r)
    }

    /// Two lines about a point: the name stands on it, the figure below.
    fn by_label((x, y): (f64, f64), name: &str, frame: &Frame) -> Self {
        let half = f64::from(u32::try_from(name.chars().count().max(2)).unwrap_or(9)) * frame.letter / 2.0 + 1.0;
        Self(x - half, x + half, y - frame.letter, y + frame.letter * 1.3)
    }

    fn meets(&self, other: &Self) -> bool {
        self.0 < other.1 && other.0 < self.1 && self.2 < other.3 && other.2 < self.3
    }
}

/// Around its circle, the nearest place that covers nothing.
fn free_place(spot: &Spot<'_>, taken: &[Covered], height: f64, frame: &Frame) -> Option<(f64, f64)> {
    let (x, y) = spot.at;
    let whole = Covered::by_label((x, y), &spot.name, frame);
    let (half, letter) = ((whole.1 - whole.0) / 2.0, frame.letter);
    let around = |more: f64| {
        let away = spot.radius + 3.0 + more;
        [
            (x, y + away + letter),
            (x, y - away - letter * 1.4),
            (x + away + half, y),
            (x - away - half, y),
            (x + away * 0.7 + half, y + away * 0.7 + letter),
            (x - away * 0.7 - half, y + away * 0.7 + letter),
            (x + away * 0.7 + half, y - away * 0.7 - letter),
            (x - away * 0.7 - half, y - away * 0.7 - letter),
        ]
    };
    [0.0, letter, letter * 2.0].into_iter().flat_map(around).find(|at| {
        let own = Covered::by_label(*at, &spot.name, frame);
        let inside = own.0 >= 0.0 && own.1 <= frame.width && own.2 >= 0.0 && own.3 <= height;
        inside && !taken.iter().any(|other| own.meets(other))
    })
}

fn drawn(viewer: &Viewer, question: &Question, found: &Places) -> Markup {
    let steps = steps(&found.places);
    let points = found.places.iter().filter_map(|place| place.point).chain(found.ground.iter().copied());
    if points.clone().next().is_none() {
        return html! { p.quiet { (viewer.say("map-no-points")) } };
    }
    let drawing = |frame: &Frame| {
        let ground = Ground::of(points.clone(), frame);
        let spots = spots(&found.places, &ground, frame);
        let words = viewer.say_with("map-words", &[("name", found.own.name.as_str().into())]);
        html! {
            svg class=(frame.class) viewBox=(format!("0 0 {} {:.0}", frame.width, ground.height)) role="group" aria-label=(words) {
                @for dot in &found.ground {
                    @let (x, y) = ground.at(*dot);
                    circle.dot cx=(tenth(x)) cy=(tenth(y)) r=(tenth(frame.width / 300.0)) {}
                }
                @for spot in &spots { (circle(viewer, question, spot, &steps, frame)) }
                // names above all circles, so that none hides one
                @for spot in &spots { @if let Some(at) = spot.label { (name(spot, at, frame)) } }
            }
        }
    };
    html! { section.sheet { figure.chart.map { (drawing(&WIDE)) (drawing(&NARROW)) (legend(viewer, &steps)) } } }
}

fn circle(viewer: &Viewer, question: &Question, spot: &Spot<'_>, steps: &[i64; 4], frame: &Frame) -> Markup {
    let unit = &spot.place.unit;
    let value = per_hundred(spot.place);
    let words = viewer.say_with("map-one", &[("name", unit.name.as_str().into()), ("ratio", ratio(value).into())]);
    html! {
        a href=(question.link("/reports/map", &[("committee", &unit.code)])) aria-label=(words) {
            // small circles too are as large as a finger
            circle.reach cx=(tenth(spot.at.0)) cy=(tenth(spot.at.1)) r=(tenth(spot.radius.max(frame.finger))) {}
            circle class={ "step-" (step(steps, value)) } cx=(tenth(spot.at.0)) cy=(tenth(spot.at.1)) r=(tenth(spot.radius)) {}
        }
    }
}

/// The name and the figure of a circle; its link says both already.
fn name(spot: &Spot<'_>, (x, y): (f64, f64), frame: &Frame) -> Markup {
    html! {
        g aria-hidden="true" {
            text.name x=(tenth(x)) y=(tenth(y)) text-anchor="middle" { (spot.name) }
            text.value x=(tenth(x)) y=(tenth(y + frame.letter * 1.05)) text-anchor="middle" { (ratio(per_hundred(spot.place))) }
        }
    }
}

/// How many letters all names begin with, where each has more of its own.
fn common_start(found: &[Place]) -> usize {
    let mut names = found.iter().map(|place| place.unit.name.as_str());
    let Some(first) = names.next() else { return 0 };
    let shared = |name: &str| first.chars().zip(name.chars()).take_while(|(one, other)| one == other).count();
    let least = names.map(shared).min().unwrap_or(0);
    // only up to a mark such as the dot of 示例·: 南通市 and 南通县 keep their 南通
    first
        .chars()
        .take(least)
        .collect::<Vec<_>>()
        .iter()
        .rposition(|letter| !letter.is_alphanumeric())
        .map_or(0, |at| at + 1)
}

/// A name as a label: without what all of them begin and end with, and no longer than fits.
fn short(name: &str, common: usize) -> String {
    name.trim_end_matches("关工委").chars().skip(common).take(LETTERS).collect()
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
    let means = parts::means(viewer, &["map-ratio", "reach-youth", "map-enrolled", "map-reached", "reach-coverage"]);
    parts::sheet(&viewer.say("map-table"), html! { (table) (means) })
}
