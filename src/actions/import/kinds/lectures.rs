//! lectures: code, title, theme, grades, minutes, speakers, status, approved_until, and what they tell and need.

use super::super::cells::{code, day_or_none, free, int, line, one_of, print_day};
use super::super::column::{Column, key, optional, required};
use super::super::kind::{Draft, Kind};
use super::super::known::Known;
use crate::accounts::{Deed, Scope};
use crate::kernel::{CommitteePath, LectureId, Refusal};
use crate::lectures::forms::{parse_grades, print_grades};
use crate::lectures::{Lecture, Revision, RevisionStatus, TextStatus};
use crate::store::{Db, StoreError, lectures, materials};
use crate::tables::Trouble;
use std::collections::HashMap;

/// The menu.
pub(super) struct Lectures;

impl Kind for Lectures {
    type Item = Lecture;
    const NOUN: &'static str = "lecture";
    const VERBS: (&'static str, &'static str) = ("lecture-create", "lecture-change");
    const DEED: Deed = Deed::EditLectures;
    const COLUMNS: &'static [Column<Lecture>] = &[
        key("code", "编号", |l, _| l.code.clone(), |l, c, _| code(c).map(|v| l.code = v)),
        required("title", "课题", |l, _| l.title.clone(), |l, c, _| line(c).map(|v| l.title = v)),
        required("theme", "主题", |l, _| l.theme.clone(), |l, c, known| known.themes.find(c).map(|v| l.theme = v)),
        required("grades", "学段", |l, _| print_grades(&l.grades), |l, c, _| parse_grades(c).map(|v| l.grades = v)),
        required("minutes", "分钟", |l, _| l.minutes.to_string(), |l, c, _| int(c, 5, 300).map(|v| l.minutes = v)),
        optional(
            "committee",
            "所属",
            |l, known| known.committees.code(&l.committee),
            |l, c, known| known.committee(c).map(|v| l.committee = v),
        ),
        optional(
            "speakers",
            "主讲人",
            |l, known| known.speakers.codes(&l.speakers),
            |l, c, known| known.speakers.find_all(c).map(|v| l.speakers = v),
        ),
        optional("status", "状态", |l, _| l.status.code().to_owned(), parse_status),
        optional(
            "approved_until",
            "批准有效至",
            |l, _| print_day(l.approved_until),
            |l, c, _| day_or_none(c).map(|v| l.approved_until = v),
        ),
        optional("outline", "提纲", |l, _| l.outline.clone(), |l, c, _| free(c).map(|v| l.outline = v)),
        optional("needs", "所需条件", |l, _| l.needs.clone(), |l, c, _| free(c).map(|v| l.needs = v)),
    ];

    fn blank(known: &Known) -> Lecture {
        Lecture {
            id: LectureId::fresh(),
            code: String::new(),
            title: String::new(),
            outline: String::new(),
            needs: String::new(),
            theme: String::new(),
            grades: Vec::new(),
            minutes: 40,
            committee: known.owner(),
            speakers: Vec::new(),
            status: TextStatus::Submitted,
            approved_until: None,
            revision: 1,
            version: 1,
        }
    }

    fn key(item: &Lecture) -> String {
        item.code.clone()
    }

    fn existing(db: &mut Db, known: &Known, keys: &[&str]) -> Result<HashMap<String, Lecture>, StoreError> {
        let found = lectures::by_ids(db, &known.lectures.ids(keys))?;
        Ok(found.into_iter().map(|lecture| (lecture.code.clone(), lecture)).collect())
    }

    fn all(db: &mut Db, scope: &Scope) -> Result<Vec<Lecture>, StoreError> {
        lectures::within(db, scope)
    }

    fn owner(item: &Lecture, known: &Known) -> CommitteePath {
        known.path(&item.committee)
    }

    fn id(item: &Lecture) -> String {
        item.id.to_string()
    }

    fn version(item: &Lecture) -> Option<i32> {
        Some(item.version)
    }

    fn settle(drafts: &mut Vec<Draft<Lecture>>, known: &Known) -> Vec<Trouble> {
        let says_status = known.told.contains(&"status");
        for Draft { before, after, .. } in drafts {
            let Some(before) = before else { continue };
            let reworded = (&before.title, &before.outline) != (&after.title, &after.outline);
            after.revision = before.revision + i32::from(reworded);
            if reworded && !says_status {
                // an approval is of one text; another text needs its own
                (after.status, after.approved_until) = (TextStatus::Submitted, None);
            }
        }
        Vec::new()
    }

    fn insert(db: &mut Db, known: &Known, new: &[Lecture]) -> Result<(), StoreError> {
        lectures::insert(db, new)?;
        new.iter().try_for_each(|lecture| keep(db, known, lecture))
    }

    fn update(db: &mut Db, known: &Known, before: &Lecture, after: &Lecture) -> Result<(), StoreError> {
        lectures::update(db, after)?;
        let same = (before.revision, before.status) == (after.revision, after.status);
        if same { Ok(()) } else { keep(db, known, after) }
    }
}

/// Keeps the text as it was brought; one that leaves the menu brings none.
fn keep(db: &mut Db, known: &Known, lecture: &Lecture) -> Result<(), StoreError> {
    let status = match lecture.status {
        TextStatus::Draft => RevisionStatus::Draft,
        TextStatus::Submitted => RevisionStatus::Submitted,
        TextStatus::Approved => RevisionStatus::Approved,
        TextStatus::Retired => return Ok(()),
    };
    let revision = Revision {
        number: lecture.revision,
        title: lecture.title.clone(),
        body: lecture.outline.clone(),
        status,
        note: String::new(),
        by_name: known.by.clone(),
        at: known.now,
    };
    materials::save_revision(db, "lecture", lecture.id.as_str(), &revision)
}

fn parse_status(lecture: &mut Lecture, cell: &str, _: &Known) -> Result<(), Refusal> {
    if !cell.is_empty() {
        lecture.status = one_of(TextStatus::ALL, TextStatus::code, TextStatus::key, cell)?;
    }
    Ok(())
}
