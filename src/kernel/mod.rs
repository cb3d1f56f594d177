//! Words that every room shares. Nothing enters here without a second user.

mod cells;
mod clock;
mod codes;
mod committee_path;
mod day;
mod headcount;
mod id;
mod journal;
mod letter;
mod refusal;
mod shortfall;

pub use cells::parts;
pub use clock::Clock;
pub use codes::Grade;
pub use committee_path::CommitteePath;
pub use day::{Day, Moment, Window, local, parse_clock, parse_local, words_of_clock};
pub use headcount::Headcount;
pub use id::*;
pub use journal::JournalLine;
pub use letter::{LetterKind, LetterOwed, Recipient};
pub use refusal::{Arg, Refusal, Refused};
pub use shortfall::Shortfall;
