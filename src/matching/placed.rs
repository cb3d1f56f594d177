//! Lists that are read with a limit and whose faults say which entry is wrong.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{Error, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};

use super::instance::limits;

struct Listed<T> {
    name: &'static str,
    most: usize,
    of: PhantomData<T>,
}

impl<'de, T: Deserialize<'de>> Visitor<'de> for Listed<T> {
    type Value = Vec<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the list `{}`", self.name)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Vec<T>, A::Error> {
        let mut out = Vec::new();
        loop {
            match seq.next_element() {
                Ok(Some(_)) if out.len() == self.most => {
                    return Err(A::Error::custom(format!("{}: more than {} entries", self.name, self.most)));
                }
                Ok(Some(entry)) => out.push(entry),
                Ok(None) => return Ok(out),
                Err(e) => return Err(A::Error::custom(format!("{}[{}]: {e}", self.name, out.len()))),
            }
        }
    }
}

macro_rules! lists {
    ($($name:ident = $text:literal, $most:expr;)*) => {$(
        pub(super) fn $name<'de, D: Deserializer<'de>, T: Deserialize<'de>>(d: D) -> Result<Vec<T>, D::Error> {
            d.deserialize_seq(Listed { name: $text, most: $most, of: PhantomData })
        }
    )*};
}

lists! {
    counties = "counties", limits::ENTRIES;
    topics = "topics", limits::ENTRIES;
    grades = "grades", limits::ENTRIES;
    holidays = "holidays", limits::ENTRIES;
    venues = "venues", limits::VENUES;
    speakers = "speakers", limits::SPEAKERS;
    requests = "requests", limits::REQUESTS;
    pinned = "pinned", limits::REQUESTS;
    published = "published", limits::REQUESTS;
    rooms = "rooms", limits::ENTRIES;
    blackouts = "blackouts", limits::ENTRIES;
    languages = "languages", limits::ENTRIES;
    qualifications = "qualifications", limits::ENTRIES;
    availability = "availability", limits::ENTRIES;
    busy = "busy", limits::ENTRIES;
    blocked_venues = "blocked_venues", limits::ENTRIES;
    committed = "committed", limits::ENTRIES;
    wanted = "topics", limits::ENTRIES;
    slots = "slots", limits::ENTRIES;
    ruled_out = "ruled_out", limits::ENTRIES;
    ruled_out_slots = "ruled_out_slots", limits::ENTRIES;
    ruled_out_days = "ruled_out_days", limits::ENTRIES;
}
