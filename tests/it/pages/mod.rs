//! The site as a whole: every link of every role, and what nobody should send.

mod areas;
pub mod bad_input;
mod contrast;
mod days_off;
mod every_page;
mod feeds;
mod my_busy;
mod my_busy_tls;
mod my_times;
mod registers;
mod reports;
mod service;
mod twins;
mod uploads;
