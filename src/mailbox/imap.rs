//! As much of IMAP (RFC 3501) as reading a folder takes: sign in, select, search, fetch, flag.
//!
//! Every argument goes as a literal, so that nothing in a name or password can end a command.

use super::{MOST_AT_ONCE, MOST_BYTES, Mark, Trouble};
use crate::config::{ImapRoute, Secret, SmtpSafety};
use crate::tls;
use base64::Engine;
use rustls::pki_types::ServerName;
use std::collections::VecDeque;
use std::path::Path;
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;

/// Longest line of a server, and most lines that answer one command.
const LONGEST_LINE: u64 = 256 * 1024;
const MOST_LINES: usize = 10_000;

trait Wire: AsyncRead + AsyncWrite + Send + Unpin {}
impl<T: AsyncRead + AsyncWrite + Send + Unpin> Wire for T {}

/// A selected folder with the unread messages of one round.
pub(super) struct Session {
    line: Line<Box<dyn Wire>>,
    unread: VecDeque<u32>,
    current: Option<u32>,
}

/// One line of a server's answer, and the literals in it.
#[derive(Default)]
struct Answer {
    text: String,
    literals: Vec<Vec<u8>>,
}

/// A connection that takes one command after another.
struct Line<W> {
    wire: BufReader<W>,
    commands: u32,
}

/// Signs in, selects the folder and lists what is unread.
pub(super) async fn open(route: &ImapRoute, ca_file: Option<&Path>) -> Result<Session, Trouble> {
    let mut line = connect(route, ca_file).await?;
    let (user, Secret(password)) = &route.login;
    line.command("LOGIN", &[user.as_bytes(), password.as_bytes()]).await?;
    if line.command("CAPABILITY", &[]).await?.iter().any(Answer::offers_id) {
        // some providers let nobody select a folder who has not said what program this is (RFC 2971)
        line.command("ID (\"name\" \"xinhuo\")", &[]).await?;
    }
    line.command("SELECT", &[utf7(&route.folder).as_bytes()]).await?;
    let found = line.command("UID SEARCH UNSEEN", &[]).await?;
    let numbers = found.iter().filter_map(|answer| answer.text.strip_prefix("* SEARCH"));
    let mut unread: Vec<u32> =
        numbers.flat_map(str::split_ascii_whitespace).filter_map(|number| number.parse().ok()).collect();
    unread.sort_unstable();
    unread.truncate(MOST_AT_ONCE);
    Ok(Session { line, unread: unread.into(), current: None })
}

async fn connect(route: &ImapRoute, ca_file: Option<&Path>) -> Result<Line<Box<dyn Wire>>, Trouble> {
    let stream = TcpStream::connect((route.host.as_str(), route.port)).await?;
    if route.safety == SmtpSafety::Plain {
        let mut line = Line::over(Box::new(stream) as Box<dyn Wire>);
        line.greeting().await?;
        return Ok(line);
    }
    let late = route.safety == SmtpSafety::StartTls;
    let stream = if late { turned_to_tls(stream).await? } else { stream };
    let name = ServerName::try_from(route.host.clone()).map_err(|error| Trouble(error.to_string()))?;
    let secured = tls::connector(ca_file)?.connect(name, stream).await?;
    let mut line = Line::over(Box::new(secured) as Box<dyn Wire>);
    if !late {
        line.greeting().await?;
    }
    Ok(line)
}

/// The bare connection after STARTTLS. Whatever came along with the consent was not protected.
async fn turned_to_tls(stream: TcpStream) -> Result<TcpStream, Trouble> {
    let mut plain = Line::over(stream);
    plain.greeting().await?;
    plain.command("STARTTLS", &[]).await?;
    match plain.wire.buffer() {
        [] => Ok(plain.wire.into_inner()),
        _ => Err(Trouble("the server spoke out of turn before TLS".to_owned())),
    }
}

impl Session {
    /// The next one that is still there.
    pub(super) async fn next(&mut self) -> Result<Option<Vec<u8>>, Trouble> {
        self.current = None;
        while let Some(uid) = self.unread.pop_front() {
            let answers = self.line.command(&format!("UID FETCH {uid} (BODY.PEEK[]<0.{MOST_BYTES}>)"), &[]).await?;
            let bodies = answers.into_iter().filter(|answer| answer.text.contains(" FETCH "));
            if let Some(body) = bodies.flat_map(|answer| answer.literals).max_by_key(Vec::len) {
                self.current = Some(uid);
                return Ok(Some(body));
            }
        }
        Ok(None)
    }

    pub(super) async fn mark(&mut self, mark: Mark) -> Result<(), Trouble> {
        let Some(uid) = self.current.take() else { return Ok(()) };
        let flags = if mark == Mark::Aside { "\\Seen \\Flagged" } else { "\\Seen" };
        self.line.command(&format!("UID STORE {uid} +FLAGS.SILENT ({flags})"), &[]).await.map(drop)
    }

    pub(super) async fn leave(mut self) -> Result<(), Trouble> {
        self.line.command("LOGOUT", &[]).await.map(drop)
    }
}

impl<W: Wire> Line<W> {
    fn over(wire: W) -> Self {
        Self { wire: BufReader::new(wire), commands: 0 }
    }

    async fn greeting(&mut self) -> Result<(), Trouble> {
        let first = self.answer().await?;
        if first.text.to_ascii_uppercase().starts_with("* OK") { Ok(()) } else { Err(refused("greeting", &first.text)) }
    }

    /// Sends a command with its literal arguments; the lines that answer it.
    async fn command(&mut self, command: &str, literals: &[&[u8]]) -> Result<Vec<Answer>, Trouble> {
        self.commands += 1;
        let tag = format!("x{}", self.commands);
        let word = command.split(' ').take(2).collect::<Vec<_>>().join(" ");
        let mut out = format!("{tag} {command}").into_bytes();
        for literal in literals {
            out.extend_from_slice(format!(" {{{}}}\r\n", literal.len()).as_bytes());
            self.send(&out).await?;
            let go = self.untagged(&tag, &word).await?;
            if !go.text.starts_with('+') {
                return Err(refused(&word, &go.text));
            }
            out = literal.to_vec();
        }
        out.extend_from_slice(b"\r\n");
        self.send(&out).await?;
        let mut answers = Vec::new();
        while answers.len() < MOST_LINES {
            let answer = self.answer().await?;
            match answer.text.strip_prefix(&tag).and_then(|rest| rest.strip_prefix(' ')) {
                Some(end) if end.to_ascii_uppercase().starts_with("OK") => return Ok(answers),
                Some(end) => return Err(refused(&word, end)),
                None => answers.push(answer),
            }
        }
        Err(refused(&word, "answered without end"))
    }

    /// The next line that asks for a literal or ends the command; notices before it are passed over.
    async fn untagged(&mut self, tag: &str, word: &str) -> Result<Answer, Trouble> {
        for _ in 0..MOST_LINES {
            let answer = self.answer().await?;
            if answer.text.starts_with('+') || answer.text.starts_with(tag) {
                return Ok(answer);
            }
        }
        Err(refused(word, "answered without end"))
    }

    async fn send(&mut self, bytes: &[u8]) -> Result<(), Trouble> {
        self.wire.write_all(bytes).await?;
        Ok(self.wire.flush().await?)
    }

    /// One line, with the literals that it announces read whole.
    async fn answer(&mut self) -> Result<Answer, Trouble> {
        let mut answer = Answer::default();
        loop {
            let mut line = Vec::new();
            (&mut self.wire).take(LONGEST_LINE).read_until(b'\n', &mut line).await?;
            if !line.ends_with(b"\n") {
                return Err(Trouble("the server broke off".to_owned()));
            }
            answer.text.push_str(String::from_utf8_lossy(&line).trim_end_matches(['\r', '\n']));
            let Some(length) = announced(&answer.text) else { return Ok(answer) };
            if length > MOST_BYTES || answer.literals.len() > 16 {
                return Err(Trouble("the server sent more than was asked for".to_owned()));
            }
            let mut literal = vec![0; length];
            self.wire.read_exact(&mut literal).await?;
            answer.literals.push(literal);
            answer.text.push(' ');
        }
    }
}

impl Answer {
    fn offers_id(&self) -> bool {
        self.text.starts_with("* CAPABILITY") && self.text.split(' ').any(|word| word.eq_ignore_ascii_case("ID"))
    }
}

/// The length of a literal that a line ends with: `{123}`.
fn announced(line: &str) -> Option<usize> {
    line.strip_suffix('}')?.rsplit_once('{')?.1.parse().ok()
}

/// What a server said to a command; the command's arguments, a password among them, are left out.
fn refused(word: &str, said: &str) -> Trouble {
    let said: String = said.chars().map(|c| if c.is_control() { ' ' } else { c }).take(200).collect();
    Trouble(format!("{word}: {said}"))
}

/// A folder's name in the modified UTF-7 of RFC 3501, 5.1.3.
fn utf7(name: &str) -> String {
    const IMAP: base64::engine::GeneralPurpose =
        base64::engine::GeneralPurpose::new(&base64::alphabet::IMAP_MUTF7, base64::engine::general_purpose::NO_PAD);
    let mut out = String::new();
    let mut rest = name;
    while let Some(first) = rest.chars().next() {
        let plain = |c: char| (' '..='~').contains(&c);
        let end = rest.find(|c| plain(c) != plain(first)).unwrap_or(rest.len());
        let (part, after) = rest.split_at(end);
        if plain(first) {
            out.push_str(&part.replace('&', "&-"));
        } else {
            let wide: Vec<u8> = part.encode_utf16().flat_map(u16::to_be_bytes).collect();
            out.extend(["&", &IMAP.encode(wide), "-"]);
        }
        rest = after;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_with_other_letters_are_named_as_the_protocol_wants() {
        assert_eq!(utf7("INBOX"), "INBOX");
        assert_eq!(utf7("A&B"), "A&-B");
        assert_eq!(utf7("~peter/mail/台北/日本語"), "~peter/mail/&U,BTFw-/&ZeVnLIqe-");
    }

    #[test]
    fn a_literal_is_announced_at_the_end_of_a_line_alone() {
        assert_eq!(announced("* 1 FETCH (UID 5 BODY[]<0> {1234}"), Some(1234));
        assert_eq!(announced("* 1 FETCH (UID 5 {12} x"), None);
        assert_eq!(announced("* OK {a}"), None);
    }
}
