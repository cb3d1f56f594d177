//! `GET /my`: the speaker's next talk, or the contact's orders.

use super::{contact, speaker};
use crate::app::App;
use crate::kernel::Refusal;
use crate::web::form::Form;
use crate::web::problem::Answer;
use crate::web::viewer::Viewer;
use axum::extract::State;

/// By what the viewer is; who is neither has no such page.
pub async fn page(State(app): State<App>, viewer: Viewer) -> Answer {
    if let Some(id) = viewer.actor.own_speaker().cloned() {
        return speaker::show(&app, &viewer, id, &Form::empty()).await;
    }
    if viewer.actor.own_venues().next().is_some() {
        return contact::show(&app, &viewer).await;
    }
    Err(Refusal::forbidden("not-allowed").into())
}
