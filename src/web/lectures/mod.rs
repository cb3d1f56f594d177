//! Pages of the lectures: the register, one lecture with its approval, and its form.

pub mod edit;
pub mod list;
pub mod show;
