//! `plan run`: the open requests of a committee's subtree, planned.

use crate::accounts::Actor;
use crate::actions::plans::{Published, Ran, RunOptions, Why, publish, run as plan};
use crate::app::App;
use crate::cli::{Context, Done, Failure, out};
use crate::committees::Committee;
use crate::kernel::{Day, Refusal, RequestId, SpeakerId, VenueId};
use crate::matching::Plan as Found;
use crate::requests::Request;
use crate::store::{self, StoreError};
use crate::text::{Lang, moment_short};
use serde_json::json;
use std::collections::HashMap;
use std::sync::Arc;

/// What `plan run` takes.
#[derive(clap::Args, Debug)]
#[command(after_help = "Examples:
  xinhuo plan run --from 2026-12-01 --to 2026-12-31
  xinhuo plan run --from 2026-12-01 --to 2026-12-31 --committee 320602 --time-limit 30s --publish --json

Reasons, also those in --json, are in the language of the terminal (LC_ALL, LC_MESSAGES or LANG): Chinese
where it begins with zh, English elsewhere. Names stay as the registers have them.")]
pub(crate) struct Args {
    /// First day, YYYY-MM-DD.
    #[arg(long)]
    from: String,
    /// Last day, included.
    #[arg(long)]
    to: String,
    /// Code of the committee whose subtree is planned; the topmost one when left out.
    #[arg(long)]
    committee: Option<String>,
    /// The run ends then with the best plan so far: `90s`, `5m`.
    #[arg(long, default_value = "60s")]
    time_limit: String,
    /// Same requests and registers, same seed: same plan.
    #[arg(long, default_value_t = 1)]
    seed: u32,
    /// Publish the plan at once: sessions, bookings, invitations.
    #[arg(long)]
    publish: bool,
    /// One JSON object instead of lines for people.
    #[arg(long)]
    json: bool,
}

/// Plans, tells, and publishes when asked to.
pub(crate) async fn run(context: Context, args: Args) -> Result<Done, Failure> {
    let options = options(&args).map_err(Failure::Setting)?;
    let app = context.app().await?;
    let actor = Actor::operator();
    let committee = committee_of(&app, args.committee.clone()).await?;
    let ran = plan(&app, &actor, committee.id.clone(), options).await?;
    let published = match args.publish {
        true => Some(publish(&app, &actor, ran.plan.id.clone(), ran.plan.version).await?),
        false => None,
    };
    let names = Names::load(&app, &ran).await?;
    if args.json {
        out::line(&as_json(&ran, published.as_ref(), &names, context.lang).to_string())?;
    } else {
        told(&ran, published.as_ref(), &names, context.lang, app.clock.today())?;
    }
    Ok(Done::Well)
}

fn options(args: &Args) -> Result<RunOptions, Refusal> {
    Ok(RunOptions {
        from: args.from.parse()?,
        to: args.to.parse()?,
        time_limit: super::time_limit(&args.time_limit)?,
        seed: args.seed,
        stop: Arc::default(),
    })
}

async fn committee_of(app: &App, code: Option<String>) -> Result<Committee, StoreError> {
    app.store
        .read(move |db| match &code {
            Some(code) => store::committees::by_code(db, code),
            None => {
                let all = store::committees::all(db)?;
                let top = all.into_iter().min_by(|a, b| (a.path.depth(), &a.code).cmp(&(b.path.depth(), &b.code)));
                Ok(top.ok_or_else(|| Refusal::missing("plan-no-committee"))?)
            }
        })
        .await
}

struct Names {
    requests: HashMap<RequestId, Request>,
    venues: HashMap<VenueId, String>,
    speakers: HashMap<SpeakerId, String>,
}

impl Names {
    async fn load(app: &App, ran: &Ran) -> Result<Self, StoreError> {
        let ids: Vec<RequestId> = ran.items.iter().map(|item| item.request.clone()).collect();
        let chosen: Vec<SpeakerId> =
            ran.items.iter().filter_map(|item| Some(item.chosen.as_ref()?.0.clone())).collect();
        app.store
            .read(move |db| {
                let requests = store::requests::by_ids(db, &ids)?;
                let places: Vec<VenueId> = requests.iter().map(|request| request.venue.clone()).collect();
                Ok(Self {
                    venues: store::venues::names(db, &places)?,
                    speakers: store::speakers::names(db, &chosen)?,
                    requests: requests.into_iter().map(|request| (request.id.clone(), request)).collect(),
                })
            })
            .await
    }

    fn request(&self, id: &RequestId) -> String {
        let Some(request) = self.requests.get(id) else { return id.to_string() };
        let venue = self.venues.get(&request.venue).map_or("", String::as_str);
        format!("{} {venue}", request.code)
    }

    fn code(&self, id: &RequestId) -> String {
        self.requests.get(id).map_or_else(|| id.to_string(), |request| request.code.clone())
    }
}

fn told(ran: &Ran, published: Option<&Published>, names: &Names, lang: Lang, today: Day) -> Result<(), Failure> {
    for item in &ran.items {
        let Some((speaker, start)) = &item.chosen else { continue };
        let who = names.speakers.get(speaker).map_or("", String::as_str);
        out::line(&format!("{}  {}  {who}", moment_short(lang, *start, today), names.request(&item.request)))?;
    }
    for item in ran.items.iter().filter(|item| item.chosen.is_none()) {
        out::say(lang, "plan-unfilled", &[("request", names.request(&item.request).into())])?;
        for line in Why::lines(&Why::read(&item.reasons), lang) {
            out::line(&format!("  - {line}"))?;
        }
    }
    let filled = ran.items.iter().filter(|item| item.chosen.is_some()).count();
    let gap = Found::gap_of(ran.plan.objective, ran.plan.bound) * 100.0;
    out::say(
        lang,
        "plan-summary",
        &[
            ("filled", filled.into()),
            ("unfilled", (ran.items.len() - filled).into()),
            ("objective", ran.plan.objective.into()),
            ("bound", ran.plan.bound.into()),
            ("gap", format!("{gap:.4}").into()),
            ("seconds", format!("{:.1}", ran.plan.seconds).into()),
        ],
    )?;
    match published {
        Some(done) => out::say(lang, "plan-published-count", &[("count", done.sessions.len().into())]),
        None => out::say(lang, "plan-kept", &[("plan", ran.plan.id.as_str().into())]),
    }
}

fn as_json(ran: &Ran, published: Option<&Published>, names: &Names, lang: Lang) -> serde_json::Value {
    let assigned = ran.items.iter().filter(|item| item.chosen.is_some()).count();
    let unfilled: Vec<serde_json::Value> = ran
        .items
        .iter()
        .filter(|item| item.chosen.is_none())
        .map(|item| {
            let reasons: Vec<String> = Why::lines(&Why::read(&item.reasons), lang);
            json!({ "request": names.code(&item.request), "reasons": reasons })
        })
        .collect();
    json!({
        "objective": ran.plan.objective,
        "bound": ran.plan.bound,
        "gap": Found::gap_of(ran.plan.objective, ran.plan.bound),
        "assigned": assigned,
        "unfilled": unfilled.len(),
        "seconds": ran.plan.seconds,
        "plan": ran.plan.id,
        "changes": published.map_or(assigned, |done| done.sessions.len()),
        "unfilled_requests": unfilled,
    })
}
