//! A letter that came back: marked dead, its reader's mailbox flagged, and the call list told.

use crate::accounts::Actor;
use crate::app::App;
use crate::kernel::{JournalLine, LetterId};
use crate::mailbox::report::{Report, report};
use crate::store::letters::outbox;
use crate::store::{StoreError, journal};
use serde_json::json;

/// Takes one raw message. `None` when it is no report on a letter of ours; otherwise the letter,
/// and whether the report ended it: a delay changes nothing, and neither does a second report.
///
/// # Errors
/// The database's.
pub async fn take_bounce(app: &App, raw: &[u8]) -> Result<Option<(LetterId, bool)>, StoreError> {
    let Some(report) = report(raw) else { return Ok(None) };
    let clock = app.clock;
    app.store
        .write(move |db| {
            let Report { message_id, key, .. } = &report;
            let Some(letter) = outbox::returned(db, message_id, key)? else { return Ok(None) };
            if !report.is_permanent || !outbox::bounce(db, &letter.id, &report.why)? {
                return Ok(Some((letter.id, false)));
            }
            outbox::flag_bad_address(db, &letter.recipient, &letter.address)?;
            let (before, after) =
                (json!({ "state": letter.state }), json!({ "state": "dead", "status": report.status }));
            let line = JournalLine::new("letter-bounced", "letter", &letter.id, before, after);
            journal::write(db, &Actor::clock(), clock.now(), &letter.committee, &[line])?;
            Ok(Some((letter.id, true)))
        })
        .await
}
