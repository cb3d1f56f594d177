//! Secret addresses: a keyed hash over what they open, so that nothing secret is stored and
//! the address can be shown again. A new generation of the thing revokes the old address.

use crate::config::Secret;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// What an address opens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Opens {
    /// A speaker's feed.
    SpeakerFeed = 1,
    /// A venue's feed.
    VenueFeed = 2,
    /// A committee's feed.
    CommitteeFeed = 3,
    /// An assignment, to be answered.
    Answer = 4,
    /// The headcount form of a session.
    Attendance = 5,
    /// Unsubscribing a recipient from reminders.
    Unsubscribe = 6,
    /// Following a request without signing in.
    Follow = 7,
}

impl Opens {
    const ALL: [Self; 7] = [
        Self::SpeakerFeed,
        Self::VenueFeed,
        Self::CommitteeFeed,
        Self::Answer,
        Self::Attendance,
        Self::Unsubscribe,
        Self::Follow,
    ];
}

const MAC_BYTES: usize = 16;

/// The secret part of an address: kind, id and 128 bits of HMAC-SHA-256; 44 characters.
/// The id must be a UUID, as every id that [`crate::kernel`] makes.
#[must_use]
pub fn mint(secret: &Secret, opens: Opens, id: &str, generation: i32) -> String {
    let uuid = uuid::Uuid::parse_str(id).unwrap_or_default();
    let mut bytes = vec![opens as u8];
    bytes.extend_from_slice(uuid.as_bytes());
    bytes.extend_from_slice(&mac(secret, opens, uuid, generation));
    URL_SAFE_NO_PAD.encode(bytes)
}

/// What an address names, not yet proven: load the thing, then ask [`proves`].
#[must_use]
pub fn names(token: &str) -> Option<(Opens, String)> {
    let bytes = URL_SAFE_NO_PAD.decode(token).ok()?;
    if bytes.len() != 1 + 16 + MAC_BYTES {
        return None;
    }
    let opens = Opens::ALL.into_iter().find(|o| *o as u8 == bytes[0])?;
    let uuid = uuid::Uuid::from_slice(bytes.get(1..17)?).ok()?;
    Some((opens, uuid.to_string()))
}

/// Whether the token was minted for this thing at this generation; takes the same time either way.
#[must_use]
pub fn proves(secret: &Secret, token: &str, opens: Opens, id: &str, generation: i32) -> bool {
    use subtle::ConstantTimeEq;
    mint(secret, opens, id, generation).as_bytes().ct_eq(token.as_bytes()).into()
}

/// The secret part of the address at which an invitation is answered. It is never revoked: a
/// used or outdated link still opens and says what holds now.
#[must_use]
pub fn answer(secret: &Secret, assignment: &crate::kernel::AssignmentId) -> String {
    mint(secret, Opens::Answer, assignment.as_str(), ANSWER_GENERATION)
}

/// The generation of every [`Opens::Answer`] address.
pub const ANSWER_GENERATION: i32 = 1;

fn mac(secret: &Secret, opens: Opens, uuid: uuid::Uuid, generation: i32) -> [u8; MAC_BYTES] {
    let mut short = [0; MAC_BYTES];
    // HMAC takes a key of any length, so this never fails
    if let Ok(mut hmac) = Hmac::<Sha256>::new_from_slice(secret.0.as_bytes()) {
        hmac.update(&[opens as u8]);
        hmac.update(uuid.as_bytes());
        hmac.update(&generation.to_be_bytes());
        short.copy_from_slice(&hmac.finalize().into_bytes()[..MAC_BYTES]);
    }
    short
}
