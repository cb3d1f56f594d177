//! `plan generate`: a random instance of a city's shape.

use super::files::Output;
use crate::cli::{Done, Failure};
use crate::matching::files;
use crate::matching::instance::limits;
use std::path::PathBuf;

/// What `plan generate` takes.
#[derive(clap::Args, Debug)]
#[command(after_help = "Example:\n  xinhuo plan generate --requests 1500 --speakers 800 --seed 7 -o city.json")]
pub(crate) struct Args {
    /// Requests, at most 200000.
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..=limits::REQUESTS as i64))]
    requests: u32,
    /// Speakers, at most 60000.
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..=limits::SPEAKERS as i64))]
    speakers: u32,
    /// Same numbers, same instance.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// The file to write.
    #[arg(short, long)]
    output: PathBuf,
}

/// Makes it.
pub(crate) async fn run(args: Args) -> Result<Done, Failure> {
    let out = Output::open(&args.output)?;
    super::apart(move || {
        let made = files::generate(args.requests as usize, args.speakers as usize, args.seed);
        out.finish(&made.map_err(|fault| Failure::File(String::new(), fault))?)?;
        Ok(Done::Well)
    })
    .await
}
