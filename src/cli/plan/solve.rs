//! `plan solve`: an instance in a file, planned.

use super::files::{self, Output};
use crate::cli::{Context, Done, Failure, out};
use crate::kernel::{Arg, Refusal};
use crate::matching::{Options, Progress, files as plans};
use crate::text::{Lang, grouped, say_with};
use std::io::{IsTerminal, Write};
use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant};

/// What `plan solve` takes.
#[derive(clap::Args, Debug)]
#[command(after_help = "Examples:
  xinhuo plan solve city.json -o plan.json
  xinhuo plan solve city.json -o plan.json --time-limit 10s --seed 7 --threads 2

Ctrl-C (or SIGTERM) ends the run with the best plan so far, written and proven as far as it came; a second one
ends the program at once. On a terminal the run tells objective, bound and gap on stderr.
The last line on stdout: {\"objective\":..,\"bound\":..,\"gap\":..,\"assigned\":..,\"unfilled\":..,\"seconds\":..}
Same instance, same seed: same bytes, where the time limit did not end the run (and always with --iterations).")]
pub(crate) struct Args {
    /// The instance (lecture-plan-instance/1).
    instance: PathBuf,
    /// The solution to write (lecture-plan-solution/1).
    #[arg(short, long)]
    output: PathBuf,
    /// The run ends then with the best plan so far: `90s`, `5m` [default: 60s; none with --iterations].
    #[arg(long)]
    time_limit: Option<String>,
    /// Breaks ties.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Threads; the plan does not depend on them [default: all cores].
    #[arg(long)]
    threads: Option<NonZeroUsize>,
    /// Rounds of search at most.
    #[arg(long)]
    iterations: Option<u64>,
}

/// Reads, plans, writes, tells.
pub(crate) async fn run(context: Context, args: Args) -> Result<Done, Failure> {
    let begun = Instant::now();
    let lang = context.lang;
    let options = Options {
        time_limit: limit(&args).map_err(Failure::Setting)?,
        seed: args.seed,
        threads: args
            .threads
            .or_else(|| std::thread::available_parallelism().ok())
            .map_or(1, NonZeroUsize::get)
            .min(64),
        iterations: args.iterations,
        stop: on_signals()?,
    };
    let summary = super::apart(move || {
        let bytes = files::read(&args.instance)?;
        let output = Output::open(&args.output)?;
        let mut line = Line::new(lang);
        let solved = plans::solve(&bytes, &options, &mut |p| line.show(p), &|| begun.elapsed());
        line.clear();
        let (bytes, summary) = solved.map_err(|fault| Failure::File(args.instance.display().to_string(), fault))?;
        output.finish(&bytes)?;
        Ok(summary)
    })
    .await?;
    out::line(&serde_json::json!(summary).to_string())?;
    Ok(Done::Well)
}

/// Rounds that are counted give the same bytes on every machine, so only a limit that was asked for cuts them.
fn limit(args: &Args) -> Result<Duration, Refusal> {
    match (&args.time_limit, args.iterations) {
        (Some(asked), _) => super::time_limit(asked),
        (None, Some(_)) => Ok(Duration::from_secs(u64::from(u32::MAX))),
        (None, None) => super::time_limit("60s"),
    }
}

/// A flag that the first interrupt or termination raises; the second ends the program.
fn on_signals() -> Result<Arc<AtomicBool>, Failure> {
    use signal_hook::consts::{SIGINT, SIGTERM};
    let stop = Arc::new(AtomicBool::new(false));
    for signal in [SIGINT, SIGTERM] {
        signal_hook::flag::register_conditional_shutdown(signal, 1, Arc::clone(&stop)).map_err(Failure::Server)?;
        signal_hook::flag::register(signal, Arc::clone(&stop)).map_err(Failure::Server)?;
    }
    Ok(stop)
}

/// One line on a terminal's stderr that is written over and over.
struct Line {
    lang: Lang,
    shown: Option<Duration>,
    terminal: bool,
}

impl Line {
    fn new(lang: Lang) -> Self {
        Self { lang, shown: None, terminal: std::io::stderr().is_terminal() }
    }

    fn show(&mut self, p: Progress) {
        let soon = self.shown.is_some_and(|last| p.elapsed < last + Duration::from_millis(100));
        if !self.terminal || soon {
            return;
        }
        self.shown = Some(p.elapsed);
        let args = [
            ("objective", Arg::Text(grouped(p.objective))),
            ("bound", Arg::Text(grouped(p.bound))),
            ("gap", Arg::Text(format!("{:.5}", p.gap * 100.0))),
            ("seconds", Arg::Text(format!("{:.1}", p.elapsed.as_secs_f64()))),
        ];
        // a terminal that is gone stops no run
        let _ = write!(std::io::stderr(), "\r\x1b[K{}", say_with(self.lang, "plan-progress", &args));
    }

    fn clear(&self) {
        if self.shown.is_some() {
            let _ = write!(std::io::stderr(), "\r\x1b[K");
        }
    }
}
