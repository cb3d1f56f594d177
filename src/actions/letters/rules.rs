//! What a committee sets about its letters.

use crate::accounts::Actor;
use crate::actions::committees::set_setting;
use crate::app::App;
use crate::kernel::{CommitteeId, Refusal};
use crate::reminders::policy::{Policy, SETTING};
use crate::store::StoreError;

/// Sets a committee's policy of letters, or with `None` goes back to what holds above. Journalled.
///
/// # Errors
/// What does not hold together, `not-allowed`, or the database's.
pub async fn set_policy(
    app: &App,
    actor: &Actor,
    committee: CommitteeId,
    policy: Option<Policy>,
) -> Result<(), StoreError> {
    let json = match &policy {
        Some(policy) => {
            policy.check()?;
            let json = serde_json::to_string(policy);
            Some(json.map_err(|error| Refusal::new("value-not-allowed").with("why", error.to_string()))?)
        }
        None => None,
    };
    set_setting(app, actor, committee, SETTING.to_owned(), json).await
}
