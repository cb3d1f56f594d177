//! Feeds ready to be sent: packed once, kept as long as nothing in them changed, within a bound.
//!
//! A kept feed is sent without asking the database while it was asked about within [`TRUSTED`]
//! and this process wrote nothing since, so that an address revoked on another node is gone here
//! within a second. After that the state of what it shows is asked; the body is made again only
//! when that differs.

use crate::actions::feeds::FeedBody;
use crate::kernel::{Day, Moment};
use axum::body::Bytes;
use axum::http::HeaderValue;
use chrono::SubsecRound;
use std::collections::HashMap;
use std::io::Write;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// How long a kept feed is sent without asking whether it still holds.
const TRUSTED: Duration = Duration::from_millis(500);
/// What all kept feeds may weigh, with their addresses.
const MOST_BYTES: usize = 48 << 20;
/// How many are kept: a filter can be asked for with any words.
const MOST_FEEDS: usize = 8192;

/// What is asked for: the file's name and what narrows it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Key {
    pub file: String,
    pub theme: String,
    pub county: String,
}

/// How a body is packed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Packing {
    Plain = 0,
    Gzip = 1,
    Brotli = 2,
}

impl Key {
    fn weight(&self) -> usize {
        self.file.len() + self.theme.len() + self.county.len()
    }
}

impl Packing {
    /// Its word in `Content-Encoding`.
    pub(super) fn word(self) -> &'static str {
        ["", "gzip", "br"][self as usize]
    }
}

/// A feed in all its packings.
pub(super) struct Ready {
    /// The state that it shows.
    pub state: String,
    /// The day that it was made for.
    pub day: Day,
    /// The tag of its plain body, without quotes.
    pub tag: String,
    /// When anything in it changed last.
    pub changed_at: Option<Moment>,
    /// The same as `Last-Modified` says it.
    pub modified: Option<HeaderValue>,
    /// Body and `ETag` by [`Packing`].
    packed: [(Bytes, HeaderValue); 3],
}

impl Ready {
    /// Packs a body; takes a few milliseconds.
    pub(super) fn of(state: String, day: Day, body: FeedBody) -> Self {
        let tag = body.etag.trim_matches('"').to_owned();
        // as exact as a header can say it
        let changed_at = body.changed_at.map(|moment| moment.trunc_subsecs(0));
        let tagged = |packing: Packing| {
            let dash = if packing == Packing::Plain { "" } else { "-" };
            HeaderValue::from_str(&format!("\"{tag}{dash}{}\"", packing.word()))
                .unwrap_or(HeaderValue::from_static("\"\""))
        };
        let packed = [(gzip(&body.bytes), tagged(Packing::Gzip)), (brotli(&body.bytes), tagged(Packing::Brotli))];
        let [gzip, brotli] = packed;
        let date = |moment: Moment| HeaderValue::from_str(&super::http_date(moment)).ok();
        Self {
            state,
            day,
            changed_at,
            modified: changed_at.and_then(date),
            packed: [(Bytes::from(body.bytes), tagged(Packing::Plain)), gzip, brotli],
            tag,
        }
    }

    pub(super) fn body(&self, packing: Packing) -> (Bytes, HeaderValue) {
        self.packed[packing as usize].clone()
    }

    fn weight(&self) -> usize {
        self.packed.iter().map(|(body, _)| body.len()).sum::<usize>() + self.state.len() + 1024
    }
}

fn gzip(body: &[u8]) -> Bytes {
    let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    // a Vec takes everything that is written to it
    let _ = out.write_all(body);
    out.finish().unwrap_or_default().into()
}

fn brotli(body: &[u8]) -> Bytes {
    let mut out = brotli::CompressorWriter::new(Vec::new(), 4096, 7, 20);
    let _ = out.write_all(body);
    out.into_inner().into()
}

struct Kept {
    ready: Arc<Ready>,
    asked_at: Instant,
    epoch: u64,
    used: u64,
}

/// The feeds of this process.
#[derive(Default)]
pub(super) struct Shelf {
    kept: Mutex<HashMap<Key, Kept>>,
    uses: AtomicU64,
}

impl Shelf {
    fn kept(&self) -> MutexGuard<'_, HashMap<Key, Kept>> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What is kept of a feed, and whether it may be sent as it is.
    pub(super) fn find(&self, key: &Key, today: Day, epoch: u64) -> Option<(Arc<Ready>, bool)> {
        let mut kept = self.kept();
        let one = kept.get_mut(key)?;
        one.used = self.uses.fetch_add(1, Ordering::Relaxed);
        let holds = one.ready.day == today && one.epoch == epoch && one.asked_at.elapsed() < TRUSTED;
        Some((one.ready.clone(), holds))
    }

    /// Keeps a feed of which was asked at a moment; what was used longest ago makes room.
    pub(super) fn keep(&self, key: Key, ready: Arc<Ready>, asked_at: Instant, epoch: u64) {
        let used = self.uses.fetch_add(1, Ordering::Relaxed);
        let mut kept = self.kept();
        kept.insert(key, Kept { ready, asked_at, epoch, used });
        let mut weight = weight_of(&kept);
        while weight > MOST_BYTES || kept.len() > MOST_FEEDS {
            let Some(oldest) = kept.iter().min_by_key(|(_, one)| one.used).map(|(key, _)| key.clone()) else { return };
            weight -= kept.remove(&oldest).map_or(0, |one| oldest.weight() + one.ready.weight());
        }
    }

    /// Forgets a feed whose address leads nowhere any more.
    pub(super) fn forget(&self, key: &Key) {
        self.kept().remove(key);
    }
}

fn weight_of(kept: &HashMap<Key, Kept>) -> usize {
    kept.iter().map(|(key, one)| key.weight() + one.ready.weight()).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(theme: String) -> Key {
        Key { file: "feed".to_owned(), theme, county: String::new() }
    }

    /// As it would be after packing, without the time that takes.
    fn ready(bytes: usize) -> Arc<Ready> {
        let tag = HeaderValue::from_static("x");
        let body = || (Bytes::from(vec![b'x'; bytes / 3]), tag.clone());
        let (state, day) = (String::new(), Day::ymd(2026, 11, 23).unwrap());
        let packed = [body(), body(), body()];
        Arc::new(Ready { state, day, tag: String::new(), changed_at: None, modified: None, packed })
    }

    fn fill(feeds: usize, bytes: usize, key: impl Fn(usize) -> Key) -> (usize, usize, Shelf) {
        let (shelf, one) = (Shelf::default(), ready(bytes));
        for n in 0..feeds {
            shelf.keep(key(n), one.clone(), Instant::now(), 0);
        }
        let count = shelf.kept().len();
        let weight = weight_of(&shelf.kept());
        (count, weight, shelf)
    }

    #[test]
    fn what_is_kept_is_bounded_in_bytes_and_in_number() {
        let (count, weight, shelf) = fill(200, 1 << 20, |n| key(n.to_string()));
        assert!(weight <= MOST_BYTES && (40..=48).contains(&count), "{count} weigh {weight}");
        let today = Day::ymd(2026, 11, 23).unwrap();
        assert!(shelf.find(&key("199".to_owned()), today, 0).is_some(), "the last one stays");
        assert!(shelf.find(&key("0".to_owned()), today, 0).is_none(), "the first one made room");

        let (count, ..) = fill(MOST_FEEDS + 50, 300, |n| key(n.to_string()));
        assert_eq!(count, MOST_FEEDS);
        // an address weighs too: anybody can make it long
        let (_, weight, _) = fill(2000, 300, |n| key(format!("{n:060000}")));
        assert!(weight <= MOST_BYTES, "{weight}");
        let (count, ..) = fill(1, MOST_BYTES + 3000, |n| key(n.to_string()));
        assert_eq!(count, 0, "one that is larger than all room is not kept");
    }

    #[test]
    fn what_is_asked_for_stays_while_others_come_and_go() {
        let (.., shelf) = fill(40, 1 << 20, |n| key(n.to_string()));
        let today = Day::ymd(2026, 11, 23).unwrap();
        for n in 40..200 {
            assert!(shelf.find(&key("7".to_owned()), today, 0).is_some());
            shelf.keep(key(n.to_string()), ready(1 << 20), Instant::now(), 0);
        }
    }
}
