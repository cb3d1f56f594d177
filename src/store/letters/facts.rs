//! What a letter says, loaded for its rendering: the reader, the committee, the session or request.

use super::super::schema::{
    assignments, divisions, languages, lectures, request_windows, requests, sessions, speakers, venue_contacts,
    venue_rooms, venues,
};
use super::super::{Db, StoreError, moment};
use super::outbox::{OwedLetter, by_ids, is_unsubscribed};
use super::reader::{Reader, office, reader};
use crate::accounts::Deed;
use crate::kernel::{Grade, LetterKind, Moment, Recipient, Window};
use crate::reminders::{Letter, Links, Notes, RequestFacts, SessionFacts, Subject, may_unsubscribe, still_to_tell};
use crate::text::Lang;
use chrono::NaiveDateTime;
use diesel::prelude::*;

/// A letter with everything it says, and what stands against sending it.
pub(crate) struct Loaded {
    pub letter: Letter,
    /// The assignment that the reader may answer.
    pub assignment: Option<String>,
    /// The reader is reached by a person: a code that says why.
    pub by_hand: Option<&'static str>,
    /// It makes no sense any more: a code that says why.
    pub pointless: Option<&'static str>,
    /// When the session begins that it is about.
    pub start: Option<Moment>,
    /// What a gathered letter tells, the earliest session first; its subject is made of these.
    pub parts: Vec<(OwedLetter, Loaded)>,
}

/// Loads one letter; `None` when its reader or its subject is no longer there.
pub(crate) fn load(db: &mut Db, owed: &OwedLetter, now: Moment) -> Result<Option<Loaded>, StoreError> {
    if owed.kind == LetterKind::Changes { gathered(db, owed, now) } else { single(db, owed, now) }
}

/// A letter as it would be, for a reader and a subject that exist.
///
/// # Errors
/// The database's.
pub(crate) fn trial(db: &mut Db, owed: &OwedLetter, now: Moment) -> Result<Option<Letter>, StoreError> {
    Ok(load(db, owed, now)?.map(|loaded| loaded.letter))
}

/// A gathered letter: what still holds of its parts.
fn gathered(db: &mut Db, owed: &OwedLetter, now: Moment) -> Result<Option<Loaded>, StoreError> {
    let Some(reader) = reader(db, &owed.recipient)? else { return Ok(None) };
    let ids: Vec<String> = serde_json::from_value(owed.facts["parts"].clone()).unwrap_or_default();
    let mut parts = Vec::new();
    for part in by_ids(db, &ids)? {
        let loaded = single(db, &part, now)?.filter(|loaded| loaded.pointless.is_none());
        parts.extend(loaded.map(|loaded| (part, loaded)));
    }
    let last: Vec<(String, LetterKind, String)> = parts
        .iter()
        .map(|(part, loaded)| (part.subject.clone(), part.kind, loaded.letter.notes.what.clone()))
        .collect();
    let mut keep = still_to_tell(&last).into_iter();
    parts.retain(|_| keep.next().unwrap_or(true));
    parts.sort_by_key(|(part, loaded)| (loaded.start, part.subject.clone(), part.sequence));
    let start = parts.iter().filter_map(|(_, loaded)| loaded.start).min();
    let letter = letter(db, owed, &reader, Subject::Gathered(Vec::new()), Notes::default(), now)?;
    let pointless = if parts.is_empty() { Some("subject-gone") } else { None };
    Ok(Some(Loaded { letter, assignment: None, by_hand: reader.by_hand, pointless, start, parts }))
}

fn single(db: &mut Db, owed: &OwedLetter, now: Moment) -> Result<Option<Loaded>, StoreError> {
    let Some(reader) = reader(db, &owed.recipient)? else { return Ok(None) };
    let mut notes = Notes::of(&owed.facts);
    let mut assignment = None;
    let (mut pointless, mut start) = (None, None);
    let subject = match owed.kind {
        LetterKind::SignIn => Some(Subject::SignIn),
        LetterKind::Digest => morning(db, &owed.recipient, now)?,
        LetterKind::RequestReceived | LetterKind::RequestReturned | LetterKind::RequestApproved => {
            request(db, &owed.subject)?.map(|facts| Subject::Request(Box::new(facts)))
        }
        _ => match session(db, &owed.subject, reader.lang)? {
            None => None,
            Some((facts, sequence)) => {
                let part = part_of(db, &owed.subject, &owed.recipient)?;
                pointless = overtaken(owed, &facts, sequence, part.as_ref(), now);
                start = Some(facts.window.start);
                assignment = part.map(|part| part.id);
                Some(Subject::Session(Box::new(facts)))
            }
        },
    };
    let Some(subject) = subject else { return Ok(None) };
    if pointless.is_none() && may_unsubscribe(owed.kind) && is_unsubscribed(db, &owed.recipient)? {
        pointless = Some("unsubscribed");
    }
    name_old_value(db, &mut notes)?;
    let letter = letter(db, owed, &reader, subject, notes, now)?;
    // who does not answer letters is not asked by one
    let by_hand = called(owed).or(reader.by_hand);
    Ok(Some(Loaded { letter, assignment, by_hand, pointless, start, parts: Vec::new() }))
}

/// A coordinator's morning; `None` when there is nothing to say any more.
fn morning(db: &mut Db, recipient: &Recipient, now: Moment) -> Result<Option<Subject>, StoreError> {
    let Some(account) = super::super::accounts::by_id(db, recipient.id())? else { return Ok(None) };
    let Ok(scope) = account.actor().scope(Deed::HandleLetters) else { return Ok(None) };
    let facts = super::digest::digest(db, &scope, now)?;
    Ok((!facts.parts.is_empty()).then(|| Subject::Digest(Box::new(facts))))
}

/// Why a letter of this kind is told by a person, whatever way its reader chose: a code.
fn called(owed: &OwedLetter) -> Option<&'static str> {
    let Recipient::Speaker(_) = owed.recipient else { return None };
    match owed.kind {
        LetterKind::Silence => Some("silent"),
        LetterKind::Unsure => Some("unsure"),
        LetterKind::LateReply => Some("late-reply"),
        _ => None,
    }
}

fn letter(
    db: &mut Db,
    owed: &OwedLetter,
    reader: &Reader,
    subject: Subject,
    notes: Notes,
    now: Moment,
) -> Result<Letter, StoreError> {
    Ok(Letter {
        id: owed.id.to_string(),
        key: owed.key.clone(),
        kind: owed.kind,
        lang: reader.lang,
        to: reader.addressee.clone(),
        office: office(db, &owed.committee)?,
        date: now,
        subject,
        notes,
        links: Links::default(),
        template: super::templates::holding(db, owed, reader.lang)?,
    })
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = sessions)]
struct SessionRow {
    code: String,
    starts_at: NaiveDateTime,
    ends_at: NaiveDateTime,
    status: String,
    theme: String,
    grade: String,
    planned: i32,
    teacher: String,
    teacher_phone: String,
    pickup_by: String,
    pickup_at: Option<NaiveDateTime>,
    companion: String,
    sequence: i32,
    venue_id: String,
}

type Place = (String, String, bool, bool);
type Named = (Option<String>, Option<String>, String, String);

fn session(db: &mut Db, id: &str, lang: Lang) -> Result<Option<(SessionFacts, i32)>, StoreError> {
    let row: Option<(SessionRow, Place, Named)> = sessions::table
        .inner_join(venues::table)
        .inner_join(languages::table)
        .left_join(venue_rooms::table)
        .left_join(lectures::table)
        .filter(sessions::id.eq(id))
        .select((
            SessionRow::as_select(),
            (venues::name, venues::township_code, venues::stairs, venues::pickup),
            (venue_rooms::name.nullable(), lectures::title.nullable(), languages::name, languages::name_en),
        ))
        .first(db)
        .optional()?;
    let Some((row, (venue, township_code, stairs, car), (room, lecture, language, language_en))) = row else {
        return Ok(None);
    };
    let facts = SessionFacts {
        code: row.code,
        window: Window { start: moment(row.starts_at), end: moment(row.ends_at) },
        cancelled: row.status == "cancelled",
        venue,
        township: township(db, &township_code)?,
        stairs,
        car,
        room,
        theme: row.theme,
        lecture,
        grade: Grade::parse(&row.grade).ok_or_else(|| StoreError::row("grade", &row.grade))?,
        planned: row.planned,
        language: lang.pick(&language, &language_en).to_owned(),
        speakers: speaking(db, id)?,
        contact: first_contact(db, &row.venue_id)?,
        teacher: row.teacher,
        teacher_phone: row.teacher_phone,
        pickup_by: row.pickup_by,
        pickup_at: row.pickup_at.map(moment),
        companion: row.companion,
    };
    Ok(Some((facts, row.sequence)))
}

fn township(db: &mut Db, code: &str) -> Result<String, StoreError> {
    let name: Option<String> = divisions::table
        .filter(divisions::code.eq(code))
        .order(divisions::valid_from.desc())
        .select(divisions::name)
        .first(db)
        .optional()?;
    Ok(name.unwrap_or_default())
}

fn first_contact(db: &mut Db, venue: &str) -> Result<Option<(String, String)>, StoreError> {
    Ok(venue_contacts::table
        .filter(venue_contacts::venue_id.eq(venue))
        .order((venue_contacts::position, venue_contacts::id))
        .select((venue_contacts::name, venue_contacts::phone))
        .first(db)
        .optional()?)
}

fn speaking(db: &mut Db, session: &str) -> Result<Vec<String>, StoreError> {
    Ok(assignments::table
        .inner_join(speakers::table)
        .filter(assignments::session_id.eq(session).and(assignments::role.eq("speaker")))
        .filter(assignments::answer.ne_all(["declined", "released"]))
        .order(assignments::id)
        .select(speakers::name)
        .load(db)?)
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = assignments)]
struct PartRow {
    id: String,
    answer: String,
    still_at: Option<NaiveDateTime>,
}

/// The reader's latest part in a session.
fn part_of(db: &mut Db, session: &str, recipient: &Recipient) -> Result<Option<PartRow>, StoreError> {
    let Recipient::Speaker(speaker) = recipient else { return Ok(None) };
    Ok(assignments::table
        .filter(assignments::session_id.eq(session).and(assignments::speaker_id.eq(speaker.as_str())))
        .order(assignments::id.desc())
        .select(PartRow::as_select())
        .first(db)
        .optional()?)
}

/// Why a letter would tell what no longer holds.
fn overtaken(
    owed: &OwedLetter,
    facts: &SessionFacts,
    sequence: i32,
    part: Option<&PartRow>,
    now: Moment,
) -> Option<&'static str> {
    use LetterKind::{Change, Confirmation, HeadcountDue, Invitation, Silence, StandbyCall, Unsure};
    if owed.kind != HeadcountDue && facts.window.start <= now {
        return Some("too-late");
    }
    let reminder = owed.kind.is_reminder();
    let of_what_stands = reminder || matches!(owed.kind, Invitation | Confirmation | Change | StandbyCall | Unsure);
    if facts.cancelled && (of_what_stands || matches!(owed.kind, HeadcountDue | Silence)) {
        return Some("session-off");
    }
    let answered = part.is_some_and(|part| match owed.kind {
        Silence => part.answer != "waiting",
        Unsure | StandbyCall => part.still_at.is_some_and(|at| moment(at) >= owed.created_at),
        _ => false,
    });
    if answered {
        return Some("answered");
    }
    let gone = part.is_some_and(|part| matches!(part.answer.as_str(), "declined" | "released"));
    if gone && of_what_stands {
        return Some("no-longer-named");
    }
    if reminder && owed.sequence < sequence { Some("session-moved") } else { None }
}

/// Puts the name in the place of an old room's, lecture's or speaker's id.
fn name_old_value(db: &mut Db, notes: &mut Notes) -> Result<(), StoreError> {
    let id = notes.before.clone();
    let name: Option<String> = match notes.what.as_str() {
        "room" => venue_rooms::table.find(&id).select(venue_rooms::name).first(db).optional()?,
        "lecture" => lectures::table.find(&id).select(lectures::title).first(db).optional()?,
        "speaker" => speakers::table.find(&id).select(speakers::name).first(db).optional()?,
        _ => return Ok(()),
    };
    notes.before = name.unwrap_or_default();
    Ok(())
}

fn request(db: &mut Db, id: &str) -> Result<Option<RequestFacts>, StoreError> {
    type Row = (String, String, String, i32, Option<String>, Option<String>);
    let row: Option<Row> = requests::table
        .inner_join(venues::table)
        .left_join(lectures::table)
        .filter(requests::id.eq(id))
        .select((
            requests::code,
            venues::name,
            requests::grade,
            requests::headcount,
            requests::theme,
            lectures::title.nullable(),
        ))
        .first(db)
        .optional()?;
    let Some((code, venue, grade, headcount, theme, lecture)) = row else { return Ok(None) };
    let windows: Vec<(NaiveDateTime, NaiveDateTime)> = request_windows::table
        .filter(request_windows::request_id.eq(id))
        .order(request_windows::rank)
        .select((request_windows::starts_at, request_windows::ends_at))
        .load(db)?;
    Ok(Some(RequestFacts {
        code,
        venue,
        wish: lecture.or(theme).unwrap_or_default(),
        grade: Grade::parse(&grade).ok_or_else(|| StoreError::row("grade", &grade))?,
        headcount,
        windows: windows.into_iter().map(|(start, end)| Window { start: moment(start), end: moment(end) }).collect(),
    }))
}
