//! How a command ends.

use crate::kernel::{Arg, Refusal};
use crate::matching::Fault;
use crate::store::StoreError;
use crate::text::{Lang, refusal, say_with};
use std::process::ExitCode;

/// A command came to its end.
pub(crate) enum Done {
    /// As asked.
    Well,
    /// It looked and found something wrong, and has said what.
    FoundWrong,
}

impl From<Done> for ExitCode {
    fn from(done: Done) -> Self {
        match done {
            Done::Well => Self::SUCCESS,
            Done::FoundWrong => Self::from(1),
        }
    }
}

/// Why a command did not do what was asked.
#[derive(Debug)]
pub(crate) enum Failure {
    /// A setting or an argument is wrong.
    Setting(Refusal),
    /// The work was refused, or the database failed.
    Store(StoreError),
    /// The address to listen on cannot be had.
    Listen(std::net::SocketAddr, std::io::Error),
    /// A plan's file cannot be used: its name, and the fault with its place.
    File(String, Fault),
    /// Stdout cannot be written.
    Output(std::io::Error),
    /// The server stopped by itself.
    Server(std::io::Error),
}

/// Settings and arguments that are found wrong only at work: a database's address, days in the
/// wrong order, a file that is not there or of a kind that nobody reads.
const WRONG_USE: [&str; 10] = [
    "bad-setting",
    "bad-database-url",
    "secret-missing",
    "period-ends-before-start",
    "plan-bad-days",
    "file-format",
    "file-missing",
    "file-folder",
    "file-forbidden",
    "file-unreadable",
];

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        let setting = |refusal: &Refusal| WRONG_USE.contains(&refusal.key);
        match error {
            StoreError::Refused(refusal) if setting(&refusal) => Self::Setting(refusal),
            other => Self::Store(other),
        }
    }
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        StoreError::from(refusal).into()
    }
}

impl Failure {
    /// Writes one sentence to stderr and yields the exit code.
    pub(crate) fn told(&self, lang: Lang) -> ExitCode {
        let why = |error: &dyn std::fmt::Display| ("why", Arg::Text(error.to_string()));
        let (sentence, code) = match self {
            Self::Setting(no) => (refusal(lang, no), 2),
            Self::Store(error) => (of_store(lang, error), 1),
            Self::Listen(address, error) => {
                let args = [("address", Arg::Text(address.to_string())), why(error)];
                (say_with(lang, "cannot-listen", &args), 2)
            }
            Self::File(name, fault) => (of_file(lang, name, fault), 1),
            Self::Output(error) => (say_with(lang, "cannot-write-output", &[why(error)]), 1),
            Self::Server(error) => (say_with(lang, "server-stopped", &[why(error)]), 1),
        };
        eprintln!("xinhuo: {sentence}");
        ExitCode::from(code)
    }
}

fn of_store(lang: Lang, error: &StoreError) -> String {
    match error.refusal() {
        Some(no) => refusal(lang, no),
        // at the command line the operator is the one who needs the cause
        None => say_with(lang, "unexpected", &[("why", Arg::Text(error.to_string()))]),
    }
}

/// A fault in words, behind the name of its file.
fn of_file(lang: Lang, name: &str, fault: &Fault) -> String {
    let text = |(name, value): (&'static str, String)| (name, Arg::Text(value));
    let mut args: Vec<_> = fault.args().into_iter().map(text).collect();
    if let Some((name, key, inner)) = fault.inner(&|n| format!("requests[{n}]")) {
        let inner: Vec<_> = inner.into_iter().map(text).collect();
        args.push((name, Arg::Text(say_with(lang, key, &inner))));
    }
    let sentence = say_with(lang, fault.key(), &args);
    if name.is_empty() { sentence } else { format!("{name}: {sentence}") }
}

/// Runs what blocks on the database away from the runtime's own threads.
pub(super) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, StoreError> + Send + 'static,
) -> Result<T, Failure> {
    let joined = tokio::task::spawn_blocking(work).await.map_err(|error| StoreError::Stopped(error.to_string()))?;
    joined.map_err(Failure::from)
}
