//! `POST /plans/ID/publish`, and the other deeds that concern a whole plan.

use super::one;
use crate::actions::plans::{self, Turn};
use crate::app::App;
use crate::kernel::{PlanId, Refusal};
use crate::web::cookies::redirect_saying;
use crate::web::form::Form;
use crate::web::problem::Answer;
use crate::web::viewer::Viewer;
use axum::extract::{Path, State};

/// Every proposal becomes a session with its invitation. Who was overtaken sees the comparison as
/// it stands now, with the sentence above it.
pub async fn publish(State(app): State<App>, viewer: Viewer, Path(id): Path<String>, mut form: Form) -> Answer {
    let looked = Some(form.value("digest").to_owned()).filter(|digest| !digest.is_empty());
    let id = PlanId(id);
    match plans::publish_seen(&app, &viewer.actor, id.clone(), form.version(), looked).await {
        Ok(done) => {
            let said = if done.skipped.is_empty() { "plan-said-published" } else { "plan-said-published-some" };
            Ok(redirect_saying(&app, &format!("/plans/{id}"), said))
        }
        Err(error) => {
            let stale = error.refusal().is_some_and(|refusal| refusal.key == "plan-stale");
            form.refused(error)?;
            if stale {
                let each = plans::stale(&app, &viewer.actor, id.clone()).await?;
                each.into_iter().for_each(|(_, refusal)| form.refuse(refusal));
            }
            one::shown(&app, &viewer, &form, id).await
        }
    }
}

/// Undo, redo, a copy to try something on, or into the drawer.
pub async fn deed(
    State(app): State<App>,
    viewer: Viewer,
    Path((id, deed)): Path<(String, String)>,
    mut form: Form,
) -> Answer {
    let id = PlanId(id);
    let done = match deed.as_str() {
        "undo" => plans::turn(&app, &viewer.actor, id.clone(), form.version(), Turn::Undo).await,
        "redo" => plans::turn(&app, &viewer.actor, id.clone(), form.version(), Turn::Redo).await,
        "copy" => plans::copy(&app, &viewer.actor, id.clone()).await,
        "discard" => plans::discard(&app, &viewer.actor, id.clone(), form.version()).await,
        _ => return Err(Refusal::missing("plan-missing").into()),
    };
    match done {
        Ok(plan) => {
            let (to, said) = match deed.as_str() {
                "undo" => (format!("/plans/{id}"), "plan-said-undone"),
                "redo" => (format!("/plans/{id}"), "plan-said-redone"),
                "copy" => (format!("/plans/{}", plan.id), "plan-said-copied"),
                _ => ("/plans".to_owned(), "plan-said-discarded"),
            };
            Ok(redirect_saying(&app, &to, said))
        }
        Err(error) => {
            form.refused(error)?;
            one::shown(&app, &viewer, &form, id).await
        }
    }
}
