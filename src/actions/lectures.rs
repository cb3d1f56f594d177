//! What is decided about the texts of lectures: approved, returned, retired.

use crate::accounts::{Actor, Deed, Target};
use crate::app::App;
use crate::kernel::{Day, JournalLine, LectureId, Moment, Refusal};
use crate::lectures::{Lecture, Revision, RevisionStatus, TextStatus, forms};
use crate::store::{self, Db, StoreError};
use serde_json::{Value, json};

/// What is decided about the text of a lecture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decision {
    /// It is good, until a day if one is given.
    Approve(Option<Day>),
    /// It goes back, and why.
    Return(String),
    /// It leaves the menu.
    Retire,
}

/// Decides about the text that stands at revision `seen`.
///
/// # Errors
/// `no-such-lecture`, `not-allowed`, `changed-meanwhile`, `field-needed` for a return without a
/// reason, or the store's.
pub async fn decide(app: &App, actor: &Actor, id: &LectureId, seen: i32, decision: Decision) -> Result<(), StoreError> {
    let (actor, id, now) = (actor.clone(), id.clone(), app.clock.now());
    app.store
        .write(move |db| {
            let old = store::lectures::load(db, &id)?;
            let owner = store::committees::path_of(db, &old.committee)?;
            actor.may(Deed::ApproveLectures, &Target::of(&owner))?;
            if old.revision != seen {
                return Err(Refusal::conflict("changed-meanwhile").into());
            }
            let mut new = old.clone();
            let (action, kept, note) = decided(&mut new, &decision)?;
            store::lectures::update(db, &new)?;
            if let Some(status) = kept {
                keep(db, &new, status, note, &actor, now)?;
            }
            let mut line = JournalLine::between(action, "lecture", &id, facts(&old), facts(&new));
            line.after["note"] = note.into();
            store::journal::write(db, &actor, now, &owner, &[line])
        })
        .await
}

fn decided<'d>(
    lecture: &mut Lecture,
    decision: &'d Decision,
) -> Result<(&'static str, Option<RevisionStatus>, &'d str), Refusal> {
    match decision {
        Decision::Approve(until) => {
            (lecture.status, lecture.approved_until) = (TextStatus::Approved, *until);
            Ok(("lecture-approve", Some(RevisionStatus::Approved), ""))
        }
        Decision::Return(reason) if reason.is_empty() => Err(Refusal::new("field-needed").at("reason")),
        Decision::Return(reason) => {
            lecture.status = TextStatus::Draft;
            Ok(("lecture-return", Some(RevisionStatus::Returned), reason))
        }
        Decision::Retire => {
            lecture.status = TextStatus::Retired;
            Ok(("lecture-retire", None, ""))
        }
    }
}

fn keep(
    db: &mut Db,
    lecture: &Lecture,
    status: RevisionStatus,
    note: &str,
    actor: &Actor,
    now: Moment,
) -> Result<(), StoreError> {
    let revision = Revision {
        number: lecture.revision,
        title: lecture.title.clone(),
        body: lecture.outline.clone(),
        status,
        note: note.to_owned(),
        by_name: actor.name().to_owned(),
        at: now,
    };
    store::materials::save_revision(db, "lecture", lecture.id.as_str(), &revision)
}

fn facts(lecture: &Lecture) -> Value {
    let speakers: Vec<&str> = lecture.speakers.iter().map(|id| id.as_str()).collect();
    json!({
        "code": lecture.code, "title": lecture.title, "outline": lecture.outline, "needs": lecture.needs,
        "theme": lecture.theme, "grades": forms::print_grades(&lecture.grades), "minutes": lecture.minutes,
        "committee": lecture.committee.as_str(), "speakers": speakers, "status": lecture.status.code(),
        "approved_until": lecture.approved_until.map(|day| day.to_string()), "revision": lecture.revision,
    })
}
