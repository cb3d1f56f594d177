//! What happens to lectures of the menu: written, submitted, approved, returned, retired.

use crate::accounts::{Actor, Deed, Target};
use crate::app::App;
use crate::kernel::{Day, JournalLine, LectureId, Moment, Refusal};
use crate::lectures::{Lecture, Revision, RevisionStatus, TextStatus, forms};
use crate::store::{self, Db, StoreError};
use serde_json::{Value, json};

/// Saves a lecture: a new one when its version is 0, else the one that it was read from. A
/// changed text is a new revision and waits for approval again.
///
/// # Errors
/// `not-allowed`, `changed-meanwhile`, `already-there` for a code that is taken, or the store's.
pub async fn save(app: &App, actor: &Actor, lecture: Lecture) -> Result<(), StoreError> {
    let (actor, now) = (actor.clone(), app.clock.now());
    app.store.write(move |db| saved(db, &actor, &lecture, now)).await
}

fn saved(db: &mut Db, actor: &Actor, lecture: &Lecture, now: Moment) -> Result<(), StoreError> {
    let owner = store::committees::path_of(db, &lecture.committee)?;
    actor.may(Deed::EditLectures, &Target::of(&owner))?;
    if lecture.version == 0 {
        let new = Lecture { version: 1, revision: 1, status: TextStatus::Submitted, ..lecture.clone() };
        store::lectures::insert(db, std::slice::from_ref(&new))?;
        keep(db, &new, RevisionStatus::Submitted, "", actor, now)?;
        let line = JournalLine::new("lecture-add", "lecture", &new.id, json!({}), facts(&new));
        return store::journal::write(db, actor, now, &owner, &[line]);
    }
    let old = store::lectures::load(db, &lecture.id)?;
    let home = store::committees::path_of(db, &old.committee)?;
    actor.may(Deed::EditLectures, &Target::of(&home))?;
    let changed = (&old.title, &old.outline) != (&lecture.title, &lecture.outline);
    let mut new = Lecture { status: old.status, revision: old.revision, ..lecture.clone() };
    if changed {
        new.status = TextStatus::Submitted;
        new.revision += 1;
        new.approved_until = None;
        keep(db, &new, RevisionStatus::Submitted, "", actor, now)?;
    }
    store::lectures::update(db, &new)?;
    let line = JournalLine::between("lecture-change", "lecture", &new.id, facts(&old), facts(&new));
    store::journal::write(db, actor, now, &owner, &[line])
}

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
