//! `plan`: what the planner does at the command line.

mod check;
mod explain;
mod files;
mod generate;
mod run;
mod solve;
mod words;

use super::{Context, Done, Failure};
use crate::kernel::Refusal;
use clap::Subcommand;
use std::time::Duration;

/// What `plan` takes.
#[derive(clap::Args, Debug)]
#[command(
    after_help = "Examples:\n  xinhuo plan run --from 2026-11-30 --to 2026-12-06\n  xinhuo plan generate --requests 60 --speakers 30 --seed 7 -o city.json"
)]
pub(crate) struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand, Debug)]
enum What {
    /// Plan the approved requests: filled, unfilled with reasons, objective, bound and gap.
    Run(run::Args),
    /// Plan an instance in a file, without any database; the last line on stdout is one JSON object.
    Solve(solve::Args),
    /// Verify a plan in a file and the proof of its bound; exit 1 if a rule is broken.
    Check(check::Args),
    /// Tell why a request has its speaker, why not another one, or why it is unfilled.
    Explain(explain::Args),
    /// Make a random instance of a city's shape.
    Generate(generate::Args),
}

/// Does it.
pub(crate) async fn run(context: Context, args: Args) -> Result<Done, Failure> {
    match args.what {
        What::Run(args) => run::run(context, args).await,
        What::Solve(args) => solve::run(context, args).await,
        What::Check(args) => check::run(context, args).await,
        What::Explain(args) => explain::run(context, args).await,
        What::Generate(args) => generate::run(args).await,
    }
}

/// `90s`, `5m`, `1h`, `0.5s` or bare seconds; more than nothing and at most a day.
fn time_limit(text: &str) -> Result<Duration, Refusal> {
    let bad = || Refusal::new("bad-time-limit").with("text", text);
    let (digits, unit) = text.split_at(text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len()));
    let number: f64 = digits.parse().map_err(|_| bad())?;
    let seconds = match unit {
        "s" | "" => number,
        "m" => number * 60.0,
        "h" => number * 3600.0,
        _ => return Err(bad()),
    };
    if seconds > 0.0 && seconds <= 86_400.0 { Ok(Duration::from_secs_f64(seconds)) } else { Err(bad()) }
}

/// Runs what computes away from the runtime's own threads; a panic there is told as a failure.
async fn apart<T: Send + 'static>(work: impl FnOnce() -> Result<T, Failure> + Send + 'static) -> Result<T, Failure> {
    let stopped = |error: tokio::task::JoinError| crate::store::StoreError::Stopped(error.to_string());
    tokio::task::spawn_blocking(work).await.map_err(stopped)?
}
