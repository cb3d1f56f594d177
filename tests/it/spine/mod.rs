//! The spine: order, judge, plan, publish, answer, confirm, hold; and no double booking on the way.

mod double_booking;
mod machine;
mod next;
mod town;
mod walk;
