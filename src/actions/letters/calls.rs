//! The call list: ticked with what came of it, or written to once more.

use crate::accounts::{Actor, Deed, Target};
use crate::app::App;
use crate::kernel::{JournalLine, LetterId, LetterKind, Refusal};
use crate::store::letters::list;
use crate::store::{StoreError, journal};
use serde_json::json;

crate::codes! {
    /// What came of a call.
    CallOutcome, "call" {
        /// 已告知
        Told = "told",
        /// 已发微信或短信
        Message = "message",
        /// 已寄纸质
        Paper = "paper",
        /// 没接通，还要再打
        NoAnswer = "no_answer",
        /// 不用通知了
        NotNeeded = "not_needed",
    }
}

/// Ticks a line of the call list; only "no answer" leaves it there. The journal says for whom
/// the coordinator acted.
///
/// # Errors
/// `letter-missing`, `not-allowed`.
pub async fn tick_call(app: &App, actor: &Actor, id: LetterId, outcome: CallOutcome) -> Result<(), StoreError> {
    let (actor, clock) = (actor.clone(), app.clock);
    app.store
        .write(move |db| {
            let scope = actor.scope(Deed::HandleLetters)?;
            let found = list::letter(db, &scope, id.as_str())?;
            let (letter, _) = found.ok_or_else(|| Refusal::missing("letter-missing"))?;
            actor.may(Deed::HandleLetters, &Target::of(&letter.committee))?;
            let now = clock.now();
            let close = outcome != CallOutcome::NoAnswer;
            list::tick(db, &id, actor.name(), now, outcome.code(), close)?;
            let before = json!({ "outcome": letter.outcome });
            let after = json!({ "outcome": outcome.code(), "kind": letter.kind.code(), "subject": letter.subject });
            let line = JournalLine::new("letter-call", "letter", &id, before, after);
            journal::write(db, &actor.clone().acting_for(&letter.to_name), now, &letter.committee, &[line])
        })
        .await
}

/// Owes a letter of the call list once more, for the address that its reader has by now.
///
/// # Errors
/// `letter-missing`, `letter-not-over`, `not-allowed`.
pub async fn send_again(app: &App, actor: &Actor, id: LetterId) -> Result<(), StoreError> {
    let (actor, clock) = (actor.clone(), app.clock);
    app.store
        .write(move |db| {
            let scope = actor.scope(Deed::HandleLetters)?;
            let found = list::letter(db, &scope, id.as_str())?;
            let (letter, _) = found.ok_or_else(|| Refusal::missing("letter-missing"))?;
            actor.may(Deed::HandleLetters, &Target::of(&letter.committee))?;
            let now = clock.now();
            if letter.kind == LetterKind::SignIn || !list::owe_again(db, &id, now)? {
                return Err(Refusal::conflict("letter-not-over").into());
            }
            let (before, after) = (json!({ "state": letter.state }), json!({ "state": "owed" }));
            let line = JournalLine::new("letter-again", "letter", &id, before, after);
            journal::write(db, &actor, now, &letter.committee, &[line])
        })
        .await
}
