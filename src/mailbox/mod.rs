//! Reads what comes back to the letters: raw messages from a maildir or an IMAP folder, each
//! with a way to mark it done.
//!
//! A message is marked only after what it says was saved, so one that was read when the program
//! died is read again; whoever takes it must know it again. Size, number and time are bounded.

mod imap;
mod maildir;
pub mod message;
pub mod report;

use crate::config::{Config, ImapRoute, RepliesRoute};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

/// As much of one message as is read; the rest of a longer one is left where it is.
pub const MOST_BYTES: usize = 1024 * 1024;
/// Messages of one round; more wait for the next.
pub const MOST_AT_ONCE: usize = 200;
/// How long any one step may take: connecting, listing, fetching one message, marking it.
const STEP: Duration = Duration::from_secs(30);

/// Where answers arrive.
#[derive(Clone, Debug)]
pub enum Mailbox {
    /// A folder with `new` and `cur`.
    Maildir(PathBuf),
    /// A folder on a server, and certificates trusted beside the public ones.
    Imap(Arc<ImapRoute>, Option<PathBuf>),
}

/// Why a mailbox could not be read; to be tried again.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Trouble(pub String);

/// What becomes of a message that was dealt with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// Read.
    Read,
    /// Read and flagged: a person should look at it.
    Aside,
}

/// A mailbox while it is being read.
pub struct Opened(Inner);

enum Inner {
    Maildir(maildir::Folder),
    Imap(Box<imap::Session>),
}

impl Mailbox {
    /// The one that the settings name.
    #[must_use]
    pub fn of(config: &Config) -> Option<Self> {
        Some(match config.mail_replies.clone()? {
            RepliesRoute::Maildir(folder) => Self::Maildir(folder),
            RepliesRoute::Imap(route) => Self::Imap(Arc::new(route), config.ca_file.clone()),
        })
    }

    /// Opens it and lists what is unread, oldest first, at most [`MOST_AT_ONCE`].
    ///
    /// # Errors
    /// What the folder or the server says.
    pub async fn open(&self) -> Result<Opened, Trouble> {
        let inner = match self {
            Self::Maildir(folder) => Inner::Maildir(maildir::Folder::open(folder.clone()).await?),
            Self::Imap(route, ca_file) => Inner::Imap(Box::new(in_time(imap::open(route, ca_file.as_deref())).await?)),
        };
        Ok(Opened(inner))
    }
}

impl Opened {
    /// The next unread message, as it stands; `None` after the last.
    ///
    /// # Errors
    /// What the folder or the server says.
    pub async fn next(&mut self) -> Result<Option<Vec<u8>>, Trouble> {
        match &mut self.0 {
            Inner::Maildir(folder) => folder.next().await,
            Inner::Imap(session) => in_time(session.next()).await,
        }
    }

    /// Marks the message that [`Self::next`] gave last.
    ///
    /// # Errors
    /// What the folder or the server says.
    pub async fn mark(&mut self, mark: Mark) -> Result<(), Trouble> {
        match &mut self.0 {
            Inner::Maildir(folder) => folder.mark(mark).await,
            Inner::Imap(session) => in_time(session.mark(mark)).await,
        }
    }

    /// Says goodbye to a server; the messages are marked already, so nothing depends on it.
    pub async fn close(self) {
        if let Inner::Imap(session) = self.0 {
            let _ = tokio::time::timeout(Duration::from_secs(2), session.leave()).await;
        }
    }
}

async fn in_time<T>(step: impl Future<Output = Result<T, Trouble>>) -> Result<T, Trouble> {
    match tokio::time::timeout(STEP, step).await {
        Ok(done) => done,
        Err(_) => Err(Trouble(format!("no answer within {} s", STEP.as_secs()))),
    }
}

impl From<std::io::Error> for Trouble {
    fn from(error: std::io::Error) -> Self {
        Self(error.to_string())
    }
}
