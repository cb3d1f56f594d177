//! Letters: which are due at a moment ([`plan`]), and what they say (`words`, `letters`).
//!
//! All pure. A letter is made of its [`Letter`] facts and comes out as [`Rendered`]: the same
//! facts give the same bytes, so that a letter rendered once is the letter for good.

mod facts;
mod gather;
mod letters;
mod mime;
pub mod pace;
pub mod plan;
pub mod policy;
pub mod template;
mod words;

pub use facts::{
    Addressee, DigestFacts, DigestPart, DigestWhat, Form, Letter, Links, Notes, Office, RequestFacts, SessionFacts,
    Subject,
};
pub use gather::still_to_tell;
pub use letters::{Rendered, render};
pub use mime::{Invite, is_safe_name};
pub use words::{Section, Words, added, full_name, ours, polite_name, words};

use crate::kernel::LetterKind;

/// Whether one may unsubscribe from letters of this kind: never from what one must know.
#[must_use]
pub fn may_unsubscribe(kind: LetterKind) -> bool {
    kind.is_reminder()
}
