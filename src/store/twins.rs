//! Records that look as if one person or one place stood in the register twice.

use super::schema::{
    assignments, grants, known_apart, lecture_speakers, letters, requests, sessions, speakers, venue_contacts,
    venue_rooms, venues,
};
use super::{Db, Page, Paging, StoreError, owned};
use crate::accounts::Scope;
use crate::kernel::Day;
use diesel::dsl::{exists, not};
use diesel::prelude::*;

diesel::alias! {
    const PERSON: Alias<OtherPerson> = speakers as other_person;
    const PLACE: Alias<OtherPlace> = venues as other_place;
}

/// Two records that may be one: ids, the older code first.
pub type Twins = (String, String);

/// Speakers of one name with the same telephone number or year of birth, a page of pairs.
///
/// # Errors
/// The database's.
pub fn speakers(db: &mut Db, scope: &Scope, paging: Paging) -> Result<Page<Twins>, StoreError> {
    let told = known_apart::table
        .filter(known_apart::noun.eq("speaker"))
        .filter(known_apart::one_id.eq(speakers::id))
        .filter(known_apart::other_id.eq(PERSON.field(speakers::id)));
    let same_phone = speakers::phone.ne("").and(speakers::phone.eq(PERSON.field(speakers::phone)));
    let same_year = speakers::birth_year.eq(PERSON.field(speakers::birth_year)).assume_not_null();
    let on = speakers::name
        .eq(PERSON.field(speakers::name))
        .and(speakers::code.lt(PERSON.field(speakers::code)))
        .and(same_phone.or(same_year));
    let pairs = || {
        speakers::table
            .inner_join(PERSON.on(on))
            .filter(speakers::merged_into.is_null())
            .filter(PERSON.field(speakers::merged_into).is_null())
            .filter(speakers::committee_id.eq_any(owned(scope)))
            .filter(PERSON.field(speakers::committee_id).eq_any(owned(scope)))
            .filter(not(exists(told)))
    };
    let total = pairs().count().get_result(db)?;
    let rows = pairs()
        .select((speakers::id, PERSON.field(speakers::id)))
        .order((speakers::name, speakers::code, PERSON.field(speakers::code)))
        .limit(paging.size())
        .offset(paging.offset())
        .load(db)?;
    Ok(Page::of(rows, paging, total))
}

/// Venues of one name and kind in one township, a page of pairs.
///
/// # Errors
/// The database's.
pub fn venues(db: &mut Db, scope: &Scope, paging: Paging) -> Result<Page<Twins>, StoreError> {
    let told = known_apart::table
        .filter(known_apart::noun.eq("venue"))
        .filter(known_apart::one_id.eq(venues::id))
        .filter(known_apart::other_id.eq(PLACE.field(venues::id)));
    let on = venues::name
        .eq(PLACE.field(venues::name))
        .and(venues::code.lt(PLACE.field(venues::code)))
        .and(venues::kind.eq(PLACE.field(venues::kind)))
        .and(venues::township_code.eq(PLACE.field(venues::township_code)));
    let pairs = || {
        venues::table
            .inner_join(PLACE.on(on))
            .filter(venues::merged_into.is_null())
            .filter(PLACE.field(venues::merged_into).is_null())
            .filter(venues::committee_id.eq_any(owned(scope)))
            .filter(PLACE.field(venues::committee_id).eq_any(owned(scope)))
            .filter(not(exists(told)))
    };
    let total = pairs().count().get_result(db)?;
    let rows = pairs()
        .select((venues::id, PLACE.field(venues::id)))
        .order((venues::name, venues::code, PLACE.field(venues::code)))
        .limit(paging.size())
        .offset(paging.offset())
        .load(db)?;
    Ok(Page::of(rows, paging, total))
}

/// Keeps that two records are two.
///
/// # Errors
/// The database's.
pub fn keep_apart(db: &mut Db, noun: &str, one: &str, other: &str) -> Result<(), StoreError> {
    for (one, other) in [(one, other), (other, one)] {
        diesel::delete(known_apart::table.find((noun, one, other))).execute(db)?;
        let row = (known_apart::noun.eq(noun), known_apart::one_id.eq(one), known_apart::other_id.eq(other));
        diesel::insert_into(known_apart::table).values(row).execute(db)?;
    }
    Ok(())
}

/// What names a record, and goes with it into another: each a key of `text` and how many.
pub type Moves = Vec<(&'static str, i64)>;

/// What goes with a speaker.
///
/// # Errors
/// The database's.
pub fn moves_of_speaker(db: &mut Db, id: &str, today: Day) -> Result<Moves, StoreError> {
    let parts = || assignments::table.inner_join(sessions::table).filter(assignments::speaker_id.eq(id));
    let coming = parts().filter(sessions::day.ge(today.0)).filter(sessions::status.ne("cancelled"));
    let answered = parts().filter(assignments::answered_at.is_not_null());
    let letters = letters::table.filter(letters::recipient_kind.eq("speaker")).filter(letters::recipient_id.eq(id));
    Ok(vec![
        ("moves-sessions", parts().count().get_result(db)?),
        ("moves-coming", coming.count().get_result(db)?),
        ("moves-answers", answered.count().get_result(db)?),
        ("moves-letters", letters.count().get_result(db)?),
        ("moves-lectures", lecture_speakers::table.filter(lecture_speakers::speaker_id.eq(id)).count().get_result(db)?),
        ("moves-requests", requests::table.filter(requests::repeat_speaker_id.eq(id)).count().get_result(db)?),
        ("moves-accounts", grants::table.filter(grants::speaker_id.eq(id)).count().get_result(db)?),
    ])
}

/// What goes with a venue.
///
/// # Errors
/// The database's.
pub fn moves_of_venue(db: &mut Db, id: &str, today: Day) -> Result<Moves, StoreError> {
    let held = || sessions::table.filter(sessions::venue_id.eq(id));
    let coming = held().filter(sessions::day.ge(today.0)).filter(sessions::status.ne("cancelled"));
    let letters = letters::table.filter(letters::recipient_kind.eq("venue")).filter(letters::recipient_id.eq(id));
    Ok(vec![
        ("moves-sessions", held().count().get_result(db)?),
        ("moves-coming", coming.count().get_result(db)?),
        ("moves-orders", requests::table.filter(requests::venue_id.eq(id)).count().get_result(db)?),
        ("moves-letters", letters.count().get_result(db)?),
        ("moves-rooms", venue_rooms::table.filter(venue_rooms::venue_id.eq(id)).count().get_result(db)?),
        ("moves-contacts", venue_contacts::table.filter(venue_contacts::venue_id.eq(id)).count().get_result(db)?),
        ("moves-accounts", grants::table.filter(grants::venue_id.eq(id)).count().get_result(db)?),
    ])
}
