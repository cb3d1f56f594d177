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
    body{background:#141619!important}body,.first{color:#ecebe7!important}\
    .sheet{background:#1c1f23!important;border-color:#343940!important;border-top-color:#ff9c90!important}\
    .office,h2,.go{color:#ff9c90!important}\
    .label,.small,.small a{color:#aab1b9!important}.small a{text-decoration-color:#7d848c!important}\
    th,td,.part,.close{border-color:#343940!important}\
    .button{background:#ff9c90!important;color:#2b0906!important}}\
    @media (max-width:480px){body{padding:0!important}.sheet{border-width:4px 0 0!important;border-radius:0!important;padding:20px 16px!important}}";
const BODY: &str = "margin:0;padding:24px 16px;background:#faf7f1;color:#1c2024;font-size:18px;line-height:1.75;\
    font-family:'PingFang SC','HarmonyOS Sans SC','MiSans','Noto Sans CJK SC','Microsoft YaHei',sans-serif";
const SHEET: &str = "max-width:600px;margin:0 auto;padding:24px 28px 28px;background:#fff;border:1px solid #e3ddd1;\
    border-top:4px solid #a3241a;border-radius:10px";
const OFFICE: &str = "margin:0 0 20px;font-size:16px;line-height:1.5;font-weight:bold;color:#a3241a";
const BUTTON: &str = "display:inline-block;padding:14px 28px;background:#a3241a;color:#fff;font-size:20px;\
    line-height:1.5;font-weight:bold;text-decoration:none;border-radius:10px";
const GO: &str = "display:inline-block;padding:8px 0;color:#a3241a;font-weight:bold";
const HEADING: &str = "margin:0 0 8px;font-size:20px;line-height:1.5;color:#a3241a";
const PART: &str = "margin:28px 0 0;padding-top:24px;border-top:2px solid #e3ddd1";
const LABEL: &str = "width:1%;text-align:left;vertical-align:top;padding:9px 16px 9px 0;white-space:nowrap;color:#535a63;\
    font-weight:normal;border-bottom:1px solid #e3ddd1";
const FACT: &str = "padding:9px 0;border-bottom:1px solid #e3ddd1";
/// When and where, found at a glance.
const FIRST: &str = "padding:9px 0;border-bottom:1px solid #e3ddd1;font-size:20px;line-height:1.6;font-weight:bold";
const SMALL: &str = "margin:0 0 16px;font-size:15px;line-height:1.5;color:#535a63;word-break:break-all";
const CLOSE: &str = "margin:28px 0 0;padding-top:16px;border-top:1px solid #e3ddd1;text-align:right";

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
                div.sheet style=(SHEET) {
                    @if let Some(office) = words.closing.first() { p.office style=(OFFICE) { (office) } }
                    p style="margin:0 0 16px" { (words.greeting) }
                    (body(&words.lead, &words.facts, words.act.as_ref()))
                    @for section in &words.sections { (part(section)) }
                    @for note in &words.notes { p style="margin:8px 0 0" { (note) } }
                    p.close style=(CLOSE) {
                        @for (n, line) in words.closing.iter().enumerate() { @if n > 0 { br; } (line) }
                    }
                    @if let Some((label, link)) = &words.unsubscribe {
                        p.small style="margin:20px 0 0;font-size:15px" { a href=(link) style="color:#535a63" { (label) } }
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
            @match section.act.as_ref().filter(|_| section.facts.is_empty()) {
                // of many things that wait none shouts
                Some((label, link)) => {
                    (body(&section.lead, &[], None))
                    p style="margin:12px 0 0" { a.go href=(link) style=(GO) { (label) } }
                }
                None => (body(&section.lead, &section.facts, section.act.as_ref())),
            }
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
        table style="border-collapse:collapse;width:100%;margin:8px 0 16px" {
            @for (n, (label, fact)) in facts.iter().enumerate() {
                tr {
                    th.label scope="row" style=(LABEL) { (label) }
                    @if n < 2 { td.first style=(FIRST) { (fact) } } @else { td style=(FACT) { (fact) } }
                }
            }
        }
    }
}
