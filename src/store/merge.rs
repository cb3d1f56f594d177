//! Two records of one person or place become one: every row that names the one names the other.

use super::schema::{
    assignments, bookings, certificates, grants, known_apart, lecture_speakers, letters, liaison_venues, plan_items,
    plan_steps, replies, requests, sessions, speaker_blocked_venues, speaker_busy, speaker_busy_lifted,
    speaker_calendars, speakers, talk_hours, unsubscriptions, venue_rooms, venues,
};
use super::{Db, StoreError, own_calendars, reach};
use crate::kernel::{Moment, SpeakerId, VenueId};
use crate::sessions::{Part, SessionStatus};
use crate::venues::Venue;
use diesel::prelude::*;
use std::collections::{HashMap, HashSet};

diesel::define_sql_function! {
    /// A text with every `from` in it as `into`.
    fn replace(text: diesel::sql_types::Text, from: diesel::sql_types::Text, into: diesel::sql_types::Text) -> diesel::sql_types::Text;
}

/// The code of a session at which both speak, if there is one; then they are two persons.
///
/// # Errors
/// The database's.
pub fn both_speak_at(db: &mut Db, one: &SpeakerId, other: &SpeakerId) -> Result<Option<String>, StoreError> {
    let parts: Vec<(String, String)> = assignments::table
        .inner_join(sessions::table)
        .filter(sessions::status.ne(SessionStatus::Cancelled.code()))
        .filter(assignments::role.eq(Part::Speaker.code()))
        .filter(assignments::answer.eq_any(["waiting", "accepted", "proposed"]))
        .filter(assignments::speaker_id.eq_any([one.as_str(), other.as_str()]))
        .select((assignments::speaker_id, sessions::code))
        .load(db)?;
    let of_one: HashSet<&String> = parts.iter().filter(|(who, _)| who == one.as_str()).map(|(_, code)| code).collect();
    Ok(parts.iter().find(|(who, code)| who == other.as_str() && of_one.contains(code)).map(|(_, code)| code.clone()))
}

/// Everything that names speaker `from` names `into`; `from` stays as a record that leads there.
/// Returns the ids of sessions that named both and keep one part.
///
/// # Errors
/// `double-booking` when the two were held at the same time, or the database's.
pub fn speakers(db: &mut Db, from: &SpeakerId, into: &SpeakerId) -> Result<Vec<String>, StoreError> {
    let (from, into) = (from.as_str(), into.as_str());
    let dropped = one_part_each(db, from, into)?;
    diesel::update(assignments::table.filter(assignments::speaker_id.eq(from)))
        .set(assignments::speaker_id.eq(into))
        .execute(db)?;
    book_as(db, from, into)?;
    diesel::update(requests::table.filter(requests::repeat_speaker_id.eq(from)))
        .set(requests::repeat_speaker_id.eq(into))
        .execute(db)?;
    plan_as(db, from, into)?;
    diesel::update(grants::table.filter(grants::speaker_id.eq(from))).set(grants::speaker_id.eq(into)).execute(db)?;
    diesel::update(replies::table.filter(replies::speaker_id.eq(from)))
        .set(replies::speaker_id.eq(into))
        .execute(db)?;
    write_to(db, "speaker", from, into)?;
    diesel::update(certificates::table.filter(certificates::speaker_id.eq(from)))
        .set(certificates::speaker_id.eq(into))
        .execute(db)?;
    own_calendar(db, from, into)?;
    let given: Vec<String> = lecture_speakers::table
        .filter(lecture_speakers::speaker_id.eq(into))
        .select(lecture_speakers::lecture_id)
        .load(db)?;
    let moved = lecture_speakers::table.filter(lecture_speakers::speaker_id.eq(from));
    diesel::update(moved.filter(lecture_speakers::lecture_id.ne_all(given)))
        .set(lecture_speakers::speaker_id.eq(into))
        .execute(db)?;
    diesel::delete(lecture_speakers::table.filter(lecture_speakers::speaker_id.eq(from))).execute(db)?;
    let led = speakers::table.filter(speakers::id.eq(from).or(speakers::merged_into.eq(from)));
    diesel::update(led).set((speakers::merged_into.eq(into), speakers::active.eq(false))).execute(db)?;
    Ok(dropped)
}

/// At a session that names both, only the part that counts most stays.
fn one_part_each(db: &mut Db, from: &str, into: &str) -> Result<Vec<String>, StoreError> {
    let mut parts: Vec<(String, String, String, String, chrono::NaiveDateTime)> = assignments::table
        .filter(assignments::speaker_id.eq_any([from, into]))
        .select((
            assignments::session_id,
            assignments::id,
            assignments::answer,
            assignments::role,
            assignments::changed_at,
        ))
        .load(db)?;
    let weight = |answer: &str| match answer {
        "accepted" => 0,
        "waiting" | "proposed" => 1,
        _ => 2,
    };
    parts.sort_by(|a, b| {
        (weight(&a.2), &b.3 == "speaker", b.4).cmp(&(weight(&b.2), &a.3 == "speaker", a.4)).then_with(|| a.1.cmp(&b.1))
    });
    let mut first: HashMap<&String, &String> = HashMap::new();
    let mut second = Vec::new();
    for (session, part, ..) in &parts {
        match first.get(session) {
            None => _ = first.insert(session, part),
            Some(kept) => {
                hours_as(db, part, kept)?;
                second.push((session.clone(), part));
            }
        }
    }
    let ids = second.iter().map(|(_, part)| part);
    diesel::delete(assignments::table.filter(assignments::id.eq_any(ids))).execute(db)?;
    Ok(second.into_iter().map(|(session, _)| session).collect())
}

/// Hours noted at a part that goes belong to the one that stays, where that has none.
fn hours_as(db: &mut Db, from: &str, into: &str) -> Result<(), StoreError> {
    let own: i64 = talk_hours::table.find(into).count().get_result(db)?;
    if own == 0 {
        diesel::update(talk_hours::table.find(from)).set(talk_hours::assignment_id.eq(into)).execute(db)?;
    }
    Ok(())
}

/// What plans say of one, they say of the other, what can be undone and made again too.
fn plan_as(db: &mut Db, from: &str, into: &str) -> Result<(), StoreError> {
    diesel::update(plan_items::table.filter(plan_items::speaker_id.eq(from)))
        .set(plan_items::speaker_id.eq(into))
        .execute(db)?;
    let said = format!("%{from}%");
    diesel::update(plan_items::table.filter(plan_items::reasons.like(&said)))
        .set(plan_items::reasons.eq(replace(plan_items::reasons, from, into)))
        .execute(db)?;
    diesel::update(plan_steps::table.filter(plan_steps::changes.like(&said)))
        .set(plan_steps::changes.eq(replace(plan_steps::changes, from, into)))
        .execute(db)?;
    Ok(())
}

/// The kept record's own calendar stays; where it has none, the other's goes over with its busy times.
fn own_calendar(db: &mut Db, from: &str, into: &str) -> Result<(), StoreError> {
    let kept: i64 = speaker_calendars::table.filter(speaker_calendars::speaker_id.eq(into)).count().get_result(db)?;
    if kept > 0 {
        return own_calendars::remove(db, &SpeakerId(from.to_owned()));
    }
    diesel::update(speaker_calendars::table.find(from)).set(speaker_calendars::speaker_id.eq(into)).execute(db)?;
    let busy = speaker_busy::table.filter(speaker_busy::speaker_id.eq(from));
    diesel::update(busy).set(speaker_busy::speaker_id.eq(into)).execute(db)?;
    let lifted = speaker_busy_lifted::table.filter(speaker_busy_lifted::speaker_id.eq(from));
    diesel::update(lifted).set(speaker_busy_lifted::speaker_id.eq(into)).execute(db)?;
    Ok(())
}

/// What one resource holds, another holds; where both hold a session, once.
fn book_as(db: &mut Db, from: &str, into: &str) -> Result<(), StoreError> {
    let held: Vec<String> =
        bookings::table.filter(bookings::resource_id.eq(into)).select(bookings::session_id).load(db)?;
    let twice = bookings::table.filter(bookings::resource_id.eq(from)).filter(bookings::session_id.eq_any(held));
    diesel::delete(twice).execute(db)?;
    diesel::update(bookings::table.filter(bookings::resource_id.eq(from)))
        .set(bookings::resource_id.eq(into))
        .execute(db)?;
    Ok(())
}

fn write_to(db: &mut Db, kind: &str, from: &str, into: &str) -> Result<(), StoreError> {
    let owed = letters::table.filter(letters::recipient_kind.eq(kind)).filter(letters::recipient_id.eq(from));
    diesel::update(owed).set(letters::recipient_id.eq(into)).execute(db)?;
    // who asked for no reminders under either record gets none
    let theirs = unsubscriptions::table.find((kind, from));
    let asked: Option<chrono::NaiveDateTime> = theirs.select(unsubscriptions::at).first(db).optional()?;
    let own: i64 = unsubscriptions::table.find((kind, into)).count().get_result(db)?;
    if asked.is_some() && own == 0 {
        diesel::update(theirs).set(unsubscriptions::recipient_id.eq(into)).execute(db)?;
    }
    diesel::delete(known_apart::table.filter(known_apart::one_id.eq(from).or(known_apart::other_id.eq(from))))
        .execute(db)?;
    Ok(())
}

/// Everything that names venue `from` names `into`; rooms of one name become one room.
///
/// # Errors
/// `double-booking` when both were held at the same time, or the database's.
pub fn venues(db: &mut Db, from: &Venue, into: &Venue, now: Moment) -> Result<(), StoreError> {
    for room in &from.rooms {
        match into.rooms.iter().find(|other| other.name == room.name) {
            Some(same) => one_room(db, room.id.as_str(), same.id.as_str())?,
            None => {
                diesel::update(venue_rooms::table.find(room.id.as_str()))
                    .set(venue_rooms::venue_id.eq(into.id.as_str()))
                    .execute(db)?;
            }
        }
    }
    let (old, new): (&VenueId, &VenueId) = (&from.id, &into.id);
    let (old, new) = (old.as_str(), new.as_str());
    move_sessions(db, &from.id, &into.id, now)?;
    diesel::update(requests::table.filter(requests::venue_id.eq(old))).set(requests::venue_id.eq(new)).execute(db)?;
    diesel::update(grants::table.filter(grants::venue_id.eq(old))).set(grants::venue_id.eq(new)).execute(db)?;
    book_as(db, old, new)?;
    write_to(db, "venue", old, new)?;
    let blocked: Vec<String> = speaker_blocked_venues::table
        .filter(speaker_blocked_venues::venue_id.eq(new))
        .select(speaker_blocked_venues::speaker_id)
        .load(db)?;
    let moved = speaker_blocked_venues::table.filter(speaker_blocked_venues::venue_id.eq(old));
    diesel::update(moved.filter(speaker_blocked_venues::speaker_id.ne_all(blocked)))
        .set(speaker_blocked_venues::venue_id.eq(new))
        .execute(db)?;
    diesel::delete(speaker_blocked_venues::table.filter(speaker_blocked_venues::venue_id.eq(old))).execute(db)?;
    let area: i64 = liaison_venues::table.find(new).count().get_result(db)?;
    if area == 0 {
        diesel::update(liaison_venues::table.find(old)).set(liaison_venues::venue_id.eq(new)).execute(db)?;
    }
    diesel::delete(liaison_venues::table.find(old)).execute(db)?;
    reach::around_venues(db, &[old], now, |db| {
        let led = venues::table.filter(venues::id.eq(old).or(venues::merged_into.eq(old)));
        diesel::update(led).set((venues::merged_into.eq(new), venues::active.eq(false))).execute(db)?;
        Ok(())
    })
}

/// The sessions of a venue are those of another, and count as such.
fn move_sessions(db: &mut Db, from: &VenueId, into: &VenueId, now: Moment) -> Result<(), StoreError> {
    let theirs = || sessions::table.filter(sessions::venue_id.eq(from.as_str()));
    let moved: Vec<String> = theirs().select(sessions::id).load(db)?;
    let visits =
        |db: &mut Db| -> Result<Vec<_>, StoreError> { moved.iter().map(|id| reach::visit_in(db, id)).collect() };
    let before = visits(db)?;
    reach::around(db, &reach::Which::Venue(from), now, |db| {
        diesel::update(theirs()).set(sessions::venue_id.eq(into.as_str())).execute(db)?;
        Ok(())
    })?;
    let after = visits(db)?;
    let turns = moved.iter().zip(before.into_iter().zip(after));
    let turns: Vec<reach::Turn<'_>> =
        turns.map(|(session, (before, after))| reach::Turn { session, before, after, at: now }).collect();
    reach::carry_visits(db, &turns)?;
    reach::mark_claims(db, moved.iter().map(String::as_str), false)
}

fn one_room(db: &mut Db, from: &str, into: &str) -> Result<(), StoreError> {
    diesel::update(sessions::table.filter(sessions::room_id.eq(from))).set(sessions::room_id.eq(into)).execute(db)?;
    diesel::update(requests::table.filter(requests::room_id.eq(from))).set(requests::room_id.eq(into)).execute(db)?;
    book_as(db, from, into)?;
    diesel::delete(venue_rooms::table.find(from)).execute(db)?;
    Ok(())
}
