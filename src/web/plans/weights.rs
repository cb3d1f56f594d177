//! `GET /plans/weights`: what a committee weighs, in words, and who is behind the target. `POST` sets it.

use super::words::behind;
use crate::accounts::Deed;
use crate::actions::plans::{measured, set_weights};
use crate::app::App;
use crate::committees::Committee;
use crate::kernel::{CommitteeId, Refusal};
use crate::sessions::{Basis, PlanWeights, Weight};
use crate::store::{self, StoreError};
use crate::web::cookies::redirect_saying;
use crate::web::form::Form;
use crate::web::layout::Page;
use crate::web::parts::{self, Field};
use crate::web::problem::Answer;
use crate::web::viewer::Viewer;
use axum::extract::{Query, State};
use maud::{Markup, html};
use std::collections::BTreeMap;

/// The page.
pub async fn page(State(app): State<App>, viewer: Viewer, Query(query): Query<BTreeMap<String, String>>) -> Answer {
    shown(&app, &viewer, None, query.get("committee").cloned()).await
}

/// Sets the weights.
pub async fn save(State(app): State<App>, viewer: Viewer, mut form: Form) -> Answer {
    let committee = form.needed("committee", 80);
    let mut weights = PlanWeights::default();
    for weight in Weight::ALL {
        weights.set(*weight, i64::from(form.number_needed(weight.code(), weight.range())));
    }
    if form.is_sound() {
        match set_weights(&app, &viewer.actor, CommitteeId(committee.clone()), weights).await {
            Ok(()) => {
                return Ok(redirect_saying(&app, &format!("/plans/weights?committee={committee}"), "said-saved"));
            }
            Err(error) => form.refused(error)?,
        }
    }
    shown(&app, &viewer, Some(form), Some(committee)).await
}

async fn shown(app: &App, viewer: &Viewer, form: Option<Form>, committee: Option<String>) -> Answer {
    let scope = viewer.actor.scope(Deed::Plan)?;
    let mut own: Vec<Committee> = app.store.read(move |db| store::committees::within(db, &scope)).await?;
    own.sort_by_key(|it| (it.path.depth(), it.code.clone()));
    let found = match &committee {
        Some(id) => own.iter().find(|it| it.id.as_str() == id),
        None => own.first(),
    };
    let missing = || StoreError::from(Refusal::missing("no-such-committee"));
    let here = found.ok_or_else(missing)?;
    let basis = measured(app, &viewer.actor, here.id.clone()).await?;
    let names = super::words::Names::load(app, &basis).await?;
    let form = form.unwrap_or_else(|| {
        let start = Form::empty().with("committee", &here.id);
        Weight::ALL.iter().fold(start, |form, weight| form.with(weight.code(), basis.weights.get(*weight)))
    });
    Ok(Page::new(viewer, &viewer.say("weights-title"))
        .back("/plans", viewer.say("plans-title"))
        .note(html! { (here.name) })
        .status(form.status())
        .show(html! {
            (parts::problems(viewer, &form))
            (choice(viewer, &own, here))
            (parts::sheet(&viewer.say("weights-parts"), weights(viewer, &form, here, &basis)))
            (parts::sheet(&viewer.say("behind-title"), behind(viewer, &basis, &names)))
        }))
}

fn choice(viewer: &Viewer, own: &[Committee], here: &Committee) -> Markup {
    let options: Vec<(String, String)> = own.iter().take(300).map(|it| (it.id.to_string(), it.name.clone())).collect();
    if options.len() < 2 {
        return html! {};
    }
    let form = Form::empty().with("committee", &here.id);
    html! {
        form.search method="get" action="/plans/weights" {
            (Field::new(viewer, &form, "committee", "plans-committee").select(&options, None))
            button.act { (viewer.say("weights-show")) }
        }
    }
}

fn weights(viewer: &Viewer, form: &Form, here: &Committee, basis: &Basis) -> Markup {
    let now = |weight: Weight| viewer.say_with(weight.key(), &[("value", basis.weights.get(weight).into())]);
    html! {
        p { (viewer.say("weights-note")) }
        (parts::post(viewer, "/plans/weights", html! {
            input type="hidden" name="committee" value=(here.id);
            @for weight in Weight::ALL {
                (Field::new(viewer, form, weight.code(), &format!("{}-name", weight.key())).needed().number())
                p.hint.after { (now(*weight)) }
            }
            (parts::button(&viewer.say("form-save")))
        }))
    }
}
