//! A letter finished: plain text, HTML and the bytes of the whole message.

use super::facts::Letter;
use super::mime::{self, Head, Invite};
use super::words::{Words, words};
use crate::text::Lang;
use maud::{DOCTYPE, Markup, html};

/// A letter ready for the outbox.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rendered {
    /// The subject line in plain text.
    pub subject: String,
    /// The plain-text part.
    pub text: String,
    /// The same in one breath, to be told or copied.
    pub spoken: String,
    /// Message-ID with its angle brackets.
    pub message_id: String,
    /// The whole message, 7-bit, CRLF.
    pub bytes: Vec<u8>,
}

/// Renders a letter from `sender` (a bare address). The same facts give the same bytes.
#[must_use]
pub fn render(letter: &Letter, sender: &str, invite: Option<&Invite>) -> Rendered {
    let words = words(letter);
    let text = text(&words, letter.lang);
    let message_id = format!("<{}@{}>", letter.id, host_of(sender));
    let head = Head {
        message_id: &message_id,
        boundary: &letter.id,
        date: letter.date,
        from: (&words.closing[0], sender),
        to: (&letter.to.name, &letter.to.address),
        reply_to: &letter.office.email,
        subject: &words.subject,
        lang: letter.lang,
        key: &letter.key,
        unsubscribe: &letter.links.unsubscribe,
    };
    let html = page(&words, letter.lang).into_string();
    let bytes = mime::message(&head, &text, &html, invite);
    Rendered { subject: words.subject, text, spoken: words.spoken, message_id, bytes }
}

fn host_of(sender: &str) -> &str {
    sender.rsplit_once('@').map_or("localhost", |(_, host)| host)
}

fn text(words: &Words, lang: Lang) -> String {
    let colon = if lang == Lang::Zh { "：" } else { ": " };
    let mut text = format!("{}\n\n", words.greeting);
    for paragraph in &words.lead {
        text.push_str(&format!("{paragraph}\n\n"));
    }
    for (label, fact) in &words.facts {
        text.push_str(&format!("{label}{colon}{fact}\n"));
    }
    if !words.facts.is_empty() {
        text.push('\n');
    }
    if let Some((label, link)) = &words.act {
        text.push_str(&format!("{label}{}\n{link}\n\n", colon.trim_end()));
    }
    for note in &words.notes {
        text.push_str(&format!("{note}\n"));
    }
    text.push_str(&format!("\n{}\n", words.closing.join("\n")));
    if let Some((label, link)) = &words.unsubscribe {
        text.push_str(&format!("\n--\n{label}{colon}{link}\n"));
    }
    text
}

const BODY: &str = "margin:0;padding:16px;background:#fff;color:#1a1a1a;font-size:18px;line-height:1.75;\
    font-family:'PingFang SC','HarmonyOS Sans SC','MiSans','Noto Sans CJK SC','Microsoft YaHei',sans-serif";
const BUTTON: &str = "display:inline-block;padding:16px 28px;background:#a11b1b;color:#fff;font-size:20px;\
    text-decoration:none;border-radius:6px";

/// Styles stand in the elements, since mail programs drop style sheets.
fn page(words: &Words, lang: Lang) -> Markup {
    html! {
        (DOCTYPE)
        html lang=(lang.tag()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (words.subject) }
            }
            body style=(BODY) {
                div style="max-width:640px;margin:0 auto" {
                    p { (words.greeting) }
                    @for paragraph in &words.lead { p { (paragraph) } }
                    @if !words.facts.is_empty() { (table(&words.facts)) }
                    @if let Some((label, link)) = &words.act {
                        p style="margin:24px 0" { a href=(link) style=(BUTTON) { (label) } }
                        p style="font-size:15px;color:#555;word-break:break-all" { (link) }
                    }
                    @for note in &words.notes { p style="margin:4px 0" { (note) } }
                    p style="margin-top:24px;text-align:right" {
                        @for (n, line) in words.closing.iter().enumerate() { @if n > 0 { br; } (line) }
                    }
                    @if let Some((label, link)) = &words.unsubscribe {
                        p style="margin-top:24px;font-size:15px" { a href=(link) style="color:#555" { (label) } }
                    }
                }
            }
        }
    }
}

fn table(facts: &[(String, String)]) -> Markup {
    html! {
        table style="border-collapse:collapse;width:100%" {
            @for (label, fact) in facts {
                tr {
                    th scope="row" style="text-align:left;vertical-align:top;padding:8px 16px 8px 0;white-space:nowrap;color:#555;font-weight:normal" {
                        (label)
                    }
                    td style="padding:8px 0;border-bottom:1px solid #ddd" { (fact) }
                }
            }
        }
    }
}
