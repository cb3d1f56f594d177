//! From bytes to logical lines: the part of reading that the `ical` crate cannot be trusted with.

use crate::kernel::Refusal;

/// A logical line: unfolded, valid UTF-8, without control characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Where it begins in the file, from 1.
    pub number: usize,
    /// Its text.
    pub text: String,
}

/// A logical line taken apart; parameter values are still RFC 6868 encoded, without quotes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parts<'a> {
    /// Name in upper case.
    pub name: String,
    /// Parameters in order, keys in upper case.
    pub params: Vec<(String, Vec<&'a str>)>,
    /// All after the first colon outside quotes.
    pub value: &'a str,
}

/// Joins folded lines on bytes, since a fold may split a character, and drops empty lines.
///
/// # Errors
/// `calendar-not-utf8` with the line.
pub fn unfold(bytes: &[u8]) -> Result<Vec<Line>, Refusal> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let mut joined: Vec<(usize, Vec<u8>)> = Vec::new();
    for (index, physical) in bytes.split(|&b| b == b'\n').enumerate() {
        let end = physical.iter().rposition(|&b| b != b'\r').map_or(0, |last| last + 1);
        let Some(line) = physical.get(..end).filter(|line| !line.is_empty()) else { continue };
        match (line, joined.last_mut()) {
            ([b' ' | b'\t', rest @ ..], Some((_, open))) => open.extend_from_slice(rest),
            _ => joined.push((index + 1, line.to_vec())),
        }
    }
    joined.into_iter().map(|(number, bytes)| clean(number, bytes)).filter(|line| !is_blank(line)).collect()
}

fn is_blank(line: &Result<Line, Refusal>) -> bool {
    line.as_ref().is_ok_and(|line| line.text.trim().is_empty())
}

fn clean(number: usize, bytes: Vec<u8>) -> Result<Line, Refusal> {
    let mut text = String::from_utf8(bytes).map_err(|_| Refusal::new("calendar-not-utf8").with("line", number))?;
    text.retain(|c| c == '\t' || !c.is_control());
    Ok(Line { number, text })
}

impl Line {
    /// Takes the line apart.
    ///
    /// # Errors
    /// `calendar-bad-line` with the line when it is not `NAME;KEY=VALUE:VALUE`.
    pub fn parts(&self) -> Result<Parts<'_>, Refusal> {
        self.split()
            .ok_or_else(|| Refusal::new("calendar-bad-line").with("line", self.number).with("text", self.start()))
    }

    /// The first characters, to show in a message.
    #[must_use]
    pub fn start(&self) -> String {
        self.text.chars().take(40).collect()
    }

    fn split(&self) -> Option<Parts<'_>> {
        let end = self.text.find([':', ';'])?;
        let (name, mut rest) = self.text.split_at(end);
        let name = token(name)?;
        let mut params = Vec::new();
        while let Some(after) = rest.strip_prefix(';') {
            let (key, values) = after.split_once('=')?;
            let (values, left) = param_values(values)?;
            params.push((token(key)?, values));
            rest = left;
        }
        Some(Parts { name, params, value: rest.strip_prefix(':')? })
    }
}

/// A name in upper case, if it is made of letters, digits and hyphens.
fn token(text: &str) -> Option<String> {
    let text = text.trim();
    let fits =
        !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_' || b == b'.');
    fits.then(|| text.to_ascii_uppercase())
}

/// The values of one parameter, and what follows them.
fn param_values(mut rest: &str) -> Option<(Vec<&str>, &str)> {
    let mut values = Vec::new();
    loop {
        let (value, left) = match rest.strip_prefix('"') {
            Some(quoted) => quoted.split_once('"')?,
            None => rest.split_at(rest.find([',', ';', ':'])?),
        };
        values.push(value);
        match left.strip_prefix(',') {
            Some(more) => rest = more,
            None => return Some((values, left)),
        }
    }
}
