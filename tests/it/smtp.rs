//! A mail server of our own that answers as a script says.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

/// Where a conversation goes wrong, and how.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Nowhere.
    None,
    /// At the greeting, with this line.
    Greeting(&'static str),
    /// At RCPT, with this line.
    Recipient(&'static str),
    /// After the final dot, with this line.
    End(&'static str),
    /// The connection breaks in the middle of the text.
    DropBeforeDot,
    /// The text is taken, and the connection breaks before that is said.
    DropAfterDot,
    /// Nothing is ever said after the final dot.
    Silence,
}

/// The server: its address, what it took over, and what each next conversation will do.
#[derive(Clone)]
pub struct Server {
    pub address: SocketAddr,
    pub taken: Arc<Mutex<Vec<String>>>,
    faults: Arc<Mutex<Vec<Fault>>>,
}

impl Server {
    /// Starts it; each conversation uses up one fault, later ones go well.
    pub async fn start(faults: &[Fault]) -> Self {
        Self::at("127.0.0.1:0".parse().unwrap(), faults).await
    }

    /// The same at an address.
    pub async fn at(address: SocketAddr, faults: &[Fault]) -> Self {
        let listener = TcpListener::bind(address).await.unwrap();
        let address = listener.local_addr().unwrap();
        let mut queue = faults.to_vec();
        queue.reverse();
        let server = Self { address, taken: Arc::default(), faults: Arc::new(Mutex::new(queue)) };
        let own = server.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let fault = own.faults.lock().unwrap().pop().unwrap_or(Fault::None);
                let own = own.clone();
                tokio::spawn(async move { own.converse(stream, fault).await });
            }
        });
        server
    }

    pub fn route(&self) -> String {
        format!("smtp://{}", self.address)
    }

    pub fn count(&self) -> usize {
        self.taken.lock().unwrap().len()
    }

    async fn converse(&self, stream: TcpStream, fault: Fault) -> Option<()> {
        let mut stream = BufReader::new(stream);
        let greeting = if let Fault::Greeting(line) = fault { line } else { "220 test ready" };
        say(&mut stream, greeting).await?;
        loop {
            let line = hear(&mut stream).await?;
            match line.get(..4).unwrap_or("").to_ascii_uppercase().as_str() {
                "EHLO" => say(&mut stream, "250-test\r\n250 8BITMIME").await?,
                "RCPT" => match fault {
                    Fault::Recipient(answer) => say(&mut stream, answer).await?,
                    _ => say(&mut stream, "250 ok").await?,
                },
                "DATA" => {
                    say(&mut stream, "354 go on").await?;
                    self.take(&mut stream, fault).await?;
                }
                "QUIT" => return say(&mut stream, "221 bye").await,
                _ => say(&mut stream, "250 ok").await?,
            }
        }
    }

    async fn take(&self, stream: &mut BufReader<TcpStream>, fault: Fault) -> Option<()> {
        let mut text = String::new();
        loop {
            let line = hear(stream).await?;
            if fault == Fault::DropBeforeDot {
                return None;
            }
            if line == "." {
                break;
            }
            text.push_str(line.strip_prefix('.').unwrap_or(&line));
            text.push_str("\r\n");
        }
        match fault {
            Fault::End(answer) => return say(stream, answer).await,
            Fault::Silence => {
                std::future::pending::<()>().await;
            }
            _ => self.taken.lock().unwrap().push(text),
        }
        if fault == Fault::DropAfterDot { None } else { say(stream, "250 taken").await }
    }
}

/// One line to the other side; nothing when it is gone.
pub async fn say(stream: &mut BufReader<TcpStream>, line: &str) -> Option<()> {
    stream.get_mut().write_all(format!("{line}\r\n").as_bytes()).await.ok()
}

/// One line of the other side; nothing when it is gone.
pub async fn hear(stream: &mut BufReader<TcpStream>) -> Option<String> {
    let mut line = String::new();
    if stream.read_line(&mut line).await.ok()? == 0 {
        return None;
    }
    Some(line.trim_end_matches(['\r', '\n']).to_owned())
}
