//! Lectures of the menu, and who gives them.

use super::schema::{lecture_speakers, lectures};
use super::search::{lower, pattern};
use super::{Db, MultiBackend, Page, Paging, StoreError, dialect, owned};
use crate::accounts::Scope;
use crate::kernel::{CommitteeId, Day, Grade, LectureId, Refusal, SpeakerId};
use crate::lectures::{Lecture, TextStatus};
use chrono::NaiveDate;
use diesel::prelude::*;
use std::collections::HashMap;

#[derive(Queryable, Selectable, Insertable, AsChangeset, Clone)]
#[diesel(table_name = lectures, treat_none_as_default_value = false, treat_none_as_null = true)]
struct Row {
    id: String,
    code: String,
    title: String,
    outline: String,
    needs: String,
    theme: String,
    grades: String,
    minutes: i32,
    committee_id: String,
    status: String,
    approved_until: Option<NaiveDate>,
    revision: i32,
    version: i32,
}

impl Row {
    fn of(lecture: &Lecture) -> Self {
        let grades: Vec<&str> = lecture.grades.iter().map(|grade| grade.code()).collect();
        Self {
            id: lecture.id.to_string(),
            code: lecture.code.clone(),
            title: lecture.title.clone(),
            outline: lecture.outline.clone(),
            needs: lecture.needs.clone(),
            theme: lecture.theme.clone(),
            grades: grades.join("|"),
            minutes: lecture.minutes,
            committee_id: lecture.committee.to_string(),
            status: lecture.status.code().to_owned(),
            approved_until: lecture.approved_until.map(|day| day.0),
            revision: lecture.revision,
            version: lecture.version,
        }
    }

    fn value(self, speakers: Vec<SpeakerId>) -> Result<Lecture, StoreError> {
        let codes = self.grades.split('|').filter(|code| !code.is_empty());
        let grades: Result<Vec<Grade>, StoreError> =
            codes.map(|code| Grade::parse(code).ok_or_else(|| StoreError::row("grade", code))).collect();
        Ok(Lecture {
            grades: grades?,
            status: TextStatus::parse(&self.status).ok_or_else(|| StoreError::row("status", &self.status))?,
            id: LectureId(self.id),
            code: self.code,
            title: self.title,
            outline: self.outline,
            needs: self.needs,
            theme: self.theme,
            minutes: self.minutes,
            committee: CommitteeId(self.committee_id),
            speakers,
            approved_until: self.approved_until.map(Day),
            revision: self.revision,
            version: self.version,
        })
    }
}

#[derive(Insertable)]
#[diesel(table_name = lecture_speakers)]
struct Offer {
    lecture_id: String,
    speaker_id: String,
}

/// Rows with their speakers, in one query however many they are.
fn whole(db: &mut Db, rows: Vec<Row>) -> Result<Vec<Lecture>, StoreError> {
    let mut given: HashMap<String, Vec<SpeakerId>> = HashMap::new();
    let ids: Vec<String> = rows.iter().map(|row| row.id.clone()).collect();
    for ids in ids.chunks(dialect::MANY) {
        let offers: Vec<(String, String)> = lecture_speakers::table
            .filter(lecture_speakers::lecture_id.eq_any(ids))
            .select((lecture_speakers::lecture_id, lecture_speakers::speaker_id))
            .order((lecture_speakers::lecture_id, lecture_speakers::speaker_id))
            .load(db)?;
        for (lecture, speaker) in offers {
            given.entry(lecture).or_default().push(SpeakerId(speaker));
        }
    }
    rows.into_iter()
        .map(|row| {
            let speakers = given.remove(&row.id).unwrap_or_default();
            row.value(speakers)
        })
        .collect()
}

fn insert_offers(db: &mut Db, lectures: &[Lecture]) -> Result<(), StoreError> {
    let offers: Vec<Offer> = lectures
        .iter()
        .flat_map(|lecture| {
            lecture
                .speakers
                .iter()
                .map(move |speaker| Offer { lecture_id: lecture.id.to_string(), speaker_id: speaker.to_string() })
        })
        .collect();
    dialect::insert_all!(db, lecture_speakers::table, &offers)?;
    Ok(())
}

fn one(db: &mut Db, query: lectures::BoxedQuery<'static, MultiBackend>) -> Result<Lecture, StoreError> {
    let row = query.select(Row::as_select()).first::<Row>(db).optional()?;
    let found = whole(db, row.into_iter().collect())?;
    Ok(found.into_iter().next().ok_or_else(|| Refusal::missing("no-such-lecture"))?)
}

/// One, for an action that asks `may` next, and for the public menu.
///
/// # Errors
/// `no-such-lecture`, or the database's.
pub fn load(db: &mut Db, id: &LectureId) -> Result<Lecture, StoreError> {
    one(db, lectures::table.filter(lectures::id.eq(id.to_string())).into_boxed())
}

/// One by its code.
///
/// # Errors
/// `no-such-lecture`, or the database's.
pub fn by_code(db: &mut Db, code: &str) -> Result<Lecture, StoreError> {
    one(db, lectures::table.filter(lectures::code.eq(code.to_owned())).into_boxed())
}

/// Several, by code.
///
/// # Errors
/// The database's.
pub fn by_ids(db: &mut Db, ids: &[LectureId]) -> Result<Vec<Lecture>, StoreError> {
    let mut found = Vec::new();
    for ids in ids.chunks(dialect::MANY) {
        let query = lectures::table.filter(lectures::id.eq_any(ids.iter().map(LectureId::as_str)));
        found.extend(query.select(Row::as_select()).order(lectures::code).load::<Row>(db)?);
    }
    whole(db, found)
}

/// Titles by id.
///
/// # Errors
/// The database's.
pub fn titles(db: &mut Db, ids: &[LectureId]) -> Result<HashMap<LectureId, String>, StoreError> {
    let mut titles = HashMap::new();
    for ids in ids.chunks(dialect::MANY) {
        let query = lectures::table.filter(lectures::id.eq_any(ids.iter().map(LectureId::as_str)));
        let rows: Vec<(String, String)> = query.select((lectures::id, lectures::title)).load(db)?;
        titles.extend(rows.into_iter().map(|(id, title)| (LectureId(id), title)));
    }
    Ok(titles)
}

/// All lectures of a scope, by code.
///
/// # Errors
/// The database's.
pub fn within(db: &mut Db, scope: &Scope) -> Result<Vec<Lecture>, StoreError> {
    let query = lectures::table.filter(lectures::committee_id.eq_any(owned(scope)));
    let found = query.select(Row::as_select()).order(lectures::code).load::<Row>(db)?;
    whole(db, found)
}

/// Which lectures a list or the menu shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    /// Part of a title, outline or code.
    pub words: String,
    /// A theme, or empty.
    pub theme: String,
    /// For this grade band.
    pub grade: Option<Grade>,
    /// In this status alone.
    pub status: Option<TextStatus>,
    /// With an approval that holds on this day.
    pub approved_on: Option<Day>,
}

impl Wanted {
    /// The public menu: approved, and the approval holds today.
    #[must_use]
    pub fn menu(today: Day) -> Self {
        Self { status: Some(TextStatus::Approved), approved_on: Some(today), ..Self::default() }
    }
}

/// The lectures of a scope that are wanted, a page of them, by theme and code.
///
/// # Errors
/// The database's.
pub fn list(db: &mut Db, scope: &Scope, wanted: &Wanted, paging: Paging) -> Result<Page<Lecture>, StoreError> {
    let total = filtered(scope, wanted).count().get_result(db)?;
    let query = filtered(scope, wanted).select(Row::as_select()).order((lectures::theme, lectures::code));
    let found = query.limit(paging.size()).offset(paging.offset()).load::<Row>(db)?;
    Ok(Page::of(whole(db, found)?, paging, total))
}

fn filtered(scope: &Scope, wanted: &Wanted) -> lectures::BoxedQuery<'static, MultiBackend> {
    let mut query = lectures::table.filter(lectures::committee_id.eq_any(owned(scope))).into_boxed();
    if let Some(words) = pattern(&wanted.words) {
        query = query.filter(
            lower(lectures::title)
                .like(words.clone())
                .escape('\\')
                .or(lower(lectures::code).like(words.clone()).escape('\\'))
                .or(lower(lectures::outline).like(words).escape('\\')),
        );
    }
    if !wanted.theme.is_empty() {
        query = query.filter(lectures::theme.eq(wanted.theme.clone()));
    }
    if let Some(grade) = wanted.grade {
        // codes share no part with one another, so a part names one
        query = query.filter(lectures::grades.like(format!("%{}%", grade.code())));
    }
    if let Some(status) = wanted.status {
        query = query.filter(lectures::status.eq(status.code()));
    }
    if let Some(day) = wanted.approved_on {
        query = query.filter(lectures::approved_until.is_null().or(lectures::approved_until.ge(day.0)));
    }
    query
}

/// Adds lectures with who gives them.
///
/// # Errors
/// `already-there`, or the database's.
pub fn insert(db: &mut Db, new: &[Lecture]) -> Result<(), StoreError> {
    let rows: Vec<Row> = new.iter().map(Row::of).collect();
    dialect::insert_all!(db, lectures::table, &rows)?;
    insert_offers(db, new)
}

/// Saves a lecture with who gives it; the version rises.
///
/// # Errors
/// `changed-meanwhile`, or the database's.
pub fn update(db: &mut Db, lecture: &Lecture) -> Result<(), StoreError> {
    let row = Row { version: lecture.version + 1, ..Row::of(lecture) };
    let target = lectures::table.find(lecture.id.as_str()).filter(lectures::version.eq(lecture.version));
    if diesel::update(target).set(&row).execute(db)? == 0 {
        return Err(Refusal::conflict("changed-meanwhile").into());
    }
    let old = lecture_speakers::table.filter(lecture_speakers::lecture_id.eq(lecture.id.as_str()));
    diesel::delete(old).execute(db)?;
    insert_offers(db, std::slice::from_ref(lecture))
}
