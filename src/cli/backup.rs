//! `backup` and `restore`: everything in one file.

use super::failure::blocking;
use super::{Context, Done, Failure, out};
use crate::actions::backup::{backup, restore};
use crate::app::{keep_secret, secret_file};
use crate::config::{Config, Secret};
use crate::kernel::Refusal;
use crate::store::{Store, StoreError};
use std::path::PathBuf;

/// Arguments of `backup`.
#[derive(clap::Args, Debug)]
#[command(after_help = "Example:\n  xinhuo backup /var/backups/xinhuo-$(date +%F).jsonl")]
pub(super) struct BackupArgs {
    /// The file to write; one of the same name is replaced once the new one is whole.
    file: PathBuf,
}

/// Arguments of `restore`.
#[derive(clap::Args, Debug)]
#[command(after_help = "Example, from SQLite to PostgreSQL:\n  xinhuo backup city.jsonl\n  \
    XINHUO_SECRET=... xinhuo --database-url postgres://xinhuo@db/xinhuo restore city.jsonl")]
pub(super) struct RestoreArgs {
    /// The file to read.
    file: PathBuf,
}

pub(super) async fn run(context: Context, args: BackupArgs) -> Result<Done, Failure> {
    let app = context.app().await?;
    let path = args.file.clone();
    let rows = blocking(move || backup(&app.store, &app.secret, app.clock, &path)).await?;
    let file = args.file.display().to_string();
    out::say(context.lang, "backup-done", &[("file", file.into()), ("rows", rows_of(rows).into())])?;
    out::say(context.lang, "backup-holds-secret", &[])?;
    Ok(Done::Well)
}

pub(super) async fn bring_back(context: Context, args: RestoreArgs) -> Result<Done, Failure> {
    let (config, path) = (context.config.clone(), args.file.clone());
    let (rows, known) = blocking(move || restored(&config, &path)).await?;
    let file = args.file.display().to_string();
    out::say(context.lang, "restore-done", &[("file", file.into()), ("rows", rows_of(rows).into())])?;
    if !known {
        out::say(context.lang, "restore-other-secret", &[])?;
    }
    Ok(Done::Well)
}

fn rows_of(rows: u64) -> i64 {
    i64::try_from(rows).unwrap_or(i64::MAX)
}

/// Restores, and keeps the secret that the file carries, so that links handed out go on working;
/// returns the rows and whether the secret in force is that one.
fn restored(config: &Config, path: &std::path::Path) -> Result<(u64, bool), StoreError> {
    let store = Store::open(&config.database_url.0)?;
    if !store.is_sqlite() && config.secret.is_none() {
        return Err(Refusal::new("secret-missing").into());
    }
    store.migrate()?;
    let found = restore(&store, path)?;
    let known = match (&config.secret, secret_file(&store)) {
        (Some(set), _) => set == &found.secret,
        (None, Some(file)) => {
            keep_secret(&file, &Secret(found.secret.0.clone()))?;
            true
        }
        (None, None) => false,
    };
    Ok((found.rows, known))
}
