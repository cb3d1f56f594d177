//! A server of somebody else, on 127.0.0.1, that answers each path as it is told.

use std::collections::HashMap;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Mutex, OnceLock};
use std::time::Duration;

/// How a path answers.
#[derive(Clone)]
pub enum Reply {
    /// A status, further headers, a body.
    Plain(u16, Vec<(&'static str, String)>, Vec<u8>),
    /// The head, then a byte from time to time, without an end.
    Drip,
    /// As much as anybody takes.
    Endless,
    /// Hangs up in the middle of the body.
    Dropped,
}

#[derive(Default)]
struct State {
    replies: HashMap<String, Reply>,
    asked: HashMap<String, Vec<String>>,
}

static STATE: OnceLock<Mutex<State>> = OnceLock::new();

fn state() -> std::sync::MutexGuard<'static, State> {
    STATE.get_or_init(Mutex::default).lock().unwrap()
}

/// Where it listens; one server for all tests, started with the first.
pub fn address() -> SocketAddr {
    static AT: OnceLock<SocketAddr> = OnceLock::new();
    *AT.get_or_init(|| {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let at = listener.local_addr().unwrap();
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                std::thread::spawn(move || answer(stream.unwrap()));
            }
        });
        at
    })
}

/// A fresh path that answers so; its whole address.
pub fn serve(reply: Reply) -> String {
    let url = format!("http://{}/private/{}.ics", address(), uuid::Uuid::now_v7());
    change(&url, reply);
    url
}

/// From now on it answers so.
pub fn change(url: &str, reply: Reply) {
    state().replies.insert(path(url), reply);
}

/// The heads of the requests that came.
pub fn asked(url: &str) -> Vec<String> {
    state().asked.get(&path(url)).cloned().unwrap_or_default()
}

/// A calendar as it is.
pub fn calendar(ics: &str) -> Reply {
    Reply::Plain(200, vec![("content-type", "text/calendar".to_owned())], ics.as_bytes().to_vec())
}

/// Only a status.
pub fn status(status: u16) -> Reply {
    Reply::Plain(status, Vec::new(), Vec::new())
}

/// To another address.
pub fn onwards(to: &str) -> Reply {
    Reply::Plain(302, vec![("location", to.to_owned())], Vec::new())
}

fn path(url: &str) -> String {
    format!("/{}", url.splitn(4, '/').nth(3).unwrap())
}

fn answer(mut stream: TcpStream) -> Option<()> {
    let (mut head, mut byte) = (Vec::new(), [0]);
    while !head.ends_with(b"\r\n\r\n") {
        stream.read_exact(&mut byte).ok()?;
        head.push(byte[0]);
    }
    let head = String::from_utf8(head).unwrap().to_lowercase();
    let path = head.split(' ').nth(1).unwrap().to_owned();
    state().asked.entry(path.clone()).or_default().push(head);
    let reply = state().replies.get(&path).cloned().unwrap_or_else(|| status(404));
    match reply {
        Reply::Plain(status, headers, body) => {
            let more: String = headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
            let head = format!("HTTP/1.1 {status} X\r\n{more}content-length: {}\r\n\r\n", body.len());
            stream.write_all(head.as_bytes()).ok()?;
            stream.write_all(&body).ok()
        }
        Reply::Drip => {
            stream.write_all(b"HTTP/1.1 200 X\r\n\r\n").ok()?;
            loop {
                stream.write_all(b"B").ok()?;
                std::thread::sleep(Duration::from_millis(20));
            }
        }
        Reply::Endless => {
            stream.write_all(b"HTTP/1.1 200 X\r\n\r\n").ok()?;
            loop {
                stream.write_all(&[b'X'; 65_536]).ok()?;
            }
        }
        Reply::Dropped => stream.write_all(b"HTTP/1.1 200 X\r\ncontent-length: 5000\r\n\r\nBEGIN:VCALENDAR").ok(),
    }
}
