//! Random secrets that are handed out once: only their hashes are stored.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

// no 0 O 1 I L U V: what is read out or copied by hand must not be mistaken
const ALPHABET: &[u8; 29] = b"23456789ABCDEFGHJKMNPQRSTWXYZ";
const CODE_LETTERS: usize = 10;

/// A fresh secret of 256 bits, fit for an address or a cookie.
#[must_use]
pub fn fresh() -> String {
    let bytes: [u8; 32] = rand::random();
    URL_SAFE_NO_PAD.encode(bytes)
}

/// A fresh code to be printed or read out: ten letters in two groups, 48 bits.
#[must_use]
pub fn fresh_code() -> String {
    let mut code = fresh_letters(CODE_LETTERS);
    code.insert(CODE_LETTERS / 2, '-');
    code
}

/// So many letters by chance, of those that are not mistaken for each other.
#[must_use]
pub fn fresh_letters(count: usize) -> String {
    (0..count).map(|_| letter(rand::random_range(0..ALPHABET.len()))).collect()
}

/// The place of a letter among them.
#[must_use]
pub fn place(letter: char) -> Option<usize> {
    ALPHABET.iter().position(|own| char::from(*own) == letter)
}

/// The letter at a place, counted round and round.
#[must_use]
pub fn letter(place: usize) -> char {
    ALPHABET.get(place % ALPHABET.len()).map_or('2', |own| char::from(*own))
}

/// A code as it was typed or pasted, brought to the form that is hashed: spaces, dashes and
/// full-width forms fall away, lower case becomes upper case.
#[must_use]
pub fn plain_code(typed: &str) -> String {
    typed.chars().map(half_width).filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_uppercase()).collect()
}

fn half_width(c: char) -> char {
    match u32::from(c) {
        full @ 0xFF01..=0xFF5E => char::from_u32(full - 0xFEE0).unwrap_or(c),
        _ => c,
    }
}

/// What is stored of a secret: its SHA-256 in hexadecimal.
#[must_use]
pub fn digest(secret: &str) -> String {
    Sha256::digest(secret.as_bytes()).iter().fold(String::new(), |mut hex, byte| {
        hex.push_str(&format!("{byte:02x}"));
        hex
    })
}

#[cfg(test)]
mod tests {
    use super::plain_code;

    #[test]
    fn a_code_is_read_however_it_was_typed_or_pasted() {
        assert_eq!(plain_code(" ａbc2d－ ef3gh "), "ABC2DEF3GH");
    }
}
