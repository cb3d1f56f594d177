//! Reports that a letter could not be delivered: RFC 3464, and what servers wrote before it or
//! write beside it (qmail, Exim, Exchange, the large Chinese providers).
//!
//! Pure: raw bytes in, what they say out. Whether the letter is ours is decided by whoever asks.

use mail_parser::{Message, MessageParser, PartType};

/// What a report says of one letter.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Message-ID of the letter, with its angle brackets; empty when the report returns none.
    pub message_id: String,
    /// The letter's `X-Notification-Key`; empty when the report returns none.
    pub key: String,
    /// The mailbox that it was for, in lower case; empty when not told.
    pub recipient: String,
    /// Enhanced status code (RFC 3463) as `5.1.1`; empty when not told.
    pub status: String,
    /// Never to be delivered; otherwise delayed, delivered or relayed.
    pub is_permanent: bool,
    /// What the server said, on one line of at most 300 characters.
    pub why: String,
}

/// Reads a report; `None` for a message that is none, or that names no letter.
#[must_use]
pub fn report(raw: &[u8]) -> Option<Report> {
    let message = MessageParser::default().parse(raw)?;
    let mut found = Found::default();
    for part in &message.parts {
        match &part.body {
            PartType::Text(text) | PartType::Html(text) => found.lines(text),
            PartType::Binary(bytes) | PartType::InlineBinary(bytes) => found.lines(&String::from_utf8_lossy(bytes)),
            PartType::Message(inner) => found.letter(inner),
            PartType::Multipart(_) => {}
        }
    }
    let formal = !found.action.is_empty();
    if !formal && !from_a_daemon(&message) {
        return None;
    }
    found.settled(formal)
}

/// A bounce without the parts of RFC 3464 is known by who writes it.
fn from_a_daemon(message: &Message<'_>) -> bool {
    let sender = message.from().and_then(|from| from.first()).and_then(|one| one.address()).unwrap_or_default();
    let local = sender.split('@').next().unwrap_or_default().to_ascii_lowercase();
    let returned = message.header_raw("Return-Path").is_some_and(|path| path.trim() == "<>");
    returned || ["mailer-daemon", "postmaster", "mail-daemon", "mailerdaemon"].contains(&local.as_str())
}

#[derive(Default)]
struct Found {
    report: Report,
    action: String,
    original: String,
    /// A status or reply code in running text, where no field holds one.
    loose: String,
}

impl Found {
    fn letter(&mut self, inner: &Message<'_>) {
        for name in ["Message-ID", "X-Notification-Key"] {
            if let Some(value) = inner.header_raw(name) {
                self.field(&name.to_ascii_lowercase(), value);
            }
        }
    }

    /// Fields of a delivery status or of returned headers, and codes in running text.
    fn lines(&mut self, text: &str) {
        let mut whole = String::new();
        for line in text.lines().take(2000) {
            if line.starts_with([' ', '\t']) && !whole.is_empty() {
                whole.push(' ');
                whole.push_str(line.trim());
                continue;
            }
            self.line(&whole);
            line.trim_end().clone_into(&mut whole);
        }
        self.line(&whole);
    }

    fn line(&mut self, line: &str) {
        if let Some((name, value)) = line.split_once(':') {
            self.field(&name.trim().to_ascii_lowercase(), value);
        }
        if self.loose.is_empty()
            && let Some(code) = code_in(line)
        {
            self.loose = code;
            if self.report.why.is_empty() {
                self.report.why = one_line(line);
            }
        }
    }

    fn field(&mut self, name: &str, value: &str) {
        let value = value.trim();
        let keep = |into: &mut String, value: &str| {
            if into.is_empty() {
                value.clone_into(into);
            }
        };
        match name {
            "message-id" => keep(&mut self.report.message_id, value.split_whitespace().next().unwrap_or_default()),
            "x-notification-key" => {
                // a long key may have been folded on its way
                keep(&mut self.report.key, &value.split_whitespace().collect::<String>());
            }
            "final-recipient" => keep(&mut self.report.recipient, &address_of(value)),
            "original-recipient" => keep(&mut self.original, &address_of(value)),
            "action" => keep(&mut self.action, &value.to_ascii_lowercase()),
            "status" => keep(&mut self.report.status, value.split_whitespace().next().unwrap_or_default()),
            "diagnostic-code" => {
                self.report.why = one_line(value.split_once(';').map_or(value, |(_, said)| said));
            }
            _ => {}
        }
    }

    fn settled(mut self, formal: bool) -> Option<Report> {
        if self.report.message_id.is_empty() && self.report.key.is_empty() {
            return None;
        }
        if !self.original.is_empty() {
            self.report.recipient = self.original;
        }
        if self.report.status.is_empty() {
            self.report.status = self.loose;
        }
        let never = self.report.status.starts_with('5');
        self.report.is_permanent =
            if formal { self.action == "failed" && !self.report.status.starts_with('4') } else { never };
        Some(self.report)
    }
}

/// `rfc822; wang@example.cn`, or a bare address.
fn address_of(value: &str) -> String {
    let address = value.split_once(';').map_or(value, |(_, address)| address);
    address.trim().trim_matches(['<', '>', '"']).to_lowercase()
}

fn one_line(text: &str) -> String {
    let plain: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    plain.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(300).collect()
}

/// `5.1.1`, or `5.0.0` of a bare `550`, the first in a line.
fn code_in(line: &str) -> Option<String> {
    let words = line.split(|c: char| !(c.is_ascii_digit() || c == '.')).map(|word| word.trim_matches('.'));
    let enhanced = |word: &&str| {
        let parts: Vec<&str> = word.split('.').collect();
        parts.len() == 3 && ["4", "5"].contains(&parts[0]) && parts.iter().all(|part| (1..=3).contains(&part.len()))
    };
    let plain = |word: &&str| word.len() == 3 && !word.contains('.') && word.starts_with(['4', '5']);
    let mut all = words.clone();
    if let Some(code) = all.find(enhanced) {
        return Some(code.to_owned());
    }
    let said = line.to_ascii_lowercase();
    let speaks = ["smtp", "said", "reply", "error", "rejected", "mailbox", "user", "host", "退信", "邮箱"]
        .iter()
        .any(|word| said.contains(word))
        || line.trim_start().starts_with(['4', '5']);
    words.clone().find(plain).filter(|_| speaks).map(|code| format!("{}.0.0", &code[..1]))
}

#[cfg(test)]
mod tests {
    use super::*;

    const FORMAL: &str = "From: Mail Delivery System <MAILER-DAEMON@mx.example.cn>\r\nTo: xinhuo@example.cn\r\nMIME-Version: 1.0\r\n\
        Content-Type: multipart/report; report-type=delivery-status; boundary=\"b\"\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\n\
        This is the mail system.\r\n\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example.cn\r\n\r\n\
        Final-Recipient: rfc822; Wang@example.cn\r\nAction: failed\r\nStatus: 5.1.1\r\n\
        Diagnostic-Code: smtp; 550 5.1.1 <wang@example.cn>:\r\n    no such user\r\n\r\n--b\r\nContent-Type: CONTENT\r\n\r\n\
        Message-ID: <0190@example.cn>\r\nX-Notification-Key: change:s:r:1\r\nSubject: x\r\n\r\n--b--\r\n";

    #[test]
    fn a_formal_report_is_read_whether_headers_or_the_whole_letter_come_back() {
        for kind in ["text/rfc822-headers", "message/rfc822"] {
            let read = report(FORMAL.replace("CONTENT", kind).as_bytes()).unwrap();
            assert_eq!((read.message_id.as_str(), read.key.as_str()), ("<0190@example.cn>", "change:s:r:1"), "{kind}");
            assert_eq!((read.recipient.as_str(), read.status.as_str()), ("wang@example.cn", "5.1.1"));
            assert_eq!(read.why, "550 5.1.1 <wang@example.cn>: no such user");
            assert!(read.is_permanent);
        }
    }

    #[test]
    fn a_delay_is_no_end() {
        let delayed = FORMAL.replace("CONTENT", "message/rfc822").replace("Action: failed", "Action: delayed");
        assert!(!report(delayed.replace("5.1.1", "4.4.1").as_bytes()).unwrap().is_permanent);
    }

    #[test]
    fn what_qmail_writes_is_read_too() {
        let qmail = "Return-Path: <>\r\nFrom: MAILER-DAEMON@mx.example.cn\r\nSubject: failure notice\r\n\r\n\
            Hi. This is the qmail-send program at mx.example.cn.\r\n<wang@example.cn>:\r\n\
            203.0.113.9 does not like recipient.\r\nRemote host said: 550 User not found\r\n\r\n\
            --- Below this line is a copy of the message.\r\n\r\nMessage-ID: <0190@example.cn>\r\nSubject: x\r\n\r\ntext\r\n";
        let read = report(qmail.as_bytes()).unwrap();
        assert_eq!((read.message_id.as_str(), read.status.as_str()), ("<0190@example.cn>", "5.0.0"));
        assert!(read.is_permanent && read.why.contains("User not found"), "{}", read.why);
    }

    #[test]
    fn a_letter_of_a_person_is_no_report() {
        let plain = "From: wang@example.cn\r\nSubject: Re\r\n\r\nMessage-ID: <0190@example.cn> room 550\r\n";
        assert_eq!(report(plain.as_bytes()), None);
        assert_eq!(report(b""), None);
        assert_eq!(
            report(
                FORMAL
                    .replace("CONTENT", "text/plain")
                    .replace("0190", "")
                    .replace("X-Notification-Key", "X-Other")
                    .replace("Message-ID", "X-Id")
                    .as_bytes()
            ),
            None
        );
    }
}
