//! Identities: opaque text, time-ordered (UUID version 7, RFC 9562), one type a noun.

use serde::{Deserialize, Serialize};
use std::fmt;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub String);

        impl $name {
            /// A fresh identity; later ones sort after earlier ones.
            #[must_use]
            pub fn fresh() -> Self {
                Self(uuid::Uuid::now_v7().to_string())
            }

            /// The bare text, as stored.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self(text.to_owned())
            }
        }

        impl From<String> for $name {
            fn from(text: String) -> Self {
                Self(text)
            }
        }
    )+};
}

ids! {
    /// A committee or other owner of sessions (关工委).
    CommitteeId,
    /// A lecture or volunteer team (宣讲团).
    TeamId,
    /// A veteran speaker (宣讲员).
    SpeakerId,
    /// A school or outreach station.
    VenueId,
    /// A room of a venue.
    RoomId,
    /// A lecture on the menu (课题).
    LectureId,
    /// A text with versions (教材).
    MaterialId,
    /// A named window of time with a slogan (主题教育活动).
    CampaignId,
    /// What a school asked for (点单).
    RequestId,
    /// A planning run and its proposals.
    PlanId,
    /// One gathering at one place and start (场次).
    SessionId,
    /// One speaker's part in one session.
    AssignmentId,
    /// A second grouping of committees and venues (联系片).
    LiaisonAreaId,
    /// Somebody who signs in.
    AccountId,
    /// One letter of the outbox.
    LetterId,
    /// A certificate of volunteer service (志愿服务记录证明).
    CertificateId,
}
