//! `feed`: a feed's bytes on stdout.

use super::{Context, Done, Failure, out};
use crate::actions::feeds::{FeedBody, Narrowed, days_off, feed_of};
use crate::kernel::Refusal;
use crate::store::{Db, StoreError, committees, feeds, speakers, venues};

/// Arguments of `feed`.
#[derive(clap::Args, Debug)]
#[command(
    after_help = "Examples:\n  xinhuo feed --speaker NT-S0001 > wang.ics\n  xinhuo feed --days-off > days-off.ics"
)]
#[group(required = true, multiple = false)]
pub(super) struct Args {
    /// Of the speaker of this code.
    #[arg(long, value_name = "CODE")]
    speaker: Option<String>,
    /// Of the venue of this code.
    #[arg(long, value_name = "CODE")]
    venue: Option<String>,
    /// Of the committee of this code and all below it.
    #[arg(long, value_name = "CODE")]
    committee: Option<String>,
    /// Public holidays, make-up workdays, terms and exams.
    #[arg(long)]
    days_off: bool,
}

pub(super) async fn run(context: Context, args: Args) -> Result<Done, Failure> {
    let app = context.app().await?;
    let lang = context.lang;
    let body: FeedBody = if args.days_off {
        days_off(&app, lang)
    } else {
        let reader = app.clone();
        app.store
            .read(move |db| {
                let owner = owner(db, &args)?.ok_or_else(|| Refusal::missing("feed-unknown"))?;
                feed_of(&reader, db, &owner, &Narrowed::default(), lang)
            })
            .await?
    };
    out::bytes(&body.bytes)?;
    Ok(Done::Well)
}

fn owner(db: &mut Db, args: &Args) -> Result<Option<feeds::Owner>, StoreError> {
    if let Some(code) = &args.speaker {
        let id = speakers::by_code(db, code)?.id;
        return feeds::speaker(db, id.as_str());
    }
    if let Some(code) = &args.venue {
        let id = venues::by_code(db, code)?.id;
        return feeds::venue(db, id.as_str());
    }
    let Some(code) = &args.committee else { return Ok(None) };
    let id = committees::by_code(db, code)?.id;
    feeds::committee(db, id.as_str())
}
