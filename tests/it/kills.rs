//! Two real workers side by side, killed at random moments, before a mail server that fails at
//! random: nothing is lost, nothing goes out twice but where the sender or the line died between
//! acceptance and record, and nothing follows a 5xx.
//!
//! `tests/kills 500` runs the long one; the seed is printed and can be given back.

use crate::office::{BOTH, Kind, Office, at};
use std::collections::{HashMap, HashSet};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use xinhuo::accounts::{Actor, Deed};
use xinhuo::kernel::{Clock, LetterKind, LetterOwed, Recipient, SpeakerId, Window};
use xinhuo::reminders::policy;
use xinhuo::speakers::Speaker;
use xinhuo::store::letters::list::{Filter, LetterView, call_count, letters};
use xinhuo::store::letters::owe;
use xinhuo::store::{Paging, committees, sessions, speakers};

/// One send may take two thirds of the lease of five seconds; what is said later is not heard. What
/// is said after half of that may be late on a busy machine.
const LEASE: &str = "5s";
const TOO_LATE: Duration = Duration::from_millis(1600);

/// A stream of chance (SplitMix64).
#[derive(Clone)]
struct Chance(u64);

impl Chance {
    fn below(&mut self, n: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % n
    }
}

/// The server took a text over.
#[derive(Clone)]
struct Taken {
    text: String,
    at: Instant,
    /// The other side has surely heard so, if it was alive.
    told: bool,
}

#[derive(Default)]
struct Record {
    taken: HashMap<String, Vec<Taken>>,
    refused: HashMap<String, Vec<Instant>>,
    temporary: u64,
    dropped: u64,
    slow: u64,
}

#[derive(Clone)]
struct Server {
    address: std::net::SocketAddr,
    record: Arc<Mutex<Record>>,
    chance: Arc<Mutex<Chance>>,
}

impl Server {
    async fn start(seed: u64) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let server = Self { address, record: Arc::default(), chance: Arc::new(Mutex::new(Chance(seed))) };
        let own = server.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let own = own.clone();
                tokio::spawn(async move { own.converse(stream).await });
            }
        });
        server
    }

    fn chance(&self, n: u64) -> u64 {
        self.chance.lock().unwrap().below(n)
    }

    async fn converse(&self, stream: TcpStream) -> Option<()> {
        let mut stream = BufReader::new(stream);
        if self.chance(40) == 0 {
            return say(&mut stream, "421 busy").await;
        }
        say(&mut stream, "220 test ready").await?;
        let mut to = String::new();
        loop {
            let line = hear(&mut stream).await?;
            match line.get(..4).unwrap_or("").to_ascii_uppercase().as_str() {
                "EHLO" => say(&mut stream, "250-test\r\n250 8BITMIME").await?,
                "RCPT" => {
                    line.trim_start_matches("RCPT TO:<").trim_end_matches('>').clone_into(&mut to);
                    let answer = self.welcome(&to);
                    say(&mut stream, answer).await?;
                }
                "DATA" => {
                    say(&mut stream, "354 go on").await?;
                    self.take(&mut stream, &to).await?;
                }
                "QUIT" => return say(&mut stream, "221 bye").await,
                _ => say(&mut stream, "250 ok").await?,
            }
        }
    }

    /// Some mailboxes do not exist, and never will; others are greylisted at first.
    fn welcome(&self, to: &str) -> &'static str {
        let gone = to.bytes().fold(7u64, |sum, byte| sum.wrapping_mul(31) + u64::from(byte)).is_multiple_of(9);
        let mut record = self.record.lock().unwrap();
        if gone {
            record.refused.entry(to.to_owned()).or_default().push(Instant::now());
            return "550 no such mailbox";
        }
        if self.chance(8) == 0 {
            record.temporary += 1;
            return "450 greylisted";
        }
        "250 ok"
    }

    async fn take(&self, stream: &mut BufReader<TcpStream>, to: &str) -> Option<()> {
        let fate = self.chance(20);
        let mut text = String::new();
        loop {
            let line = hear(stream).await?;
            if fate == 0 {
                self.record.lock().unwrap().dropped += 1;
                return None;
            }
            if line == "." {
                break;
            }
            text.push_str(line.strip_prefix('.').unwrap_or(&line));
            text.push_str("\r\n");
        }
        if fate == 1 {
            self.record.lock().unwrap().temporary += 1;
            return say(stream, "451 try again").await;
        }
        let delay = Duration::from_millis(if fate == 2 { 1000 + self.chance(4000) } else { self.chance(60) });
        let told = fate != 3 && delay < TOO_LATE;
        {
            let mut record = self.record.lock().unwrap();
            record.dropped += u64::from(fate == 3);
            record.slow += u64::from(fate == 2);
            record.taken.entry(to.to_owned()).or_default().push(Taken { text, at: Instant::now(), told });
        }
        tokio::time::sleep(delay).await;
        // the line dies after the text is taken and before that is said
        if fate == 3 { None } else { say(stream, "250 taken").await }
    }
}

async fn say(stream: &mut BufReader<TcpStream>, line: &str) -> Option<()> {
    stream.get_mut().write_all(format!("{line}\r\n").as_bytes()).await.ok()
}

async fn hear(stream: &mut BufReader<TcpStream>) -> Option<String> {
    let mut line = String::new();
    if stream.read_line(&mut line).await.ok()? == 0 {
        return None;
    }
    Some(line.trim_end_matches(['\r', '\n']).to_owned())
}

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

/// Starts `workers` at once, kills one after the other, and so on until `kills` are dead.
async fn run(kind: Kind, kills: usize, workers: usize, seed: u64) -> Count {
    eprintln!("kills: {kills} on {kind:?}, {workers} workers at a time, seed {seed}");
    let office = office(kind);
    let server = Server::start(seed).await;
    let mut chance = Chance(seed ^ 0x6b69_6c6c);
    let mut made = 0;
    // letters whose end was not written down when their sender was killed, and when that was
    let mut unrecorded: HashMap<String, Vec<Instant>> = HashMap::new();
    for _ in 0..kills.div_ceil(workers) {
        if open(&office) < 20 * workers {
            owe_more(&office, made, 40);
            made += 40;
        }
        let alive: Vec<Child> = (0..workers).map(|_| worker(&office, &server)).collect();
        tokio::time::sleep(Duration::from_millis(250)).await;
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
