//! Two records of one person.

use super::Speaker;

crate::codes! {
    /// What two records of one person may both say, of which one alone can stay. Each is named
    /// in `text` as the speaker's page names it.
    Told, "speaker" {
        /// Full name.
        Name = "name",
        /// Which of the five.
        ElderKind = "elder-kind",
        /// Year of birth.
        BirthYear = "birth-year",
        /// Who keeps the register.
        Committee = "committee",
        /// The team.
        Team = "team",
        /// The home township.
        Township = "township",
        /// Telephone.
        Phone = "phone",
        /// Mailbox.
        Email = "email",
        /// How to be reached.
        Channel = "channel",
        /// The hours of the week.
        Hours = "hours",
        /// Caps, and the hours of the day.
        Limits = "limits",
        /// Whether public pages may show the full name.
        Consent = "consent",
    }
}

impl Told {
    /// Whether a record says anything of it.
    #[must_use]
    pub fn stands_in(self, speaker: &Speaker) -> bool {
        match self {
            Self::BirthYear => speaker.birth_year.is_some(),
            Self::Team => speaker.team.is_some(),
            Self::Township => !speaker.township_code.is_empty(),
            Self::Phone => !speaker.phone.is_empty(),
            Self::Email => !speaker.email.is_empty(),
            Self::Hours => !speaker.availability.is_empty(),
            _ => true,
        }
    }

    /// Whether both records say something of it, and not the same.
    #[must_use]
    pub fn differs(self, one: &Speaker, other: &Speaker) -> bool {
        let mut taken = one.clone();
        self.take(&mut taken, other);
        self.stands_in(one) && self.stands_in(other) && taken != *one
    }

    fn take(self, one: &mut Speaker, other: &Speaker) {
        match self {
            Self::Name => one.name.clone_from(&other.name),
            Self::ElderKind => one.elder_kind = other.elder_kind,
            Self::BirthYear => one.birth_year = other.birth_year,
            Self::Committee => one.committee = other.committee.clone(),
            Self::Team => one.team.clone_from(&other.team),
            Self::Township => one.township_code.clone_from(&other.township_code),
            Self::Phone => one.phone.clone_from(&other.phone),
            Self::Email => (one.email, one.email_bad) = (other.email.clone(), other.email_bad),
            Self::Channel => one.channel = other.channel,
            Self::Hours => one.availability.clone_from(&other.availability),
            Self::Limits => (one.caps, one.earliest, one.latest) = (other.caps, other.earliest, other.latest),
            Self::Consent => one.consent_public_name = other.consent_public_name,
        }
    }
}

impl Speaker {
    /// This record with what only the other one knows; where both say something, this one is
    /// right, but for what is in `theirs`.
    #[must_use]
    pub fn joined(&self, other: &Self, theirs: &[Told]) -> Self {
        let mut one = self.clone();
        for told in Told::ALL.iter().copied().filter(|told| told.stands_in(other)) {
            if theirs.contains(&told) || !told.stands_in(self) {
                told.take(&mut one, other);
            }
        }
        one.appointed_until = self.appointed_until.max(other.appointed_until);
        one.checked_until = self.checked_until.max(other.checked_until);
        one.insured_until = self.insured_until.max(other.insured_until);
        // a limit that either record knows protects the person
        one.no_stairs |= other.no_stairs;
        one.needs_companion |= other.needs_companion;
        one.active |= other.active;
        one.languages = union(&self.languages, &other.languages);
        one.qualifications = sorted(union(&self.qualifications, &other.qualifications));
        one.blocked_venues = sorted(union(&self.blocked_venues, &other.blocked_venues));
        let new = other.exceptions.iter().filter(|e| self.exceptions.iter().all(|own| own.day != e.day));
        one.exceptions.extend(new.copied());
        one.exceptions.sort();
        one
    }
}

fn union<T: Clone + PartialEq>(own: &[T], other: &[T]) -> Vec<T> {
    let new = other.iter().filter(|item| !own.contains(item));
    own.iter().chain(new).cloned().collect()
}

fn sorted<T: Ord>(mut items: Vec<T>) -> Vec<T> {
    items.sort();
    items
}
