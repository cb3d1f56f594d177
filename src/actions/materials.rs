//! Materials: a text is submitted, approved, or sent back with a reason.

use crate::accounts::{Actor, Deed, Target};
use crate::app::App;
use crate::kernel::{JournalLine, MaterialId, Refusal};
use crate::lectures::{Revision, RevisionStatus, TextStatus};
use crate::store::history::{self, MaterialFact};
use crate::store::{StoreError, committees, journal, materials};
use serde_json::json;

/// What is decided about a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The author asks for approval.
    Submit,
    /// It is approved.
    Approve,
    /// It goes back to the author, with a reason.
    SendBack(String),
    /// It is out of use.
    Retire,
}

impl Verdict {
    fn deed(&self) -> Deed {
        match self {
            Self::Submit => Deed::EditLectures,
            _ => Deed::ApproveLectures,
        }
    }

    /// The status that follows from `now`, and what the revision becomes.
    fn follow(&self, now: TextStatus) -> Result<(TextStatus, RevisionStatus), Refusal> {
        use TextStatus::{Approved, Draft, Retired, Submitted};
        match (self, now) {
            (Self::Submit, Draft | Retired) => Ok((Submitted, RevisionStatus::Submitted)),
            (Self::Approve, Draft | Submitted | Approved) => Ok((Approved, RevisionStatus::Approved)),
            (Self::SendBack(reason), _) if reason.trim().is_empty() => Err(Refusal::new("reason-needed").at("reason")),
            (Self::SendBack(_), Submitted | Approved) => Ok((Draft, RevisionStatus::Returned)),
            (Self::Retire, Draft | Submitted | Approved) => Ok((Retired, RevisionStatus::Returned)),
            _ => Err(Refusal::conflict("text-state").with("state", now.code())),
        }
    }

    fn note(&self) -> String {
        match self {
            Self::SendBack(reason) => reason.trim().to_owned(),
            _ => String::new(),
        }
    }

    fn verb(&self) -> &'static str {
        match self {
            Self::Submit => "material-submit",
            Self::Approve => "material-approve",
            Self::SendBack(_) => "material-send-back",
            Self::Retire => "material-retire",
        }
    }
}

/// Decides about a material, whose text was number `seen`.
///
/// # Errors
/// `not-allowed`, `changed-meanwhile`, `text-state`, `reason-needed`, or the database's.
pub async fn judge(app: &App, actor: &Actor, id: MaterialId, seen: i32, verdict: Verdict) -> Result<(), StoreError> {
    let (actor, now) = (actor.clone(), app.clock.now());
    app.store
        .write(move |db| {
            let before = materials::load(db, &id)?;
            let path = committees::path_of(db, &before.committee)?;
            actor.may(verdict.deed(), &Target::of(&path))?;
            let (status, became) = verdict.follow(before.status)?;
            let mut after = before.clone();
            after.status = status;
            if let Verdict::Approve = verdict {
                actor.name().clone_into(&mut after.approved_by);
                after.approved_at = Some(now);
            }
            history::around::<MaterialFact, _>(db, &[after.id.as_str()], now, |db| {
                materials::update(db, &after, seen)
            })?;
            let text = Revision {
                number: before.version,
                title: before.title.clone(),
                body: String::new(),
                status: became,
                note: verdict.note(),
                by_name: actor.name().to_owned(),
                at: now,
            };
            materials::save_revision(db, "material", id.as_str(), &text)?;
            let line = JournalLine::new(
                verdict.verb(),
                "material",
                &id,
                json!({ "status": before.status.code() }),
                json!({ "status": status.code(), "note": verdict.note() }),
            );
            journal::write(db, &actor, now, &path, &[line])
        })
        .await
}
