//! Two records of one place.

use super::Venue;

impl Venue {
    /// This record with what only the other one knows, its rooms apart, which move with the
    /// sessions that name them; where both say something, this one is right.
    #[must_use]
    pub fn joined(&self, other: &Self) -> Self {
        let mut one = self.clone();
        if self.tier.is_empty() {
            one.tier.clone_from(&other.tier);
        }
        if self.township_code.is_empty() {
            one.township_code.clone_from(&other.township_code);
        }
        if self.bells.is_empty() {
            one.bells.clone_from(&other.bells);
        }
        let grades = other.enrolment.iter().filter(|(grade, _)| self.enrolment.iter().all(|(own, _)| own != grade));
        one.enrolment.extend(grades.copied());
        one.enrolment.sort();
        let apart = |b: &&super::Blackout| self.blackouts.iter().all(|own| b.to < own.from || own.to < b.from);
        one.blackouts.extend(other.blackouts.iter().filter(apart).cloned());
        one.blackouts.sort_by_key(|blackout| blackout.from);
        let people = other.contacts.iter().filter(|contact| !self.contacts.contains(contact));
        one.contacts.extend(people.cloned());
        // stairs that either record knows are there
        one.stairs |= other.stairs;
        one.pickup |= other.pickup;
        one
    }
}
