//! `POST /sessions/{id}/{deed}`: one deed to a session, then back to its page.

use super::one;
use crate::actions::answers::{self, Given};
use crate::actions::sessions::{self, AfterCancel};
use crate::app::App;
use crate::kernel::{AssignmentId, CommitteeId, Refusal, RoomId, SessionId, SpeakerId};
use crate::sessions::Details;
use crate::store::{self, StoreError};
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
    let id = SessionId(id);
    let done = act(&app, &viewer, &id, &deed, &mut form).await;
    match done {
        Ok(said) if form.is_sound() => Ok(redirect_saying(&app, &format!("/sessions/{id}"), said)),
        Ok(_) => one::show(&app, &viewer, id, &form, Some(&deed)).await,
        Err(error) => {
            form.refused(error)?;
            one::show(&app, &viewer, id, &form, Some(&deed)).await
        }
    }
}

/// Returns the key of the sentence that says what was done.
async fn act(
    app: &App,
    viewer: &Viewer,
    id: &SessionId,
    deed: &str,
    form: &mut Form,
) -> Result<&'static str, StoreError> {
    let (actor, seen, id) = (&viewer.actor, Some(form.version()), id.clone());
    let of = AssignmentId(form.text("assignment", 80));
    match deed {
        "confirm" => {
            let reason = form.text("reason", 300);
            sessions::confirm(app, actor, id, seen, reason).await.map(|_| "session-confirmed")
        }
        "deliver" => sessions::deliver(app, actor, id, seen).await.map(|_| "session-delivered"),
        "ask" => ask(app, viewer, id, form).await,
        "release" => sessions::release(app, actor, id, seen, of).await.map(|_| "session-released"),
        "pin" => sessions::pin(app, actor, id, seen, of, true).await.map(|_| "session-pinned-now"),
        "unpin" => sessions::pin(app, actor, id, seen, of, false).await.map(|_| "session-unpinned-now"),
        "take-proposal" => sessions::take_proposal(app, actor, id, seen, of).await.map(|_| "session-moved"),
        "refuse-proposal" => {
            sessions::refuse_proposal(app, actor, id, seen, of).await.map(|_| "session-proposal-refused")
        }
        "step-in" => step_in(app, viewer, id, of, form).await,
        "answer" => by_telephone(app, viewer, of, form).await,
        "reschedule" => reschedule(app, viewer, id, form).await,
        "room" => {
            let room = Some(form.text("room", 80)).filter(|room| !room.is_empty()).map(RoomId);
            sessions::move_room(app, actor, id, seen, room).await.map(|_| "session-moved")
        }
        "note" => note(app, viewer, id, form).await,
        "cohosts" => {
            let kept = form.values("kept").map(CommitteeId::from).collect();
            let typed = form.text("cohost", 100);
            if !form.is_sound() {
                return Ok("");
            }
            sessions::host_with(app, actor, id, seen, kept, typed).await.map(|_| "said-saved")
        }
        "cancel" => cancel(app, viewer, id, form).await,
        _ => Err(Refusal::missing("session-missing").into()),
    }
}

async fn ask(app: &App, viewer: &Viewer, id: SessionId, form: &mut Form) -> Result<&'static str, StoreError> {
    let (seen, speaker) = (Some(form.version()), SpeakerId(form.needed("speaker", 80)));
    let instead = form.text("instead", 80);
    if !form.is_sound() {
        return Ok("");
    }
    let actor = &viewer.actor;
    if form.value("as") == "standby" {
        return sessions::name_standby(app, actor, id, seen, speaker).await.map(|_| "session-standby-asked");
    }
    match instead.is_empty() {
        true => sessions::ask(app, actor, id, seen, speaker).await,
        false => sessions::replace(app, actor, id, seen, AssignmentId(instead), speaker).await,
    }
    .map(|_| "session-asked")
}

async fn step_in(
    app: &App,
    viewer: &Viewer,
    id: SessionId,
    standby: AssignmentId,
    form: &mut Form,
) -> Result<&'static str, StoreError> {
    let wanted = id.clone();
    let session = app.store.read(move |db| store::sessions::load(db, &wanted)).await?;
    let out = session.speaking().next().map(|assignment| assignment.id.clone());
    let (seen, reason) = (Some(form.version()), form.text("reason", 300));
    sessions::step_in(app, &viewer.actor, id, seen, standby, out, reason).await.map(|_| "session-stepped-in")
}

async fn by_telephone(
    app: &App,
    viewer: &Viewer,
    of: AssignmentId,
    form: &mut Form,
) -> Result<&'static str, StoreError> {
    let note = form.text("note", 300);
    let given = match form.value("answer") {
        "accept" => Given::Accept,
        "decline" => Given::Decline(note),
        _ => return Err(Refusal::new("answer-unknown").into()),
    };
    answers::answer_as(app, &viewer.actor, of, given).await.map(|_| "session-answered")
}

async fn reschedule(app: &App, viewer: &Viewer, id: SessionId, form: &mut Form) -> Result<&'static str, StoreError> {
    let agreed = form.has("agreed");
    match form.moment("start") {
        Some(start) => {
            let seen = Some(form.version());
            sessions::reschedule(app, &viewer.actor, id, seen, start, agreed).await.map(|_| "session-moved")
        }
        None => {
            if form.is_sound() {
                form.refuse(Refusal::new("field-needed").at("start"));
            }
            Ok("")
        }
    }
}

async fn note(app: &App, viewer: &Viewer, id: SessionId, form: &mut Form) -> Result<&'static str, StoreError> {
    let wanted = id.clone();
    let lecture = app.store.read(move |db| Ok(store::sessions::load(db, &wanted)?.lecture)).await?;
    let details = Details {
        teacher: form.text("teacher", 80),
        teacher_phone: form.text("teacher_phone", 40),
        school_approval: form.text("approval", 200),
        lecture,
        pickup_by: form.text("pickup_by", 80),
        pickup_at: form.moment("pickup_at"),
        companion: form.text("companion", 80),
    };
    if !form.is_sound() {
        return Ok("");
    }
    let seen = Some(form.version());
    sessions::note(app, &viewer.actor, id, seen, details).await.map(|_| "session-noted")
}

async fn cancel(app: &App, viewer: &Viewer, id: SessionId, form: &mut Form) -> Result<&'static str, StoreError> {
    let reason = form.needed("reason", 300);
    if !form.is_sound() {
        return Ok("");
    }
    let after = if form.value("after") == "withdraw" { AfterCancel::Withdraw } else { AfterCancel::PlanAgain };
    let seen = Some(form.version());
    sessions::cancel(app, &viewer.actor, id, seen, reason, after).await.map(|_| "session-called-off")
}
