//! `plan explain`: why this one, why not that one, why unfilled.

use super::{files, words};
use crate::cli::{Context, Done, Failure, out};
use crate::matching::files as plans;
use std::path::PathBuf;

/// What `plan explain` takes.
#[derive(clap::Args, Debug)]
#[command(after_help = "Examples:
  xinhuo plan explain city.json plan.json --request r17
  xinhuo plan explain city.json plan.json --request r17 --speaker s4")]
pub(crate) struct Args {
    /// The instance.
    instance: PathBuf,
    /// The solution.
    solution: PathBuf,
    /// Id of the request.
    #[arg(long)]
    request: String,
    /// Id of a speaker: why not this one.
    #[arg(long)]
    speaker: Option<String>,
}

/// Explains.
pub(crate) async fn run(context: Context, args: Args) -> Result<Done, Failure> {
    let (request, speaker) = (args.request.clone(), args.speaker.clone());
    let (instance, why) = super::apart(move || {
        let (instance, solution) = (files::read(&args.instance)?, files::read(&args.solution)?);
        let named = |fault| Failure::File(words::file_of(&fault, &args.instance, &args.solution), fault);
        plans::explain(&instance, &solution, &args.request, args.speaker.as_deref()).map_err(named)
    })
    .await?;
    let asked = speaker.and_then(|id| instance.speakers.iter().position(|it| it.id == id));
    let index = instance.requests.iter().position(|it| it.id == request).unwrap_or_default();
    for line in words::explanation(context.lang, &instance, (index, asked), &why) {
        out::line(&line)?;
    }
    Ok(Done::Well)
}
