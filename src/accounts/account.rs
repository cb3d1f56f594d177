//! Somebody who signs in.

use super::{Actor, Grant};
use crate::kernel::AccountId;
use crate::text::Lang;

/// An account, with what its owner chose for the pages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// Its identity.
    pub id: AccountId,
    /// Mailbox, in lower case.
    pub email: String,
    /// Name for the journal and the pages.
    pub name: String,
    /// Language of pages and letters.
    pub lang: Lang,
    /// Whether pages come in large print (长辈版).
    pub elder_mode: bool,
    /// Whether it has a password besides links and codes.
    pub has_password: bool,
    /// Whether it may sign in.
    pub active: bool,
    /// What it may be.
    pub grants: Vec<Grant>,
}

impl Account {
    /// This account as the one who acts.
    #[must_use]
    pub fn actor(&self) -> Actor {
        Actor::account(self.id.clone(), self.name.clone(), self.grants.clone())
    }
}
