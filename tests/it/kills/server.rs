//! A mail server that fails at random, and remembers what it took and what it said.

use crate::smtp::{hear, say};
use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::io::BufReader;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

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

/// One conversation in which the fate of a letter was settled: taken over, or refused for good.
#[derive(Clone)]
pub struct Settled {
    /// Through which door, of one worker alone.
    pub door: usize,
    /// Which conversation of the server's.
    pub conversation: usize,
    /// The text, if it was taken.
    pub text: String,
    /// The worker has heard it: it said something more afterwards.
    pub told: bool,
}

#[derive(Default)]
pub struct Record {
    pub taken: HashMap<String, Vec<Settled>>,
    pub refused: HashMap<String, Vec<Settled>>,
    /// The last conversation about a letter at each door.
    pub last: HashMap<usize, usize>,
    pub temporary: u64,
    pub dropped: u64,
    pub slow: u64,
    conversations: usize,
}

impl Record {
    fn tell(&mut self, to: &str, conversation: usize) {
        let both = self.taken.get_mut(to).into_iter().chain(self.refused.get_mut(to)).flatten();
        both.filter(|settled| settled.conversation == conversation).for_each(|settled| settled.told = true);
    }
}

/// The server: it listens at a door for each worker, and remembers all of them together.
#[derive(Clone)]
pub struct Server {
    pub record: Arc<Mutex<Record>>,
    chance: Arc<Mutex<Chance>>,
    doors: Arc<AtomicUsize>,
    slowest: Duration,
}

/// Where one worker comes in.
pub struct Door {
    pub address: SocketAddr,
    pub number: usize,
    listening: JoinHandle<()>,
}

impl Drop for Door {
    fn drop(&mut self) {
        self.listening.abort();
    }
}

/// A conversation as it stands.
struct Talk {
    stream: BufReader<TcpStream>,
    door: usize,
    number: usize,
    to: String,
}

impl Server {
    /// It takes up to `slowest` to say that a text is taken.
    pub fn new(seed: u64, slowest: Duration) -> Self {
        let chance = Arc::new(Mutex::new(Chance(seed)));
        Self { record: Arc::default(), chance, doors: Arc::default(), slowest }
    }

    /// A further door; it closes when dropped.
    pub async fn door(&self) -> Door {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let (address, number) = (listener.local_addr().unwrap(), self.doors.fetch_add(1, Ordering::Relaxed));
        let own = self.clone();
        let listening = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let own = own.clone();
                tokio::spawn(async move { own.converse(stream, number).await });
            }
        });
        Door { address, number, listening }
    }

    /// Whether a letter was spoken of at a door.
    pub fn has_heard(&self, door: &Door) -> bool {
        self.record.lock().unwrap().last.contains_key(&door.number)
    }

    fn chance(&self, n: u64) -> u64 {
        self.chance.lock().unwrap().below(n)
    }

    async fn converse(&self, stream: TcpStream, door: usize) -> Option<()> {
        let number = {
            let mut record = self.record.lock().unwrap();
            record.conversations += 1;
            record.conversations
        };
        let mut talk = Talk { stream: BufReader::new(stream), door, number, to: String::new() };
        if self.chance(40) == 0 {
            return say(&mut talk.stream, "421 busy").await;
        }
        say(&mut talk.stream, "220 test ready").await?;
        loop {
            let line = hear(&mut talk.stream).await?;
            self.record.lock().unwrap().tell(&talk.to, number);
            match line.get(..4).unwrap_or("").to_ascii_uppercase().as_str() {
                "EHLO" => say(&mut talk.stream, "250-test\r\n250 8BITMIME").await?,
                "RCPT" => {
                    line.trim_start_matches("RCPT TO:<").trim_end_matches('>').clone_into(&mut talk.to);
                    let answer = self.welcome(&talk);
                    say(&mut talk.stream, answer).await?;
                }
                "DATA" => {
                    say(&mut talk.stream, "354 go on").await?;
                    self.take(&mut talk).await?;
                }
                "QUIT" => return say(&mut talk.stream, "221 bye").await,
                _ => say(&mut talk.stream, "250 ok").await?,
            }
        }
    }

    /// Some mailboxes do not exist, and never will; others are greylisted at first.
    fn welcome(&self, talk: &Talk) -> &'static str {
        let gone = talk.to.bytes().fold(7u64, |sum, byte| sum.wrapping_mul(31) + u64::from(byte)).is_multiple_of(9);
        let mut record = self.record.lock().unwrap();
        record.last.insert(talk.door, talk.number);
        if gone {
            record.refused.entry(talk.to.clone()).or_default().push(talk.settled(String::new()));
            return "550 no such mailbox";
        }
        if self.chance(8) == 0 {
            record.temporary += 1;
            return "450 greylisted";
        }
        "250 ok"
    }

    async fn take(&self, talk: &mut Talk) -> Option<()> {
        let fate = self.chance(20);
        let mut text = String::new();
        loop {
            let line = hear(&mut talk.stream).await?;
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
            return say(&mut talk.stream, "451 try again").await;
        }
        {
            let mut record = self.record.lock().unwrap();
            record.dropped += u64::from(fate == 3);
            record.slow += u64::from(fate == 2);
            record.taken.entry(talk.to.clone()).or_default().push(talk.settled(text));
        }
        tokio::time::sleep(self.pause(fate == 2)).await;
        // the line dies after the text is taken and before that is said
        if fate == 3 { None } else { say(&mut talk.stream, "250 taken").await }
    }

    fn pause(&self, slow: bool) -> Duration {
        let most = if slow { u64::try_from(self.slowest.as_millis()).unwrap() } else { 60 };
        Duration::from_millis(self.chance(most))
    }
}

impl Talk {
    fn settled(&self, text: String) -> Settled {
        Settled { door: self.door, conversation: self.number, text, told: false }
    }
}
