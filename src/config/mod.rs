//! The settings: each with its variable, its default and its meaning.
//!
//! [`Settings`] is what the environment and the flags say, word for word; [`Config::read`] turns
//! it into values that cannot be wrong, or names the setting that is.

mod read;

use crate::kernel::{Moment, Refusal};
use std::path::PathBuf;
use std::time::Duration;

/// The folder of days off where none is named; it need not be there.
pub const CALENDARS: &str = "calendars";

/// Everything that an operator can set, read and checked once at the start.
#[derive(Clone, Debug)]
pub struct Config {
    /// `DATABASE_URL`, default `sqlite:data/xinhuo.db`; may hold a password.
    pub database_url: Secret,
    /// `XINHUO_LISTEN`, default `127.0.0.1:8080`; port 0 picks one.
    pub listen: std::net::SocketAddr,
    /// `XINHUO_BASE_URL`, default `http://` + listen; no slash at the end.
    pub base_url: Option<String>,
    /// `XINHUO_MAIL`, default `dir:data/mail`.
    pub mail: MailRoute,
    /// `XINHUO_MAIL_FROM`, default `xinhuo@localhost`.
    pub mail_from: String,
    /// `XINHUO_MAIL_RATE`, default `20/15m,300/day`; empty when `off`.
    pub mail_rate: Vec<Rate>,
    /// `XINHUO_MAIL_RETRY`, default `2m,10m,30m,2h`; the last is repeated; never empty.
    pub mail_retry: Vec<Duration>,
    /// `XINHUO_MAIL_LEASE`, default `60s`.
    pub mail_lease: Duration,
    /// `XINHUO_MAIL_REPLIES`: where answers and bounces are read; unset, nowhere.
    pub mail_replies: Option<RepliesRoute>,
    /// `XINHUO_CA_FILE`: certificates of authorities (PEM) that are trusted beside the public ones
    /// when a mailbox or a calendar is read.
    pub ca_file: Option<PathBuf>,
    /// `XINHUO_FETCH_ALLOW`: private addresses (`10.0.0.5:443`, parted by commas) where a speaker's
    /// calendar may be read all the same; unset, none.
    pub fetch_allow: Vec<std::net::SocketAddr>,
    /// No ceiling, no quiet hours, nothing gathered over a day: a rehearsal, whose letters go to a
    /// folder. Never set from outside.
    pub mail_at_once: bool,
    /// `XINHUO_CALENDARS`, default `calendars`.
    pub calendars: PathBuf,
    /// `XINHUO_SECRET`; made in the data folder when absent, on PostgreSQL required.
    pub secret: Option<Secret>,
    /// `XINHUO_NOW`: the clock starts here and runs on.
    pub now: Option<Moment>,
    /// `XINHUO_LOG`, default `info`: a filter of `tracing`.
    pub log: String,
    /// `XINHUO_LOG_FORMAT`: JSON for machines instead of lines for people.
    pub log_json: bool,
}

impl Config {
    /// Reads and checks what was set; an empty value counts as unset.
    ///
    /// # Errors
    /// `bad-setting` and its kin, whose `name` argument is the variable.
    pub fn read(settings: &Settings) -> Result<Self, Refusal> {
        read::config(settings)
    }
}

/// The settings as text, before anything is checked.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// `DATABASE_URL`
    pub database_url: Option<Secret>,
    /// `XINHUO_LISTEN`
    pub listen: Option<String>,
    /// `XINHUO_BASE_URL`
    pub base_url: Option<String>,
    /// `XINHUO_MAIL`
    pub mail: Option<Secret>,
    /// `XINHUO_MAIL_FROM`
    pub mail_from: Option<String>,
    /// `XINHUO_MAIL_RATE`
    pub mail_rate: Option<String>,
    /// `XINHUO_MAIL_RETRY`
    pub mail_retry: Option<String>,
    /// `XINHUO_MAIL_LEASE`
    pub mail_lease: Option<String>,
    /// `XINHUO_MAIL_REPLIES`
    pub mail_replies: Option<Secret>,
    /// `XINHUO_CA_FILE`
    pub ca_file: Option<String>,
    /// `XINHUO_FETCH_ALLOW`
    pub fetch_allow: Option<String>,
    /// `XINHUO_CALENDARS`
    pub calendars: Option<String>,
    /// `XINHUO_SECRET`
    pub secret: Option<Secret>,
    /// `XINHUO_NOW`
    pub now: Option<String>,
    /// `XINHUO_LOG`
    pub log: Option<String>,
    /// `XINHUO_LOG_FORMAT`
    pub log_format: Option<String>,
}

/// Where letters go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MailRoute {
    /// `dir:PATH`: one .eml a letter.
    Directory(PathBuf),
    /// `smtp://`, `smtps://`, `smtp+starttls://`.
    Smtp(SmtpRoute),
    /// `memory:`: kept in the process, for tests and rehearsals.
    Memory,
}

/// A mail server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SmtpRoute {
    /// How the connection is protected.
    pub safety: SmtpSafety,
    /// Its name or address.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// User and password, where it asks for them.
    pub login: Option<(String, Secret)>,
}

/// Where answers to letters arrive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RepliesRoute {
    /// `maildir:PATH`: a folder with `new` and `cur`.
    Maildir(PathBuf),
    /// `imaps://`, `imap+starttls://`, `imap://`.
    Imap(ImapRoute),
}

/// A folder on a server that keeps mail (IMAP).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImapRoute {
    /// How the connection is protected.
    pub safety: SmtpSafety,
    /// Its name or address.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// User and password.
    pub login: (String, Secret),
    /// The folder, `INBOX` unless named.
    pub folder: String,
}

/// How a connection to a mail server is protected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SmtpSafety {
    /// Not at all: a relay on the same machine or network.
    Plain,
    /// TLS from the first byte.
    Tls,
    /// Begins plain and must turn to TLS.
    StartTls,
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

impl From<&str> for Secret {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}
