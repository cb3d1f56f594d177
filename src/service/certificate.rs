//! A certificate of volunteer service, with the four parts of the rule of 2021 (《志愿服务记录与
//! 证明出具办法（试行）》，民政部令第67号): the person, the service, who issues it, number and date.

use super::{CertificateNumber, Service};
use crate::kernel::{CertificateId, CommitteeId, Day, Moment, Refusal, SpeakerId};
use crate::speakers::ElderKind;

crate::codes! {
    /// Where a certificate stands.
    CertificateState, "certificate" {
        /// 待开具
        Asked = "asked",
        /// 未开具
        Declined = "declined",
        /// 有效
        Issued = "issued",
        /// 已换发
        Replaced = "replaced",
        /// 已作废
        Revoked = "revoked",
    }
}

/// What a certificate says, as it stood when it was issued.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Attested {
    /// The person's full name.
    pub name: String,
    /// Which of the five elders.
    pub elder_kind: ElderKind,
    /// The committee that issues it.
    pub issuer: String,
    /// Its telephone number.
    pub issuer_phone: String,
    /// The service.
    pub service: Service,
}

/// A certificate, or the wish for one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Certificate {
    /// Its identity.
    pub id: CertificateId,
    /// Its number, once issued.
    pub number: Option<CertificateNumber>,
    /// Whose service.
    pub speaker: SpeakerId,
    /// Who issues it.
    pub committee: CommitteeId,
    /// First day of the service.
    pub from: Day,
    /// Last day.
    pub to: Day,
    /// Where it stands.
    pub state: CertificateState,
    /// What it says, once issued.
    pub attested: Option<Attested>,
    /// When it was asked for.
    pub asked_at: Moment,
    /// Who handled it.
    pub issued_by: String,
    /// When.
    pub issued_at: Option<Moment>,
    /// Who declined, replaced or revoked it.
    pub ended_by: String,
    /// When.
    pub ended_at: Option<Moment>,
    /// Why.
    pub reason: String,
}

impl Certificate {
    /// A wish for one.
    ///
    /// # Errors
    /// `certificate-days` when the days are out of order or not over yet.
    pub fn asked(
        speaker: &SpeakerId,
        committee: &CommitteeId,
        (from, to): (Day, Day),
        now: Moment,
    ) -> Result<Self, Refusal> {
        if to < from || to > Day::of(now) {
            return Err(Refusal::new("certificate-days").at("to"));
        }
        Ok(Self {
            id: CertificateId::fresh(),
            number: None,
            speaker: speaker.clone(),
            committee: committee.clone(),
            from,
            to,
            state: CertificateState::Asked,
            attested: None,
            asked_at: now,
            issued_by: String::new(),
            issued_at: None,
            ended_by: String::new(),
            ended_at: None,
            reason: String::new(),
        })
    }

    /// Issues what was asked for, under a fresh number.
    ///
    /// # Errors
    /// `certificate-not-now` when it is in another state by now, `certificate-no-talks` when
    /// there is nothing to attest.
    pub fn issue(self, attested: Attested, by: &str, now: Moment) -> Result<Self, Refusal> {
        self.stands_as(CertificateState::Asked)?;
        if attested.service.talks == 0 {
            return Err(Refusal::new("certificate-no-talks"));
        }
        Ok(Self {
            number: Some(CertificateNumber::fresh(Day::of(now).parts().0)),
            state: CertificateState::Issued,
            attested: Some(attested),
            issued_by: by.to_owned(),
            issued_at: Some(now),
            ..self
        })
    }

    /// Does not issue what was asked for.
    ///
    /// # Errors
    /// `certificate-not-now`, `certificate-reason` without a reason.
    pub fn decline(self, reason: &str, by: &str, now: Moment) -> Result<Self, Refusal> {
        self.stands_as(CertificateState::Asked)?;
        self.ended(CertificateState::Declined, reason, by, now)
    }

    /// Takes an issued one back.
    ///
    /// # Errors
    /// `certificate-not-now`, `certificate-reason` without a reason.
    pub fn revoke(self, reason: &str, by: &str, now: Moment) -> Result<Self, Refusal> {
        self.stands_as(CertificateState::Issued)?;
        self.ended(CertificateState::Revoked, reason, by, now)
    }

    /// Ends an issued one, since another of the same days takes its place; returns it, and the
    /// wish for the other.
    ///
    /// # Errors
    /// `certificate-not-now`, `certificate-reason` without a reason.
    pub fn replace(self, reason: &str, by: &str, now: Moment) -> Result<(Self, Self), Refusal> {
        self.stands_as(CertificateState::Issued)?;
        let next = Self::asked(&self.speaker, &self.committee, (self.from, self.to), now)?;
        Ok((self.ended(CertificateState::Replaced, reason, by, now)?, next))
    }

    fn stands_as(&self, state: CertificateState) -> Result<(), Refusal> {
        if self.state == state { Ok(()) } else { Err(Refusal::conflict("certificate-not-now")) }
    }

    fn ended(self, state: CertificateState, reason: &str, by: &str, now: Moment) -> Result<Self, Refusal> {
        if reason.trim().is_empty() {
            return Err(Refusal::new("certificate-reason").at("reason"));
        }
        Ok(Self { state, reason: reason.trim().to_owned(), ended_by: by.to_owned(), ended_at: Some(now), ..self })
    }
}
