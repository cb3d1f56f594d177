//! Bytes of a CSV file to text: UTF-8, else GB18030 as Chinese Excel writes it.

use super::Trouble;
use crate::kernel::Refusal;
use std::borrow::Cow;
use std::io::Read;

/// The byte-order mark of UTF-8.
pub(super) const MARK: &[u8] = b"\xEF\xBB\xBF";

/// The text of a file.
///
/// A file that begins as UTF-8 with Chinese in it and then breaks is told as broken, not read
/// as GB18030, which would take almost any bytes and make other words of them.
///
/// # Errors
/// `file-encoding` at the line of the first byte that is neither, `file-nul` at a NUL.
pub(super) fn text(bytes: &[u8]) -> Result<Cow<'_, str>, Trouble> {
    let (bytes, marked) = match bytes.strip_prefix(MARK) {
        Some(rest) => (rest, true),
        None => (bytes, false),
    };
    if let Some(at) = bytes.iter().position(|byte| *byte == 0) {
        return Err(Trouble::of_line(line_of(bytes, at), Refusal::new("file-nul")));
    }
    let broken_at = match std::str::from_utf8(bytes) {
        Ok(text) => return Ok(Cow::Borrowed(text)),
        Err(error) => error.valid_up_to(),
    };
    let was_utf8 = marked || std::str::from_utf8(&bytes[..broken_at]).is_ok_and(speaks_utf8);
    if !was_utf8 {
        let decoded = encoding_rs::GB18030.decode_without_bom_handling_and_without_replacement(bytes);
        if let Some(text) = decoded {
            return Ok(text);
        }
    }
    Err(Trouble::of_line(line_of(bytes, broken_at), Refusal::new("file-encoding")))
}

/// How many lines a text has; none when it is not UTF-8, or holds a NUL.
///
/// # Errors
/// The reader's.
pub(super) fn lines_of_utf8(mut text: impl Read) -> std::io::Result<Option<usize>> {
    let (mut buffer, mut held, mut lines) = (vec![0; 256 * 1024], 0, 0);
    loop {
        let length = text.read(buffer.get_mut(held..).unwrap_or(&mut []))?;
        let bytes = buffer.get(..held + length).unwrap_or(&[]);
        let sound = match std::str::from_utf8(bytes) {
            Ok(text) => text.len(),
            // a letter may stand across two pieces
            Err(error) if error.error_len().is_none() && length > 0 => error.valid_up_to(),
            Err(_) => return Ok(None),
        };
        let (told, rest) = bytes.split_at(sound);
        if told.contains(&0) {
            return Ok(None);
        }
        lines += told.iter().filter(|byte| **byte == b'\n').count();
        if length == 0 {
            return Ok(Some(lines));
        }
        held = rest.len();
        buffer.copy_within(sound..sound + held, 0);
    }
}

/// Two letters beyond ASCII in valid UTF-8 are no accident of GB18030.
fn speaks_utf8(beginning: &str) -> bool {
    beginning.chars().filter(|c| !c.is_ascii()).nth(1).is_some()
}

fn line_of(bytes: &[u8], at: usize) -> u64 {
    let breaks = bytes.iter().take(at).filter(|byte| **byte == b'\n').count();
    u64::try_from(breaks).unwrap_or(u64::MAX) + 1
}
