//! Two real workers side by side, killed at random moments once each has begun its first letter,
//! before a mail server that fails at random: nothing is lost, nothing goes out twice but where the
//! sender or the line died between acceptance and record, and nothing follows a 5xx.
//!
//! Nothing here is judged by the time it took: what a worker has heard is known by what it says
//! next, and at which letter it died by the door through which it alone comes in.
//!
//! `tests/kills 500` runs the long one; the seed is printed and can be given back.

mod server;

use crate::office::{BOTH, Kind, Office, at};
use server::{Chance, Door, Server, Settled};
use std::collections::{HashMap, HashSet};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use tokio::task::JoinSet;
use xinhuo::accounts::{Actor, Deed};
use xinhuo::kernel::{Clock, LetterKind, LetterOwed, Recipient, SpeakerId, Window};
use xinhuo::reminders::policy;
use xinhuo::speakers::Speaker;
use xinhuo::store::letters::list::{Filter, LetterView, call_count, letters, states};
use xinhuo::store::letters::owe;
use xinhuo::store::{Paging, committees, sessions, speakers};

/// How many letters a worker finds at least, and how many are owed when there are fewer.
const AT_LEAST: i64 = 40;
/// How long nothing may change before a run is given up.
const STUCK: Duration = Duration::from_secs(600);

/// A copy of the program, so that a build meanwhile does not change what runs. Made by another
/// process: a file that this one has open for writing could not be started.
fn copy_program(office: &Office) {
    let copied = Command::new("cp").arg(env!("CARGO_BIN_EXE_xinhuo")).arg(program(office)).status().unwrap();
    assert!(copied.success(), "no copy of the program");
}

fn program(office: &Office) -> PathBuf {
    office.ground.folder.path().join("xinhuo")
}

fn worker(office: &Office, door: &Door, lease: u64) -> Child {
    let mut command = Command::new(program(office));
    command.args(["serve", "--role", "worker"]).current_dir(office.ground.folder.path()).env_clear().envs([
        ("DATABASE_URL", office.ground.url.as_str()),
        ("XINHUO_MAIL", format!("smtp://{}", door.address).as_str()),
        ("XINHUO_MAIL_FROM", "xinhuo@example.cn"),
        ("XINHUO_MAIL_RATE", "off"),
        ("XINHUO_MAIL_RETRY", "1s"),
        ("XINHUO_MAIL_LEASE", format!("{lease}s").as_str()),
        ("XINHUO_SECRET", crate::office::SECRET),
        ("XINHUO_LOG", "error"),
    ]);
    command.stdout(Stdio::null()).stderr(Stdio::inherit()).spawn().unwrap()
}

/// More readers, each with one letter of a change that waits.
fn owe_more(office: &Office, from: usize, count: usize) {
    let now = office.app.clock.now();
    let many: Vec<Speaker> = (from..from + count)
        .map(|n| Speaker {
            id: SpeakerId::fresh(),
            code: format!("K{n}"),
            email: format!("k{n}@example.cn"),
            ..office.wang.clone()
        })
        .collect();
    let letters: Vec<LetterOwed> = many
        .iter()
        .map(|speaker| LetterOwed {
            kind: LetterKind::Change,
            subject: office.session.id.to_string(),
            recipient: Recipient::Speaker(speaker.id.clone()),
            sequence: 0,
            not_before: now,
            not_after: None,
            facts: serde_json::json!({ "what": "room" }),
        })
        .collect();
    let path = office.committee.path.clone();
    office
        .app
        .store
        .write_now(|db| {
            speakers::insert(db, &many)?;
            owe(db, &path, now, &letters)
        })
        .unwrap();
}

fn in_state(office: &Office, state: &str) -> Vec<LetterView> {
    let scope = Actor::operator().scope(Deed::HandleLetters).unwrap();
    let filter = Filter { state: state.to_owned(), ..Filter::default() };
    let mut all = Vec::new();
    for page in 1.. {
        let found = office.app.store.read_now(|db| letters(db, &scope, &filter, Paging::new(page, 500))).unwrap();
        all.extend(found.rows);
        if page >= found.pages {
            return all;
        }
    }
    all
}

fn count_of(office: &Office, wanted: &[&str]) -> i64 {
    let scope = Actor::operator().scope(Deed::HandleLetters).unwrap();
    let states = office.app.store.read_now(|db| states(db, &scope)).unwrap();
    states.iter().filter(|(state, _)| wanted.contains(&state.as_str())).map(|(_, count)| count).sum()
}

fn open(office: &Office) -> i64 {
    count_of(office, &["owed", "waiting", "sending"])
}

/// An office of the real time: worker and test share the clock of the machine.
fn office(kind: Kind) -> Office {
    let mut office = Office::open(kind, |_| ()).unwrap();
    office.app.clock = Clock::system();
    let start = office.app.clock.today().plus(30).at(570);
    office.session.window = Window { start, end: start + (at("2026-11-25 10:15") - at("2026-11-25 09:30")) };
    office.session.version += 1;
    let (id, session) = (office.committee.id.clone(), office.session.clone());
    office
        .app
        .store
        .write_now(|db| {
            // this test runs at any hour
            committees::set_setting(db, &id, policy::SETTING, Some(r#"{"quiet":null}"#))?;
            sessions::update(db, &session)
        })
        .unwrap();
    office
}

/// What a run counted.
#[derive(Default)]
struct Count {
    kills: usize,
    letters: usize,
    sent: usize,
    dead: usize,
    acceptances: usize,
    again_after_kill: usize,
    again_unheard: usize,
    refused_again: usize,
    temporary: u64,
    dropped: u64,
    slow: u64,
}

impl std::fmt::Display for Count {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "kills {}, letters {}: sent {}, dead {}, lost 0; taken over {} times, again {}: {} since the sender was \
             killed before its record, {} since the line ended before it heard; 5xx said again {}, likewise; \
             temporary {}, dropped {}, slow {}",
            self.kills,
            self.letters,
            self.sent,
            self.dead,
            self.acceptances,
            self.again_after_kill + self.again_unheard,
            self.again_after_kill,
            self.again_unheard,
            self.refused_again,
            self.temporary,
            self.dropped,
            self.slow
        )
    }
}

/// How a run is made.
#[derive(Clone, Copy)]
struct Plan {
    kills: usize,
    workers: usize,
    seed: u64,
    /// Seconds for which a sender may hold a letter; a send ends after two thirds of them.
    lease: u64,
}

/// A run as it stands.
struct Run {
    plan: Plan,
    office: Office,
    server: Server,
    chance: Mutex<Chance>,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    begun: usize,
    killed: usize,
    letters: usize,
    /// By its door: what was being sent, and not written down as sent, when the worker was dead.
    held: HashMap<usize, HashSet<String>>,
}

impl Run {
    fn new(kind: Kind, plan: Plan) -> Self {
        eprintln!("kills: {} on {kind:?}, {} workers at a time, seed {}", plan.kills, plan.workers, plan.seed);
        let office = office(kind);
        copy_program(&office);
        // some are said to be taken after the send was given up
        let server = Server::new(plan.seed, Duration::from_secs(plan.lease) * 9 / 10);
        let chance = Mutex::new(Chance(plan.seed ^ 0x6b69_6c6c));
        Self { plan, office, server, chance, state: Mutex::default() }
    }

    fn chance(&self, n: u64) -> u64 {
        self.chance.lock().unwrap().below(n)
    }

    fn keep_enough(&self) {
        if count_of(&self.office, &["owed", "waiting"]) < AT_LEAST {
            let mut state = self.state.lock().unwrap();
            owe_more(&self.office, state.letters, 40);
            state.letters += 40;
        }
    }

    /// One worker after the other, each killed at a moment of its own, until enough are dead.
    async fn kill_in_turn(&self) {
        while self.may_begin() {
            self.keep_enough();
            let door = self.server.door().await;
            let mut child = worker(&self.office, &door, self.plan.lease);
            self.first_letter(&door).await;
            tokio::time::sleep(self.life()).await;
            child.kill().unwrap();
            child.wait().unwrap();
            let held = in_state(&self.office, "sending").into_iter().map(|letter| letter.to_address).collect();
            let mut state = self.state.lock().unwrap();
            state.held.insert(door.number, held);
            state.killed += 1;
            if state.killed.is_multiple_of(50) {
                eprintln!("{} killed, {} letters", state.killed, state.letters);
            }
        }
    }

    fn may_begin(&self) -> bool {
        let mut state = self.state.lock().unwrap();
        state.begun += 1;
        state.begun <= self.plan.kills
    }

    /// Waits until the worker at a door speaks of its first letter, however long that takes it.
    async fn first_letter(&self, door: &Door) {
        let mut last = Instant::now();
        let begun = last;
        while !self.server.has_heard(door) {
            assert!(begun.elapsed() < STUCK, "a worker sends nothing though there are letters");
            tokio::time::sleep(Duration::from_millis(5)).await;
            if last.elapsed() > Duration::from_secs(2) {
                self.keep_enough();
                last = Instant::now();
            }
        }
    }

    /// How long a worker lives after it began its first letter: some long enough to give a send up.
    fn life(&self) -> Duration {
        let most = if self.chance(25) == 0 { self.plan.lease * 1000 } else { 900 };
        Duration::from_millis(self.chance(most))
    }

    /// Lets workers live until every letter has come to its end.
    async fn finish(&self) {
        let mut last = Vec::new();
        for _ in 0..self.plan.workers {
            let door = self.server.door().await;
            last.push((worker(&self.office, &door, self.plan.lease), door));
        }
        let (mut left, mut since) = (open(&self.office), Instant::now());
        while left > 0 && since.elapsed() < STUCK {
            tokio::time::sleep(Duration::from_millis(200)).await;
            let now = open(&self.office);
            if now != left {
                (left, since) = (now, Instant::now());
            }
        }
        for (child, _) in &mut last {
            child.kill().unwrap();
            child.wait().unwrap();
        }
    }
}

/// Keeps `workers` alive at a time until enough are killed, then looks at what became of the letters.
async fn run(kind: Kind, plan: Plan) -> Count {
    let run = Arc::new(Run::new(kind, plan));
    let mut turns = JoinSet::new();
    for _ in 0..plan.workers {
        let run = run.clone();
        turns.spawn(async move { run.kill_in_turn().await });
    }
    turns.join_all().await;
    run.finish().await;
    judged(&run)
}

fn judged(run: &Run) -> Count {
    let (office, record, state) = (&run.office, run.server.record.lock().unwrap(), run.state.lock().unwrap());
    let (sent, dead) = (in_state(office, "sent"), in_state(office, "dead"));
    assert_eq!(open(office), 0, "every letter comes to an end");
    assert_eq!(sent.len() + dead.len(), state.letters, "nothing is lost, dropped or put aside");
    for letter in &sent {
        assert!(record.taken.contains_key(&letter.to_address), "{} was never taken", letter.to_address);
    }
    for letter in &dead {
        assert!(record.refused.contains_key(&letter.to_address), "{} is dead without a 5xx", letter.to_address);
        assert!(!record.taken.contains_key(&letter.to_address), "{} was taken after a 5xx", letter.to_address);
    }
    on_the_call_list(office, &dead);
    // killed at this very letter, and before that was written down
    let killed = |to: &String, settled: &Settled| {
        record.last[&settled.door] == settled.conversation
            && state.held.get(&settled.door).is_some_and(|held| held.contains(to))
    };
    let mut count = Count {
        kills: state.killed,
        letters: state.letters,
        sent: sent.len(),
        dead: dead.len(),
        temporary: record.temporary,
        dropped: record.dropped,
        slow: record.slow,
        ..Count::default()
    };
    for (to, taken) in &record.taken {
        count.acceptances += taken.len();
        for pair in taken.windows(2) {
            assert_eq!(pair[0].text, pair[1].text, "{to}: the same bytes, the same Message-ID");
            let excused = killed(to, &pair[0]);
            assert!(excused || !pair[0].told, "{to} went out twice for no reason");
            count.again_after_kill += usize::from(excused);
            count.again_unheard += usize::from(!excused);
        }
    }
    for (to, said) in &record.refused {
        for earlier in &said[..said.len() - 1] {
            assert!(killed(to, earlier) || !earlier.told, "{to} was tried again after a 5xx");
            count.refused_again += 1;
        }
    }
    count
}

/// Each letter that no mailbox takes is to be told by telephone, and its mailbox is flagged.
fn on_the_call_list(office: &Office, dead: &[LetterView]) {
    let scope = Actor::operator().scope(Deed::HandleLetters).unwrap();
    let calls = office.app.store.read_now(|db| call_count(db, &scope, office.app.clock.now())).unwrap();
    assert_eq!(usize::try_from(calls).unwrap(), dead.len(), "each of the dead is on the call list");
    let flagged = dead.iter().filter(|letter| {
        let id = SpeakerId(letter.recipient.id().to_owned());
        office.app.store.read_now(|db| speakers::load(db, &id)).unwrap().email_bad
    });
    assert_eq!(flagged.count(), dead.len(), "each of their mailboxes is flagged");
}

fn wanted(name: &str, usual: u64) -> u64 {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(usual)
}

#[tokio::test(flavor = "multi_thread")]
async fn workers_killed_at_random_lose_nothing_and_repeat_nothing() {
    let seed = wanted("XINHUO_KILLS_SEED", u64::from(std::process::id()));
    let plan = Plan { kills: 4, workers: 2, seed, lease: 9 };
    let counts: [Count; 2] = tokio::join!(run(BOTH[0], plan), run(BOTH[1], plan)).into();
    for count in counts {
        eprintln!("{count}");
        assert!(count.acceptances > 0);
    }
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "minutes long: tests/kills runs it"]
async fn workers_killed_hundreds_of_times() {
    let kind =
        if std::env::var("XINHUO_KILLS_ON").is_ok_and(|on| on == "postgres") { Kind::Postgres } else { Kind::Sqlite };
    let seed = wanted("XINHUO_KILLS_SEED", u64::from(std::process::id()));
    let number = |name, usual| usize::try_from(wanted(name, usual)).unwrap();
    let plan = Plan { kills: number("XINHUO_KILLS", 500), workers: number("XINHUO_KILLS_WORKERS", 2), seed, lease: 30 };
    println!("{}", run(kind, plan).await);
}
