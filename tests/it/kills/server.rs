//! A mail server that fails at random, and remembers what it took and what it said.

use crate::smtp::{hear, say};
use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use tokio::io::BufReader;
use tokio::net::{TcpListener, TcpStream};

/// One send may take two thirds of the lease of five seconds; what is said later is not heard. What
/// is said after half of that may be late on a busy machine.
const TOO_LATE: Duration = Duration::from_millis(1600);

/// A stream of chance (SplitMix64).
#[derive(Clone)]
pub struct Chance(pub u64);

impl Chance {
    pub fn below(&mut self, n: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % n
    }
}

/// The server took a text over.
#[derive(Clone)]
pub struct Taken {
    pub text: String,
    pub at: Instant,
    /// The other side has surely heard so, if it was alive.
    pub told: bool,
}

#[derive(Default)]
pub struct Record {
    pub taken: HashMap<String, Vec<Taken>>,
    pub refused: HashMap<String, Vec<Instant>>,
    pub temporary: u64,
    pub dropped: u64,
    pub slow: u64,
}

#[derive(Clone)]
pub struct Server {
    pub address: std::net::SocketAddr,
    pub record: Arc<Mutex<Record>>,
    chance: Arc<Mutex<Chance>>,
}

impl Server {
    pub async fn start(seed: u64) -> Self {
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
