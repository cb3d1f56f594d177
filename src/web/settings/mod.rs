//! Settings: one's own, and the accounts for those who keep them.

pub mod accounts;
pub mod import;
pub mod letters;
pub mod lists;
pub mod own;
pub mod registers;
