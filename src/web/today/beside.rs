//! Beside the work: tomorrow's sessions, and how this year's reach stands against its target.

use super::page::View;
use crate::accounts::Scope;
use crate::kernel::{Day, Moment, Shortfall, local};
use crate::reach::{Measure, Period, percent_words, share_permille, shortfall_by};
use crate::sessions::Part;
use crate::store::reach::{Asked, ReachQuery, report};
use crate::store::{Db, StoreError};
use crate::text::{Lang, grouped};
use crate::web::parts;
use crate::web::sessions::view::{self, Seen};
use crate::web::viewer::Viewer;
use maud::{Markup, html};

/// This year's young listeners of the committee, confirmed.
pub(super) struct Year {
    youth: i64,
    target: Option<(i64, Shortfall)>,
    unreached: i64,
}

/// Reads them from the roll-ups.
pub(super) fn year(db: &mut Db, scope: Scope, now: Moment, lang: Lang) -> Result<Year, StoreError> {
    let today = Day::of(now);
    let asked = Asked { scope, committee: None, from: None, to: None, campaign: None, as_of: None };
    let query = ReachQuery::of(db, &asked, now)?;
    let told = report(db, &query, None, lang)?;
    let target = told.targets.iter().find(|(measure, _)| *measure == Measure::YouthReach).map(|(_, value)| *value);
    let (youth, (reached, all)) = (told.confirmed.youth, told.coverage);
    let period = Period::parse(&today.parts().0.to_string())?;
    Ok(Year {
        youth,
        target: target.map(|target| (target, shortfall_by(today, period, target, youth))),
        unreached: all - reached,
    })
}

/// The figure, its target and pace, and who was not visited yet.
pub(super) fn reached(viewer: &Viewer, year: &Year) -> Markup {
    html! {
        p { b.figure { (grouped(year.youth)) } " " (viewer.say("today-year-unit")) }
        @if let Some((target, by_now)) = &year.target { (pace(viewer, year.youth, *target, by_now)) }
        p.quiet { (viewer.say_with("today-year-unreached", &[("count", year.unreached.into())])) }
        p.acts { (parts::link("/reports", &viewer.say("today-reach-open"))) (parts::link("/letters/calls", &viewer.say("today-calls-open"))) }
    }
}

fn pace(viewer: &Viewer, youth: i64, target: i64, by_now: &Shortfall) -> Markup {
    let share = share_permille(youth, target);
    #[expect(clippy::cast_precision_loss, reason = "tenths of a percent")]
    let percent = |permille: i64| permille as f64 / 10.0;
    let due = share_permille(by_now.due, target).map(percent);
    let words = match by_now.missing() {
        0 => viewer.say_with("today-year-ahead", &[("more", (youth - by_now.due).into())]),
        missing => viewer.say_with("today-year-behind", &[("missing", missing.into())]),
    };
    let aim = viewer.say_with("today-year-target", &[("target", target.into()), ("due", by_now.due.into())]);
    html! {
        (parts::pace(percent(share.unwrap_or(0)), due, &format!("{} {words}", percent_words(share))))
        p { (words) " " span.quiet { (aim) } }
    }
}

/// Who speaks where, hour by hour.
pub(super) fn tomorrow(viewer: &Viewer, view: &View) -> Markup {
    if view.tomorrow.is_empty() {
        return html! { p.quiet { (viewer.say("sessions-none-that-day")) } };
    }
    html! {
        ul.agenda.brief {
            @for seen in &view.tomorrow {
                li {
                    a.num href={ "/sessions/" (seen.session.id) } { (local(seen.session.window.start).format("%H:%M")) }
                    span { (names(seen)) " → " (seen.venue.name) }
                    span { (view::status(viewer, &seen.session)) }
                }
            }
        }
    }
}

fn names(seen: &Seen) -> String {
    let speaks = seen.session.assignments.iter().filter(|a| a.part == Part::Speaker && !view::is_over(a.answer));
    speaks.map(|a| seen.name(&a.speaker)).collect::<Vec<_>>().join("、")
}
