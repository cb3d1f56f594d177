//! A raw message taken apart as far as replies need it. Nothing in here decides anything.

use mail_parser::{Message, MessageParser, MimeHeaders, PartType};

/// What a message is, told by its headers and parts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    /// Address of the one sender, in lower case; empty when there is none or several.
    pub sender: String,
    /// A report on a delivery (RFC 3464).
    pub is_report: bool,
    /// Sent by a program: an absence notice, a list (RFC 3834). Such a message is never answered.
    pub is_automatic: bool,
    /// Parts that are calendars, decoded, in order.
    pub calendars: Vec<Vec<u8>>,
}

/// Takes a message apart; `None` for bytes that are none.
#[must_use]
pub fn letter(raw: &[u8]) -> Option<Letter> {
    let message = MessageParser::default().parse(raw)?;
    Some(Letter {
        sender: sender(&message),
        is_report: is_report(&message),
        is_automatic: is_automatic(&message),
        calendars: calendars(&message),
    })
}

fn sender(message: &Message<'_>) -> String {
    let mut all = message.from().into_iter().flat_map(|from| from.iter());
    match (all.next().and_then(|one| one.address()), all.next()) {
        (Some(address), None) => address.trim().to_lowercase(),
        _ => String::new(),
    }
}

fn is_report(message: &Message<'_>) -> bool {
    message.parts.iter().any(|part| {
        part.content_type().is_some_and(|kind| {
            let is = |main: &str, sub: &str| {
                kind.ctype().eq_ignore_ascii_case(main)
                    && kind.subtype().is_some_and(|own| own.eq_ignore_ascii_case(sub))
            };
            is("message", "delivery-status") || is("message", "global-delivery-status")
        })
    })
}

fn is_automatic(message: &Message<'_>) -> bool {
    let header = |name: &'static str| {
        let text = message.header_raw(name).unwrap_or_default();
        text.trim().split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
    };
    let submitted = header("Auto-Submitted");
    let precedence = header("Precedence");
    let marked = ["X-Autoreply", "X-Autorespond", "X-Auto-Response-Suppress", "List-Id"];
    !matches!(submitted.as_str(), "" | "no")
        || matches!(precedence.as_str(), "bulk" | "junk" | "list" | "auto_reply")
        || marked.iter().any(|name| message.header_raw(*name).is_some())
}

fn calendars(message: &Message<'_>) -> Vec<Vec<u8>> {
    let parts = message.parts.iter().filter(|part| {
        let kind = part.content_type();
        let is = |main: &str, sub: &str| {
            kind.is_some_and(|kind| {
                kind.ctype().eq_ignore_ascii_case(main)
                    && kind.subtype().is_some_and(|own| own.eq_ignore_ascii_case(sub))
            })
        };
        let named = part.attachment_name().is_some_and(|name| name.to_ascii_lowercase().ends_with(".ics"));
        is("text", "calendar") || is("application", "ics") || named
    });
    let mut found: Vec<Vec<u8>> = Vec::new();
    for part in parts {
        let bytes = match &part.body {
            PartType::Text(text) | PartType::Html(text) => text.as_bytes(),
            PartType::Binary(bytes) | PartType::InlineBinary(bytes) => bytes.as_ref(),
            PartType::Message(_) | PartType::Multipart(_) => continue,
        };
        if !found.iter().any(|known| known == bytes) {
            found.push(bytes.to_vec());
        }
    }
    found
}
