//! `remind`: makes the letters that are due, delivers what the outbox holds, once.

use super::{Context, Done, Failure, out};
use crate::actions::letters::Made;
use crate::actions::letters::{Tally, deliver};
use crate::actions::reminders::{foresee, owe_due};
use crate::kernel::{Clock, Refusal, parse_local};
use crate::text::{say, say_with};
use serde_json::json;

/// Arguments of `remind`.
#[derive(clap::Args, Debug)]
#[command(after_help = "Examples:\n  xinhuo remind\n  xinhuo remind --at '2026-11-24 09:00' --dry-run --json")]
pub(super) struct Args {
    /// As if it were this time in Asia/Shanghai [default: now].
    #[arg(long, value_name = "TIME")]
    at: Option<String>,
    /// Only tell what would be made; make and send nothing.
    #[arg(long)]
    dry_run: bool,
    /// Tell the counts as one line of JSON.
    #[arg(long)]
    json: bool,
}

pub(super) async fn run(context: Context, args: Args) -> Result<Done, Failure> {
    let at = match &args.at {
        Some(text) => Some(parse_local(text).map_err(|refusal: Refusal| Failure::Setting(refusal))?),
        None => None,
    };
    let mut app = context.app().await?;
    if let Some(at) = at {
        app.clock = Clock::starting_at(at);
    }
    let (made, tally) = if args.dry_run {
        (foresee(&app).await?, Tally::default())
    } else {
        (owe_due(&app).await?, deliver(&app, || false).await?)
    };
    if args.json { as_json(&made, &tally) } else { in_words(&context, &made, &tally, args.dry_run) }
}

fn as_json(made: &Made, tally: &Tally) -> Result<Done, Failure> {
    let told = json!({
        "made": made, "sent": tally.sent, "retry": tally.retry, "dead": tally.dead,
        "held_by_rate": tally.held_by_rate,
    });
    out::line(&told.to_string())?;
    Ok(Done::Well)
}

fn in_words(context: &Context, made: &Made, tally: &Tally, dry_run: bool) -> Result<Done, Failure> {
    let lang = context.lang;
    let kinds: Vec<String> =
        made.iter().map(|(kind, count)| format!("{} {count}", say(lang, &format!("letter-kind-{kind}")))).collect();
    let none = if kinds.is_empty() { say(lang, "remind-none") } else { kinds.join(", ") };
    let key = if dry_run { "remind-would" } else { "remind-made" };
    out::line(&say_with(lang, key, &[("kinds", none.into())]))?;
    if dry_run {
        return Ok(Done::Well);
    }
    let number = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
    let args = [
        ("sent", number(tally.sent).into()),
        ("retry", number(tally.retry).into()),
        ("dead", number(tally.dead).into()),
        ("held", number(tally.held_by_rate).into()),
    ];
    out::say(lang, "remind-sent", &args)?;
    Ok(Done::Well)
}
