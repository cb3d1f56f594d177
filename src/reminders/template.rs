//! A committee's own words for a letter: the subject line and the opening. The facts, the button,
//! the telephone and the closing stay ours, so that no letter can lack them.

use crate::kernel::{LetterKind, Refusal};

/// Subject and opening, with placeholders in braces.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Template {
    /// One line.
    pub subject: String,
    /// A paragraph a line.
    pub opening: String,
}

/// A letter that may have words of its own: the code of its kind, and who reads it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wording {
    /// `reminder` for all reminders, else the kind's own code.
    pub code: &'static str,
    /// A kind of letter that is so worded.
    pub kind: LetterKind,
    /// `speaker` or `venue`.
    pub reader: &'static str,
}

const MOST_SUBJECT: usize = 100;
const MOST_OPENING: usize = 1200;
/// What every letter about a session can say.
const OF_SESSION: [&str; 10] =
    ["name", "when", "day", "where", "room", "lecture", "theme", "speaker", "office", "phone"];
const OF_REQUEST: [&str; 6] = ["name", "wish", "where", "number", "office", "phone"];

/// Every letter that may have words of its own, in the order of the settings.
pub const WORDINGS: [Wording; 13] = {
    use LetterKind as K;
    const fn of(code: &'static str, kind: LetterKind, reader: &'static str) -> Wording {
        Wording { code, kind, reader }
    }
    [
        of("invitation", K::Invitation, "speaker"),
        of("confirmation", K::Confirmation, "speaker"),
        of("confirmation", K::Confirmation, "venue"),
        of("reminder", K::ReminderWeek, "speaker"),
        of("reminder", K::ReminderWeek, "venue"),
        of("change", K::Change, "speaker"),
        of("change", K::Change, "venue"),
        of("cancellation", K::Cancellation, "speaker"),
        of("cancellation", K::Cancellation, "venue"),
        of("release", K::Release, "speaker"),
        of("headcount_due", K::HeadcountDue, "venue"),
        of("request_received", K::RequestReceived, "venue"),
        of("request_returned", K::RequestReturned, "venue"),
    ]
};

impl Wording {
    /// The wording of a code and reader.
    #[must_use]
    pub fn find(code: &str, reader: &str) -> Option<Self> {
        WORDINGS.into_iter().find(|one| one.code == code && one.reader == reader)
    }

    /// The code under which letters of a kind are worded.
    #[must_use]
    pub fn code_of(kind: LetterKind) -> &'static str {
        if kind.is_reminder() { "reminder" } else { kind.code() }
    }

    /// Whether it is about a request rather than a session.
    #[must_use]
    pub fn is_of_request(&self) -> bool {
        self.code.starts_with("request")
    }

    /// The placeholders that it knows.
    #[must_use]
    pub fn placeholders(&self) -> Vec<&'static str> {
        let all: &[&'static str] = if self.is_of_request() { &OF_REQUEST } else { &OF_SESSION };
        let own: &[&'static str] = match self.code {
            "invitation" => &["by"],
            "reminder" if self.reader == "speaker" => &["by"],
            "change" => &["change"],
            "cancellation" | "request_returned" => &["reason"],
            _ => &[],
        };
        all.iter().chain(own).copied().collect()
    }

    /// What the subject line must name.
    #[must_use]
    pub fn needed(&self) -> &'static [&'static str] {
        if self.is_of_request() { &["where"] } else { &["when", "where"] }
    }

    /// Whether a template can stand: known placeholders, braces in pairs, plain text, a subject
    /// that says when and where.
    ///
    /// # Errors
    /// `field-needed`, `template-long`, `template-control`, `template-brace`, `template-unknown`,
    /// `template-subject-needs`, each at its field.
    pub fn check(&self, template: &Template) -> Result<(), Refusal> {
        let fields = [("subject", &template.subject, MOST_SUBJECT), ("opening", &template.opening, MOST_OPENING)];
        for (field, text, most) in fields {
            if text.trim().is_empty() {
                return Err(Refusal::new("field-needed").at(field));
            }
            if text.chars().count() > most {
                return Err(Refusal::new("template-long").with("most", most).at(field));
            }
            let odd = |c: char| c.is_control() && !(c == '\n' && field == "opening");
            if text.chars().any(|c| odd(c) || "\u{2028}\u{2029}".contains(c)) {
                return Err(Refusal::new("template-control").at(field));
            }
            for name in names(text).ok_or_else(|| Refusal::new("template-brace").at(field))? {
                if !self.placeholders().contains(&name) {
                    let known = self.placeholders().iter().map(|name| format!("{{{name}}}")).collect::<Vec<_>>();
                    return Err(Refusal::new("template-unknown")
                        .with("name", name)
                        .with("known", known.join(" "))
                        .at(field));
                }
            }
        }
        let lacks = self.needed().iter().find(|name| !template.subject.contains(&format!("{{{name}}}")));
        match lacks {
            Some(name) => Err(Refusal::new("template-subject-needs").with("name", *name).at("subject")),
            None => Ok(()),
        }
    }
}

impl Template {
    /// As typed: line ends made one, blanks at both ends cut.
    #[must_use]
    pub fn typed(subject: &str, opening: &str) -> Self {
        let opening = opening.replace("\r\n", "\n").replace('\r', "\n");
        Self { subject: subject.trim().to_owned(), opening: opening.trim().to_owned() }
    }

    /// Whether the opening says a placeholder.
    #[must_use]
    pub fn says(&self, name: &str) -> bool {
        self.opening.contains(&format!("{{{name}}}"))
    }
}

/// The names in braces; `None` when braces are not in pairs.
fn names(text: &str) -> Option<Vec<&str>> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find(['{', '}']) {
        let inner = rest.get(at..)?.strip_prefix('{')?;
        let (name, after) = inner.split_once('}')?;
        if name.contains('{') {
            return None;
        }
        found.push(name);
        rest = after;
    }
    Some(found)
}

/// A text with its placeholders filled in one pass, so that what is filled in is never read again.
#[must_use]
pub fn filled(text: &str, fact: impl Fn(&str) -> String) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let Some((name, next)) = after.split_once('}') else {
            rest = after;
            continue;
        };
        out.push_str(&fact(name));
        rest = next;
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(subject: &str, opening: &str) -> &'static str {
        let wording = Wording::find("reminder", "speaker").unwrap();
        wording.check(&Template::typed(subject, opening)).map_or_else(|no| no.key, |()| "")
    }

    #[test]
    fn only_what_can_stand_is_taken() {
        let good = "{when} {where}";
        assert_eq!(refused(good, "{name}：{by}\n\n谢谢"), "");
        assert_eq!(refused(good, "{nmae}"), "template-unknown");
        assert_eq!(refused(good, "{reason}"), "template-unknown", "a reminder has no reason");
        assert_eq!(refused(good, "a } b"), "template-brace");
        assert_eq!(refused(good, "{name"), "template-brace");
        assert_eq!(refused(good, "{{name}}"), "template-brace");
        assert_eq!(refused("{when}", "x"), "template-subject-needs");
        assert_eq!(refused("{when} {where}\r\nBcc: a@b.cn", "x"), "template-control");
        assert_eq!(refused(good, "x\u{0}"), "template-control");
        assert_eq!(refused(good, " "), "field-needed");
        assert_eq!(refused(good, &"长".repeat(1201)), "template-long");
    }

    #[test]
    fn what_is_filled_in_is_not_read_again() {
        assert_eq!(filled("{a}-{b}", |name| if name == "a" { "{b}".to_owned() } else { "x".to_owned() }), "{b}-x");
    }
}
