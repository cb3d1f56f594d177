//! Passwords: argon2id, 19 MiB a hash, so the caller bounds how many run at once.

use crate::kernel::Refusal;
use argon2::{Argon2, PasswordHasher, PasswordVerifier, password_hash::phc::PasswordHash};
use std::sync::LazyLock;

/// Fewest characters of a password.
pub const LEAST: usize = 10;
/// Most characters of a password.
pub const MOST: usize = 200;

/// Of a random password that nobody knows: compared against when there is no account.
static NOBODY: LazyLock<String> = LazyLock::new(|| hash(&super::secrets::fresh()).unwrap_or_default());

/// What is stored of a password.
///
/// # Errors
/// `password-length`.
pub fn hash(password: &str) -> Result<String, Refusal> {
    let refused = || Refusal::new("password-length").with("least", LEAST).with("most", MOST).at("password");
    if !(LEAST..=MOST).contains(&password.chars().count()) {
        return Err(refused());
    }
    let hashed: Result<PasswordHash, _> = Argon2::default().hash_password(password.as_bytes());
    hashed.map(|hash| hash.to_string()).map_err(|_| refused())
}

/// Whether a password is the one that was hashed; without a hash it takes as long to say no.
#[must_use]
pub fn matches(password: &str, stored: Option<&str>) -> bool {
    let known = PasswordHash::new(stored.unwrap_or(&NOBODY));
    let same = known.is_ok_and(|known| Argon2::default().verify_password(password.as_bytes(), &known).is_ok());
    same && stored.is_some()
}
