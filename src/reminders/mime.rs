//! A message on the wire: RFC 5322 with MIME, all 7-bit, so that every server takes it.
//!
//! Whatever stands in a name or a subject, it cannot begin a header of its own: control
//! characters become blanks before anything else happens.

use crate::kernel::Moment;
use crate::text::Lang;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chrono::FixedOffset;

/// A calendar part (RFC 6047): the method and the iCalendar text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invite {
    /// `REQUEST` or `CANCEL`, the same as METHOD in the text.
    pub method: &'static str,
    /// The iCalendar object.
    pub ics: String,
}

/// What the headers say.
pub(super) struct Head<'a> {
    pub message_id: &'a str,
    pub boundary: &'a str,
    pub date: Moment,
    pub from: (&'a str, &'a str),
    pub to: (&'a str, &'a str),
    pub reply_to: &'a str,
    pub subject: &'a str,
    pub lang: Lang,
    pub key: &'a str,
    pub unsubscribe: &'a str,
}

const LONGEST_NAME: usize = 60;
const LONGEST_SUBJECT: usize = 120;
/// Bytes of text in one encoded word: 52 base64 characters and the frame stay below 75.
const WORD_BYTES: usize = 39;
const BASE64_LINE: usize = 76;

/// Whether a name can stand in a letter as it is.
#[must_use]
pub fn is_safe_name(name: &str) -> bool {
    name.chars().count() <= LONGEST_NAME && !name.contains(char::is_control)
}

pub(super) fn message(head: &Head<'_>, text: &str, html: &str, invites: &[Invite]) -> Vec<u8> {
    let mut out = headers(head);
    let outer = format!("=_xinhuo_{}", token(head.boundary));
    let inner = format!("{outer}_a");
    if invites.is_empty() {
        alternative(&mut out, &outer, text, html, None);
        return out.into_bytes();
    }
    header(&mut out, "Content-Type", &format!("multipart/mixed; boundary=\"{outer}\""));
    out.push_str(&format!("\r\n--{outer}\r\n"));
    // a message carries one calendar object beside its words; of several, each is a file
    let beside = if let [only] = invites { Some(only) } else { None };
    alternative(&mut out, &inner, text, html, beside);
    for (n, invite) in invites.iter().enumerate() {
        let (kind, name) = match beside {
            Some(_) => ("application/ics".to_owned(), "invite.ics".to_owned()),
            None => (calendar(invite), format!("invite-{}.ics", n + 1)),
        };
        out.push_str(&format!("--{outer}\r\n"));
        let disposition = format!("Content-Disposition: attachment; filename=\"{name}\"\r\n");
        part(&mut out, &format!("{kind}; name=\"{name}\""), &disposition, &invite.ics);
    }
    out.push_str(&format!("--{outer}--\r\n"));
    out.into_bytes()
}

fn calendar(invite: &Invite) -> String {
    format!("text/calendar; charset=UTF-8; method={}", invite.method)
}

fn headers(head: &Head<'_>) -> String {
    let mut out = String::new();
    header(&mut out, "Date", &date(head.date));
    header(&mut out, "From", &mailbox(head.from));
    header(&mut out, "To", &mailbox(head.to));
    if !head.reply_to.is_empty() && head.reply_to.is_ascii() {
        header(&mut out, "Reply-To", &token_address(head.reply_to));
    }
    header(&mut out, "Subject", &words(&shortened(head.subject, LONGEST_SUBJECT)));
    header(&mut out, "Message-ID", head.message_id);
    header(&mut out, "X-Notification-Key", &token(head.key));
    header(&mut out, "Auto-Submitted", "auto-generated");
    if !head.unsubscribe.is_empty() {
        header(&mut out, "List-Unsubscribe", &format!("<{}>", token(head.unsubscribe)));
        header(&mut out, "List-Unsubscribe-Post", "List-Unsubscribe=One-Click");
    }
    header(&mut out, "Content-Language", head.lang.tag());
    header(&mut out, "MIME-Version", "1.0");
    out
}

fn header(out: &mut String, name: &str, value: &str) {
    out.push_str(&format!("{name}: {value}\r\n"));
}

/// The bodies from plain to rich; the calendar part stands last, where programs look for it.
fn alternative(out: &mut String, boundary: &str, text: &str, html: &str, invite: Option<&Invite>) {
    header(out, "Content-Type", &format!("multipart/alternative; boundary=\"{boundary}\""));
    out.push_str(&format!("\r\n--{boundary}\r\n"));
    part(out, "text/plain; charset=UTF-8", "", text);
    out.push_str(&format!("--{boundary}\r\n"));
    part(out, "text/html; charset=UTF-8", "", html);
    if let Some(invite) = invite {
        out.push_str(&format!("--{boundary}\r\n"));
        part(out, &calendar(invite), "", &invite.ics);
    }
    out.push_str(&format!("--{boundary}--\r\n"));
}

fn part(out: &mut String, kind: &str, more: &str, body: &str) {
    header(out, "Content-Type", kind);
    header(out, "Content-Transfer-Encoding", "base64");
    out.push_str(more);
    out.push_str("\r\n");
    let encoded = STANDARD.encode(crlf(body));
    let mut rest = encoded.as_str();
    while !rest.is_empty() {
        let (line, next) = rest.split_at(rest.len().min(BASE64_LINE));
        out.push_str(line);
        out.push_str("\r\n");
        rest = next;
    }
}

/// Line ends as text parts have them (RFC 2046, 4.1.1), whichever came in.
fn crlf(body: &str) -> String {
    body.replace("\r\n", "\n").replace('\n', "\r\n")
}

fn date(moment: Moment) -> String {
    match FixedOffset::east_opt(8 * 3600) {
        Some(shanghai) => moment.with_timezone(&shanghai).to_rfc2822(),
        None => moment.to_rfc2822(),
    }
}

fn mailbox((name, address): (&str, &str)) -> String {
    let name = shortened(name, LONGEST_NAME);
    let address = token_address(address);
    if name.is_empty() { address } else { format!("{} {address}", phrase(&name)) }
}

fn token_address(address: &str) -> String {
    format!("<{}>", token(address))
}

/// Printable ASCII without blanks; anything else falls away.
fn token(text: &str) -> String {
    text.chars().filter(|c| c.is_ascii_graphic() && !"<>\"".contains(*c)).take(200).collect()
}

/// One line without control characters, cut with an ellipsis when it is too long.
fn shortened(text: &str, longest: usize) -> String {
    let blank = |c: char| if c.is_control() || "\u{2028}\u{2029}".contains(c) { ' ' } else { c };
    let line: String = text.chars().map(blank).collect();
    let line = line.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= longest {
        return line;
    }
    line.chars().take(longest - 1).chain(['…']).collect()
}

/// A display name: a quoted string when plain, encoded words otherwise.
fn phrase(name: &str) -> String {
    if name.is_ascii() {
        return format!("\"{}\"", name.replace('\\', "\\\\").replace('"', "\\\""));
    }
    encoded(name)
}

/// Unstructured text: as it is when short and plain, encoded words otherwise.
fn words(text: &str) -> String {
    if text.is_ascii() && text.len() <= 60 && !text.contains("=?") { text.to_owned() } else { encoded(text) }
}

/// RFC 2047 in UTF-8 and base64; no word splits a character.
fn encoded(text: &str) -> String {
    let mut words = Vec::new();
    let mut chunk = String::new();
    for c in text.chars() {
        if chunk.len() + c.len_utf8() > WORD_BYTES {
            words.push(std::mem::take(&mut chunk));
        }
        chunk.push(c);
    }
    words.push(chunk);
    let words: Vec<String> = words.iter().map(|word| format!("=?UTF-8?B?{}?=", STANDARD.encode(word))).collect();
    words.join("\r\n ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn head<'a>(name: &'a str, subject: &'a str) -> Head<'a> {
        Head {
            message_id: "<id@example.cn>",
            boundary: "0190",
            date: "2026-11-23T01:00:00Z".parse().unwrap(),
            from: ("崇川区关工委", "xinhuo@example.cn"),
            to: (name, "wang@example.cn"),
            reply_to: "",
            subject,
            lang: Lang::Zh,
            key: "reminder_1d:s:r:0\r\nBcc: x@y",
            unsubscribe: "",
        }
    }

    #[test]
    fn nothing_can_begin_a_header_of_its_own() {
        let name = "王\r\nBcc: victim@example.cn\r\n\r\n正文";
        let bytes = message(&head(name, "题目\nX-Evil: 1\u{2028}Y"), "文", "<p>文", &[]);
        let text = String::from_utf8(bytes).unwrap();
        let headers = text.split("\r\n\r\n").next().unwrap();
        for line in headers.split("\r\n") {
            assert!(!line.starts_with("Bcc") && !line.starts_with("X-Evil"), "{line}");
            assert!(line.len() <= 100, "{} octets: {line}", line.len());
            assert!(!line.contains(['\r', '\n']));
        }
        assert!(headers.contains("X-Notification-Key: reminder_1d:s:r:0Bcc:x@y"));
        assert!(headers.contains("Date: Mon, 23 Nov 2026 09:00:00 +0800"));
    }

    #[test]
    fn a_very_long_name_is_cut_and_everything_is_seven_bit() {
        let name = "欧".repeat(10_000);
        let bytes = message(&head(&name, &name), &name, &name, &[]);
        assert!(bytes.is_ascii());
        assert!(String::from_utf8(bytes).unwrap().split("\r\n").all(|line| line.len() <= 100));
    }

    #[test]
    fn encoded_words_come_back_as_they_were() {
        let subject = "【宣讲提醒】11月25日(周三)上午9:30 城东小学 — a long subject, with ASCII in it";
        let back: String = encoded(subject)
            .split("\r\n ")
            .map(|word| word.strip_prefix("=?UTF-8?B?").unwrap().strip_suffix("?=").unwrap())
            .map(|word| String::from_utf8(STANDARD.decode(word).unwrap()).unwrap())
            .collect();
        assert_eq!(back, subject);
    }
}
