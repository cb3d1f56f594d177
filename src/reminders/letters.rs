//! A letter finished: plain text, HTML and the bytes of the whole message.

use super::facts::Letter;
use super::mime::{self, Head, Invite};
use super::words::{Section, Words, words};
use crate::text::Lang;
use maud::{DOCTYPE, Markup, PreEscaped, html};

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
pub fn render(letter: &Letter, sender: &str, invites: &[Invite]) -> Rendered {
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
    let bytes = mime::message(&head, &text, &html, invites);
    Rendered { subject: words.subject, text, spoken: words.spoken, message_id, bytes }
}

fn host_of(sender: &str) -> &str {
    sender.rsplit_once('@').map_or("localhost", |(_, host)| host)
}

fn text(words: &Words, lang: Lang) -> String {
    let colon = if lang == Lang::Zh { "：" } else { ": " };
    let mut text = format!("{}\n\n", words.greeting);
    told(&mut text, colon, &words.lead, &words.facts, words.act.as_ref());
    for section in &words.sections {
        text.push_str(&format!("{}\n\n", section.heading));
        for line in &section.lines {
            text.push_str(&format!("- {line}\n"));
        }
        if !section.lines.is_empty() {
            text.push('\n');
        }
        told(&mut text, colon, &section.lead, &section.facts, section.act.as_ref());
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

fn told(text: &mut String, colon: &str, lead: &[String], facts: &[(String, String)], act: Option<&(String, String)>) {
    for paragraph in lead {
        text.push_str(&format!("{paragraph}\n\n"));
    }
    for (label, fact) in facts {
        text.push_str(&format!("{label}{colon}{fact}\n"));
    }
    if !facts.is_empty() {
        text.push('\n');
    }
    if let Some((label, link)) = act {
        text.push_str(&format!("{label}{}\n{link}\n\n", colon.trim_end()));
    }
}

/// Programs that honour a style sheet follow the reader's choice of light or dark; all others
/// take the light colours that stand in the elements.
const DARK: &str = "@media (prefers-color-scheme:dark){\
    body,.sheet{background:#1d1b19!important;color:#efe9e1!important}\
    .label,.small,.small a{color:#b9b0a5!important}\
    td,.part{border-color:#4a443d!important}\
    .button{background:#c8473d!important}h2{color:#f3b1a6!important}}";
const BODY: &str = "margin:0;padding:16px;background:#fff;color:#1a1a1a;font-size:18px;line-height:1.75;\
    font-family:'PingFang SC','HarmonyOS Sans SC','MiSans','Noto Sans CJK SC','Microsoft YaHei',sans-serif";
const BUTTON: &str = "display:inline-block;padding:16px 28px;background:#a11b1b;color:#fff;font-size:20px;\
    text-decoration:none;border-radius:6px";
const HEADING: &str = "margin:0 0 8px;font-size:20px;line-height:1.5;color:#8c1515";
const PART: &str = "margin:24px 0 0;padding-top:20px;border-top:2px solid #ddd";
const LABEL: &str =
    "text-align:left;vertical-align:top;padding:8px 16px 8px 0;white-space:nowrap;color:#555;font-weight:normal";
const SMALL: &str = "margin:0 0 16px;font-size:15px;line-height:1.5;color:#555;word-break:break-all";

/// Styles stand in the elements, since mail programs drop style sheets.
fn page(words: &Words, lang: Lang) -> Markup {
    html! {
        (DOCTYPE)
        html lang=(lang.tag()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                meta name="supported-color-schemes" content="light dark";
                title { (words.subject) }
                style { (PreEscaped(DARK)) }
            }
            body style=(BODY) {
                div.sheet style="max-width:640px;margin:0 auto" {
                    p style="margin:0 0 16px" { (words.greeting) }
                    (body(&words.lead, &words.facts, words.act.as_ref()))
                    @for section in &words.sections { (part(section)) }
                    @for note in &words.notes { p style="margin:4px 0" { (note) } }
                    p style="margin:24px 0 0;text-align:right" {
                        @for (n, line) in words.closing.iter().enumerate() { @if n > 0 { br; } (line) }
                    }
                    @if let Some((label, link)) = &words.unsubscribe {
                        p.small style="margin:24px 0 0;font-size:15px" { a href=(link) style="color:#555" { (label) } }
                    }
                }
            }
        }
    }
}

fn part(section: &Section) -> Markup {
    html! {
        div.part style=(PART) {
            h2 style=(HEADING) { (section.heading) }
            @if !section.lines.is_empty() {
                ul style="margin:0 0 8px;padding-left:1.2em" {
                    @for line in &section.lines { li style="margin:6px 0" { (line) } }
                }
            }
            (body(&section.lead, &section.facts, section.act.as_ref()))
        }
    }
}

fn body(lead: &[String], facts: &[(String, String)], act: Option<&(String, String)>) -> Markup {
    html! {
        @for paragraph in lead { p style="margin:0 0 12px" { (paragraph) } }
        @if !facts.is_empty() { (table(facts)) }
        @if let Some((label, link)) = act {
            p style="margin:24px 0 8px" { a.button href=(link) style=(BUTTON) { (label) } }
            p.small style=(SMALL) { (link) }
        }
    }
}

fn table(facts: &[(String, String)]) -> Markup {
    html! {
        table style="border-collapse:collapse;width:100%" {
            @for (label, fact) in facts {
                tr {
                    th.label scope="row" style=(LABEL) { (label) }
                    td style="padding:8px 0;border-bottom:1px solid #ddd" { (fact) }
                }
            }
        }
    }
}
