//! The sample city (`serve --demo`): Nantong's real divisions and villages, everything else
//! invented and marked 示例, with a history whose totals are those that the city published.

pub mod aims;
pub mod almanac;
pub mod beside;
mod bounce;
pub mod city;
pub mod crowd;
pub mod dice;
pub mod facts;
pub mod fill;
pub mod ground;
pub mod history;
pub mod menu;
pub mod names;
pub mod orders;
pub mod people;
pub mod places;
pub mod quotas;
pub mod records;
pub mod roster;
pub mod shape;
pub mod staff;
pub mod stations;
pub mod teams;
pub mod term;
pub mod texts;
