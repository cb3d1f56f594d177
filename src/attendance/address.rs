//! The secret address of a session's headcount form, as its QR code holds it.

use crate::accounts::tokens::{Opens, mint, names, proves};
use crate::config::Secret;
use crate::kernel::SessionId;

/// All addresses are of one generation: the form shows no person's data, so none is revoked.
const GENERATION: i32 = 1;

/// The last part of `/attendance/TOKEN`.
#[must_use]
pub fn token_of(secret: &Secret, session: &SessionId) -> String {
    mint(secret, Opens::Attendance, session.as_str(), GENERATION)
}

/// The session that a genuine token opens.
#[must_use]
pub fn session_of(secret: &Secret, token: &str) -> Option<SessionId> {
    let (opens, id) = names(token)?;
    let genuine = opens == Opens::Attendance && proves(secret, token, opens, &id, GENERATION);
    genuine.then_some(SessionId(id))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_opens_its_own_session_alone() {
        let secret = Secret("a key of a test".to_owned());
        let session = SessionId::fresh();
        let token = token_of(&secret, &session);
        assert_eq!(session_of(&secret, &token), Some(session.clone()));
        assert_eq!(session_of(&Secret("another key".to_owned()), &token), None);
        let answer = mint(&secret, Opens::Answer, session.as_str(), GENERATION);
        assert_eq!(session_of(&secret, &answer), None);
        assert_eq!(session_of(&secret, "../../etc/passwd"), None);
    }
}
