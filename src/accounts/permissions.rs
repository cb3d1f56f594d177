//! Every question of permission, as one table: who may do which deed.
//!
//! A role covers its committee's subtree; a speaker only himself or herself, a contact only
//! the own venue. `tests/it/permissions.rs` walks role x deed x inside or outside.

use super::{Actor, Origin, Role};
use crate::kernel::{CommitteePath, Refusal, SessionId, SpeakerId, VenueId};

/// Something that may or may not be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Deed {
    /// See registers of speakers, venues, teams with their telephone numbers.
    SeeRegisters,
    /// Change speakers, venues, teams.
    EditRegisters,
    /// Change a speaker's own times, limits and channel.
    EditOwnSpeaker,
    /// Change a venue's own facts.
    EditOwnVenue,
    /// Write lectures and materials.
    EditLectures,
    /// Approve lectures and materials.
    ApproveLectures,
    /// Change committees, divisions, lists and campaigns.
    EditCommittees,
    /// See requests.
    SeeRequests,
    /// Order a lecture.
    PlaceRequest,
    /// Approve or return a request.
    JudgeRequest,
    /// Take a request back.
    WithdrawRequest,
    /// Run, change and publish plans.
    Plan,
    /// See sessions.
    SeeSessions,
    /// Change, confirm, cancel sessions and name speakers.
    EditSessions,
    /// Answer an invitation.
    AnswerInvitation,
    /// Report a headcount.
    ReportHeadcount,
    /// Confirm and correct a headcount.
    ConfirmHeadcount,
    /// Read the numbers with their drill-down.
    SeeReach,
    /// File a period.
    FilePeriod,
    /// Accept, return and lock a period.
    LockPeriod,
    /// Set targets and indicators.
    EditTargets,
    /// See letters and the call list, tick calls.
    HandleLetters,
    /// Read the journal.
    SeeJournal,
    /// Import and export files.
    MoveFiles,
    /// Keep accounts.
    ManageAccounts,
    /// Change a committee's settings.
    EditSettings,
}

impl Deed {
    /// All deeds.
    pub const ALL: [Self; 26] = [
        Self::SeeRegisters,
        Self::EditRegisters,
        Self::EditOwnSpeaker,
        Self::EditOwnVenue,
        Self::EditLectures,
        Self::ApproveLectures,
        Self::EditCommittees,
        Self::SeeRequests,
        Self::PlaceRequest,
        Self::JudgeRequest,
        Self::WithdrawRequest,
        Self::Plan,
        Self::SeeSessions,
        Self::EditSessions,
        Self::AnswerInvitation,
        Self::ReportHeadcount,
        Self::ConfirmHeadcount,
        Self::SeeReach,
        Self::FilePeriod,
        Self::LockPeriod,
        Self::EditTargets,
        Self::HandleLetters,
        Self::SeeJournal,
        Self::MoveFiles,
        Self::ManageAccounts,
        Self::EditSettings,
    ];
}

/// Whether a role may do a deed at all, inside what it covers.
#[must_use]
pub fn allows(role: Role, deed: Deed) -> bool {
    use Deed::*;
    match role {
        Role::Administrator => true,
        Role::Coordinator => !matches!(deed, ManageAccounts | LockPeriod | EditCommittees),
        Role::Reviewer => {
            matches!(deed, SeeRegisters | SeeRequests | SeeSessions | SeeReach | LockPeriod | EditTargets | SeeJournal)
        }
        Role::Speaker => matches!(deed, EditOwnSpeaker | SeeSessions | AnswerInvitation),
        Role::Contact => {
            matches!(deed, EditOwnVenue | SeeRequests | PlaceRequest | WithdrawRequest | SeeSessions | ReportHeadcount)
        }
    }
}

/// What a deed is done to.
#[derive(Clone, Debug, Default)]
pub struct Target<'a> {
    /// The owning committee.
    pub committee: Option<&'a CommitteePath>,
    /// The speaker concerned.
    pub speaker: Option<&'a SpeakerId>,
    /// The venue concerned.
    pub venue: Option<&'a VenueId>,
    /// The session concerned.
    pub session: Option<&'a SessionId>,
}

impl<'a> Target<'a> {
    /// Something of a committee.
    #[must_use]
    pub fn of(committee: &'a CommitteePath) -> Self {
        Self { committee: Some(committee), ..Self::default() }
    }

    /// The same, about a speaker.
    #[must_use]
    pub fn speaker(mut self, speaker: &'a SpeakerId) -> Self {
        self.speaker = Some(speaker);
        self
    }

    /// The same, about a venue.
    #[must_use]
    pub fn venue(mut self, venue: &'a VenueId) -> Self {
        self.venue = Some(venue);
        self
    }

    /// The same, about a session.
    #[must_use]
    pub fn session(mut self, session: &'a SessionId) -> Self {
        self.session = Some(session);
        self
    }
}

/// Which rows a read returns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scope {
    reaches: Vec<Reach>,
}

/// One part of a scope.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reach {
    /// What a committee and those below it own.
    Subtree(CommitteePath),
    /// What concerns one speaker.
    Speaker(SpeakerId),
    /// What concerns one venue.
    Venue(VenueId),
}

impl Scope {
    /// Its parts; a row is inside when any part holds it.
    #[must_use]
    pub fn reaches(&self) -> &[Reach] {
        &self.reaches
    }

    /// The subtrees alone.
    #[must_use]
    pub fn subtrees(&self) -> Vec<&CommitteePath> {
        self.reaches
            .iter()
            .filter_map(|reach| match reach {
                Reach::Subtree(path) => Some(path),
                _ => None,
            })
            .collect()
    }

    /// Narrowed to a subtree that lies inside.
    ///
    /// # Errors
    /// `not-allowed` when it does not.
    pub fn narrowed(&self, path: &CommitteePath) -> Result<Self, Refusal> {
        let inside = self.reaches.iter().any(|reach| matches!(reach, Reach::Subtree(own) if own.contains(path)));
        if inside { Ok(Self { reaches: vec![Reach::Subtree(path.clone())] }) } else { Err(no()) }
    }

    /// What any visitor may see: used only for public pages.
    #[must_use]
    pub fn public() -> Self {
        Self { reaches: vec![Reach::Subtree(CommitteePath::everything())] }
    }
}

impl Actor {
    /// Whether this deed may be done to this target.
    ///
    /// # Errors
    /// `not-allowed`.
    pub fn may(&self, deed: Deed, target: &Target<'_>) -> Result<(), Refusal> {
        let granted = match self.origin() {
            Origin::Clock | Origin::Operator => true,
            Origin::AnswerLink(speaker) => deed == Deed::AnswerInvitation && target.speaker == Some(speaker),
            Origin::AttendanceCode(session) => deed == Deed::ReportHeadcount && target.session == Some(session),
            // anybody may order from the menu; the coordinator judges it
            Origin::Visitor => deed == Deed::PlaceRequest,
            Origin::Account(_) => self.grants().iter().any(|grant| {
                allows(grant.role, deed)
                    && match grant.role {
                        Role::Speaker => target.speaker.is_some() && target.speaker == grant.speaker.as_ref(),
                        Role::Contact => target.venue.is_some() && target.venue == grant.venue.as_ref(),
                        _ => target.committee.is_some_and(|path| grant.committee.contains(path)),
                    }
            }),
        };
        if granted { Ok(()) } else { Err(no()) }
    }

    /// Which rows this actor may see for a deed.
    ///
    /// # Errors
    /// `not-allowed` when there are none.
    pub fn scope(&self, deed: Deed) -> Result<Scope, Refusal> {
        let reaches: Vec<Reach> = match self.origin() {
            Origin::Clock | Origin::Operator => vec![Reach::Subtree(CommitteePath::everything())],
            Origin::AnswerLink(speaker) => vec![Reach::Speaker(speaker.clone())],
            Origin::AttendanceCode(_) | Origin::Visitor => vec![],
            Origin::Account(_) => self
                .grants()
                .iter()
                .filter(|grant| allows(grant.role, deed))
                .filter_map(|grant| match grant.role {
                    Role::Speaker => grant.speaker.clone().map(Reach::Speaker),
                    Role::Contact => grant.venue.clone().map(Reach::Venue),
                    _ => Some(Reach::Subtree(grant.committee.clone())),
                })
                .collect(),
        };
        if reaches.is_empty() { Err(no()) } else { Ok(Scope { reaches }) }
    }
}

fn no() -> Refusal {
    Refusal::forbidden("not-allowed")
}
