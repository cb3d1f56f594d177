//! Answers read from an IMAP server that answers as a script says.

use crate::office::{Kind, Office};
use crate::replies::{Reply, asked, part};
use crate::smtp::say;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use xinhuo::actions::replies::read_all;
use xinhuo::app::App;
use xinhuo::config::{ImapRoute, RepliesRoute, Secret, SmtpSafety};
use xinhuo::sessions::Answer;

const PASSWORD: &str = "geheim {3}\" \\";

/// Where a conversation goes wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fault {
    None,
    /// The greeting is this line.
    Greeting(&'static str),
    /// A command that begins so is answered with this after its tag.
    Says(&'static str, &'static str),
    /// The line breaks at this command.
    Breaks(&'static str),
    /// The line breaks in the middle of a message.
    HalfMessage,
    /// A message is announced as longer than was asked for.
    Endless,
    /// No literal is taken.
    NoLiterals,
}

/// A message and its flags.
type Mail = (Vec<u8>, String);

/// The mailbox: each message with its flags, and what was heard.
#[derive(Clone, Default)]
struct Server {
    mails: Arc<Mutex<Vec<Mail>>>,
    heard: Arc<Mutex<Vec<String>>>,
}

impl Server {
    fn with(mails: Vec<Vec<u8>>) -> Self {
        let mails = mails.into_iter().map(|mail| (mail, String::new())).collect();
        Self { mails: Arc::new(Mutex::new(mails)), ..Self::default() }
    }

    fn flags(&self) -> Vec<String> {
        self.mails.lock().unwrap().iter().map(|mail| mail.1.clone()).collect()
    }

    /// One round of the program over this mailbox; the fault befalls it.
    async fn round(&self, office: &Office, fault: Fault) -> Result<usize, String> {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let app = reading(office, listener.local_addr().unwrap());
        let own = self.clone();
        let server = tokio::spawn(async move {
            let (stream, _) = listener.accept().await.unwrap();
            own.converse(stream, fault).await
        });
        let round = read_all(&app, || false).await.map_err(|error| error.to_string());
        server.abort();
        round
    }

    async fn converse(&self, stream: TcpStream, fault: Fault) -> Option<()> {
        let mut stream = BufReader::new(stream);
        let greeting = if let Fault::Greeting(line) = fault { line } else { "* OK [CAPABILITY IMAP4rev1] ready" };
        say(&mut stream, greeting).await?;
        loop {
            let line = hear(&mut stream, fault).await?;
            let (tag, command) = line.split_once(' ').unwrap_or((&line, ""));
            self.heard.lock().unwrap().push(command.to_owned());
            match fault {
                Fault::Breaks(at) if command.starts_with(at) => return None,
                Fault::Says(at, answer) if command.starts_with(at) => {
                    say(&mut stream, &format!("{tag} {answer}")).await?;
                    continue;
                }
                _ => {}
            }
            self.answer(&mut stream, fault, tag, command).await?;
            if command == "LOGOUT" {
                return None;
            }
        }
    }

    async fn answer(&self, stream: &mut BufReader<TcpStream>, fault: Fault, tag: &str, command: &str) -> Option<()> {
        let number = |at: usize| command.split(' ').nth(at).and_then(|word| word.parse::<usize>().ok()).unwrap_or(0);
        let mut end = "OK done";
        match command.split(' ').take(2).collect::<Vec<_>>().join(" ").as_str() {
            "CAPABILITY" => say(stream, "* CAPABILITY IMAP4rev1 ID LITERAL+").await?,
            "UID SEARCH" => {
                let open: Vec<String> = (1..)
                    .zip(self.flags())
                    .filter(|(_, f)| f.is_empty())
                    .map(|(n, _): (i32, _)| n.to_string())
                    .collect();
                say(stream, &format!("* SEARCH {}", open.join(" "))).await?;
            }
            "UID FETCH" => self.message(stream, fault, number(2)).await?,
            "UID STORE" => {
                let flags = command.split_once('(').unwrap().1.trim_end_matches(')').to_owned();
                self.mails.lock().unwrap()[number(2) - 1].1 = flags;
            }
            "LOGOUT" => say(stream, "* BYE").await?,
            login if login.starts_with("LOGIN") && !command.ends_with(PASSWORD) => end = "NO [AUTHENTICATIONFAILED] no",
            _ => say(stream, "* 2 EXISTS").await?,
        }
        say(stream, &format!("{tag} {end}")).await
    }

    /// As much of a message as `<0.N>` asks for, as a literal, with a notice before it.
    async fn message(&self, stream: &mut BufReader<TcpStream>, fault: Fault, n: usize) -> Option<()> {
        let mut mail = self.mails.lock().unwrap()[n - 1].0.clone();
        mail.truncate(xinhuo::mailbox::MOST_BYTES);
        let length = if fault == Fault::Endless { xinhuo::mailbox::MOST_BYTES + 1 } else { mail.len() };
        say(stream, "* OK still here").await?;
        say(stream, &format!("* {n} FETCH (UID {n} BODY[]<0> {{{length}}}")).await?;
        if fault == Fault::HalfMessage {
            mail.truncate(mail.len() / 2);
        }
        stream.get_mut().write_all(&mail).await.ok()?;
        if fault == Fault::HalfMessage { None } else { say(stream, ")").await }
    }
}

/// A command with its literals put in their places.
async fn hear(stream: &mut BufReader<TcpStream>, fault: Fault) -> Option<String> {
    let mut whole = String::new();
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).await.ok()? == 0 {
            return None;
        }
        let line = line.trim_end_matches(['\r', '\n']);
        let announced = line.strip_suffix('}').and_then(|line| line.rsplit_once('{'));
        let Some((before, length)) = announced else { return Some(whole + line) };
        if fault == Fault::NoLiterals {
            let tag = line.split(' ').next().unwrap_or_default();
            say(stream, &format!("{tag} BAD literals are not taken")).await?;
            return hear_plain(stream).await;
        }
        whole.push_str(before);
        say(stream, "* OK a moment\r\n+ go on").await?;
        let mut literal = vec![0; length.parse().unwrap()];
        stream.read_exact(&mut literal).await.ok()?;
        whole.push_str(&String::from_utf8(literal).unwrap());
    }
}

async fn hear_plain(stream: &mut BufReader<TcpStream>) -> Option<String> {
    let mut line = String::new();
    if stream.read_line(&mut line).await.ok()? == 0 { None } else { Some(line) }
}

fn reading(office: &Office, address: SocketAddr) -> App {
    let route = ImapRoute {
        safety: SmtpSafety::Plain,
        host: address.ip().to_string(),
        port: address.port(),
        login: ("replies".to_owned(), Secret(PASSWORD.to_owned())),
        folder: "答复".to_owned(),
    };
    office.with(|config| config.mail_replies = Some(RepliesRoute::Imap(route)))
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_unread_is_read_and_flagged() {
    let office = asked(Kind::Sqlite, |_| ()).unwrap();
    let mut long = Reply { stamp: "20261123T010030Z", ..Reply::of(&office, "DECLINED") }.raw();
    long.extend(std::iter::repeat_n(b'x', 3 * 1024 * 1024));
    let server = Server::with(vec![Reply::of(&office, "ACCEPTED").raw(), long, b"no mail at all".to_vec()]);
    assert_eq!(server.round(&office, Fault::None).await, Ok(3));
    assert_eq!(server.flags(), ["\\Seen", "\\Seen", "\\Seen \\Flagged"]);
    assert_eq!(part(&office).answer, Answer::Declined, "of a long message the beginning is read");
    assert_eq!(server.round(&office, Fault::None).await, Ok(0));
    let heard = server.heard.lock().unwrap().clone();
    assert_eq!(heard[0], format!("LOGIN replies {PASSWORD}"), "whatever a password holds, it ends no command");
    assert!(heard.iter().any(|line| line.starts_with("SELECT &e1RZDQ-")), "{heard:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_goes_wrong_is_told_and_the_next_round_reads_on() {
    let faults = [
        (Fault::Greeting("* BYE too busy"), "greeting: * BYE too busy"),
        (Fault::Greeting("HTTP/1.1 400 Bad Request"), "greeting"),
        (Fault::Says("LOGIN", "NO [AUTHENTICATIONFAILED] wrong"), "LOGIN"),
        (Fault::NoLiterals, "literals are not taken"),
        (Fault::Says("SELECT", "NO no such folder"), "SELECT: NO no such folder"),
        (Fault::Says("UID SEARCH", "BAD what"), "UID SEARCH: BAD what"),
        (Fault::Says("UID FETCH", "NO gone"), "UID FETCH: NO gone"),
        (Fault::Says("UID STORE", "NO read only"), "UID STORE: NO read only"),
        (Fault::Breaks("LOGIN"), "broke off"),
        (Fault::Breaks("UID FETCH"), "broke off"),
        (Fault::HalfMessage, ""),
        (Fault::Endless, "more than was asked for"),
        (Fault::Breaks("UID STORE"), "broke off"),
    ];
    for (fault, told) in faults {
        let office = asked(Kind::Sqlite, |_| ()).unwrap();
        let server = Server::with(vec![Reply::of(&office, "ACCEPTED").raw()]);
        let error = server.round(&office, fault).await.unwrap_err();
        assert!(error.contains(told) && !error.contains("geheim"), "{fault:?}: {error}");
        assert_eq!(server.flags(), [""], "{fault:?}");
        let version = |office: &Office| {
            office.app.store.read_now(|db| xinhuo::store::sessions::load(db, &office.session.id)).unwrap().version
        };
        let before = version(&office);
        assert_eq!(server.round(&office, Fault::None).await, Ok(1), "{fault:?}");
        assert_eq!((part(&office).answer, server.flags()), (Answer::Accepted, vec!["\\Seen".to_owned()]));
        // saved, but not flagged: known again, and counted once
        let again = fault == Fault::Breaks("UID STORE") || fault == Fault::Says("UID STORE", "NO read only");
        assert_eq!(version(&office) == before, again, "{fault:?}");
    }
}
