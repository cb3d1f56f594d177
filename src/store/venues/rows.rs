//! Rows of a venue and what hangs from it, and back.

use crate::kernel::{CommitteeId, Day, Grade, RoomId, VenueId, parse_clock, words_of_clock};
use crate::store::schema::{venue_blackouts, venue_contacts, venue_enrolment, venue_rooms, venues};
use crate::store::{Db, StoreError, dialect, reach};
use crate::venues::{Blackout, Contact, Room, Venue};
use chrono::NaiveDate;
use diesel::prelude::*;
use std::collections::{HashMap, HashSet};

#[derive(Queryable, Selectable, Insertable, AsChangeset, Clone)]
#[diesel(table_name = venues, treat_none_as_default_value = false, treat_none_as_null = true)]
pub(super) struct Row {
    pub id: String,
    code: String,
    name: String,
    kind: String,
    tier: String,
    committee_id: String,
    township_code: String,
    lat: f64,
    lon: f64,
    bells: String,
    stairs: bool,
    pickup: bool,
    active: bool,
    feed_generation: i32,
    pub version: i32,
}

impl Row {
    pub(super) fn of(venue: &Venue) -> Self {
        let bells: Vec<String> =
            venue.bells.iter().map(|(from, to)| format!("{}-{}", words_of_clock(*from), words_of_clock(*to))).collect();
        Self {
            id: venue.id.to_string(),
            code: venue.code.clone(),
            name: venue.name.clone(),
            kind: venue.kind.clone(),
            tier: venue.tier.clone(),
            committee_id: venue.committee.to_string(),
            township_code: venue.township_code.clone(),
            lat: venue.point.0,
            lon: venue.point.1,
            bells: bells.join("|"),
            stairs: venue.stairs,
            pickup: venue.pickup,
            active: venue.active,
            feed_generation: venue.feed_generation,
            version: venue.version,
        }
    }

    fn value(self, parts: Parts) -> Result<Venue, StoreError> {
        Ok(Venue {
            bells: bells(&self.bells)?,
            id: VenueId(self.id),
            code: self.code,
            name: self.name,
            kind: self.kind,
            tier: self.tier,
            committee: CommitteeId(self.committee_id),
            township_code: self.township_code,
            point: (self.lat, self.lon),
            enrolment: parts.enrolment,
            rooms: parts.rooms,
            blackouts: parts.blackouts,
            contacts: parts.contacts,
            stairs: self.stairs,
            pickup: self.pickup,
            active: self.active,
            feed_generation: self.feed_generation,
            version: self.version,
        })
    }
}

fn bells(stored: &str) -> Result<Vec<(u16, u16)>, StoreError> {
    let lesson = |text: &str| {
        let (from, to) = text.split_once('-')?;
        parse_clock(from).ok().zip(parse_clock(to).ok())
    };
    let lessons = stored.split('|').filter(|part| !part.is_empty());
    lessons.map(|part| lesson(part).ok_or_else(|| StoreError::row("bells", stored))).collect()
}

/// What hangs from one venue.
#[derive(Default)]
struct Parts {
    enrolment: Vec<(Grade, i32)>,
    rooms: Vec<Room>,
    blackouts: Vec<Blackout>,
    contacts: Vec<Contact>,
}

/// Rows with their parts, in four queries however many they are.
pub(super) fn whole(db: &mut Db, rows: Vec<Row>) -> Result<Vec<Venue>, StoreError> {
    let mut parts: HashMap<String, Parts> = HashMap::new();
    let ids: Vec<String> = rows.iter().map(|row| row.id.clone()).collect();
    for ids in ids.chunks(dialect::MANY) {
        load_places(db, ids, &mut parts)?;
        load_people(db, ids, &mut parts)?;
    }
    rows.into_iter()
        .map(|row| {
            let mut parts = parts.remove(&row.id).unwrap_or_default();
            parts.enrolment.sort();
            row.value(parts)
        })
        .collect()
}

fn load_places(db: &mut Db, ids: &[String], parts: &mut HashMap<String, Parts>) -> Result<(), StoreError> {
    let rows: Vec<(String, String, String, i32)> = venue_rooms::table
        .filter(venue_rooms::venue_id.eq_any(ids))
        .select((venue_rooms::venue_id, venue_rooms::id, venue_rooms::name, venue_rooms::capacity))
        .order((venue_rooms::venue_id, venue_rooms::id))
        .load(db)?;
    for (venue, id, name, capacity) in rows {
        parts.entry(venue).or_default().rooms.push(Room { id: RoomId(id), name, capacity });
    }
    let rows: Vec<(String, NaiveDate, NaiveDate, String)> = venue_blackouts::table
        .filter(venue_blackouts::venue_id.eq_any(ids))
        .select((
            venue_blackouts::venue_id,
            venue_blackouts::from_day,
            venue_blackouts::to_day,
            venue_blackouts::reason,
        ))
        .order((venue_blackouts::venue_id, venue_blackouts::from_day))
        .load(db)?;
    for (venue, from, to, reason) in rows {
        let blackout = Blackout { from: Day(from), to: Day(to), reason };
        parts.entry(venue).or_default().blackouts.push(blackout);
    }
    Ok(())
}

fn load_people(db: &mut Db, ids: &[String], parts: &mut HashMap<String, Parts>) -> Result<(), StoreError> {
    let rows: Vec<(String, String, i32)> = venue_enrolment::table
        .filter(venue_enrolment::venue_id.eq_any(ids))
        .select((venue_enrolment::venue_id, venue_enrolment::grade, venue_enrolment::count))
        .load(db)?;
    for (venue, grade, count) in rows {
        let grade = Grade::parse(&grade).ok_or_else(|| StoreError::row("grade", &grade))?;
        parts.entry(venue).or_default().enrolment.push((grade, count));
    }
    let rows: Vec<(String, String, String, String, bool)> = venue_contacts::table
        .filter(venue_contacts::venue_id.eq_any(ids))
        .select((
            venue_contacts::venue_id,
            venue_contacts::name,
            venue_contacts::phone,
            venue_contacts::email,
            venue_contacts::email_bad,
        ))
        .order((venue_contacts::venue_id, venue_contacts::position, venue_contacts::id))
        .load(db)?;
    for (venue, name, phone, email, email_bad) in rows {
        parts.entry(venue).or_default().contacts.push(Contact { name, phone, email, email_bad });
    }
    Ok(())
}

/// Adds what hangs from these venues, their rooms too when `with_rooms`.
pub(super) fn insert_parts(db: &mut Db, venues: &[Venue], with_rooms: bool) -> Result<(), StoreError> {
    let id = |venue: &Venue| venue.id.to_string();
    let enrolment: Vec<Enrolment> = venues
        .iter()
        .flat_map(|v| {
            v.enrolment.iter().map(move |(grade, count)| Enrolment {
                venue_id: id(v),
                grade: grade.code().to_owned(),
                count: *count,
            })
        })
        .collect();
    dialect::insert_all!(db, venue_enrolment::table, &enrolment)?;
    reach::enrol(db, venues.iter().map(|venue| (venue.id.as_str(), venue.enrolment.as_slice())))?;
    let blackouts: Vec<Closed> = venues
        .iter()
        .flat_map(|v| {
            v.blackouts.iter().map(move |b| Closed {
                venue_id: id(v),
                from_day: b.from.0,
                to_day: b.to.0,
                reason: b.reason.clone(),
            })
        })
        .collect();
    dialect::insert_all!(db, venue_blackouts::table, &blackouts)?;
    let contacts: Vec<Person> = venues
        .iter()
        .flat_map(|v| v.contacts.iter().zip(0..).map(move |(contact, position)| Person::of(v, contact, position)))
        .collect();
    dialect::insert_all!(db, venue_contacts::table, &contacts)?;
    if with_rooms {
        let rooms: Vec<Hall> = venues.iter().flat_map(|v| v.rooms.iter().map(move |room| Hall::of(v, room))).collect();
        dialect::insert_all!(db, venue_rooms::table, &rooms)?;
    }
    Ok(())
}

/// Takes away what hangs from a venue, except its rooms.
pub(super) fn clear_parts(db: &mut Db, id: &VenueId) -> Result<(), StoreError> {
    let id = id.as_str();
    diesel::delete(venue_enrolment::table.filter(venue_enrolment::venue_id.eq(id))).execute(db)?;
    diesel::delete(venue_blackouts::table.filter(venue_blackouts::venue_id.eq(id))).execute(db)?;
    diesel::delete(venue_contacts::table.filter(venue_contacts::venue_id.eq(id))).execute(db)?;
    Ok(())
}

/// Brings the rooms to those given: sessions name rooms, so one that stays keeps its row.
pub(super) fn keep_rooms(db: &mut Db, venue: &Venue) -> Result<(), StoreError> {
    let stored: HashSet<String> = venue_rooms::table
        .filter(venue_rooms::venue_id.eq(venue.id.as_str()))
        .select(venue_rooms::id)
        .load(db)?
        .into_iter()
        .collect();
    for gone in stored.iter().filter(|id| venue.rooms.iter().all(|room| room.id.as_str() != id.as_str())) {
        diesel::delete(venue_rooms::table.find(gone)).execute(db)?;
    }
    for room in &venue.rooms {
        if stored.contains(room.id.as_str()) {
            let columns = (venue_rooms::name.eq(&room.name), venue_rooms::capacity.eq(room.capacity));
            diesel::update(venue_rooms::table.find(room.id.as_str())).set(columns).execute(db)?;
        } else {
            diesel::insert_into(venue_rooms::table).values(&Hall::of(venue, room)).execute(db)?;
        }
    }
    Ok(())
}

#[derive(Insertable)]
#[diesel(table_name = venue_enrolment)]
struct Enrolment {
    venue_id: String,
    grade: String,
    count: i32,
}

#[derive(Insertable)]
#[diesel(table_name = venue_blackouts)]
struct Closed {
    venue_id: String,
    from_day: NaiveDate,
    to_day: NaiveDate,
    reason: String,
}

#[derive(Insertable)]
#[diesel(table_name = venue_rooms)]
struct Hall {
    id: String,
    venue_id: String,
    name: String,
    capacity: i32,
}

impl Hall {
    fn of(venue: &Venue, room: &Room) -> Self {
        Self {
            id: room.id.to_string(),
            venue_id: venue.id.to_string(),
            name: room.name.clone(),
            capacity: room.capacity,
        }
    }
}

#[derive(Insertable)]
#[diesel(table_name = venue_contacts)]
struct Person {
    id: String,
    venue_id: String,
    name: String,
    phone: String,
    email: String,
    position: i32,
    email_bad: bool,
}

impl Person {
    fn of(venue: &Venue, contact: &Contact, position: i32) -> Self {
        Self {
            id: uuid::Uuid::now_v7().to_string(),
            venue_id: venue.id.to_string(),
            name: contact.name.clone(),
            phone: contact.phone.clone(),
            email: contact.email.clone(),
            position,
            email_bad: contact.email_bad,
        }
    }
}
