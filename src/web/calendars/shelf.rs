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
/// What all kept feeds may weigh.
const MOST_BYTES: usize = 48 << 20;

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
        self.packed.iter().map(|(body, _)| body.len()).sum::<usize>() + 1024
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
        if ready.weight() > MOST_BYTES {
            return;
        }
        let used = self.uses.fetch_add(1, Ordering::Relaxed);
        let mut kept = self.kept();
        kept.insert(key, Kept { ready, asked_at, epoch, used });
        let mut weight: usize = kept.values().map(|one| one.ready.weight()).sum();
        while weight > MOST_BYTES {
            let Some(oldest) = kept.iter().min_by_key(|(_, one)| one.used).map(|(key, _)| key.clone()) else { return };
            weight -= kept.remove(&oldest).map_or(0, |one| one.ready.weight());
        }
    }

    /// Forgets a feed whose address leads nowhere any more.
    pub(super) fn forget(&self, key: &Key) {
        self.kept().remove(key);
    }
}
