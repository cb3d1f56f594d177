//! Materials (教材), and every text that was submitted for approval.

use super::schema::{materials, revisions};
use super::search::{lower, pattern};
use super::{Db, MultiBackend, Page, Paging, StoreError, dialect, moment, owned, stored};
use crate::accounts::Scope;
use crate::kernel::{CommitteeId, LectureId, MaterialId, Moment, Refusal};
use crate::lectures::{Material, Revision, RevisionStatus, TextStatus};
use chrono::NaiveDateTime;
use diesel::prelude::*;

#[derive(Queryable, Selectable, Insertable, AsChangeset, Clone)]
#[diesel(table_name = materials, treat_none_as_default_value = false, treat_none_as_null = true)]
struct Row {
    id: String,
    code: String,
    title: String,
    kind: String,
    theme: String,
    committee_id: String,
    lecture_id: Option<String>,
    author: String,
    version: i32,
    status: String,
    approved_by: String,
    approved_at: Option<NaiveDateTime>,
}

impl Row {
    fn of(material: &Material) -> Self {
        Self {
            id: material.id.to_string(),
            code: material.code.clone(),
            title: material.title.clone(),
            kind: material.kind.clone(),
            theme: material.theme.clone(),
            committee_id: material.committee.to_string(),
            lecture_id: material.lecture.as_ref().map(ToString::to_string),
            author: material.author.clone(),
            version: material.version,
            status: material.status.code().to_owned(),
            approved_by: material.approved_by.clone(),
            approved_at: material.approved_at.map(stored),
        }
    }

    fn value(self) -> Result<Material, StoreError> {
        Ok(Material {
            status: TextStatus::parse(&self.status).ok_or_else(|| StoreError::row("status", &self.status))?,
            id: MaterialId(self.id),
            code: self.code,
            title: self.title,
            kind: self.kind,
            theme: self.theme,
            committee: CommitteeId(self.committee_id),
            lecture: self.lecture_id.map(LectureId),
            author: self.author,
            version: self.version,
            approved_by: self.approved_by,
            approved_at: self.approved_at.map(moment),
        })
    }
}

fn values(rows: Vec<Row>) -> Result<Vec<Material>, StoreError> {
    rows.into_iter().map(Row::value).collect()
}

/// One, for an action that asks `may` next.
///
/// # Errors
/// `no-such-material`, or the database's.
pub fn load(db: &mut Db, id: &MaterialId) -> Result<Material, StoreError> {
    let row = materials::table.find(id.as_str()).select(Row::as_select()).first::<Row>(db).optional()?;
    row.ok_or_else(|| Refusal::missing("no-such-material"))?.value()
}

/// Several, by code.
///
/// # Errors
/// The database's.
pub fn by_ids(db: &mut Db, ids: &[MaterialId]) -> Result<Vec<Material>, StoreError> {
    let mut found = Vec::new();
    for ids in ids.chunks(dialect::MANY) {
        let query = materials::table.filter(materials::id.eq_any(ids.iter().map(MaterialId::as_str)));
        found.extend(values(query.select(Row::as_select()).order(materials::code).load(db)?)?);
    }
    Ok(found)
}

/// Those with these codes.
///
/// # Errors
/// The database's.
pub fn by_codes(db: &mut Db, codes: &[&str]) -> Result<Vec<Material>, StoreError> {
    let mut found = Vec::new();
    for codes in codes.chunks(dialect::MANY) {
        let query = materials::table.filter(materials::code.eq_any(codes)).select(Row::as_select());
        found.extend(values(query.load(db)?)?);
    }
    Ok(found)
}

/// The materials of a lecture, by code.
///
/// # Errors
/// The database's.
pub fn of_lecture(db: &mut Db, lecture: &LectureId) -> Result<Vec<Material>, StoreError> {
    let query = materials::table.filter(materials::lecture_id.eq(lecture.as_str()));
    values(query.select(Row::as_select()).order(materials::code).load(db)?)
}

/// All materials of a scope, by code.
///
/// # Errors
/// The database's.
pub fn within(db: &mut Db, scope: &Scope) -> Result<Vec<Material>, StoreError> {
    let query = materials::table.filter(materials::committee_id.eq_any(owned(scope)));
    values(query.select(Row::as_select()).order(materials::code).load(db)?)
}

/// The materials of a scope whose title, code or author holds `words`, a page of them.
///
/// # Errors
/// The database's.
pub fn list(db: &mut Db, scope: &Scope, words: &str, paging: Paging) -> Result<Page<Material>, StoreError> {
    let total = filtered(scope, words).count().get_result(db)?;
    let query = filtered(scope, words).select(Row::as_select()).order(materials::code);
    let rows = query.limit(paging.size()).offset(paging.offset()).load(db)?;
    Ok(Page::of(values(rows)?, paging, total))
}

fn filtered(scope: &Scope, words: &str) -> materials::BoxedQuery<'static, MultiBackend> {
    let mut query = materials::table.filter(materials::committee_id.eq_any(owned(scope))).into_boxed();
    if let Some(words) = pattern(words) {
        query = query.filter(
            lower(materials::title)
                .like(words.clone())
                .escape('\\')
                .or(lower(materials::code).like(words.clone()).escape('\\'))
                .or(lower(materials::author).like(words).escape('\\')),
        );
    }
    query
}

/// How many approved materials a scope holds that were approved before `until` (in pieces, 篇).
///
/// # Errors
/// The database's.
pub fn approved(db: &mut Db, scope: &Scope, from: Option<Moment>, until: Option<Moment>) -> Result<i64, StoreError> {
    let mut query = materials::table
        .filter(materials::committee_id.eq_any(owned(scope)))
        .filter(materials::status.eq(TextStatus::Approved.code()))
        .into_boxed();
    if let Some(from) = from {
        query = query.filter(materials::approved_at.ge(stored(from)));
    }
    if let Some(until) = until {
        query = query.filter(materials::approved_at.lt(stored(until)));
    }
    Ok(query.count().get_result(db)?)
}

/// Adds materials.
///
/// # Errors
/// `already-there`, or the database's.
pub fn insert(db: &mut Db, new: &[Material]) -> Result<(), StoreError> {
    let rows: Vec<Row> = new.iter().map(Row::of).collect();
    dialect::insert_all!(db, materials::table, &rows)?;
    Ok(())
}

/// Saves a material, if its text is still number `seen`.
///
/// # Errors
/// `changed-meanwhile`, or the database's.
pub fn update(db: &mut Db, material: &Material, seen: i32) -> Result<(), StoreError> {
    let target = materials::table.find(material.id.as_str()).filter(materials::version.eq(seen));
    if diesel::update(target).set(&Row::of(material)).execute(db)? == 0 {
        return Err(Refusal::conflict("changed-meanwhile").into());
    }
    Ok(())
}

#[derive(Queryable, Selectable, Insertable, AsChangeset, Clone)]
#[diesel(table_name = revisions)]
struct RevisionRow {
    id: String,
    noun: String,
    noun_id: String,
    revision: i32,
    title: String,
    body: String,
    status: String,
    note: String,
    by_name: String,
    at: NaiveDateTime,
}

/// Every text of a lecture or material, the latest first. `noun` is `lecture` or `material`.
///
/// # Errors
/// The database's.
pub fn revisions(db: &mut Db, noun: &str, id: &str) -> Result<Vec<Revision>, StoreError> {
    let query = revisions::table.filter(revisions::noun.eq(noun)).filter(revisions::noun_id.eq(id));
    let rows: Vec<RevisionRow> = query.select(RevisionRow::as_select()).order(revisions::revision.desc()).load(db)?;
    let value = |row: RevisionRow| {
        Ok(Revision {
            status: RevisionStatus::parse(&row.status).ok_or_else(|| StoreError::row("status", &row.status))?,
            number: row.revision,
            title: row.title,
            body: row.body,
            note: row.note,
            by_name: row.by_name,
            at: moment(row.at),
        })
    };
    rows.into_iter().map(value).collect()
}

/// Keeps a text of a lecture or material, or what became of it.
///
/// # Errors
/// The database's.
pub fn save_revision(db: &mut Db, noun: &str, id: &str, revision: &Revision) -> Result<(), StoreError> {
    let row = RevisionRow {
        id: uuid::Uuid::now_v7().to_string(),
        noun: noun.to_owned(),
        noun_id: id.to_owned(),
        revision: revision.number,
        title: revision.title.clone(),
        body: revision.body.clone(),
        status: revision.status.code().to_owned(),
        note: revision.note.clone(),
        by_name: revision.by_name.clone(),
        at: stored(revision.at),
    };
    let earlier = revisions::table
        .filter(revisions::noun.eq(noun))
        .filter(revisions::noun_id.eq(id))
        .filter(revisions::revision.eq(revision.number));
    diesel::delete(earlier).execute(db)?;
    diesel::insert_into(revisions::table).values(&row).execute(db)?;
    Ok(())
}
