//! Store, mail, clock and settings, built once and shared.

mod almanac;

pub use almanac::Almanac;

use crate::config::{Config, Secret};
use crate::kernel::{Clock, Refusal, Refused};
use crate::mail::Mail;
use crate::store::{Store, StoreError};
use crate::tls;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

/// What actions and pages work with; cheap to clone.
#[derive(Clone)]
pub struct App {
    /// The database.
    pub store: Store,
    /// Where letters go.
    pub mail: Mail,
    /// The time.
    pub clock: Clock,
    /// The settings.
    pub config: Arc<Config>,
    /// What links in letters and feeds begin with; no slash at the end.
    pub base_url: Arc<str>,
    /// Key of cookies, links and feed addresses.
    pub secret: Arc<Secret>,
    /// Public holidays, terms, exams: what is shipped, overlaid with the calendars folder.
    pub almanac: Almanac,
    /// How often the body of a feed was made since the start.
    pub feeds_made: Arc<AtomicU64>,
}

impl App {
    /// Opens the database, brings it to this version, and finds or makes the secret.
    ///
    /// `bound` is the address that is really listened on, for links when no base URL is set.
    /// Blocks on the database; call it where that is fine.
    ///
    /// # Errors
    /// The store's, or what is wrong with the secret.
    pub fn build(config: Config, bound: Option<SocketAddr>) -> Result<Self, StoreError> {
        // nodes that each made their own secret would refuse each other's links
        if config.secret.is_none() && !config.database_url.0.starts_with("sqlite:") {
            return Err(Refusal::new("secret-missing").into());
        }
        // told at the start, not at the first mailbox or calendar
        if let (Some(file), Err(_)) = (&config.ca_file, tls::connector(config.ca_file.as_deref())) {
            let value = file.display().to_string();
            let like = "/etc/ssl/own-authority.pem";
            return Err(Refusal::new("bad-setting")
                .with("name", "XINHUO_CA_FILE")
                .with("value", value)
                .with("like", like)
                .into());
        }
        let store = Store::open(&config.database_url.0)?;
        store.migrate()?;
        let secret = secret_of(&config, &store)?;
        let clock = config.now.map_or_else(Clock::system, Clock::starting_at);
        let base_url = config.base_url.clone().unwrap_or_else(|| address(bound.unwrap_or(config.listen)));
        let mail = Mail::of(&config);
        let almanac = Almanac::of(&config.calendars);
        let (base_url, secret) = (base_url.into(), Arc::new(secret));
        let config = Arc::new(config);
        Ok(Self { store, mail, clock, config, base_url, secret, almanac, feeds_made: Arc::default() })
    }
}

/// `http://` and an address that a browser on this machine can open.
fn address(bound: SocketAddr) -> String {
    let mut bound = bound;
    if bound.ip().is_unspecified() {
        bound.set_ip(std::net::Ipv4Addr::LOCALHOST.into());
    }
    format!("http://{bound}")
}

/// The file beside an embedded database that keeps the secret when none is set.
#[must_use]
pub fn secret_file(store: &Store) -> Option<PathBuf> {
    store.sqlite_path().map(|path| path.with_file_name("secret"))
}

fn secret_of(config: &Config, store: &Store) -> Result<Secret, StoreError> {
    if let Some(secret) = &config.secret {
        return Ok(secret.clone());
    }
    let Some(file) = secret_file(store) else { return Err(Refusal::new("secret-missing").into()) };
    kept_secret(&file).map_err(|error| {
        let file = file.display().to_string();
        Refusal::new("secret-file").with("path", file).with("why", error.to_string()).of(Refused::Unavailable).into()
    })
}

fn kept_secret(file: &Path) -> std::io::Result<Secret> {
    match std::fs::read_to_string(file) {
        Ok(text) if text.trim().len() >= 32 => Ok(Secret(text.trim().to_owned())),
        Ok(_) => Err(std::io::Error::other("too short")),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => made_secret(file),
        Err(error) => Err(error),
    }
}

/// Writes a fresh secret under another name and links it into place, so that of two processes
/// that start at once both read the same whole file.
fn made_secret(file: &Path) -> std::io::Result<Secret> {
    let fresh: String = rand::random::<[u8; 32]>().iter().map(|byte| format!("{byte:02x}")).collect();
    let draft = draft_of(file, &fresh)?;
    let linked = std::fs::hard_link(&draft, file);
    std::fs::remove_file(&draft)?;
    match linked {
        Err(error) if error.kind() != std::io::ErrorKind::AlreadyExists => Err(error),
        _ => std::fs::read_to_string(file).map(|text| Secret(text.trim().to_owned())),
    }
}

/// Keeps a secret that a backup brought, in the place of one that was made for an empty database.
///
/// # Errors
/// `secret-file`.
pub fn keep_secret(file: &Path, secret: &Secret) -> Result<(), StoreError> {
    let placed = draft_of(file, &secret.0).and_then(|draft| std::fs::rename(draft, file));
    placed.map_err(|error| {
        let file = file.display().to_string();
        Refusal::new("secret-file").with("path", file).with("why", error.to_string()).of(Refused::Unavailable).into()
    })
}

fn draft_of(file: &Path, text: &str) -> std::io::Result<PathBuf> {
    use std::io::Write;
    let draft = file.with_extension(format!("{}.new", uuid::Uuid::now_v7()));
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut open = options.open(&draft)?;
    writeln!(open, "{text}")?;
    open.sync_all()?;
    Ok(draft)
}
