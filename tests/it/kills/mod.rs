//! Two real workers side by side, killed at random moments, before a mail server that fails at
//! random: nothing is lost, nothing goes out twice but where the sender or the line died between
//! acceptance and record, and nothing follows a 5xx.
//!
//! `tests/kills 500` runs the long one; the seed is printed and can be given back.

mod server;

use crate::office::{BOTH, Kind, Office, at};
use server::{Chance, Server};
use std::collections::{HashMap, HashSet};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use xinhuo::accounts::{Actor, Deed};
use xinhuo::kernel::{Clock, LetterKind, LetterOwed, Recipient, SpeakerId, Window};
use xinhuo::reminders::policy;
use xinhuo::speakers::Speaker;
use xinhuo::store::letters::list::{Filter, LetterView, call_count, letters};
use xinhuo::store::letters::owe;
use xinhuo::store::{Paging, committees, sessions, speakers};

/// How long a sender may hold a letter.
const LEASE: &str = "5s";
/// A copy of the program, so that a build meanwhile does not change what runs.
fn program(office: &Office) -> PathBuf {
    let copy = office.ground.folder.path().join("xinhuo");
    if !copy.exists() {
        std::fs::copy(env!("CARGO_BIN_EXE_xinhuo"), &copy).unwrap();
    }
    copy
}

fn worker(office: &Office, server: &Server) -> Child {
    let mut command = Command::new(program(office));
    command.args(["serve", "--role", "worker"]).current_dir(office.ground.folder.path()).env_clear().envs([
        ("DATABASE_URL", office.ground.url.as_str()),
        ("XINHUO_MAIL", format!("smtp://{}", server.address).as_str()),
        ("XINHUO_MAIL_FROM", "xinhuo@example.cn"),
        ("XINHUO_MAIL_RATE", "off"),
        ("XINHUO_MAIL_RETRY", "1s"),
        ("XINHUO_MAIL_LEASE", LEASE),
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

fn open(office: &Office) -> usize {
    ["owed", "waiting", "sending"].iter().map(|state| in_state(office, state).len()).sum()
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
    duplicates: usize,
    refused_again: usize,
    temporary: u64,
    dropped: u64,
    slow: u64,
}

impl std::fmt::Display for Count {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "kills {}, letters {}: sent {}, dead {}, lost 0; taken over {} times, {} of them again, each after the \
             sender or the line died before the record; 5xx said again {} times, likewise; temporary {}, dropped {}, slow {}",
            self.kills,
            self.letters,
            self.sent,
            self.dead,
            self.acceptances,
            self.duplicates,
            self.refused_again,
            self.temporary,
            self.dropped,
            self.slow
        )
    }
}

/// How long a worker takes on this machine from its start to its first letter.
async fn until_it_sends(office: &Office, server: &Server) -> Duration {
    let (mut child, begun) = (worker(office, server), Instant::now());
    while server.record.lock().unwrap().taken.is_empty() && begun.elapsed() < Duration::from_secs(20) {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let took = begun.elapsed();
    tokio::time::sleep(Duration::from_secs(1)).await;
    stop(&mut child);
    took
}

/// An end that it can prepare for.
fn stop(child: &mut Child) {
    let told = Command::new("kill").arg(child.id().to_string()).status();
    if !told.is_ok_and(|told| told.success()) {
        child.kill().unwrap();
    }
    child.wait().unwrap();
}

/// Starts `workers` at once, kills one after the other, and so on until `kills` are dead.
async fn run(kind: Kind, kills: usize, workers: usize, seed: u64) -> Count {
    eprintln!("kills: {kills} on {kind:?}, {workers} workers at a time, seed {seed}");
    let office = office(kind);
    let server = Server::start(seed).await;
    let mut chance = Chance(seed ^ 0x6b69_6c6c);
    let mut made = 0;
    // letters whose end was not written down when their sender was killed, and when that was
    let mut unrecorded: HashMap<String, Vec<Instant>> = HashMap::new();
    owe_more(&office, made, 40);
    made += 40;
    let begin = until_it_sends(&office, &server).await;
    for _ in 0..kills.div_ceil(workers) {
        if open(&office) < 20 * workers {
            owe_more(&office, made, 40);
            made += 40;
        }
        let alive: Vec<Child> = (0..workers).map(|_| worker(&office, &server)).collect();
        tokio::time::sleep(begin * 3 / 4).await;
        for mut child in alive {
            tokio::time::sleep(Duration::from_millis(chance.below(900))).await;
            child.kill().unwrap();
            child.wait().unwrap();
            for letter in in_state(&office, "sending") {
                unrecorded.entry(letter.to_address).or_default().push(Instant::now());
            }
        }
    }
    let mut last: Vec<Child> = (0..workers).map(|_| worker(&office, &server)).collect();
    let begun = Instant::now();
    while open(&office) > 0 && begun.elapsed() < Duration::from_secs(120) {
        tokio::time::sleep(Duration::from_millis(300)).await;
    }
    for child in &mut last {
        child.kill().unwrap();
        child.wait().unwrap();
    }
    judged(&office, &server, kills.div_ceil(workers) * workers, made, &unrecorded)
}

fn judged(
    office: &Office,
    server: &Server,
    kills: usize,
    made: usize,
    unrecorded: &HashMap<String, Vec<Instant>>,
) -> Count {
    let record = server.record.lock().unwrap();
    let (sent, dead) = (in_state(office, "sent"), in_state(office, "dead"));
    assert_eq!(open(office), 0, "every letter comes to an end");
    assert_eq!(sent.len() + dead.len(), made, "nothing is lost, dropped or put aside");
    for letter in &sent {
        assert!(record.taken.contains_key(&letter.to_address), "{} was never taken", letter.to_address);
    }
    let gone: HashSet<&String> = record.refused.keys().collect();
    for letter in &dead {
        assert!(gone.contains(&letter.to_address), "{} is dead without a 5xx", letter.to_address);
        assert!(!record.taken.contains_key(&letter.to_address), "{} was taken after a 5xx", letter.to_address);
    }
    // between what was said and what was recorded, the sender died
    let excused = |to: &String, since: Instant| unrecorded.get(to).is_some_and(|at| at.iter().any(|at| *at > since));
    let mut count = Count { kills, letters: made, sent: sent.len(), dead: dead.len(), ..Count::default() };
    for (to, taken) in &record.taken {
        count.acceptances += taken.len();
        count.duplicates += taken.len() - 1;
        for pair in taken.windows(2) {
            assert_eq!(pair[0].text, pair[1].text, "{to}: the same bytes, the same Message-ID");
            assert!(!pair[0].told || excused(to, pair[0].at), "{to} went out twice for no reason");
        }
    }
    for (to, times) in &record.refused {
        count.refused_again += times.len() - 1;
        let all_but_last = times.iter().take(times.len() - 1);
        assert!(all_but_last.into_iter().all(|at| excused(to, *at)), "{to} was tried again after a 5xx");
    }
    let scope = Actor::operator().scope(Deed::HandleLetters).unwrap();
    let calls = office.app.store.read_now(|db| call_count(db, &scope, office.app.clock.now())).unwrap();
    assert_eq!(usize::try_from(calls).unwrap(), dead.len(), "each of the dead is on the call list");
    let flagged = dead.iter().filter(|letter| {
        let id = SpeakerId(letter.recipient.id().to_owned());
        office.app.store.read_now(|db| speakers::load(db, &id)).unwrap().email_bad
    });
    assert_eq!(flagged.count(), dead.len(), "each of their mailboxes is flagged");
    (count.temporary, count.dropped, count.slow) = (record.temporary, record.dropped, record.slow);
    count
}

fn wanted(name: &str, usual: u64) -> u64 {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(usual)
}

#[tokio::test(flavor = "multi_thread")]
async fn workers_killed_at_random_lose_nothing_and_repeat_nothing() {
    let seed = wanted("XINHUO_KILLS_SEED", u64::from(std::process::id()));
    for kind in BOTH {
        let count = run(kind, 4, 2, seed).await;
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
    let count = run(kind, number("XINHUO_KILLS", 500), number("XINHUO_KILLS_WORKERS", 2), seed).await;
    println!("{count}");
}
