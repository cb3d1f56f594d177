//! One letter of the sample that came back, by the way that every such letter goes: rendered,
//! and then reported by the mail server as undeliverable.

use super::term::Term;
use crate::actions::letters::{prepare, take_bounce};
use crate::app::App;
use crate::kernel::{Clock, CommitteeId, Day, LetterKind, LetterOwed, Moment, Recipient};
use crate::sessions::{Session, SessionStatus};
use crate::store::StoreError;
use crate::store::letters::outbox;

/// The hour of the day before at which the letter came back: no quiet hour anywhere.
const HOUR: u16 = 600;

/// The hour on the day before `now`.
#[must_use]
pub fn hour(now: Moment) -> Moment {
    Day::of(now).plus(-1).at(HOUR)
}

/// The letter: a school whose lecture was held before that hour, and that is asked how many came.
#[must_use]
pub fn letter(term: &Term, now: Moment) -> Option<(&CommitteeId, LetterOwed)> {
    let told = |session: &Session| term.figures.iter().any(|figure| figure.session == session.id);
    let held = term.sessions.iter().filter(|session| session.status == SessionStatus::Delivered && !told(session));
    let session = held.filter(|session| session.window.end < hour(now)).max_by_key(|session| session.window.end)?;
    let letter = LetterOwed {
        kind: LetterKind::HeadcountDue,
        subject: session.id.to_string(),
        recipient: Recipient::Venue(session.venue.clone()),
        sequence: session.sequence,
        not_before: hour(now),
        not_after: None,
        facts: serde_json::json!({}),
    };
    Some((&session.committee, letter))
}

/// Lets the letter that was due at [`hour`] come back.
///
/// # Errors
/// The database's.
pub async fn come_back(app: &App) -> Result<(), StoreError> {
    let then = App { clock: Clock::starting_at(hour(app.clock.now())), ..app.clone() };
    let at = hour(app.clock.now());
    let due = app.store.read(move |db| outbox::owed(db, at, 1)).await?;
    let Some(letter) = due.first() else { return Ok(()) };
    prepare(&then).await?;
    take_bounce(&then, report(&letter.key).as_bytes()).await?;
    Ok(())
}

/// A delivery status notification (RFC 3464).
fn report(key: &str) -> String {
    let key = format!("X-Notification-Key: {key}");
    let lines = [
        "Return-Path: <>",
        "From: MAILER-DAEMON@sample.example",
        "MIME-Version: 1.0",
        "Content-Type: multipart/report; report-type=delivery-status; boundary=b",
        "",
        "--b",
        "Content-Type: message/delivery-status",
        "",
        "Reporting-MTA: dns; sample.example",
        "",
        "Final-Recipient: rfc822; nobody@sample.example",
        "Action: failed",
        "Status: 5.1.1",
        "Diagnostic-Code: smtp; 550 5.1.1 no such mailbox",
        "",
        "--b",
        "Content-Type: text/rfc822-headers",
        "",
        key.as_str(),
        "",
        "--b--",
        "",
    ];
    lines.join("\r\n")
}
