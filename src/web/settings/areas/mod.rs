//! `/settings/areas`: liaison areas and what stands in them.

mod list;
mod one;

use crate::accounts::Deed;
use crate::app::App;
use crate::web::choices;
use crate::web::form::Form;
use crate::web::parts::{Field, Options};
use crate::web::problem::Problem;
use crate::web::viewer::Viewer;
use axum::Router;
use axum::routing::{get, post};
use maud::{Markup, html};

const BASE: &str = "/settings/areas";

/// The addresses of these pages.
pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/settings/areas", get(list::page).post(list::add))
        .route("/settings/areas/{id}", get(one::page).post(one::change))
        .route("/settings/areas/{id}/put", post(one::put))
        .route("/settings/areas/{id}/remove", post(one::remove))
}

/// The committees that may own an area or call it together.
async fn owners(app: &App, viewer: &Viewer) -> Result<Options, Problem> {
    let scope = viewer.actor.scope(Deed::EditRegisters)?;
    Ok(app.store.read(move |db| choices::committees(db, &scope)).await?)
}

fn fields(viewer: &Viewer, form: &Form, owners: &Options) -> Markup {
    html! {
        (Field::new(viewer, form, "name", "area-name").needed().most(60).line())
        (Field::new(viewer, form, "committee", "area-owner").needed().select(owners, None))
        (Field::new(viewer, form, "convener", "area-convener").hint("area-convener-hint").select(owners, Some(&viewer.say("area-convener-none"))))
    }
}

fn wish(form: &mut Form) -> crate::actions::liaison::Wish {
    crate::actions::liaison::Wish {
        name: form.needed("name", 60),
        committee: form.needed("committee", 64),
        convener: form.text("convener", 64),
    }
}
