//! The settings: each with its variable, its default and its meaning.

use crate::kernel::Moment;
use std::path::PathBuf;
use std::time::Duration;

/// Everything that an operator can set, read and checked once at the start.
#[derive(Clone, Debug)]
pub struct Config {
    /// `DATABASE_URL`, default `sqlite:data/xinhuo.db`; may hold a password.
    pub database_url: Secret,
    /// `XINHUO_LISTEN`, default `127.0.0.1:8080`; port 0 picks one.
    pub listen: std::net::SocketAddr,
    /// `XINHUO_BASE_URL`, default `http://` + listen; no slash at the end.
    pub base_url: Option<String>,
    /// `XINHUO_MAIL`, default `dir:data/mail`; may hold a password.
    pub mail: Secret,
    /// `XINHUO_MAIL_FROM`, default `xinhuo@localhost`.
    pub mail_from: String,
    /// `XINHUO_MAIL_RATE`, default `20/15m,300/day`; empty when `off`.
    pub mail_rate: Vec<Rate>,
    /// `XINHUO_MAIL_RETRY`, default `2m,10m,30m,2h`; the last is repeated.
    pub mail_retry: Vec<Duration>,
    /// `XINHUO_MAIL_LEASE`, default `60s`.
    pub mail_lease: Duration,
    /// `XINHUO_CALENDARS`, default `calendars`.
    pub calendars: PathBuf,
    /// `XINHUO_SECRET`; made in the data folder when absent, on PostgreSQL required.
    pub secret: Option<Secret>,
    /// `XINHUO_NOW`: the clock starts here and runs on.
    pub now: Option<Moment>,
}

/// At most `letters` in any stretch of `per`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    /// Letters.
    pub letters: u32,
    /// Stretch of time.
    pub per: Duration,
}

/// Text that never shows in logs.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(pub String);

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("(secret)")
    }
}
