//! The commands, each a thin call of an action.
//!
//! To add one: a variant of `Command` whose doc comment is its help, an arm in `Command::run`,
//! and a file of this folder named after it with its arguments and one function
//! `(Context, Args) -> Result<Done, Failure>`. Results go to stdout through `out`, errors to
//! stderr as one sentence of `text` that says what to do next.
//!
//! Exit codes: 0 done; 1 the work found something wrong; 2 wrong use or settings.

mod account;
mod backup;
mod check;
mod demo;
mod export;
mod failure;
mod feed;
mod import;
pub(crate) mod out;
mod plan;
mod reach;
mod remind;
mod serve;
mod settings;

pub(crate) use failure::{Done, Failure};

use crate::app::App;
use crate::config::Config;
use crate::text::Lang;
use clap::{Parser, Subcommand};
use std::ffi::OsString;
use std::process::ExitCode;

/// 薪火: lectures of veteran speakers for schools and outreach stations.
#[derive(Parser, Debug)]
#[command(name = "xinhuo", version, max_term_width = 100, after_help = EXAMPLES)]
struct Arguments {
    #[command(flatten)]
    settings: settings::SettingsArgs,
    #[command(subcommand)]
    command: Command,
}

const EXAMPLES: &str = "Examples:
  xinhuo serve
  xinhuo serve --demo
  xinhuo --database-url postgres://xinhuo@db/xinhuo serve
  XINHUO_LISTEN=0.0.0.0:80 XINHUO_BASE_URL=https://xinhuo.example.cn xinhuo serve

Language: Chinese where the terminal is (LC_ALL, LC_MESSAGES or LANG begins with zh), English elsewhere.
Names stay as the registers have them.

Exit codes: 0 done; 1 the work found something wrong; 2 wrong use or settings.";

#[derive(Subcommand, Debug)]
enum Command {
    /// Serve web pages and workers; prints `listening on http://ADDR` when ready, SIGTERM ends it cleanly.
    Serve(serve::Args),
    /// Bring the database to this version.
    #[command(after_help = "Example:\n  xinhuo --database-url postgres://xinhuo@db/xinhuo migrate")]
    Migrate,
    /// Keep accounts.
    #[command(
        subcommand,
        after_help = "Example:\n  xinhuo account add zhang@example.cn --role coordinator --committee 320602"
    )]
    Account(account::Account),
    /// Print a link that signs an account in: one use, 10 minutes.
    SignInLink(account::LinkArgs),
    /// Make the letters that are due, deliver what the outbox holds, once; print counts by kind.
    Remind(remind::Args),
    /// Print a feed: of a speaker, a venue, a committee, or of the days off.
    Feed(feed::Args),
    /// Write everything to one file while the server runs; the file carries the secret.
    Backup(backup::BackupArgs),
    /// Fill an empty database from such a file.
    Restore(backup::RestoreArgs),
    /// Look for what is wrong: database, roll-ups, outbox, mail server, days off; exit 1 if anything is.
    #[command(after_help = "Example, each morning from cron:\n  xinhuo check || echo 'xinhuo: something is wrong'")]
    Check,
    /// Read a file into the registers: all or nothing; a second time changes nothing.
    Import(import::Args),
    /// Write a register into a file that `import` reads back.
    Export(export::Args),
    /// Plan the open requests.
    Plan(plan::Args),
    /// Tell what was reached: totals, targets, shares, and the sentence for the press.
    Reach(reach::Args),
}

impl Command {
    async fn run(self, context: Context) -> Result<Done, Failure> {
        match self {
            Self::Serve(args) => serve::run(context, args).await,
            Self::Migrate => migrate(context).await,
            Self::Account(command) => account::run(context, command).await,
            Self::SignInLink(args) => account::link(context, args).await,
            Self::Remind(args) => remind::run(context, args).await,
            Self::Feed(args) => feed::run(context, args).await,
            Self::Backup(args) => backup::run(context, args).await,
            Self::Restore(args) => backup::bring_back(context, args).await,
            Self::Check => check::run(context).await,
            Self::Import(args) => import::run(context, args).await,
            Self::Export(args) => export::run(context, args).await,
            Self::Plan(args) => plan::run(context, args).await,
            Self::Reach(args) => reach::run(context, args).await,
        }
    }
}

/// What every command starts from.
pub(crate) struct Context {
    /// The settings, checked.
    pub config: Config,
    /// The language of the terminal.
    pub lang: Lang,
}

impl Context {
    /// The program over its database, brought to this version.
    pub(crate) async fn app(&self) -> Result<App, Failure> {
        let config = self.config.clone();
        failure::blocking(move || App::build(config, None)).await
    }
}

/// Runs the command that the arguments name; the whole program but for its runtime.
pub async fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let lang = terminal_lang();
    let arguments = match Arguments::try_parse_from(arguments) {
        Ok(arguments) => arguments,
        Err(usage) => {
            // help and version go to stdout with 0, wrong use to stderr with 2
            let _ = usage.print();
            return ExitCode::from(u8::try_from(usage.exit_code()).unwrap_or(2));
        }
    };
    let done = match Config::read(&arguments.settings.into()) {
        Ok(config) => {
            settings::start_log(&config, matches!(arguments.command, Command::Serve(_)));
            arguments.command.run(Context { config, lang }).await
        }
        Err(refusal) => Err(Failure::Setting(refusal)),
    };
    match done {
        Ok(done) => done.into(),
        Err(failure) => failure.told(lang),
    }
}

/// Chinese where the terminal is Chinese, English elsewhere.
fn terminal_lang() -> Lang {
    let set = ["LC_ALL", "LC_MESSAGES", "LANG"].iter().filter_map(std::env::var_os).find(|value| !value.is_empty());
    if set.is_some_and(|value| value.to_string_lossy().starts_with("zh")) { Lang::Zh } else { Lang::En }
}

async fn migrate(context: Context) -> Result<Done, Failure> {
    let url = context.config.database_url.clone();
    let ran = failure::blocking(move || crate::store::Store::open(&url.0)?.migrate()).await?;
    let key = if ran == 0 { "migrate-nothing" } else { "migrate-done" };
    out::say(context.lang, key, &[("count", ran.into())])?;
    Ok(Done::Well)
}
