//! `POST /plans/ID/publish` and `/discard`.

use crate::actions::plans;
use crate::app::App;
use crate::kernel::PlanId;
use crate::web::cookies::redirect_saying;
use crate::web::form::Form;
use crate::web::problem::Answer;
use crate::web::viewer::Viewer;
use axum::extract::{Path, State};

/// Every proposal becomes a session with its invitation.
pub async fn publish(State(app): State<App>, viewer: Viewer, Path(id): Path<String>, form: Form) -> Answer {
    let done = plans::publish(&app, &viewer.actor, PlanId(id.clone()), form.version()).await?;
    let said = if done.skipped.is_empty() { "plan-said-published" } else { "plan-said-published-some" };
    Ok(redirect_saying(&app, &format!("/plans/{id}"), said))
}

/// It will not be used.
pub async fn discard(State(app): State<App>, viewer: Viewer, Path(id): Path<String>, form: Form) -> Answer {
    plans::discard(&app, &viewer.actor, PlanId(id), form.version()).await?;
    Ok(redirect_saying(&app, "/plans", "plan-said-discarded"))
}
