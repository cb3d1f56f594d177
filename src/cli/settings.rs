//! The settings as flags, each with the variable of the same name.

use crate::config::{Config, Secret, Settings};
use clap::Args;
use std::io::IsTerminal;
use tracing_subscriber::EnvFilter;

/// Flags before or after the command; a flag goes before its variable.
#[derive(Args, Debug)]
#[command(next_help_heading = "Settings")]
pub(super) struct SettingsArgs {
    /// `sqlite:PATH` or `postgres://USER@HOST/NAME` [default: sqlite:data/xinhuo.db].
    #[arg(long, global = true, env = "DATABASE_URL", hide_env_values = true, value_name = "URL")]
    database_url: Option<String>,
    /// Address of the web server; port 0 picks one [default: 127.0.0.1:8080].
    #[arg(long, global = true, env = "XINHUO_LISTEN", value_name = "ADDR")]
    listen: Option<String>,
    /// What links in letters and feeds begin with [default: http:// and the listen address].
    #[arg(long, global = true, env = "XINHUO_BASE_URL", value_name = "URL")]
    base_url: Option<String>,
    /// `dir:PATH`, `smtp://USER:PASSWORD@HOST:PORT`, `smtps://...`, `smtp+starttls://...` [default: dir:data/mail].
    #[arg(long, global = true, env = "XINHUO_MAIL", hide_env_values = true, value_name = "ROUTE")]
    mail: Option<String>,
    /// From of letters, ORGANIZER of invitations [default: xinhuo@localhost].
    #[arg(long, global = true, env = "XINHUO_MAIL_FROM", value_name = "ADDRESS")]
    mail_from: Option<String>,
    /// Ceiling of the outbox, or `off` [default: 20/15m,300/day].
    #[arg(long, global = true, env = "XINHUO_MAIL_RATE", value_name = "RATES")]
    mail_rate: Option<String>,
    /// Waits after temporary failures, the last repeated [default: 2m,10m,30m,2h].
    #[arg(long, global = true, env = "XINHUO_MAIL_RETRY", value_name = "WAITS")]
    mail_retry: Option<String>,
    /// How long a sender may hold a letter before another takes it [default: 60s].
    #[arg(long, global = true, env = "XINHUO_MAIL_LEASE", value_name = "TIME")]
    mail_lease: Option<String>,
    /// Where answers and bounces are read: `maildir:PATH`, `imaps://USER:PASSWORD@HOST:PORT/FOLDER`,
    /// `imap+starttls://...`, `imap://...` [default: nowhere].
    #[arg(long, global = true, env = "XINHUO_MAIL_REPLIES", hide_env_values = true, value_name = "ROUTE")]
    mail_replies: Option<String>,
    /// Certificates (PEM) trusted beside the public ones when a mailbox or a calendar is read.
    #[arg(long, global = true, env = "XINHUO_CA_FILE", value_name = "FILE")]
    ca_file: Option<String>,
    /// Private addresses where a speaker's calendar may be read all the same, as `10.0.0.5:443`, parted by commas [default: none].
    #[arg(long, global = true, env = "XINHUO_FETCH_ALLOW", value_name = "ADDRESSES")]
    fetch_allow: Option<String>,
    /// Folder of .ics files with days off, terms and commemorations [default: calendars].
    #[arg(long, global = true, env = "XINHUO_CALENDARS", value_name = "FOLDER")]
    calendars: Option<String>,
    /// Key of cookies, links and feed addresses [default: made in the data folder at first start].
    #[arg(long, global = true, env = "XINHUO_SECRET", hide_env_values = true, value_name = "TEXT")]
    secret: Option<String>,
    /// For rehearsals: the clock starts here (Asia/Shanghai) and runs on, as `2026-11-25 09:30`.
    #[arg(long, global = true, env = "XINHUO_NOW", value_name = "TIME")]
    now: Option<String>,
    /// Which log lines go to stderr [default: info].
    #[arg(long, global = true, env = "XINHUO_LOG", value_name = "FILTER")]
    log: Option<String>,
    /// `text`, or `json` for machines [default: text].
    #[arg(long, global = true, env = "XINHUO_LOG_FORMAT", value_name = "FORMAT")]
    log_format: Option<String>,
}

impl From<SettingsArgs> for Settings {
    fn from(args: SettingsArgs) -> Self {
        Self {
            database_url: args.database_url.map(Secret),
            listen: args.listen,
            base_url: args.base_url,
            mail: args.mail.map(Secret),
            mail_from: args.mail_from,
            mail_rate: args.mail_rate,
            mail_retry: args.mail_retry,
            mail_lease: args.mail_lease,
            mail_replies: args.mail_replies.map(Secret),
            ca_file: args.ca_file,
            fetch_allow: args.fetch_allow,
            calendars: args.calendars,
            secret: args.secret.map(Secret),
            now: args.now,
            log: args.log,
            log_format: args.log_format,
        }
    }
}

/// Log lines to stderr. A second start in one process (tests) keeps the first log.
pub(super) fn start_log(config: &Config, serves: bool) {
    // a command that ends at once says what matters in its own sentence; and the pool repeats
    // what that sentence or the worker says
    let filter = match (config.log.as_str(), serves) {
        ("info", true) => "info,r2d2=off",
        ("info", false) => "warn,r2d2=off",
        (chosen, _) => chosen,
    };
    let lines = tracing_subscriber::fmt()
        .with_env_filter(EnvFilter::new(filter))
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal());
    let started = if config.log_json { lines.json().try_init() } else { lines.try_init() };
    if let Err(error) = started {
        tracing::debug!(%error, "log was started before");
    }
}
