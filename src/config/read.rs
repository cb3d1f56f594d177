//! From text to settings that cannot be wrong.

use super::{CALENDARS, Config, ImapRoute, MailRoute, Rate, RepliesRoute, Secret, Settings, SmtpRoute, SmtpSafety};
use crate::kernel::{Moment, Refusal, parse_local};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

const SHORTEST_SECRET: usize = 16;
const SHORTEST_LEASE: Duration = Duration::from_secs(5);
const LONGEST_WAIT: Duration = Duration::from_secs(7 * 86_400);

pub(super) fn config(settings: &Settings) -> Result<Config, Refusal> {
    let given = |value: &Option<String>, default: &str| -> String {
        value.as_deref().map(str::trim).filter(|text| !text.is_empty()).unwrap_or(default).to_owned()
    };
    let secret = |value: &Option<Secret>| value.clone().filter(|secret| !secret.0.trim().is_empty());
    Ok(Config {
        database_url: database(secret(&settings.database_url))?,
        listen: listen(&given(&settings.listen, "127.0.0.1:8080"))?,
        base_url: base_url(&given(&settings.base_url, ""))?,
        mail: mail(secret(&settings.mail).map_or("dir:data/mail".to_owned(), |mail| mail.0).trim())?,
        mail_from: mail_from(&given(&settings.mail_from, "xinhuo@localhost"))?,
        mail_rate: rates(&given(&settings.mail_rate, "20/15m,300/day"))?,
        mail_at_once: false,
        mail_retry: waits(&given(&settings.mail_retry, "2m,10m,30m,2h"))?,
        mail_lease: lease(&given(&settings.mail_lease, "60s"))?,
        mail_replies: replies(secret(&settings.mail_replies).map_or(String::new(), |route| route.0).trim())?,
        ca_file: Some(given(&settings.ca_file, "")).filter(|path| !path.is_empty()).map(PathBuf::from),
        fetch_allow: fetch_allow(&given(&settings.fetch_allow, ""))?,
        calendars: PathBuf::from(given(&settings.calendars, CALENDARS)),
        secret: long_enough(secret(&settings.secret))?,
        now: now(&given(&settings.now, ""))?,
        log: log(given(&settings.log, "info"))?,
        log_json: log_json(&given(&settings.log_format, "text"))?,
    })
}

/// One sentence that names the setting, what it holds and what it should look like.
fn wrong(name: &'static str, value: &str, like: &'static str) -> Refusal {
    Refusal::new("bad-setting").with("name", name).with("value", value).with("like", like).at(name)
}

/// The same for a setting that may hold a password: its value stays out of the sentence.
fn wrong_secret(name: &'static str, like: &'static str) -> Refusal {
    Refusal::new("bad-secret-setting").with("name", name).with("like", like).at(name)
}

fn database(url: Option<Secret>) -> Result<Secret, Refusal> {
    let url = url.unwrap_or_else(|| Secret::from("sqlite:data/xinhuo.db"));
    let text = url.0.trim();
    let sqlite = text.strip_prefix("sqlite:").is_some_and(|path| !path.is_empty() && path != ":memory:");
    let postgres = text.starts_with("postgres://") || text.starts_with("postgresql://");
    if (sqlite || postgres) && !text.contains('\0') {
        return Ok(Secret(text.to_owned()));
    }
    Err(wrong_secret("DATABASE_URL", "sqlite:data/xinhuo.db, postgres://USER@HOST/NAME"))
}

fn listen(text: &str) -> Result<SocketAddr, Refusal> {
    let numeric = match text.strip_prefix("localhost:") {
        Some(port) => format!("127.0.0.1:{port}"),
        None => text.to_owned(),
    };
    numeric.parse().map_err(|_| wrong("XINHUO_LISTEN", text, "127.0.0.1:8080"))
}

fn fetch_allow(text: &str) -> Result<Vec<SocketAddr>, Refusal> {
    let parts = text.split(',').map(str::trim).filter(|part| !part.is_empty());
    let all: Result<Vec<SocketAddr>, _> = parts.map(str::parse).collect();
    all.map_err(|_| wrong("XINHUO_FETCH_ALLOW", text, "10.0.0.5:443"))
}

fn base_url(text: &str) -> Result<Option<String>, Refusal> {
    if text.is_empty() {
        return Ok(None);
    }
    let bad = || wrong("XINHUO_BASE_URL", text, "https://xinhuo.example.cn");
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://")).ok_or_else(bad)?;
    let host = rest.split('/').next().unwrap_or_default();
    let odd = |c: char| c.is_whitespace() || c.is_control() || !c.is_ascii() || "?#\"'<>\\@".contains(c);
    if host.is_empty() || host.starts_with(':') || text.contains(odd) || text.len() > 80 {
        return Err(bad());
    }
    Ok(Some(text.trim_end_matches('/').to_owned()))
}

fn mail(text: &str) -> Result<MailRoute, Refusal> {
    let bad =
        || wrong_secret("XINHUO_MAIL", "dir:data/mail, smtp://USER:PASSWORD@HOST:PORT, smtps://, smtp+starttls://");
    if text == "memory:" {
        return Ok(MailRoute::Memory);
    }
    if let Some(path) = text.strip_prefix("dir:") {
        return if path.is_empty() || path.contains('\0') { Err(bad()) } else { Ok(MailRoute::Directory(path.into())) };
    }
    let (scheme, rest) = text.split_once("://").ok_or_else(bad)?;
    let (safety, usual_port) = match scheme {
        "smtp" => (SmtpSafety::Plain, 25),
        "smtps" => (SmtpSafety::Tls, 465),
        "smtp+starttls" => (SmtpSafety::StartTls, 587),
        _ => return Err(bad()),
    };
    let (login, server) = match rest.rsplit_once('@') {
        Some((login, server)) => (Some(login_of(login).ok_or_else(bad)?), server),
        None => (None, rest),
    };
    let (host, port) = host_and_port(server.trim_end_matches('/'), usual_port).ok_or_else(bad)?;
    Ok(MailRoute::Smtp(SmtpRoute { safety, host, port, login }))
}

fn replies(text: &str) -> Result<Option<RepliesRoute>, Refusal> {
    const LIKE: &str = "maildir:PATH, imaps://USER:PASSWORD@HOST:PORT/FOLDER, imap+starttls://...";
    let bad = || wrong_secret("XINHUO_MAIL_REPLIES", LIKE);
    if text.is_empty() {
        return Ok(None);
    }
    if let Some(path) = text.strip_prefix("maildir:") {
        let fits = !path.is_empty() && !path.contains('\0');
        return if fits { Ok(Some(RepliesRoute::Maildir(path.into()))) } else { Err(bad()) };
    }
    let (scheme, rest) = text.split_once("://").ok_or_else(bad)?;
    let (safety, usual_port) = match scheme {
        "imap" => (SmtpSafety::Plain, 143),
        "imaps" => (SmtpSafety::Tls, 993),
        "imap+starttls" => (SmtpSafety::StartTls, 143),
        _ => return Err(bad()),
    };
    let (login, place) = rest.rsplit_once('@').ok_or_else(bad)?;
    let (server, folder) = place.split_once('/').unwrap_or((place, ""));
    let (host, port) = host_and_port(server, usual_port).ok_or_else(bad)?;
    let folder = decoded(folder.trim_end_matches('/')).ok_or_else(bad)?;
    let folder = if folder.is_empty() { "INBOX".to_owned() } else { folder };
    let login = login_of(login).ok_or_else(bad)?;
    Ok(Some(RepliesRoute::Imap(ImapRoute { safety, host, port, login, folder })))
}

fn login_of(text: &str) -> Option<(String, Secret)> {
    let (user, password) = text.split_once(':').unwrap_or((text, ""));
    let (user, password) = (decoded(user)?, decoded(password)?);
    if user.is_empty() { None } else { Some((user, Secret(password))) }
}

fn decoded(part: &str) -> Option<String> {
    let text = percent_encoding::percent_decode_str(part).decode_utf8().ok()?;
    if text.contains(char::is_control) { None } else { Some(text.into_owned()) }
}

fn host_and_port(text: &str, usual: u16) -> Option<(String, u16)> {
    let bracketed = text.strip_prefix('[').and_then(|rest| rest.split_once(']'));
    let (host, port) = match bracketed {
        Some((host, rest)) => (host, rest.strip_prefix(':').or(rest.is_empty().then_some(""))?),
        None => text.split_once(':').unwrap_or((text, "")),
    };
    let port = if port.is_empty() { usual } else { port.parse().ok().filter(|port| *port > 0)? };
    let fits = |c: char| c.is_ascii_alphanumeric() || ".-_".contains(c) || (bracketed.is_some() && c == ':');
    if host.is_empty() || !host.chars().all(fits) { None } else { Some((host.to_owned(), port)) }
}

fn mail_from(text: &str) -> Result<String, Refusal> {
    let address = text.strip_suffix('>').and_then(|t| t.rsplit_once('<')).map_or(text, |(_, address)| address);
    let parts: Vec<&str> = address.split('@').collect();
    let whole = matches!(parts.as_slice(), [local, host] if !local.is_empty() && !host.is_empty());
    let odd = |c: char| c.is_whitespace() || c.is_control() || "<>,;:\"()[]\\".contains(c);
    if whole && !address.contains(odd) && !text.contains(char::is_control) {
        return Ok(text.to_owned());
    }
    Err(wrong("XINHUO_MAIL_FROM", text, "xinhuo@example.cn"))
}

fn rates(text: &str) -> Result<Vec<Rate>, Refusal> {
    if text == "off" {
        return Ok(Vec::new());
    }
    text.split(',')
        .map(|part| {
            let (letters, per) = part.trim().split_once('/')?;
            let letters = letters.parse().ok().filter(|n| *n > 0)?;
            Some(Rate { letters, per: stretch(per)? })
        })
        .collect::<Option<Vec<Rate>>>()
        .ok_or_else(|| wrong("XINHUO_MAIL_RATE", text, "20/15m,300/day, off"))
}

fn waits(text: &str) -> Result<Vec<Duration>, Refusal> {
    text.split(',')
        .map(|part| stretch(part.trim()))
        .collect::<Option<Vec<Duration>>>()
        .ok_or_else(|| wrong("XINHUO_MAIL_RETRY", text, "2m,10m,30m,2h"))
}

fn lease(text: &str) -> Result<Duration, Refusal> {
    stretch(text)
        .filter(|lease| *lease >= SHORTEST_LEASE && *lease <= Duration::from_secs(3600))
        .ok_or_else(|| wrong("XINHUO_MAIL_LEASE", text, "60s (5s - 1h)"))
}

/// `90s`, `15m`, `2h`, `1d`, `day`, `hour`, `minute`; more than nothing, at most a week.
fn stretch(text: &str) -> Option<Duration> {
    let digits = text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let (number, unit) = text.split_at(digits);
    let number: u64 = if number.is_empty() { 1 } else { number.parse().ok()? };
    let seconds = match (digits, unit) {
        (1.., "s") => 1,
        (1.., "m") | (_, "minute" | "min") => 60,
        (1.., "h") | (_, "hour") => 3600,
        (1.., "d") | (_, "day") => 86_400,
        _ => return None,
    };
    let whole = Duration::from_secs(number.checked_mul(seconds)?);
    if whole.is_zero() || whole > LONGEST_WAIT { None } else { Some(whole) }
}

fn long_enough(secret: Option<Secret>) -> Result<Option<Secret>, Refusal> {
    match secret {
        Some(secret) if secret.0.chars().count() < SHORTEST_SECRET => {
            Err(Refusal::new("short-secret").with("name", "XINHUO_SECRET").with("least", SHORTEST_SECRET))
        }
        other => Ok(other),
    }
}

fn now(text: &str) -> Result<Option<Moment>, Refusal> {
    if text.is_empty() {
        return Ok(None);
    }
    moment(text).map(Some).ok_or_else(|| wrong("XINHUO_NOW", text, "2026-11-25 09:30"))
}

/// Civil time in Shanghai, or RFC 3339 with its offset.
fn moment(text: &str) -> Option<Moment> {
    parse_local(text).ok().or_else(|| chrono::DateTime::parse_from_rfc3339(text).ok().map(|t| t.to_utc()))
}

/// The directives as they are, if they can be read: the log itself would pass over a wrong one.
fn log(directives: String) -> Result<String, Refusal> {
    match tracing_subscriber::EnvFilter::try_new(&directives) {
        Ok(_) => Ok(directives),
        Err(_) => Err(wrong("XINHUO_LOG", &directives, "info, xinhuo=debug")),
    }
}

fn log_json(text: &str) -> Result<bool, Refusal> {
    match text {
        "json" => Ok(true),
        "text" => Ok(false),
        _ => Err(wrong("XINHUO_LOG_FORMAT", text, "text, json")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(change: impl FnOnce(&mut Settings)) -> Result<Config, Refusal> {
        let mut settings = Settings::default();
        change(&mut settings);
        config(&settings)
    }

    #[test]
    fn without_settings_the_defaults_of_the_manual_hold() {
        let config = with(|_| ()).unwrap();
        assert_eq!(config.database_url.0, "sqlite:data/xinhuo.db");
        assert_eq!(config.listen.to_string(), "127.0.0.1:8080");
        assert_eq!(config.mail, MailRoute::Directory("data/mail".into()));
        let (quarter, day) = (Duration::from_secs(900), Duration::from_secs(86_400));
        assert_eq!(config.mail_rate, vec![Rate { letters: 20, per: quarter }, Rate { letters: 300, per: day }]);
        assert_eq!(config.mail_retry.iter().map(Duration::as_secs).collect::<Vec<_>>(), [120, 600, 1800, 7200]);
        assert_eq!(config.mail_lease, Duration::from_secs(60));
    }

    #[test]
    fn a_mail_server_is_read_with_its_login_and_port() {
        let config = with(|s| s.mail = Some("smtp+starttls://a%40b.cn:p%3Aw@mail.b.cn:2525".into())).unwrap();
        let MailRoute::Smtp(route) = config.mail else { panic!("not smtp") };
        assert_eq!((route.host.as_str(), route.port, route.safety), ("mail.b.cn", 2525, SmtpSafety::StartTls));
        assert_eq!(route.login, Some(("a@b.cn".to_owned(), Secret::from("p:w"))));
    }

    #[test]
    fn a_mailbox_is_read_with_its_login_and_folder() {
        let route = |text: &str| with(|s| s.mail_replies = Some(text.into())).map(|config| config.mail_replies);
        assert_eq!(route("").unwrap(), None);
        assert_eq!(route("maildir:/var/mail/x").unwrap(), Some(RepliesRoute::Maildir("/var/mail/x".into())));
        let Ok(Some(RepliesRoute::Imap(imap))) = route("imaps://a%40b.cn:p%2Fw@mail.b.cn/%E7%AD%94%E5%A4%8D") else {
            panic!("not a mailbox")
        };
        assert_eq!((imap.host.as_str(), imap.port, imap.safety), ("mail.b.cn", 993, SmtpSafety::Tls));
        assert_eq!((imap.login, imap.folder.as_str()), (("a@b.cn".to_owned(), Secret::from("p/w")), "答复"));
        for wrong in ["maildir:", "imaps://host", "pop3://u:hunter2@h", "imaps://:hunter2@h", "imaps://u:hunter2@h:x/"]
        {
            let refusal = route(wrong).unwrap_err();
            assert_eq!(refusal.place.as_deref(), Some("XINHUO_MAIL_REPLIES"), "{wrong}");
            assert!(!format!("{refusal:?}").contains("hunter2"));
        }
    }

    #[test]
    fn what_is_wrong_is_named_and_a_password_is_not_repeated() {
        let named = |change: &dyn Fn(&mut Settings)| with(|s| change(s)).unwrap_err();
        let text = |value: &str| Some(value.to_owned());
        for (name, refusal) in [
            ("XINHUO_LISTEN", named(&|s| s.listen = text("8080"))),
            ("XINHUO_BASE_URL", named(&|s| s.base_url = text("ftp://x"))),
            ("XINHUO_BASE_URL", named(&|s| s.base_url = text("https://x\r\nBcc: y"))),
            ("XINHUO_MAIL", named(&|s| s.mail = Some("smtp://u:hunter2@:25".into()))),
            ("XINHUO_MAIL_FROM", named(&|s| s.mail_from = text("nobody"))),
            ("XINHUO_MAIL_RATE", named(&|s| s.mail_rate = text("0/day"))),
            ("XINHUO_MAIL_RETRY", named(&|s| s.mail_retry = text("2m,,3m"))),
            ("XINHUO_MAIL_LEASE", named(&|s| s.mail_lease = text("1s"))),
            ("XINHUO_NOW", named(&|s| s.now = text("2026-02-30 09:00"))),
            ("XINHUO_LOG_FORMAT", named(&|s| s.log_format = text("xml"))),
            ("DATABASE_URL", named(&|s| s.database_url = Some("mysql://u:hunter2@h/d".into()))),
        ] {
            assert_eq!(refusal.place.as_deref(), Some(name));
            assert!(!format!("{refusal:?}").contains("hunter2"));
        }
        assert_eq!(named(&|s| s.secret = Some("short".into())).key, "short-secret");
    }

    #[test]
    fn an_empty_variable_counts_as_unset() {
        let config = with(|s| {
            s.listen = Some(String::new());
            s.secret = Some("".into());
        });
        assert!(config.unwrap().secret.is_none());
    }
}
