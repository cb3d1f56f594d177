//! Who is behind the target, and what a plan weighed, in words.

use crate::actions::plans::{Fix, Noun, Why};
use crate::app::App;
use crate::kernel::{CommitteeId, PlanId, VenueId};
use crate::sessions::{Basis, Behind, Weight, Whom};
use crate::store::{self, StoreError};
use crate::web::parts;
use crate::web::viewer::Viewer;
use maud::{Markup, html};
use std::collections::HashMap;

/// Most venues that are named; counties, kinds and grade bands all are.
const MOST_VENUES: usize = 8;

/// What those who may be behind are called.
pub(super) struct Names {
    committees: HashMap<CommitteeId, String>,
    venues: HashMap<VenueId, String>,
    kinds: HashMap<String, String>,
}

impl Names {
    /// Loads the names of everybody who is lifted.
    pub(super) async fn load(app: &App, basis: &Basis) -> Result<Self, StoreError> {
        let places: Vec<VenueId> = basis
            .lifted()
            .iter()
            .filter_map(|(it, _)| match &it.whom {
                Whom::Venue(id) => Some(id.clone()),
                _ => None,
            })
            .take(MOST_VENUES)
            .collect();
        app.store
            .read(move |db| {
                let kinds = store::lists::all(db, crate::committees::List::VenueKinds)?;
                Ok(Self {
                    committees: store::committees::all(db)?.into_iter().map(|it| (it.id, it.name)).collect(),
                    venues: store::venues::names(db, &places)?,
                    kinds: kinds.into_iter().map(|it| (it.code, it.name)).collect(),
                })
            })
            .await
    }

    fn of(&self, viewer: &Viewer, whom: &Whom) -> String {
        let committee = |id: &CommitteeId| self.committees.get(id).cloned().unwrap_or_default();
        match whom {
            Whom::County(id) => committee(id),
            Whom::Grade(id, grade) => format!("{} · {}", committee(id), viewer.say(grade.key())),
            Whom::Kind(id, kind) => format!("{} · {}", committee(id), self.kinds.get(kind).unwrap_or(kind)),
            Whom::Venue(id) => self.venues.get(id).cloned().unwrap_or_default(),
        }
    }
}

/// Everybody who weighs more than usual, with the sum behind it.
pub(super) fn behind(viewer: &Viewer, basis: &Basis, names: &Names) -> Markup {
    let lifted = basis.lifted();
    if basis.behind.is_empty() {
        return html! { p { (viewer.say("behind-no-target")) } p { (parts::link("/reports/targets", &viewer.say("targets-title"))) } };
    }
    if lifted.is_empty() {
        return html! { p { (viewer.say("behind-nobody")) } };
    }
    let (venues, wide): (Vec<_>, Vec<_>) = lifted.into_iter().partition(|(it, _)| matches!(it.whom, Whom::Venue(_)));
    html! {
        p.hint { (viewer.say("behind-note")) }
        (list(viewer, names, &wide))
        @if !venues.is_empty() {
            details.more {
                summary { (viewer.say_with("behind-venues", &[("count", venues.len().into())])) }
                (list(viewer, names, venues.get(..MOST_VENUES).unwrap_or(&venues)))
            }
        }
    }
}

fn list(viewer: &Viewer, names: &Names, all: &[(&Behind, i64)]) -> Markup {
    html! {
        ul.plain-list {
            @for (it, percent) in all {
                li {
                    b { (names.of(viewer, &it.whom)) } " "
                    (viewer.say_with("behind-line", &[
                        ("due", it.shortfall.due.into()), ("reached", it.shortfall.reached.into()),
                        ("missing", it.shortfall.missing().into()), ("more", (percent - 100).into()),
                    ]))
                }
            }
        }
    }
}

/// What a plan weighed, one sentence a part.
pub(super) fn weighed(viewer: &Viewer, basis: &Basis) -> Markup {
    html! {
        ul.plain-list {
            @for weight in Weight::ALL {
                li { (viewer.say_with(weight.key(), &[("value", basis.weights.get(*weight).into())])) }
            }
        }
    }
}

/// Reasons one below the other. Those of one set stand together under whom and when they are about:
/// each set done away with frees the request.
pub(in crate::web) fn reasons(viewer: &Viewer, plan: Option<&PlanId>, whys: &[Why]) -> Markup {
    let alone = whys.iter().filter(|why| why.set.is_none());
    let sets: Vec<&[Why]> =
        whys.chunk_by(|a, b| a.set == b.set).filter(|it| it.iter().all(|w| w.set.is_some())).collect();
    html! {
        @for why in alone { p { (about(viewer, why)) (reason(viewer, plan, why)) } }
        @if !sets.is_empty() {
            p.hint { (viewer.say("plan-blocked")) }
            ol { @for set in sets { li { (blocking(viewer, plan, set)) } } }
        }
    }
}

/// One set: what would do alone, or all that has to be done together.
fn blocking(viewer: &Viewer, plan: Option<&PlanId>, set: &[Why]) -> Markup {
    match set {
        [one] => html! {
            (about(viewer, one)) (reason(viewer, plan, one))
            @if let Some(free) = one.free(viewer.lang()) { p.hint { (viewer.say_with("plan-why-free", &[("free", free.into())])) } }
        },
        several => html! {
            @if let Some(first) = several.first() { (about(viewer, first)) }
            (viewer.say("plan-why-together"))
            ul { @for why in several { li { (reason(viewer, plan, why)) } } }
        },
    }
}

fn about(viewer: &Viewer, why: &Why) -> Markup {
    html! { @if let Some((who, time)) = why.about_whom(viewer.lang()) { b { (who) } " " span.num { (time) } br; } }
}

/// One reason: what is in the way, and the way to where it is lifted.
pub(super) fn reason(viewer: &Viewer, plan: Option<&PlanId>, why: &Why) -> Markup {
    html! {
        (why.sentence(viewer.lang()))
        @if let Some((href, words)) = why.fix.as_ref().and_then(|fix| way(fix, plan)) {
            " " a href=(href) { (viewer.say(words)) }
        }
    }
}

/// Where a reason is lifted, and what the link there says.
fn way(fix: &Fix, plan: Option<&PlanId>) -> Option<(String, &'static str)> {
    let Fix { noun, id, field } = fix;
    let at = if field.is_empty() { String::new() } else { format!("#f-{field}") };
    Some(match noun {
        Noun::Speaker => (format!("/speakers/{id}/edit{at}"), "plan-fix-speaker"),
        Noun::OwnCalendar => (format!("/speakers/{id}/busy"), "plan-fix-own-calendar"),
        Noun::Venue => (format!("/venues/{id}/edit{at}"), "plan-fix-venue"),
        Noun::Lecture if field.is_empty() => (format!("/lectures/{id}"), "plan-fix-lecture"),
        Noun::Lecture => (format!("/lectures/{id}/edit{at}"), "plan-fix-lecture"),
        Noun::Request => (format!("/plans/mend?what=moved&request={id}"), "plan-fix-request"),
        Noun::Item => (format!("/plans/{}/{id}", plan?), "plan-fix-item"),
        Noun::Weights => (format!("/plans/weights{at}"), "plan-fix-weights"),
    })
}
