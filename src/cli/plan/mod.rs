//! `plan`: what the planner does at the command line.

mod run;

use super::{Context, Done, Failure};
use clap::Subcommand;

/// What `plan` takes.
#[derive(clap::Args, Debug)]
pub(crate) struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand, Debug)]
enum What {
    /// Plan the approved requests: filled, unfilled with reasons, objective, bound and gap.
    Run(run::Args),
}

/// Does it.
pub(crate) async fn run(context: Context, args: Args) -> Result<Done, Failure> {
    match args.what {
        What::Run(args) => run::run(context, args).await,
    }
}
