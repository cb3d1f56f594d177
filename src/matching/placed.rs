//! Lists that are read with a limit of their own, and all of them together with another.

use std::cell::Cell;
use std::fmt;
use std::marker::PhantomData;

use serde::de::{DeserializeOwned, Error, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};

use super::fault::{Fault, FaultKind};
use super::instance::limits;

/// Reads a document; a fault names the path to what is wrong.
///
/// # Errors
/// What cannot be read, or a list that is longer than its limit.
pub(super) fn read<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Fault> {
    allow(limits::ALL);
    serde_json::from_slice(bytes).map_err(|plain| {
        if plain.is_eof() {
            let holds = bytes.iter().any(|byte| !byte.is_ascii_whitespace());
            return Fault::new("", FaultKind::CutShort(if holds { plain.line() } else { 0 }));
        }
        // paths cost time, so only what failed is read a second time, with them
        allow(limits::ALL);
        let mut again = serde_json::Deserializer::from_slice(bytes);
        match serde_path_to_error::deserialize::<_, T>(&mut again) {
            Err(placed) => fault(&path(placed.path()), placed.inner()),
            Ok(_) => fault("", &plain),
        }
    })
}

fn path(path: &serde_path_to_error::Path) -> String {
    let text = path.to_string();
    if text == "." { String::new() } else { text }
}

fn fault(place: &str, error: &serde_json::Error) -> Fault {
    let message = error.to_string();
    let many = message.strip_prefix(TOO_MANY).and_then(|m| m.split(' ').next()?.split_once('='));
    match many.and_then(|(what, most)| Some((what.to_owned(), most.parse().ok()?))) {
        Some((what, most)) => Fault::new(place, FaultKind::TooLarge { what, most }),
        None => super::unread::fault(place, error),
    }
}

thread_local! {
    /// Entries that the document being read may still hold.
    static LEFT: Cell<usize> = const { Cell::new(0) };
}

/// What a message begins with that tells of too much; the list and the most follow.
const TOO_MANY: &str = "too many: ";

/// Lets the next document hold so many entries in all.
fn allow(entries: usize) {
    LEFT.set(entries);
}

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
        while let Some(entry) = seq.next_element()? {
            let left = LEFT.get();
            if out.len() == self.most {
                return Err(A::Error::custom(format!("{TOO_MANY}{}={}", self.name, self.most)));
            }
            if left == 0 {
                return Err(A::Error::custom(format!("{TOO_MANY}entries={}", limits::ALL)));
            }
            LEFT.set(left - 1);
            out.push(entry);
        }
        Ok(out)
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
    slots = "slots", limits::SLOTS;
    ruled_out = "ruled_out", limits::ENTRIES;
    ruled_out_slots = "ruled_out_slots", limits::ENTRIES;
    ruled_out_days = "ruled_out_days", limits::ENTRIES;
    month_caps = "month_caps", limits::ENTRIES;
}
