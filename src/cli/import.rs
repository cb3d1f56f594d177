//! `xinhuo import KIND FILE [--dry-run]`

use super::{Context, Done, Failure, out};
use crate::accounts::Actor;
use crate::actions::import::{self, FileKind, Progress, Report};
use crate::kernel::Arg;
use crate::tables::{MOST_TROUBLES, Source, Trouble};
use crate::text::{Lang, refusal, say_with};
use indicatif::{ProgressBar, ProgressStyle};
use std::io::IsTerminal;
use std::path::PathBuf;
use std::sync::Arc;

/// What to read.
#[derive(clap::Args, Debug)]
#[command(
    after_help = "Examples:\n  xinhuo import speakers speakers.xlsx --dry-run\n  xinhuo import attendance 2026-10.csv\n\nKinds: divisions, committees, teams, venues, speakers, lectures, materials, campaigns, requests, sessions,\nattendance, targets, indicators, accounts. Headers in English or Chinese; `xinhuo export` shows them."
)]
pub(super) struct Args {
    /// What the file holds, as `speakers`; see below.
    #[arg(value_parser = kind)]
    pub kind: FileKind,
    /// A .csv (UTF-8 or GB18030) or .xlsx file with a header row.
    pub file: PathBuf,
    /// Say what would happen, and save nothing.
    #[arg(long)]
    pub dry_run: bool,
}

/// A kind by its code or Chinese name.
pub(super) fn kind(text: &str) -> Result<FileKind, String> {
    crate::text::choose(FileKind::ALL, FileKind::code, FileKind::key, text).ok_or_else(|| {
        let codes: Vec<&str> = FileKind::ALL.iter().map(|kind| kind.code()).collect();
        format!("one of: {}", codes.join(", "))
    })
}

pub(super) async fn run(context: Context, args: Args) -> Result<Done, Failure> {
    let lang = context.lang;
    let source = match Source::open(&args.file) {
        Ok(source) => source,
        Err(troubles) => return unread(lang, troubles),
    };
    let app = context.app().await?;
    let (actor, bar) = (Actor::operator(), bar());
    let report = if args.dry_run {
        import::dry_run(&app, &actor, args.kind, source, hear(&bar)).await
    } else {
        import::run(&app, &actor, args.kind, source, hear(&bar)).await
    };
    bar.finish_and_clear();
    say(lang, &report?, args.dry_run)
}

/// A file that cannot be read at all is one sentence; what is wrong within is told place by place.
fn unread(lang: Lang, mut troubles: Vec<Trouble>) -> Result<Done, Failure> {
    if let (1, Some(one)) = (troubles.len(), troubles.pop_if(|one| one.line.is_none())) {
        return Err(one.refusal.into());
    }
    tell(lang, &troubles, 0);
    Ok(Done::FoundWrong)
}

fn say(lang: Lang, report: &Report, dry: bool) -> Result<Done, Failure> {
    if !report.is_clean() {
        tell(lang, &report.troubles, report.more);
        return Ok(Done::FoundWrong);
    }
    let key = if dry { "import-would" } else { "import-did" };
    let args: [(&'static str, Arg); 3] =
        [("new", report.new.into()), ("changed", report.changed.into()), ("unchanged", report.unchanged.into())];
    out::say(lang, key, &args)?;
    if !report.notices.is_empty() {
        out::say(lang, "import-notices", &[("count", report.notices.len().into())])?;
    }
    report.notices.iter().take(MOST_TROUBLES).try_for_each(|notice| out::line(&words(lang, notice)))?;
    Ok(Done::Well)
}

/// Each trouble as one line on stderr.
fn tell(lang: Lang, troubles: &[Trouble], more: usize) {
    for trouble in troubles {
        eprintln!("{}", words(lang, trouble));
    }
    let args = [("count", Arg::from(troubles.len() + more)), ("more", Arg::from(more))];
    eprintln!("xinhuo: {}", say_with(lang, if more > 0 { "import-wrong-more" } else { "import-wrong" }, &args));
}

/// A trouble in one line: place and reason.
fn words(lang: Lang, trouble: &Trouble) -> String {
    let reason = refusal(lang, &trouble.refusal);
    let line = trouble.line.map_or(0, |line| i64::try_from(line).unwrap_or(i64::MAX));
    let column = trouble.column.clone().unwrap_or_default();
    let args =
        [("line", Arg::Text(line.to_string())), ("column", Arg::Text(column.clone())), ("reason", Arg::Text(reason))];
    let key = match (trouble.line, column.is_empty()) {
        (None, _) => "trouble-of-file",
        (Some(_), true) => "trouble-of-line",
        (Some(_), false) => "trouble-of-cell",
    };
    say_with(lang, key, &args)
}

/// A bar on a terminal, nothing elsewhere.
fn bar() -> ProgressBar {
    if !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let style = ProgressStyle::with_template("{bar:40} {human_pos}/{human_len}");
    ProgressBar::new(0).with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}

fn hear(bar: &ProgressBar) -> Progress {
    let bar = bar.clone();
    Arc::new(move |done, total| {
        bar.set_length(total as u64);
        bar.set_position(done as u64);
    })
}
