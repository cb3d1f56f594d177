//! How big a zip archive gets when it is unpacked, measured before a reader unpacks it.
//!
//! Format: APPNOTE 6.3.10, sections 4.3.7 (local header), 4.3.12 (central directory) and
//! 4.3.16 (its end). An archive may lie about its sizes, so each entry is inflated once and
//! counted; that costs a moment and keeps a small file from filling the memory.

use crate::kernel::Refusal;
use flate2::read::DeflateDecoder;
use std::io::Read;

/// Most bytes of a workbook's parts together.
pub(super) const MOST_UNPACKED: u64 = 256 * 1024 * 1024;
const MOST_ENTRIES: u16 = 10_000;

/// Proves that an archive unpacks to at most [`MOST_UNPACKED`] bytes.
///
/// # Errors
/// `workbook-too-big`, or `workbook-broken` when it is no archive.
pub(super) fn measure(archive: &[u8]) -> Result<(), Refusal> {
    let end = end_of_directory(archive).ok_or_else(broken)?;
    let entries = u16_at(archive, end + 10).ok_or_else(broken)?;
    let mut at = usize_at(archive, end + 16).ok_or_else(broken)?;
    if entries > MOST_ENTRIES {
        return Err(too_big());
    }
    let mut room = MOST_UNPACKED;
    for _ in 0..entries {
        let entry = Entry::at(archive, at).ok_or_else(broken)?;
        room = room.checked_sub(entry.unpacked(archive, room)?).ok_or_else(too_big)?;
        at = entry.next;
    }
    Ok(())
}

struct Entry {
    method: u16,
    packed: usize,
    header: usize,
    next: usize,
}

impl Entry {
    fn at(archive: &[u8], at: usize) -> Option<Self> {
        if archive.get(at..at + 4)? != b"PK\x01\x02" {
            return None;
        }
        let tail: usize = [28, 30, 32].iter().map(|o| u16_at(archive, at + o).map(usize::from)).sum::<Option<_>>()?;
        Some(Self {
            method: u16_at(archive, at + 10)?,
            packed: usize_at(archive, at + 20)?,
            header: usize_at(archive, at + 42)?,
            next: at + 46 + tail,
        })
    }

    /// Bytes when unpacked; stops counting just above `room`.
    fn unpacked(&self, archive: &[u8], room: u64) -> Result<u64, Refusal> {
        let data = self.data(archive).ok_or_else(broken)?;
        match self.method {
            0 => Ok(data.len() as u64),
            8 => {
                let mut inflating = DeflateDecoder::new(data).take(room + 1);
                std::io::copy(&mut inflating, &mut std::io::sink()).map_err(|_| broken())
            }
            _ => Err(broken()),
        }
    }

    fn data<'a>(&self, archive: &'a [u8]) -> Option<&'a [u8]> {
        if archive.get(self.header..self.header + 4)? != b"PK\x03\x04" {
            return None;
        }
        let names = usize::from(u16_at(archive, self.header + 26)?) + usize::from(u16_at(archive, self.header + 28)?);
        let start = self.header + 30 + names;
        archive.get(start..start.checked_add(self.packed)?)
    }
}

/// Where the end record begins: it is the last thing but a comment of at most 65,535 bytes.
fn end_of_directory(archive: &[u8]) -> Option<usize> {
    let last = archive.len().checked_sub(22)?;
    let first = last.saturating_sub(usize::from(u16::MAX));
    (first..=last).rev().find(|at| archive.get(*at..*at + 4) == Some(b"PK\x05\x06"))
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..at + 2)?.try_into().ok()?))
}

fn usize_at(bytes: &[u8], at: usize) -> Option<usize> {
    let value = u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?);
    usize::try_from(value).ok()
}

fn broken() -> Refusal {
    Refusal::new("workbook-broken")
}

fn too_big() -> Refusal {
    Refusal::new("workbook-too-big").with("most", MOST_UNPACKED as i64 / 1024 / 1024)
}
