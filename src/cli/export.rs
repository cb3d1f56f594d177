//! `xinhuo export KIND FILE [--headers zh]`

use super::{Context, Done, Failure, import, out};
use crate::accounts::Actor;
use crate::actions::export;
use crate::actions::import::FileKind;
use crate::kernel::{Arg, Refusal};
use crate::tables::{self, Format};
use crate::text::Lang;
use std::path::PathBuf;

/// What to write.
#[derive(clap::Args, Debug)]
#[command(
    after_help = "Examples:\n  xinhuo export speakers speakers.csv\n  xinhuo export venues 场所.xlsx --headers zh"
)]
pub(super) struct Args {
    /// What to write, as `speakers`; the kinds of `import`.
    #[arg(value_parser = import::kind)]
    pub kind: FileKind,
    /// The .csv or .xlsx file to write; one that is there is replaced.
    pub file: PathBuf,
    /// Language of the column names: `zh` or `en`.
    #[arg(long, default_value = "en", value_parser = ["zh", "en"])]
    pub headers: String,
}

pub(super) async fn run(context: Context, args: Args) -> Result<Done, Failure> {
    let name = args.file.display().to_string();
    let format = Format::of_name(&name)?;
    let app = context.app().await?;
    let sheet = export::sheet(&app, &Actor::operator(), args.kind, Lang::parse(&args.headers)).await?;
    let bytes = tables::write(format, &sheet)?;
    std::fs::write(&args.file, bytes)
        .map_err(|error| Refusal::new("file-unwritable").with("name", &name).with("why", error.to_string()))?;
    let told = [("count", Arg::from(sheet.rows.len())), ("name", Arg::Text(name))];
    out::say(context.lang, "export-did", &told)?;
    Ok(Done::Well)
}
