//! Hands one finished letter to the world: a mail server, a folder, or memory. Chosen once.
//!
//! The only room that names lettre. It knows nothing of the outbox: it is given bytes and says
//! what became of them.

use crate::config::{Config, MailRoute, Secret, SmtpRoute, SmtpSafety};
use lettre::Address;
use lettre::transport::smtp::Error as SmtpError;
use lettre::transport::smtp::authentication::{Credentials, DEFAULT_MECHANISMS};
use lettre::transport::smtp::client::{AsyncSmtpConnection, TlsParameters};
use lettre::transport::smtp::commands::{Data, Mail as MailCommand, Rcpt};
use lettre::transport::smtp::extension::ClientId;
use lettre::transport::smtp::response::Severity;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// Where letters go.
#[derive(Clone, Debug)]
pub enum Mail {
    /// A mail server, and how long one whole conversation may take.
    Smtp(Arc<SmtpRoute>, Duration),
    /// A folder: one .eml a letter.
    Directory(PathBuf),
    /// Kept in the process, for tests and rehearsals.
    Memory(Arc<Mutex<Vec<Posted>>>),
}

/// A letter ready to go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parcel {
    /// The outbox's id: the name of the .eml, so that a letter sent again takes its own place.
    pub id: String,
    /// Bare address of the sender.
    pub from: String,
    /// Bare address of the reader.
    pub to: String,
    /// The whole message: 7-bit, CRLF.
    pub bytes: Vec<u8>,
}

/// A letter as the memory variant keeps it.
pub type Posted = Parcel;

/// What became of a letter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Taken over by the other side.
    Sent,
    /// Not now; to be tried again.
    Temporary(String),
    /// Never. `reader` says that it is about the reader's mailbox, not about us.
    Permanent {
        /// What the other side said.
        why: String,
        /// Whether the reader's mailbox is the reason.
        reader: bool,
    },
}

/// A part of the lease, so that a send has ended before another sender may take the letter.
const SHARE_OF_LEASE: (u32, u32) = (2, 3);
/// The farewell to a mail server may take this part of the time beyond it.
const FAREWELL: u32 = 8;

impl Mail {
    /// The way that the settings name. Opens nothing yet.
    #[must_use]
    pub fn of(config: &Config) -> Self {
        match &config.mail {
            MailRoute::Directory(folder) => Self::Directory(folder.clone()),
            MailRoute::Memory => Self::Memory(Arc::default()),
            MailRoute::Smtp(route) => {
                let (part, whole) = SHARE_OF_LEASE;
                Self::Smtp(Arc::new(route.clone()), config.mail_lease * part / whole)
            }
        }
    }

    /// Sends one letter; takes at most the set time.
    pub async fn send(&self, parcel: &Parcel) -> Outcome {
        self.send_within(parcel, Duration::ZERO).await
    }

    /// Sends one letter, when `spent` of the set time is gone already.
    pub async fn send_within(&self, parcel: &Parcel, spent: Duration) -> Outcome {
        match self {
            Self::Smtp(route, limit) => {
                let left = limit.saturating_sub(spent);
                match tokio::time::timeout(left, conversation(route, parcel)).await {
                    Ok((outcome, connection)) => {
                        if let Some(mut connection) = connection {
                            // the letter's fate is known by now, whatever becomes of the farewell
                            let _ = tokio::time::timeout(*limit / FAREWELL, connection.abort()).await;
                        }
                        outcome
                    }
                    Err(_) => Outcome::Temporary(format!("no end after {} s", limit.as_secs())),
                }
            }
            Self::Directory(folder) => match keep(folder, parcel).await {
                Ok(()) => Outcome::Sent,
                Err(error) => Outcome::Temporary(format!("{}: {error}", folder.display())),
            },
            Self::Memory(posted) => {
                posted.lock().unwrap_or_else(PoisonError::into_inner).push(parcel.clone());
                Outcome::Sent
            }
        }
    }

    /// Whether the other side can be reached, without sending anything.
    ///
    /// # Errors
    /// What it says, or why it says nothing.
    pub async fn reachable(&self) -> Result<(), String> {
        match self {
            Self::Smtp(route, limit) => {
                let greeting = async {
                    let mut connection = connect(route).await?;
                    connection.quit().await.map(drop)
                };
                match tokio::time::timeout(*limit, greeting).await {
                    Ok(greeted) => greeted.map_err(|error| plain(&error.to_string())),
                    Err(_) => Err(format!("no answer within {} s", limit.as_secs())),
                }
            }
            Self::Directory(folder) => writable(folder).await.map_err(|error| format!("{}: {error}", folder.display())),
            Self::Memory(_) => Ok(()),
        }
    }

    /// What the memory variant holds; empty for the others.
    #[must_use]
    pub fn posted(&self) -> Vec<Posted> {
        match self {
            Self::Memory(posted) => posted.lock().unwrap_or_else(PoisonError::into_inner).clone(),
            _ => Vec::new(),
        }
    }
}

/// Whether this is an address that every mail server takes.
#[must_use]
pub fn is_address(text: &str) -> bool {
    text.is_ascii() && text.len() <= 254 && text.parse::<Address>().is_ok()
}

/// The bare address of `Name <address>`.
#[must_use]
pub fn bare(from: &str) -> &str {
    from.strip_suffix('>').and_then(|text| text.rsplit_once('<')).map_or(from, |(_, address)| address).trim()
}

/// One conversation for one letter. A connection is never kept: one that was given up half way
/// would put the next letter into this one's text.
async fn conversation(route: &SmtpRoute, parcel: &Parcel) -> (Outcome, Option<AsyncSmtpConnection>) {
    let address = |text: &str| text.parse::<Address>().ok();
    let Some(to) = address(&parcel.to) else { return (never("not a mail address", true), None) };
    let Some(from) = address(&parcel.from) else { return (never("the sender is not a mail address", false), None) };
    let mut connection = match connect(route).await {
        Ok(connection) => connection,
        // a refused greeting or login is our trouble, not the letter's: it waits until that is mended
        Err(error) => return (Outcome::Temporary(plain(&error.to_string())), None),
    };
    match deliver(&mut connection, from, to, &parcel.bytes).await {
        Ok(()) => (Outcome::Sent, Some(connection)),
        Err(outcome) => (outcome, Some(connection)),
    }
}

async fn connect(route: &SmtpRoute) -> Result<AsyncSmtpConnection, SmtpError> {
    let hello = ClientId::default();
    let tls = || TlsParameters::new(route.host.clone());
    let at_once = if route.safety == SmtpSafety::Tls { Some(tls()?) } else { None };
    let server = (route.host.as_str(), route.port);
    let mut connection = AsyncSmtpConnection::connect_tokio1(server, None, &hello, at_once, None).await?;
    if route.safety == SmtpSafety::StartTls {
        connection.starttls(tls()?, &hello).await?;
    }
    if let Some((user, Secret(password))) = &route.login {
        let credentials = Credentials::new(user.clone(), password.clone());
        connection.auth(DEFAULT_MECHANISMS, &credentials).await?;
    }
    Ok(connection)
}

async fn deliver(
    connection: &mut AsyncSmtpConnection,
    from: Address,
    to: Address,
    bytes: &[u8],
) -> Result<(), Outcome> {
    let ours = |error| judged(&error, false);
    let theirs = |error| judged(&error, true);
    connection.command(MailCommand::new(Some(from), vec![])).await.map_err(ours)?;
    connection.command(Rcpt::new(to, vec![])).await.map_err(theirs)?;
    connection.command(Data).await.map_err(theirs)?;
    connection.message(bytes).await.map_err(theirs)?;
    Ok(())
}

/// 5xx is never; everything else, a lost connection too, is not now.
fn judged(error: &SmtpError, reader: bool) -> Outcome {
    let permanent = error.status().is_some_and(|code| code.severity == Severity::PermanentNegativeCompletion);
    if permanent { never(&error.to_string(), reader) } else { Outcome::Temporary(plain(&error.to_string())) }
}

fn never(why: &str, reader: bool) -> Outcome {
    Outcome::Permanent { why: plain(why), reader }
}

/// One short line without control characters: it is stored and shown.
fn plain(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).take(300).collect()
}

/// Writes under another name first, so that a reader of the folder never sees half a letter.
async fn keep(folder: &Path, parcel: &Parcel) -> std::io::Result<()> {
    let folder = folder.to_owned();
    let (name, bytes) = (format!("{}.eml", parcel.id), parcel.bytes.clone());
    let written = tokio::task::spawn_blocking(move || {
        std::fs::create_dir_all(&folder)?;
        let draft = folder.join(format!(".{name}.{}", uuid::Uuid::now_v7()));
        let kept = write_through(&draft, &bytes).and_then(|()| std::fs::rename(&draft, folder.join(&name)));
        if kept.is_err() {
            // best effort: the cause is what must be told
            let _ = std::fs::remove_file(&draft);
        }
        kept
    });
    written.await.map_err(std::io::Error::other)?
}

fn write_through(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    use std::io::Write;
    let mut file = std::fs::File::create(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

async fn writable(folder: &Path) -> std::io::Result<()> {
    let folder = folder.to_owned();
    let tried = tokio::task::spawn_blocking(move || {
        std::fs::create_dir_all(&folder)?;
        let probe = folder.join(format!(".probe.{}", uuid::Uuid::now_v7()));
        write_through(&probe, b"")?;
        std::fs::remove_file(&probe)
    });
    tried.await.map_err(std::io::Error::other)?
}
