//! Invitations over mail (iTIP, RFC 5546): asking, taking back, and reading answers.

use super::feed::{FeedEvent, Status, begin, end, head, zone};
use super::read::{Calendar, Component, Property, read};
use super::when::{Length, duration, when};
use super::write::Writer;
use super::zone::Zone;
use crate::kernel::{Moment, Refusal, Window};

/// Somebody with a mailbox.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// Name to show, may be empty.
    pub name: String,
    /// Address.
    pub email: String,
}

/// What somebody answers to an invitation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// Not yet.
    NeedsAction,
    /// Yes.
    Accepted,
    /// No.
    Declined,
    /// Maybe.
    Tentative,
}

/// An answer as it came by mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    /// The session's UID.
    pub uid: String,
    /// The sequence that it answers.
    pub sequence: u32,
    /// When it was given; the newest counts.
    pub given_at: Option<Moment>,
    /// Who answers, in lower case.
    pub attendee: String,
    /// The answer.
    pub answer: Answer,
    /// Another time that is proposed (METHOD:COUNTER).
    pub proposal: Option<Window>,
    /// A few words beside it.
    pub comment: String,
}

/// What is known of an invitation when a reply comes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invited {
    /// Address that was invited.
    pub email: String,
    /// The sequence by now.
    pub sequence: u32,
    /// When the answer that counts so far was given.
    pub answered_at: Option<Moment>,
}

/// What to do with a reply.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It counts.
    Counts,
    /// It answers an older state of the session (time or place changed since).
    OldSequence,
    /// A newer answer was read before.
    OlderAnswer,
    /// The attendee was never invited: somebody forwarded the invitation.
    NotInvited,
    /// The mail came from another address than the attendee's.
    WrongSender,
}

/// The body of an invitation. Its method equals the one of the mail's part.
#[must_use]
pub fn request(event: &FeedEvent, organizer: &Person, attendees: &[(Person, Answer)]) -> Vec<u8> {
    body("REQUEST", event, organizer, attendees)
}

/// The body that takes an invitation back; `event.sequence` is one above the invitation's.
#[must_use]
pub fn cancel(event: &FeedEvent, organizer: &Person, attendees: &[(Person, Answer)]) -> Vec<u8> {
    let off = FeedEvent { status: Status::Cancelled, ..event.clone() };
    body("CANCEL", &off, organizer, attendees)
}

fn body(method: &'static str, event: &FeedEvent, organizer: &Person, attendees: &[(Person, Answer)]) -> Vec<u8> {
    let mut out = Writer::default();
    head(&mut out);
    out.plain("METHOD", method);
    zone(&mut out);
    begin(&mut out, event);
    out.person("ORGANIZER", &[("CN", shown(organizer))], &organizer.email);
    let asks = if method == "REQUEST" { "TRUE" } else { "FALSE" };
    for (person, answer) in attendees {
        let params = [
            ("CUTYPE", "INDIVIDUAL"),
            ("ROLE", "REQ-PARTICIPANT"),
            ("PARTSTAT", answer.word()),
            ("RSVP", asks),
            ("CN", shown(person)),
        ];
        out.person("ATTENDEE", &params, &person.email);
    }
    end(&mut out, event);
    out.fixed(&["END:VCALENDAR"]);
    out.into_bytes()
}

fn shown(person: &Person) -> &str {
    if person.name.trim().is_empty() { &person.email } else { &person.name }
}

/// Reads an answer: METHOD REPLY, or COUNTER with another time.
///
/// # Errors
/// What the reader says, `invitation-not-a-reply` when it is a calendar but no answer of one
/// person to one session, `calendar-bad-time` with the line.
pub fn reply(bytes: &[u8]) -> Result<Reply, Refusal> {
    let calendar = read(bytes)?;
    let none = || Refusal::new("invitation-not-a-reply");
    let method = calendar.get("METHOD").map(|m| m.raw.trim().to_ascii_uppercase()).unwrap_or_default();
    let counters = method == "COUNTER";
    if method != "REPLY" && !counters {
        return Err(none());
    }
    let event = calendar.events.first().ok_or_else(none)?;
    let (attendee, answer) = attendee(event, counters).ok_or_else(none)?;
    let uid = event.text("UID");
    if uid.is_empty() || calendar.events.iter().any(|other| other.text("UID") != uid) {
        return Err(none());
    }
    Ok(Reply {
        uid,
        sequence: sequence(event).ok_or_else(none)?,
        given_at: event.get("DTSTAMP").map(|stamp| instant(stamp, &calendar)).transpose()?,
        attendee: mailbox(&attendee.raw).ok_or_else(none)?,
        answer,
        proposal: if counters { proposal(event, &calendar)? } else { None },
        comment: event.text("COMMENT").chars().take(500).collect(),
    })
}

/// 0 where none is given (RFC 5545, 3.8.7.4); none where what is given is no number.
fn sequence(event: &Component) -> Option<u32> {
    let given = event.text("SEQUENCE");
    if given.is_empty() { Some(0) } else { given.trim().parse().ok() }
}

/// The one attendee who answers; a counter-proposal may list others, of whom one has a known answer.
fn attendee(event: &Component, counters: bool) -> Option<(&Property, Answer)> {
    let mut all = event.all("ATTENDEE").map(|person| {
        let word = person.param("PARTSTAT").unwrap_or("NEEDS-ACTION").to_ascii_uppercase();
        (person, Answer::ALL.into_iter().find(|answer| answer.word() == word).unwrap_or(Answer::NeedsAction))
    });
    if counters {
        let all: Vec<_> = all.collect();
        let answered = all.iter().find(|(_, answer)| *answer != Answer::NeedsAction).copied();
        return answered.or_else(|| all.first().copied());
    }
    let first = all.next()?;
    all.next().is_none().then_some(first)
}

fn proposal(event: &Component, calendar: &Calendar) -> Result<Option<Window>, Refusal> {
    let Some(start) = event.get("DTSTART") else { return Ok(None) };
    let from = instant(start, calendar)?;
    let to = match (event.get("DTEND"), event.get("DURATION")) {
        (Some(end), _) => instant(end, calendar)?,
        (None, Some(length)) => from + length_of(duration(length)?),
        (None, None) => return Ok(None),
    };
    Ok(Window::new(from, to).ok())
}

fn length_of(length: Length) -> chrono::TimeDelta {
    chrono::TimeDelta::days(length.days) + chrono::TimeDelta::seconds(length.seconds)
}

fn instant(property: &Property, calendar: &Calendar) -> Result<Moment, Refusal> {
    let at = when(property)?;
    Ok(Zone::of(&at, calendar).unwrap_or(Zone::SHANGHAI).instant(at.wall()))
}

/// The bare address of `mailto:`, in lower case.
fn mailbox(address: &str) -> Option<String> {
    let address = address.trim();
    let bare = match address.get(..7) {
        Some(scheme) if scheme.eq_ignore_ascii_case("mailto:") => address.get(7..)?,
        _ => address,
    };
    let plain = percent_encoding::percent_decode_str(bare).decode_utf8().ok()?.trim().to_lowercase();
    let fits = plain.contains('@') && !plain.contains(|c: char| c.is_whitespace() || c.is_control());
    fits.then_some(plain)
}

impl Reply {
    /// Whether this answer counts for the one who was invited, when it came from `sender`. SENT-BY
    /// is no proof (RFC 5546, 6.1.1): whoever writes the message writes it too.
    #[must_use]
    pub fn weigh(&self, invited: &Invited, sender: &str) -> Verdict {
        let sender = sender.trim().to_lowercase();
        if self.attendee != invited.email.trim().to_lowercase() {
            Verdict::NotInvited
        } else if sender != self.attendee {
            Verdict::WrongSender
        } else if self.sequence < invited.sequence {
            Verdict::OldSequence
        } else if invited.answered_at.is_some() && self.given_at <= invited.answered_at {
            Verdict::OlderAnswer
        } else {
            Verdict::Counts
        }
    }
}

impl Answer {
    /// All answers.
    pub const ALL: [Self; 4] = [Self::NeedsAction, Self::Accepted, Self::Declined, Self::Tentative];

    /// The word of PARTSTAT.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::NeedsAction => "NEEDS-ACTION",
            Self::Accepted => "ACCEPTED",
            Self::Declined => "DECLINED",
            Self::Tentative => "TENTATIVE",
        }
    }
}
