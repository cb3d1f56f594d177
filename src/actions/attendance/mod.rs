//! Headcounts: reported by the school, signed and corrected by a coordinator.

mod confirm;
mod contest;
mod correct;
mod file;
mod report;

pub use confirm::{Signed, confirm, confirm_all};
pub use contest::contest;
pub use correct::correct;
pub use file::{COLUMNS, FileReport, report_file};
pub use report::{Reported, report};

use crate::accounts::Actor;
use crate::attendance::{Figure, Gathering};
use crate::kernel::{LetterKind, Moment};
use crate::sessions::SessionStatus;
use crate::store::{Db, StoreError, sessions};
use serde_json::{Value, json};

/// Marks a session as delivered when its end has passed: whoever counts its listeners says
/// that it was held. Nobody is asked any more for the headcount that has just come.
fn deliver_when_over(db: &mut Db, actor: &Actor, now: Moment, gathering: &Gathering) -> Result<(), StoreError> {
    if gathering.status == SessionStatus::Delivered || now < gathering.window.end {
        return Ok(());
    }
    let mut change = sessions::load(db, &gathering.session)?.deliver(now)?;
    change.letters.retain(|letter| letter.kind != LetterKind::HeadcountDue);
    super::sessions::save(db, actor, now, &gathering.owner, &change)
}

/// Figures as the journal keeps them: codes and numbers, no words that somebody typed.
pub(super) fn told(figures: &[Figure]) -> Value {
    let one = |f: &Figure| json!({"grade": f.grade.code(), "kind": f.kind.code(), "headcount": f.headcount.get()});
    figures.iter().map(one).collect()
}
