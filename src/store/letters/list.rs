//! Letters to look at: the list with its states, one letter, and the call list.

use super::super::schema::{committees, letters, speakers, venues};
use super::super::scope::inside;
use super::super::{Db, MultiBackend, Page, Paging, StoreError, moment, stored};
use super::outbox::recipient;
use crate::accounts::Scope;
use crate::kernel::{CommitteePath, LetterId, LetterKind, Moment, Recipient, SpeakerId};
use chrono::NaiveDateTime;
use diesel::prelude::*;

/// A letter as the list and its own page show it.
#[derive(Clone, Debug)]
pub struct LetterView {
    /// Its identity.
    pub id: LetterId,
    /// What it is about.
    pub kind: LetterKind,
    /// owed, waiting, sending, sent, dead, dropped, by_hand.
    pub state: String,
    /// The session, request or sign-in.
    pub subject: String,
    /// To whom.
    pub recipient: Recipient,
    /// Whose it is.
    pub committee: CommitteePath,
    /// The reader's name; empty until rendered.
    pub to_name: String,
    /// The mailbox; empty until rendered.
    pub to_address: String,
    /// The telephone; empty until rendered.
    pub phone: String,
    /// The subject line; empty until rendered.
    pub subject_line: String,
    /// The text in one breath.
    pub spoken: String,
    /// Attempts so far.
    pub attempts: i32,
    /// A code, or what the mail server said last.
    pub last_error: String,
    /// Next attempt not before.
    pub not_before: Moment,
    /// Pointless after.
    pub not_after: Option<Moment>,
    /// When owed.
    pub created_at: Moment,
    /// When sent.
    pub sent_at: Option<Moment>,
    /// Who ticked it on the call list.
    pub handled_by: String,
    /// When.
    pub handled_at: Option<Moment>,
    /// What came of the call: a code.
    pub outcome: String,
    /// The letter that tells this one's change, when several were gathered.
    pub gathered_into: String,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = letters)]
struct Row {
    id: String,
    kind: String,
    state: String,
    subject_id: String,
    recipient_kind: String,
    recipient_id: String,
    committee_path: String,
    to_name: String,
    to_address: String,
    phone: String,
    subject_line: String,
    spoken: String,
    attempts: i32,
    last_error: String,
    not_before: NaiveDateTime,
    not_after: Option<NaiveDateTime>,
    created_at: NaiveDateTime,
    sent_at: Option<NaiveDateTime>,
    handled_by: String,
    handled_at: Option<NaiveDateTime>,
    outcome: String,
    gathered_into: String,
}

impl Row {
    fn view(self) -> Result<LetterView, StoreError> {
        Ok(LetterView {
            id: self.id.into(),
            kind: LetterKind::parse(&self.kind).ok_or_else(|| StoreError::row("letter kind", &self.kind))?,
            state: self.state,
            subject: self.subject_id,
            recipient: recipient(&self.recipient_kind, self.recipient_id)?,
            committee: CommitteePath(self.committee_path),
            to_name: self.to_name,
            to_address: self.to_address,
            phone: self.phone,
            subject_line: self.subject_line,
            spoken: self.spoken,
            attempts: self.attempts,
            last_error: self.last_error,
            not_before: moment(self.not_before),
            not_after: self.not_after.map(moment),
            created_at: moment(self.created_at),
            sent_at: self.sent_at.map(moment),
            handled_by: self.handled_by,
            handled_at: self.handled_at.map(moment),
            outcome: self.outcome,
            gathered_into: self.gathered_into,
        })
    }
}

/// What a list of letters is narrowed to; empty means all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// One state.
    pub state: String,
    /// One kind's code.
    pub kind: String,
    /// One speaker, venue or account.
    pub recipient: String,
    /// One session or request.
    pub subject: String,
}

type Boxed<'a> = letters::BoxedQuery<'a, MultiBackend>;

/// The paths of the committees that a scope covers, for `committee_path.eq_any(..)`.
macro_rules! paths {
    ($scope:expr) => {
        committees::table.select(committees::path).filter(inside($scope))
    };
}

fn narrowed(scope: &Scope, filter: &Filter) -> Boxed<'static> {
    let mut query = letters::table.filter(letters::committee_path.eq_any(paths!(scope))).into_boxed();
    if !filter.state.is_empty() {
        query = query.filter(letters::state.eq(filter.state.clone()));
    }
    if !filter.kind.is_empty() {
        query = query.filter(letters::kind.eq(filter.kind.clone()));
    }
    if !filter.recipient.is_empty() {
        query = query.filter(letters::recipient_id.eq(filter.recipient.clone()));
    }
    if !filter.subject.is_empty() {
        query = query.filter(letters::subject_id.eq(filter.subject.clone()));
    }
    query
}

/// Letters, the latest first.
pub fn letters(db: &mut Db, scope: &Scope, filter: &Filter, paging: Paging) -> Result<Page<LetterView>, StoreError> {
    let total: i64 = narrowed(scope, filter).count().get_result(db)?;
    let rows: Vec<Row> = narrowed(scope, filter)
        .order((letters::created_at.desc(), letters::id.desc()))
        .select(Row::as_select())
        .limit(paging.size())
        .offset(paging.offset())
        .load(db)?;
    let rows = rows.into_iter().map(Row::view).collect::<Result<_, _>>()?;
    Ok(Page::of(rows, paging, total))
}

/// One letter and its text; `None` when there is none or it is outside.
pub fn letter(db: &mut Db, scope: &Scope, id: &str) -> Result<Option<(LetterView, String)>, StoreError> {
    let row: Option<(Row, String)> = narrowed(scope, &Filter::default())
        .filter(letters::id.eq(id.to_owned()))
        .select((Row::as_select(), letters::body_text))
        .first(db)
        .optional()?;
    row.map(|(row, text)| Ok((row.view()?, text))).transpose()
}

/// Those to telephone or to send a printed letter, the most urgent first.
pub fn calls(db: &mut Db, scope: &Scope, now: Moment, paging: Paging) -> Result<Page<LetterView>, StoreError> {
    page(db, || open_calls(scope, now), paging)
}

fn page<'a>(db: &mut Db, of: impl Fn() -> Boxed<'a>, paging: Paging) -> Result<Page<LetterView>, StoreError> {
    let total: i64 = of().count().get_result(db)?;
    let rows: Vec<Row> = of()
        .order((letters::not_after.is_null(), letters::not_after, letters::created_at, letters::id))
        .select(Row::as_select())
        .limit(paging.size())
        .offset(paging.offset())
        .load(db)?;
    let rows = rows.into_iter().map(Row::view).collect::<Result<_, _>>()?;
    Ok(Page::of(rows, paging, total))
}

/// How many calls are open.
pub fn call_count(db: &mut Db, scope: &Scope, now: Moment) -> Result<i64, StoreError> {
    Ok(open_calls(scope, now).count().get_result(db)?)
}

fn open_calls(scope: &Scope, now: Moment) -> Boxed<'static> {
    let timely = letters::not_after.is_null().or(letters::not_after.gt(stored(now)).assume_not_null());
    narrowed(scope, &Filter::default())
        .filter(letters::state.eq_any(["by_hand", "dead"]))
        .filter(letters::handled_at.is_null().and(letters::kind.ne("sign_in")))
        .filter(timely)
}

/// How many letters stand in each state.
pub fn states(db: &mut Db, scope: &Scope) -> Result<Vec<(String, i64)>, StoreError> {
    Ok(letters::table
        .filter(letters::committee_path.eq_any(paths!(scope)))
        .group_by(letters::state)
        .select((letters::state, diesel::dsl::count_star()))
        .order(letters::state)
        .load(db)?)
}

/// Ticks a letter of the call list; with `close` it leaves the list.
pub(crate) fn tick(
    db: &mut Db,
    id: &LetterId,
    by: &str,
    now: Moment,
    outcome: &str,
    close: bool,
) -> Result<(), StoreError> {
    let at = close.then(|| stored(now));
    diesel::update(letters::table.find(id.as_str()))
        .set((letters::handled_by.eq(by), letters::handled_at.eq(at), letters::outcome.eq(outcome)))
        .execute(db)?;
    Ok(())
}

/// Letters that reached nobody and that no call has settled yet, the most urgent first.
pub fn bounced(db: &mut Db, scope: &Scope, now: Moment, paging: Paging) -> Result<Page<LetterView>, StoreError> {
    let of = || open_calls(scope, now).filter(letters::state.eq("dead"));
    page(db, of, paging)
}

/// Takes off the call list what asked a speaker for an answer about a session: it has come.
pub(crate) fn settle(db: &mut Db, session: &str, speaker: &SpeakerId, by: &str, now: Moment) -> Result<(), StoreError> {
    let asked = letters::subject_id.eq(session).and(letters::recipient_id.eq(speaker.as_str()));
    let open = letters::state.eq_any(["by_hand", "dead"]).and(letters::handled_at.is_null());
    let kinds = [LetterKind::Silence, LetterKind::Unsure, LetterKind::StandbyCall].map(LetterKind::code);
    diesel::update(letters::table.filter(asked.and(open)).filter(letters::kind.eq_any(kinds)))
        .set((letters::handled_by.eq(by), letters::handled_at.eq(Some(stored(now))), letters::outcome.eq("answered")))
        .execute(db)?;
    Ok(())
}

/// Those on the call list who have not said that all stands as agreed, the nearest first.
pub fn unsure(db: &mut Db, scope: &Scope, now: Moment, most: i64) -> Result<Vec<LetterView>, StoreError> {
    let rows: Vec<Row> = open_calls(scope, now)
        .filter(letters::kind.eq(LetterKind::Unsure.code()))
        .order((letters::not_after, letters::id))
        .select(Row::as_select())
        .limit(most)
        .load(db)?;
    rows.into_iter().map(Row::view).collect()
}

/// Puts a dead letter back to be rendered anew, for the address that the reader has now.
pub(crate) fn owe_again(db: &mut Db, id: &LetterId, now: Moment) -> Result<bool, StoreError> {
    let over = letters::id.eq(id.as_str()).and(letters::state.eq_any(["dead", "by_hand"]));
    let changed = diesel::update(letters::table.filter(over))
        .set((
            letters::state.eq("owed"),
            letters::not_before.eq(stored(now)),
            letters::attempts.eq(0),
            letters::last_error.eq(""),
            letters::handled_at.eq(None::<NaiveDateTime>),
        ))
        .execute(db)?;
    Ok(changed > 0)
}

/// The speaker or venue of an id.
pub(crate) fn reader_of_id(db: &mut Db, id: &str) -> Result<Option<Recipient>, StoreError> {
    let speaker: Option<String> = speakers::table.find(id).select(speakers::id).first(db).optional()?;
    if let Some(id) = speaker {
        return Ok(Some(Recipient::Speaker(id.into())));
    }
    let venue: Option<String> = venues::table.find(id).select(venues::id).first(db).optional()?;
    Ok(venue.map(|id| Recipient::Venue(id.into())))
}
