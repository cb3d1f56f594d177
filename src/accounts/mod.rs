//! Who signs in, and what each may do.
//!
//! [`Actor`] is who acts; only this room makes one. [`permissions`] answers every question of
//! permission, and is the only maker of a [`Scope`]: which rows an actor's reads return.

mod account;
mod actor;
pub mod passwords;
pub mod permissions;
pub mod secrets;
pub mod tokens;

pub use account::Account;
pub use actor::{Actor, Grant, Origin, Role};
pub use permissions::{Deed, Reach, Scope, Target};
