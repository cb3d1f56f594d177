//! Certificates of service, with what each attested when it was issued.

use crate::accounts::{Reach, Scope};
use crate::kernel::{CertificateId, CommitteeId, Day, Refusal, SpeakerId};
use crate::service::{Attested, Certificate, CertificateNumber, CertificateState};
use crate::store::schema::{certificates, speakers};
use crate::store::{Db, MultiBackend, Page, Paging, StoreError, moment, owned, stored};
use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = certificates, treat_none_as_default_value = false)]
struct Row {
    id: String,
    number: Option<String>,
    speaker_id: String,
    committee_id: String,
    from_day: NaiveDate,
    to_day: NaiveDate,
    state: String,
    attested: String,
    asked_at: NaiveDateTime,
    issued_by: String,
    issued_at: Option<NaiveDateTime>,
    ended_by: String,
    ended_at: Option<NaiveDateTime>,
    reason: String,
}

impl Row {
    fn of(one: &Certificate) -> Result<Self, StoreError> {
        let attested = one.attested.as_ref().map(serde_json::to_string).transpose();
        Ok(Self {
            id: one.id.to_string(),
            number: one.number.as_ref().map(|number| number.plain().to_owned()),
            speaker_id: one.speaker.to_string(),
            committee_id: one.committee.to_string(),
            from_day: one.from.0,
            to_day: one.to.0,
            state: one.state.code().to_owned(),
            attested: attested.map_err(|error| StoreError::row("attested", &error.to_string()))?.unwrap_or_default(),
            asked_at: stored(one.asked_at),
            issued_by: one.issued_by.clone(),
            issued_at: one.issued_at.map(stored),
            ended_by: one.ended_by.clone(),
            ended_at: one.ended_at.map(stored),
            reason: one.reason.clone(),
        })
    }

    fn value(self) -> Result<Certificate, StoreError> {
        let attested: Option<Attested> = match self.attested.as_str() {
            "" => None,
            text => Some(serde_json::from_str(text).map_err(|_| StoreError::row("attested", &self.id))?),
        };
        Ok(Certificate {
            state: CertificateState::parse(&self.state).ok_or_else(|| StoreError::row("certificate", &self.state))?,
            number: self.number.as_deref().and_then(CertificateNumber::parse),
            id: CertificateId(self.id),
            speaker: SpeakerId(self.speaker_id),
            committee: CommitteeId(self.committee_id),
            from: Day(self.from_day),
            to: Day(self.to_day),
            attested,
            asked_at: moment(self.asked_at),
            issued_by: self.issued_by,
            issued_at: self.issued_at.map(moment),
            ended_by: self.ended_by,
            ended_at: self.ended_at.map(moment),
            reason: self.reason,
        })
    }
}

/// One, for an action that asks `may` next.
///
/// # Errors
/// `certificate-missing`, or the database's.
pub fn load(db: &mut Db, id: &CertificateId) -> Result<Certificate, StoreError> {
    let row = certificates::table.find(id.as_str()).select(Row::as_select()).first::<Row>(db).optional()?;
    row.ok_or_else(|| Refusal::missing("certificate-missing"))?.value()
}

/// The one of a number.
///
/// # Errors
/// The database's.
pub fn of_number(db: &mut Db, number: &CertificateNumber) -> Result<Option<Certificate>, StoreError> {
    let same = certificates::table.filter(certificates::number.eq(number.plain()));
    same.select(Row::as_select()).first::<Row>(db).optional()?.map(Row::value).transpose()
}

/// Those of a speaker, the latest first.
///
/// # Errors
/// The database's.
pub fn of_speaker(db: &mut Db, speaker: &SpeakerId) -> Result<Vec<Certificate>, StoreError> {
    let rows: Vec<Row> = certificates::table
        .filter(certificates::speaker_id.eq(speaker.as_str()))
        .order((certificates::asked_at.desc(), certificates::id.desc()))
        .select(Row::as_select())
        .load(db)?;
    rows.into_iter().map(Row::value).collect()
}

fn seen(scope: &Scope) -> certificates::BoxedQuery<'static, MultiBackend> {
    let own = scope.reaches().iter().filter_map(|reach| match reach {
        Reach::Speaker(id) => Some(id.to_string()),
        _ => None,
    });
    let own: Vec<String> = own.collect();
    let inside = certificates::committee_id.eq_any(owned(scope)).or(certificates::speaker_id.eq_any(own));
    certificates::table.filter(inside).into_boxed()
}

/// Those that a scope holds with their speakers' names: what waits first, then the latest.
///
/// # Errors
/// The database's.
pub fn list(db: &mut Db, scope: &Scope, paging: Paging) -> Result<Page<(String, Certificate)>, StoreError> {
    let total = seen(scope).count().get_result(db)?;
    let rows: Vec<(String, Row)> = seen(scope)
        .inner_join(speakers::table)
        .order((certificates::state.eq("asked").desc(), certificates::asked_at.desc(), certificates::id.desc()))
        .limit(paging.size())
        .offset(paging.offset())
        .select((speakers::name, Row::as_select()))
        .load(db)?;
    let rows = rows.into_iter().map(|(name, row)| Ok((name, row.value()?))).collect::<Result<_, StoreError>>()?;
    Ok(Page::of(rows, paging, total))
}

/// How many wait to be issued.
///
/// # Errors
/// The database's.
pub fn waiting(db: &mut Db, scope: &Scope) -> Result<i64, StoreError> {
    Ok(seen(scope).filter(certificates::state.eq("asked")).count().get_result(db)?)
}

/// Puts one as it is now.
pub(crate) fn put(db: &mut Db, one: &Certificate) -> Result<(), StoreError> {
    let row = Row::of(one)?;
    if diesel::update(certificates::table.find(&row.id)).set(&row).execute(db)? == 0 {
        diesel::insert_into(certificates::table).values(&row).execute(db)?;
    }
    Ok(())
}
