//! Who is behind the target, and what a plan weighed, in words.

use crate::app::App;
use crate::kernel::{CommitteeId, VenueId};
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
