//! `POST /requests/{id}/approve`, `return`, `withdraw`: judging, and taking back.

use super::one;
use crate::actions::requests;
use crate::app::App;
use crate::kernel::{Refusal, RequestId};
use crate::store::StoreError;
use crate::web::form::Form;
use crate::web::problem::Answer;
use crate::web::redirect_saying;
use crate::web::viewer::Viewer;
use axum::extract::{Path, State};

/// Does what the form asks; on refusal the page comes again with what was typed.
pub async fn deed(
    State(app): State<App>,
    viewer: Viewer,
    Path((id, deed)): Path<(String, String)>,
    mut form: Form,
) -> Answer {
    let id = RequestId(id);
    match act(&app, &viewer, &id, &deed, &mut form).await {
        Ok(said) if form.is_sound() => Ok(redirect_saying(&app, &format!("/requests/{id}"), said)),
        Ok(_) => one::show(&app, &viewer, id, &form).await,
        Err(error) => {
            form.refused(error)?;
            one::show(&app, &viewer, id, &form).await
        }
    }
}

async fn act(
    app: &App,
    viewer: &Viewer,
    id: &RequestId,
    deed: &str,
    form: &mut Form,
) -> Result<&'static str, StoreError> {
    let (actor, id, seen) = (&viewer.actor, id.clone(), Some(form.version()));
    match deed {
        "approve" => requests::approve(app, actor, id, seen).await.map(|_| "request-approved"),
        "return" => {
            let reason = form.needed("reason", 300);
            if !form.is_sound() {
                return Ok("");
            }
            requests::send_back(app, actor, id, seen, reason).await.map(|_| "request-sent-back")
        }
        "withdraw" => requests::withdraw(app, actor, id, seen).await.map(|_| "request-taken-back"),
        _ => Err(Refusal::missing("request-missing").into()),
    }
}
