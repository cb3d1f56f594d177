//! How fast and how well a plan is mended, on instances of plan-format: `cargo bench --bench mend -- INSTANCE.json...`.
//!
//! Everyone who fits each request beside the plan is ranked: the candidates for whoever plans by hand, found anew from the
//! speakers. Each plan is solved, then befallen by random events of every kind (seed 1); the time is that of the ranked
//! alternatives alone, the plan in memory. Of a few events each the best alternative is compared with the proven optimum
//! of the instance as it is after the event.

#![expect(clippy::expect_used, reason = "a measurement that cannot begin says why and ends")]

#[path = "../it/matching/after.rs"]
mod after;

use std::hint::black_box;
use std::time::{Duration, Instant};

use xinhuo::matching::candidates::Candidates;
use xinhuo::matching::explain::candidates_for;
use xinhuo::matching::instance::Instance;
use xinhuo::matching::mend::{Event, Mender};
use xinhuo::matching::problem::Problem;
use xinhuo::matching::random::Random;
use xinhuo::matching::{Options, Plan, files, solve};

/// Events timed of every kind, and how many of them are solved anew.
const TIMED: usize = 400;
const SOLVED: usize = 3;
/// Times that each event is timed; the shortest counts, so that other programs on the machine do not.
const REPEATED: usize = 3;
/// Alternatives asked for.
const OFFERED: usize = 6;

type Maker = fn(&Instance, &Plan, &mut Random) -> Option<Event>;

fn main() {
    let files = std::env::args().skip(1).filter(|a| !a.starts_with("--"));
    println!(
        "| instance | event | p50 ms | p99 ms | worst ms | changes of the best | of any | below a new optimum at most |"
    );
    println!("|---|---|---|---|---|---|---|---|");
    for file in files {
        measure(&Instance::parse(&std::fs::read(&file).expect("an instance")).expect("a sound instance"));
    }
}

fn run(x: &Instance) -> Plan {
    let start = Instant::now();
    let options = Options { time_limit: Duration::from_secs(120), threads: 2, ..Options::default() };
    solve(x, &options, &mut |_| {}, &|| start.elapsed()).expect("a plan")
}

fn measure(x: &Instance) {
    let plan = run(x);
    let p = Problem::new(x).expect("a sound instance");
    let state = files::state(&p, &plan.solution(&x.name)).expect("a plan that keeps the rules");
    let c = Candidates::new(&p).expect("candidates");
    let ranked = |request| {
        let start = Instant::now();
        let own = Candidates::of_one(&p, request);
        black_box(candidates_for(&p, &own, &state, request));
        start.elapsed().as_secs_f64() * 1000.0
    };
    let times = (0..x.requests.len()).map(ranked).collect();
    println!("| {} | candidates | {} | - | - | - |", x.name, shown(times));
    let whole = Mender::new(p, c, state);
    let kinds: [(&str, Maker); 5] =
        [("decline", decline), ("sick day", sick), ("withdrawn", withdrawn), ("new", new), ("moved", moved)];
    let mut random = Random::new(1);
    for (name, make) in kinds {
        let (mut times, mut of_best, mut of_any, mut worst) = (Vec::new(), 0, 0, 0.0_f64);
        for n in 0..TIMED {
            let Some(event) = make(x, &plan, &mut random) else { break };
            let (mut offered, mut time) = (Vec::new(), f64::INFINITY);
            for _ in 0..REPEATED {
                let mut mender = whole.again();
                let start = Instant::now();
                offered = mender.alternatives(&event, OFFERED);
                time = time.min(start.elapsed().as_secs_f64() * 1000.0);
            }
            times.push(time);
            let Some(best) = offered.first() else { continue };
            of_best = of_best.max(best.changes.len());
            of_any = of_any.max(offered.iter().map(|a| a.changes.len()).max().unwrap_or(0));
            if n < SOLVED {
                let bound = run(&after::after(x, &event)).bound;
                worst = worst.max((bound - plan.objective - best.points) as f64 / bound as f64);
            }
        }
        println!("| {} | {name} | {} | {of_best} | {of_any} | {:.4} % |", x.name, shown(times), worst * 100.0);
    }
}

/// The middle, 99 of 100, and the longest.
fn shown(mut times: Vec<f64>) -> String {
    times.sort_by(f64::total_cmp);
    let at = |share: f64| times.get(((times.len() as f64 * share) as usize).min(times.len().saturating_sub(1)));
    let shown = [0.5, 0.99, 1.0].map(|share| at(share).map_or("-".into(), |t| format!("{t:.2}")));
    shown.join(" | ")
}

/// A session of somebody without pins: what is struck is no pin any more before a mender is asked.
fn held(x: &Instance, plan: &Plan, random: &mut Random) -> Option<(usize, usize, i32)> {
    let free = |speaker: &str| x.pinned.iter().all(|pin| pin.speaker != speaker);
    let free: Vec<_> = plan.assignments.iter().filter(|a| free(&a.speaker)).collect();
    let a = free.get(random.below(free.len()))?;
    let request = x.requests.iter().position(|r| r.id == a.request)?;
    let speaker = x.speakers.iter().position(|s| s.id == a.speaker)?;
    Some((request, speaker, a.date.number() - x.horizon.start.number()))
}

fn decline(x: &Instance, plan: &Plan, random: &mut Random) -> Option<Event> {
    held(x, plan, random).map(|(request, speaker, _)| Event::Decline { request, speaker })
}

fn sick(x: &Instance, plan: &Plan, random: &mut Random) -> Option<Event> {
    held(x, plan, random).map(|(_, speaker, day)| Event::Sick { speaker, from: day, to: day })
}

fn withdrawn(x: &Instance, plan: &Plan, random: &mut Random) -> Option<Event> {
    held(x, plan, random).map(|(request, ..)| Event::Withdrawn { request })
}

fn new(_: &Instance, plan: &Plan, random: &mut Random) -> Option<Event> {
    let n = random.below(plan.unfilled.len());
    plan.unfilled.get(n).map(|request| Event::Open { request: *request })
}

fn moved(x: &Instance, plan: &Plan, random: &mut Random) -> Option<Event> {
    let (request, _, day) = held(x, plan, random)?;
    Some(Event::Moved { request, slots: vec![(day, 540), ((day - 1).max(0), 600), ((day - 2).max(0), 840)] })
}
