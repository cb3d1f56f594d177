//! The call list: ticked with what came of it, or written to once more.

use crate::accounts::{Actor, Deed, Target};
use crate::actions::answers;
use crate::app::App;
use crate::kernel::{JournalLine, LetterId, LetterKind, Recipient, Refusal};
use crate::store::letters::list;
use crate::store::{StoreError, journal};
use serde_json::json;

crate::codes! {
    /// What came of a call.
    CallOutcome, "call" {
        /// 已告知
        Told = "told",
        /// 本人说能来
        Comes = "comes",
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

/// Ticks a line of the call list; only "no answer" leaves it there, and "comes" is the speaker's
/// answer by telephone. The journal says for whom the coordinator acted.
///
/// # Errors
/// `letter-missing`, `not-allowed`, why the answer is too late, `double-booking`.
pub async fn tick_call(app: &App, actor: &Actor, id: LetterId, outcome: CallOutcome) -> Result<(), StoreError> {
    let (actor, clock) = (actor.clone(), app.clock);
    app.store
        .write(move |db| {
            let scope = actor.scope(Deed::HandleLetters)?;
            let found = list::letter(db, &scope, id.as_str())?;
            let (letter, _) = found.ok_or_else(|| Refusal::missing("letter-missing"))?;
            actor.may(Deed::HandleLetters, &Target::of(&letter.committee))?;
            let now = clock.now();
            let actor = actor.clone().acting_for(&letter.to_name);
            if outcome == CallOutcome::Comes {
                let Recipient::Speaker(speaker) = &letter.recipient else {
                    return Err(Refusal::new("field-choice").with("text", outcome.code()).into());
                };
                answers::comes(db, &actor, now, &letter.subject, speaker)?;
            }
            let close = outcome != CallOutcome::NoAnswer;
            list::tick(db, &id, actor.name(), now, outcome.code(), close)?;
            let before = json!({ "outcome": letter.outcome });
            let after = json!({ "outcome": outcome.code(), "kind": letter.kind.code(), "subject": letter.subject });
            let line = JournalLine::new("letter-call", "letter", &id, before, after);
            journal::write(db, &actor, now, &letter.committee, &[line])
        })
        .await
}

impl CallOutcome {
    /// What can come of a call about a letter of this kind.
    #[must_use]
    pub fn of(kind: LetterKind) -> Vec<Self> {
        let asks = matches!(kind, LetterKind::Silence | LetterKind::Unsure | LetterKind::StandbyCall);
        Self::ALL.iter().copied().filter(|outcome| asks || *outcome != Self::Comes).collect()
    }
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
