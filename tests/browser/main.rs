//! The story in a real Chromium: skipped where there is none, unless `XINHUO_TEST_BROWSER=required`.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test stops where it is wrong")]

mod driver;
mod planning;
mod rules;
mod server;
mod story;
