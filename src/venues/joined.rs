//! Two records of one place.

use super::Venue;

crate::codes! {
    /// What two records of one place may both say, of which one alone can stay. Each is named in
    /// `text` as the venue's page names it.
    Told, "venue" {
        /// Its name.
        Name = "name",
        /// Its tier.
        Tier = "tier",
        /// Who keeps the register.
        Committee = "committee",
        /// Its township.
        Township = "township",
        /// Where it lies.
        Point = "point",
        /// When lessons begin and end.
        Bells = "bells",
        /// Pupils of a grade band that both count.
        Enrolment = "enrolment",
    }
}

impl Told {
    /// Whether a record says anything of it.
    #[must_use]
    pub fn stands_in(self, venue: &Venue) -> bool {
        match self {
            Self::Tier => !venue.tier.is_empty(),
            Self::Township => !venue.township_code.is_empty(),
            Self::Bells => !venue.bells.is_empty(),
            Self::Enrolment => !venue.enrolment.is_empty(),
            Self::Name | Self::Committee | Self::Point => true,
        }
    }

    /// Whether both records say something of it, and not the same.
    #[must_use]
    pub fn differs(self, one: &Venue, other: &Venue) -> bool {
        let mut taken = one.clone();
        self.take(&mut taken, other);
        self.stands_in(one) && self.stands_in(other) && taken != *one
    }

    fn take(self, one: &mut Venue, other: &Venue) {
        match self {
            Self::Name => one.name.clone_from(&other.name),
            Self::Tier => one.tier.clone_from(&other.tier),
            Self::Committee => one.committee = other.committee.clone(),
            Self::Township => one.township_code.clone_from(&other.township_code),
            Self::Point => one.point = other.point,
            Self::Bells => one.bells.clone_from(&other.bells),
            Self::Enrolment => {
                let apart = |band: &&(_, _)| other.enrolment.iter().all(|(grade, _)| *grade != band.0);
                let own: Vec<_> = one.enrolment.iter().filter(apart).copied().collect();
                one.enrolment = other.enrolment.iter().copied().chain(own).collect();
                one.enrolment.sort();
            }
        }
    }
}

impl Venue {
    /// This record with what only the other one knows, its rooms apart, which move with the
    /// sessions that name them; where both say something, this one is right, but for what is in
    /// `theirs`.
    #[must_use]
    pub fn joined(&self, other: &Self, theirs: &[Told]) -> Self {
        let mut one = self.clone();
        for told in Told::ALL.iter().copied().filter(|told| told.stands_in(other)) {
            if theirs.contains(&told) || !told.stands_in(self) {
                told.take(&mut one, other);
            }
        }
        let grades = other.enrolment.iter().filter(|(grade, _)| self.enrolment.iter().all(|(own, _)| own != grade));
        one.enrolment.extend(grades.copied());
        one.enrolment.sort();
        one.enrolment.dedup();
        let apart = |b: &&super::Blackout| self.blackouts.iter().all(|own| b.to < own.from || own.to < b.from);
        one.blackouts.extend(other.blackouts.iter().filter(apart).cloned());
        one.blackouts.sort_by_key(|blackout| blackout.from);
        let people = other.contacts.iter().filter(|contact| !self.contacts.contains(contact));
        one.contacts.extend(people.cloned());
        // stairs that either record knows are there
        one.stairs |= other.stairs;
        one.pickup |= other.pickup;
        one.active |= other.active;
        one
    }
}
