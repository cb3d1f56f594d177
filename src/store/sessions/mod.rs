//! Sessions with their assignments and cohosts; what they hold is saved with them.

mod rows;

use super::MultiBackend;
use super::history::{self, SessionFact};
use super::schema::{assignments, session_cohosts, sessions, speakers, venues};
use super::search::{lower, pattern};
use super::{Db, Page, Paging, StoreError, bookings, dialect, owned, reach};
use crate::accounts::{Reach, Scope};
use crate::kernel::{AssignmentId, Day, Moment, Refusal, RequestId, SessionId, SpeakerId, VenueId};
use crate::sessions::{Answer, Session, SessionStatus};
use chrono::NaiveDate;
use diesel::prelude::*;
use rows::Row;
use std::collections::{BTreeMap, BTreeSet};

/// Which sessions a list shows.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// In any of these states; in all when empty.
    pub statuses: Vec<SessionStatus>,
    /// From this day.
    pub from: Option<Day>,
    /// To this day, included.
    pub to: Option<Day>,
    /// At this venue.
    pub venue: Option<VenueId>,
    /// With this speaker, whatever the answer.
    pub speaker: Option<SpeakerId>,
    /// Whose code, theme, venue or speaker holds these words.
    pub words: String,
    /// The latest first.
    pub latest_first: bool,
}

/// One, for an action that asks `may` next.
///
/// # Errors
/// `session-missing`, or the database's.
pub fn load(db: &mut Db, id: &SessionId) -> Result<Session, StoreError> {
    let row = sessions::table.find(id.as_str()).select(Row::as_select()).first::<Row>(db).optional()?;
    one(db, row)
}

/// One by its code.
///
/// # Errors
/// `session-missing`, or the database's.
pub fn by_code(db: &mut Db, code: &str) -> Result<Session, StoreError> {
    let query = sessions::table.filter(sessions::code.eq(code)).select(Row::as_select());
    let row = query.first::<Row>(db).optional()?;
    one(db, row)
}

/// The session of an assignment.
///
/// # Errors
/// `no-such-assignment`, or the database's.
pub fn of_assignment(db: &mut Db, id: &AssignmentId) -> Result<Session, StoreError> {
    let query = assignments::table.find(id.as_str()).select(assignments::session_id);
    let session = query.first::<String>(db).optional()?.ok_or_else(|| Refusal::missing("no-such-assignment"))?;
    load(db, &SessionId(session))
}

/// One that the scope holds, for a page.
///
/// # Errors
/// `session-missing`, or the database's.
pub fn find(db: &mut Db, scope: &Scope, id: &SessionId) -> Result<Session, StoreError> {
    let query = seen(scope).filter(sessions::id.eq(id.to_string())).select(Row::as_select());
    let row = query.first::<Row>(db).optional()?;
    one(db, row)
}

fn one(db: &mut Db, row: Option<Row>) -> Result<Session, StoreError> {
    let row = row.ok_or_else(|| Refusal::missing("session-missing"))?;
    let found = rows::whole(db, vec![row])?.pop();
    Ok(found.ok_or_else(|| Refusal::missing("session-missing"))?)
}

/// Several, by time.
///
/// # Errors
/// The database's.
pub fn by_ids(db: &mut Db, ids: &[SessionId]) -> Result<Vec<Session>, StoreError> {
    let mut found = Vec::new();
    for ids in ids.chunks(dialect::MANY) {
        let query = sessions::table.filter(sessions::id.eq_any(ids.iter().map(SessionId::as_str)));
        found.extend(query.select(Row::as_select()).order((sessions::starts_at, sessions::id)).load::<Row>(db)?);
    }
    rows::whole(db, found)
}

/// Every session that ever answered a request, the latest first.
///
/// # Errors
/// The database's.
pub fn of_request(db: &mut Db, request: &RequestId) -> Result<Vec<Session>, StoreError> {
    let query = sessions::table.filter(sessions::request_id.eq(request.as_str())).order(sessions::created_at.desc());
    let found = query.select(Row::as_select()).load::<Row>(db)?;
    rows::whole(db, found)
}

/// All sessions that begin in a stretch of days, by time.
///
/// # Errors
/// The database's.
pub fn between(db: &mut Db, scope: &Scope, from: Day, to: Day) -> Result<Vec<Session>, StoreError> {
    let query = seen(scope).filter(sessions::day.ge(from.0)).filter(sessions::day.le(to.0));
    let found = query.select(Row::as_select()).order((sessions::starts_at, sessions::id)).load::<Row>(db)?;
    rows::whole(db, found)
}

/// Sessions of these speakers that stand (published, confirmed or delivered) in a stretch of
/// days, whoever owns them.
///
/// # Errors
/// The database's.
pub fn of_speakers(db: &mut Db, who: &[SpeakerId], from: Day, to: Day) -> Result<Vec<Session>, StoreError> {
    let standing =
        [SessionStatus::Published, SessionStatus::Confirmed, SessionStatus::Delivered].map(SessionStatus::code);
    let mut found = Vec::new();
    for who in who.chunks(dialect::MANY) {
        let theirs = assignments::table
            .filter(assignments::speaker_id.eq_any(who.iter().map(SpeakerId::as_str)))
            .filter(assignments::answer.ne_all([Answer::Declined.code(), Answer::Released.code()]))
            .select(assignments::session_id);
        let query = sessions::table
            .filter(sessions::id.eq_any(theirs))
            .filter(sessions::status.eq_any(standing))
            .filter(sessions::day.ge(from.0))
            .filter(sessions::day.le(to.0));
        found.extend(query.select(Row::as_select()).order((sessions::starts_at, sessions::id)).load::<Row>(db)?);
    }
    rows::whole(db, found)
}

/// Who has declined which of these requests, in any session.
///
/// # Errors
/// The database's.
pub fn declined_for(db: &mut Db, requests: &[RequestId]) -> Result<BTreeSet<(RequestId, SpeakerId)>, StoreError> {
    let mut found = BTreeSet::new();
    for requests in requests.chunks(dialect::MANY) {
        let query = assignments::table
            .inner_join(sessions::table)
            .filter(sessions::request_id.eq_any(requests.iter().map(RequestId::as_str)))
            .filter(assignments::answer.eq(Answer::Declined.code()))
            .select((sessions::request_id, assignments::speaker_id));
        for (request, speaker) in query.load::<(Option<String>, String)>(db)? {
            found.extend(request.map(|request| (RequestId(request), SpeakerId(speaker))));
        }
    }
    Ok(found)
}

/// Every invitation to a talk between two days, whatever was answered: session, speaker, the talk's
/// day. One that was taken back before it was answered is none.
///
/// # Errors
/// The database's.
pub fn invitations(db: &mut Db, from: Day, to: Day) -> Result<Vec<(SessionId, SpeakerId, Day)>, StoreError> {
    let query = assignments::table
        .inner_join(sessions::table)
        .filter(assignments::invited_at.is_not_null())
        .filter(assignments::answer.ne(Answer::Released.code()).or(assignments::answered_at.is_not_null()))
        .filter(sessions::day.between(from.0, to.0))
        .select((assignments::session_id, assignments::speaker_id, sessions::day));
    let rows: Vec<(String, String, NaiveDate)> = query.load(db)?;
    Ok(rows.into_iter().map(|(session, speaker, day)| (SessionId(session), SpeakerId(speaker), Day(day))).collect())
}

/// The latest session of each of these requests that is not off, by request.
///
/// # Errors
/// The database's.
pub fn standing_for(db: &mut Db, requests: &[RequestId]) -> Result<BTreeMap<RequestId, Session>, StoreError> {
    let mut found = Vec::new();
    for ids in requests.chunks(dialect::MANY) {
        let query = sessions::table
            .filter(sessions::request_id.eq_any(ids.iter().map(RequestId::as_str)))
            .filter(sessions::status.ne(SessionStatus::Cancelled.code()));
        found.extend(query.select(Row::as_select()).order(sessions::created_at).load::<Row>(db)?);
    }
    let whole = rows::whole(db, found)?;
    Ok(whole.into_iter().filter_map(|session| Some((session.request.clone()?, session))).collect())
}

/// A page of sessions, by time.
///
/// # Errors
/// The database's.
pub fn list(db: &mut Db, scope: &Scope, wanted: &Wanted, paging: Paging) -> Result<Page<Session>, StoreError> {
    let total = filtered(scope, wanted).count().get_result(db)?;
    let query = filtered(scope, wanted).select(Row::as_select());
    let query = if wanted.latest_first {
        query.order((sessions::starts_at.desc(), sessions::id.desc()))
    } else {
        query.order((sessions::starts_at.asc(), sessions::id.asc()))
    };
    let found = query.limit(paging.size()).offset(paging.offset()).load::<Row>(db)?;
    Ok(Page::of(rows::whole(db, found)?, paging, total))
}

/// `count` fresh codes of a day: `S261123-001` and on.
///
/// # Errors
/// The database's.
pub fn fresh_codes(db: &mut Db, now: Moment, count: usize) -> Result<Vec<String>, StoreError> {
    let stem = format!("S{}-", Day::of(now).0.format("%y%m%d"));
    let last: Option<String> = sessions::table
        .filter(sessions::code.like(format!("{stem}%")))
        .select(diesel::dsl::max(sessions::code))
        .first(db)?;
    Ok(super::codes_after(&stem, last.as_deref(), count))
}

/// Adds sessions and holds what they hold.
///
/// # Errors
/// `double-booking`, `already-there`, or the database's.
pub fn insert(db: &mut Db, new: &[Session]) -> Result<(), StoreError> {
    let new_rows: Vec<Row> = new.iter().map(Row::of).collect();
    dialect::insert_all!(db, sessions::table, &new_rows)?;
    rows::insert_parts(db, new)?;
    reach::begin_untold(db, new.iter().map(|session| session.id.as_str()))?;
    // what is over when it comes was not there in reports of earlier days
    for session in new.iter().filter(|session| session.window.end <= session.changed_at) {
        history::begin::<SessionFact>(db, &[session.id.as_str()], session.changed_at)?;
    }
    let turn = |session| turn(session, None, reach::visit_of(session));
    reach::carry_visits(db, &new.iter().map(turn).collect::<Vec<_>>())?;
    reach::mark_claims(db, new.iter().map(|session| session.id.as_str()), true)?;
    bookings::hold(db, new)
}

/// Saves a session that a transition has just given its next version, and what it holds now.
///
/// # Errors
/// `changed-meanwhile`, `double-booking`, or the database's.
pub fn update(db: &mut Db, session: &Session) -> Result<(), StoreError> {
    let visited = reach::visit_in(db, session.id.as_str())?;
    let visits = reach::visit_of(session);
    let save = |db: &mut Db| {
        history::around::<SessionFact, _>(db, &[session.id.as_str()], session.changed_at, |db| save(db, session))
    };
    if visited.is_some() || visits.is_some() {
        // what was delivered may count, and then as something else from now on
        let ids = std::slice::from_ref(&session.id);
        reach::around(db, &reach::Which::Sessions(ids), session.changed_at, save)?;
        reach::carry_visits(db, &[turn(session, visited, visits)])?;
    } else {
        save(db)?;
    }
    reach::mark_claims(db, [session.id.as_str()], false)?;
    bookings::release(db, &session.id)?;
    bookings::hold(db, std::slice::from_ref(session))
}

/// A session counts as another visit from its last change on.
fn turn(session: &Session, before: Option<reach::Visit>, after: Option<reach::Visit>) -> reach::Turn<'_> {
    reach::Turn { session: session.id.as_str(), before, after, at: session.changed_at }
}

fn save(db: &mut Db, session: &Session) -> Result<(), StoreError> {
    let target = sessions::table.find(session.id.as_str()).filter(sessions::version.eq(session.version - 1));
    if diesel::update(target).set(&Row::of(session)).execute(db)? == 0 {
        return Err(Refusal::conflict("changed-meanwhile").into());
    }
    rows::save_parts(db, session)
}

type Query = sessions::BoxedQuery<'static, MultiBackend>;

/// What a scope lets one see: a committee's own and those it hosts with, a speaker's, a venue's;
/// a proposed session is the planner's alone.
fn seen(scope: &Scope) -> Query {
    let (mut venues, mut speakers) = (Vec::new(), Vec::new());
    for reach in scope.reaches() {
        match reach {
            Reach::Venue(venue) => venues.push(venue.to_string()),
            Reach::Speaker(speaker) => speakers.push(speaker.to_string()),
            Reach::Subtree(_) => {}
        }
    }
    let hosted = session_cohosts::table
        .filter(session_cohosts::committee_id.eq_any(owned(scope)))
        .select(session_cohosts::session_id);
    let spoken = assignments::table.filter(assignments::speaker_id.eq_any(speakers)).select(assignments::session_id);
    let own = sessions::venue_id.eq_any(venues).or(sessions::id.eq_any(spoken));
    sessions::table
        .filter(
            sessions::committee_id
                .eq_any(owned(scope))
                .or(sessions::id.eq_any(hosted))
                .or(own.and(sessions::status.ne(SessionStatus::Proposed.code()))),
        )
        .into_boxed()
}

fn filtered(scope: &Scope, wanted: &Wanted) -> Query {
    let mut query = seen(scope);
    if !wanted.statuses.is_empty() {
        let codes: Vec<&'static str> = wanted.statuses.iter().map(|status| status.code()).collect();
        query = query.filter(sessions::status.eq_any(codes));
    }
    if let Some(from) = wanted.from {
        query = query.filter(sessions::day.ge(from.0));
    }
    if let Some(to) = wanted.to {
        query = query.filter(sessions::day.le(to.0));
    }
    if let Some(venue) = &wanted.venue {
        query = query.filter(sessions::venue_id.eq(venue.to_string()));
    }
    if let Some(speaker) = &wanted.speaker {
        let with =
            assignments::table.filter(assignments::speaker_id.eq(speaker.to_string())).select(assignments::session_id);
        query = query.filter(sessions::id.eq_any(with));
    }
    if let Some(words) = pattern(&wanted.words) {
        let at = venues::table.filter(lower(venues::name).like(words.clone()).escape('\\')).select(venues::id);
        let who = speakers::table.filter(lower(speakers::name).like(words.clone()).escape('\\')).select(speakers::id);
        let with = assignments::table.filter(assignments::speaker_id.eq_any(who)).select(assignments::session_id);
        query = query.filter(
            lower(sessions::code)
                .like(words.clone())
                .escape('\\')
                .or(lower(sessions::theme).like(words).escape('\\'))
                .or(sessions::venue_id.eq_any(at))
                .or(sessions::id.eq_any(with)),
        );
    }
    query
}
