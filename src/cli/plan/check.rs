//! `plan check`: a plan in a file, verified by code of its own.

use super::{files, words};
use crate::cli::{Context, Done, Failure, out};
use crate::kernel::Arg;
use crate::matching::verify::{BadProof, Report};
use crate::matching::{Plan, files as plans};
use crate::text::{Lang, grouped, say_with};
use std::path::PathBuf;

/// What `plan check` takes.
#[derive(clap::Args, Debug)]
#[command(after_help = "Example:
  xinhuo plan check city.json plan.json

Exit codes: 0 every rule is kept, and a bound that comes with a proof is proven; 1 a rule is broken or the proof does not hold, each told on
a line of its own; 2 wrong use.")]
pub(crate) struct Args {
    /// The instance.
    instance: PathBuf,
    /// The solution.
    solution: PathBuf,
}

/// Checks and tells.
pub(crate) async fn run(context: Context, args: Args) -> Result<Done, Failure> {
    let report = super::apart(move || {
        let (instance, solution) = (files::read(&args.instance)?, files::read(&args.solution)?);
        let named = |fault| Failure::File(words::file_of(&fault, &args.instance, &args.solution), fault);
        plans::check(&instance, &solution).map_err(named)
    })
    .await?;
    told(context.lang, &report)?;
    Ok(if report.is_sound() { Done::Well } else { Done::FoundWrong })
}

fn told(lang: Lang, report: &Report) -> Result<(), Failure> {
    for broken in &report.broken {
        let rule = say_with(lang, words::of_broken(broken.rule), &[]);
        out::say(lang, "plan-broken", &[("rule", rule.into()), ("concerns", broken.concerns.join(", ").into())])?;
    }
    let p = &report.parts;
    let number = |n: i64| Arg::Text(grouped(n));
    out::say(
        lang,
        "plan-check-parts",
        &[
            ("sessions", number(report.filled as i64)),
            ("objective", number(p.objective())),
            ("reach", number(p.reach)),
            ("travel", number(p.travel)),
            ("preferences", number(p.preferences)),
            ("load", number(p.load)),
            ("change", number(p.change)),
        ],
    )?;
    match (&report.proven, report.claimed) {
        (Some(Err(why)), _) => out::say(lang, "plan-check-bad-proof", &[("why", of_proof(lang, why).into())]),
        (None, None) => out::say(lang, "plan-check-no-bound", &[]),
        (None, Some(claimed)) => out::say(lang, "plan-check-claimed", &[("bound", number(claimed))]),
        (Some(Ok(proven)), claimed) => {
            let gap = Plan::gap_of(p.objective(), *proven) * 100.0;
            out::say(lang, "plan-check-proven", &[("bound", number(*proven)), ("gap", format!("{gap:.6}").into())])?;
            match claimed.filter(|claimed| claimed < proven) {
                Some(claimed) => out::say(lang, "plan-check-claims-more", &[("bound", number(claimed))]),
                None => Ok(()),
            }
        }
    }?;
    let key = if report.is_sound() { "plan-check-sound" } else { "plan-check-wrong" };
    out::say(lang, key, &[("count", report.broken.len().into())])
}

fn of_proof(lang: Lang, why: &BadProof) -> String {
    let (key, value) = match why {
        BadProof::Scale(scale) => ("plan-proof-scale", scale.to_string()),
        BadProof::Negative(of) => ("plan-proof-negative", of.clone()),
        BadProof::Unknown(of) => ("plan-proof-unknown", of.clone()),
        BadProof::Pins(of) => ("plan-proof-pins", of.clone()),
        BadProof::Cases(at) => ("plan-proof-cases", format!("certificate.cases.tree[{at}]")),
    };
    say_with(lang, key, &[("value", Arg::Text(value))])
}
