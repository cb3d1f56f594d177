//! The matching room through its front door: plans, proofs, faults, reasons.

mod after;
mod commands;
mod faults;
mod mends;
mod plans;
mod reasons;
mod rules;
mod small;
mod spoiled;
