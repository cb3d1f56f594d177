//! Who acts.

use crate::kernel::{AccountId, CommitteeId, CommitteePath, SessionId, SpeakerId, VenueId};

/// A role, as granted over a committee's subtree.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Role {
    /// Keeps accounts, lists and settings; everything a coordinator may (管理员).
    Administrator,
    /// Keeps registers, plans, publishes, telephones (协调员).
    Coordinator,
    /// Reads the numbers, accepts and locks periods (审核人).
    Reviewer,
    /// A veteran speaker, for himself or herself (宣讲员).
    Speaker,
    /// A school's or station's contact, for that venue (联系人).
    Contact,
}

impl Role {
    /// All roles.
    pub const ALL: [Self; 5] = [Self::Administrator, Self::Coordinator, Self::Reviewer, Self::Speaker, Self::Contact];

    /// As stored and as in files.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Administrator => "administrator",
            Self::Coordinator => "coordinator",
            Self::Reviewer => "reviewer",
            Self::Speaker => "speaker",
            Self::Contact => "contact",
        }
    }

    /// The role of a code.
    #[must_use]
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.code() == code)
    }
}

/// One role of one account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grant {
    /// The role.
    pub role: Role,
    /// The committee whose subtree it covers.
    pub committee_id: CommitteeId,
    /// Where that committee stands.
    pub committee: CommitteePath,
    /// The speaker, for [`Role::Speaker`].
    pub speaker: Option<SpeakerId>,
    /// The venue, for [`Role::Contact`].
    pub venue: Option<VenueId>,
}

/// By what right somebody acts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// Signed in.
    Account(AccountId),
    /// The program itself, on time.
    Clock,
    /// Somebody with a shell on the server.
    Operator,
    /// Holds the link of an invitation letter to this speaker.
    AnswerLink(SpeakerId),
    /// Holds the attendance code of this session.
    AttendanceCode(SessionId),
    /// Nobody in particular.
    Visitor,
}

/// Who acts, by what right, with which roles.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actor {
    origin: Origin,
    name: String,
    grants: Vec<Grant>,
    acted_for: String,
}

impl Actor {
    /// Somebody who signed in.
    #[must_use]
    pub fn account(id: AccountId, name: String, grants: Vec<Grant>) -> Self {
        Self { origin: Origin::Account(id), name, grants, acted_for: String::new() }
    }

    /// The program, acting on time.
    #[must_use]
    pub fn clock() -> Self {
        Self::bare(Origin::Clock, "xinhuo")
    }

    /// Somebody at the command line of the server.
    #[must_use]
    pub fn operator() -> Self {
        Self::bare(Origin::Operator, "命令行")
    }

    /// The holder of an invitation's link.
    #[must_use]
    pub fn answer_link(speaker: SpeakerId, name: &str) -> Self {
        Self::bare(Origin::AnswerLink(speaker), name)
    }

    /// The holder of a session's attendance code.
    #[must_use]
    pub fn attendance_code(session: SessionId, name: &str) -> Self {
        Self::bare(Origin::AttendanceCode(session), name)
    }

    /// Nobody in particular.
    #[must_use]
    pub fn visitor() -> Self {
        Self::bare(Origin::Visitor, "")
    }

    fn bare(origin: Origin, name: &str) -> Self {
        Self { origin, name: name.to_owned(), grants: Vec::new(), acted_for: String::new() }
    }

    /// The same, acting for somebody without e-mail; the journal says so.
    #[must_use]
    pub fn acting_for(mut self, whom: &str) -> Self {
        whom.clone_into(&mut self.acted_for);
        self
    }

    /// By what right.
    #[must_use]
    pub fn origin(&self) -> &Origin {
        &self.origin
    }

    /// The account, when signed in.
    #[must_use]
    pub fn account_id(&self) -> Option<&AccountId> {
        match &self.origin {
            Origin::Account(id) => Some(id),
            _ => None,
        }
    }

    /// The name for the journal.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// For whom, when acting for somebody.
    #[must_use]
    pub fn acted_for(&self) -> &str {
        &self.acted_for
    }

    /// All grants.
    #[must_use]
    pub fn grants(&self) -> &[Grant] {
        &self.grants
    }

    /// Whether any grant has this role.
    #[must_use]
    pub fn has(&self, role: Role) -> bool {
        self.grants.iter().any(|grant| grant.role == role)
    }

    /// The speaker whose own pages these are.
    #[must_use]
    pub fn own_speaker(&self) -> Option<&SpeakerId> {
        match &self.origin {
            Origin::AnswerLink(speaker) => Some(speaker),
            _ => self.grants.iter().find_map(|grant| grant.speaker.as_ref()),
        }
    }

    /// The venues that this contact speaks for.
    pub fn own_venues(&self) -> impl Iterator<Item = &VenueId> {
        self.grants.iter().filter_map(|grant| grant.venue.as_ref())
    }
}
