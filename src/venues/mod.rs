//! Schools and outreach stations: rooms, contacts, bell times, access, blackouts.

pub mod forms;
mod joined;

pub use joined::Told;

use crate::kernel::{CommitteeId, Day, Grade, RoomId, VenueId};

/// A room of a venue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Room {
    /// Its identity.
    pub id: RoomId,
    /// Its name.
    pub name: String,
    /// How many it holds.
    pub capacity: i32,
}

/// Somebody to telephone at a venue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contact {
    /// Name.
    pub name: String,
    /// Telephone.
    pub phone: String,
    /// Mailbox, or empty.
    pub email: String,
    /// Letters to it came back.
    pub email_bad: bool,
}

/// Days on which a venue receives nobody, both included.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Blackout {
    /// First day.
    pub from: Day,
    /// Last day.
    pub to: Day,
    /// Why.
    pub reason: String,
}

/// A school or outreach station (学校, 校外教育辅导站).
#[derive(Clone, Debug, PartialEq)]
pub struct Venue {
    /// Its identity.
    pub id: VenueId,
    /// Its code in files.
    pub code: String,
    /// Its name.
    pub name: String,
    /// A kind of the editable list.
    pub kind: String,
    /// 总站, 中心站, 村站 ...; empty for schools.
    pub tier: String,
    /// The committee that keeps the register.
    pub committee: CommitteeId,
    /// Division code of its township.
    pub township_code: String,
    /// Latitude and longitude, degrees.
    pub point: (f64, f64),
    /// Pupils by grade band.
    pub enrolment: Vec<(Grade, i32)>,
    /// Rooms.
    pub rooms: Vec<Room>,
    /// Lessons, minutes since midnight; none for stations.
    pub bells: Vec<(u16, u16)>,
    /// Days closed.
    pub blackouts: Vec<Blackout>,
    /// Contacts, the main one first.
    pub contacts: Vec<Contact>,
    /// The rooms are reached by stairs alone.
    pub stairs: bool,
    /// The venue sends a car.
    pub pickup: bool,
    /// Takes sessions at present.
    pub active: bool,
    /// Raised to revoke the feed's address.
    pub feed_generation: i32,
    /// For optimistic locking.
    pub version: i32,
}
