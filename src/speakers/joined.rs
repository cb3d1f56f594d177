//! Two records of one person.

use super::Speaker;

impl Speaker {
    /// This record with what only the other one knows; where both say something, this one is right.
    #[must_use]
    pub fn joined(&self, other: &Self) -> Self {
        let mut one = self.clone();
        let text = |own: &str, other: &str| if own.is_empty() { other.to_owned() } else { own.to_owned() };
        one.phone = text(&self.phone, &other.phone);
        one.township_code = text(&self.township_code, &other.township_code);
        if self.email.is_empty() {
            (one.email, one.email_bad) = (other.email.clone(), other.email_bad);
        }
        one.birth_year = self.birth_year.or(other.birth_year);
        one.team = self.team.clone().or_else(|| other.team.clone());
        one.appointed_until = self.appointed_until.max(other.appointed_until);
        one.checked_until = self.checked_until.max(other.checked_until);
        one.insured_until = self.insured_until.max(other.insured_until);
        // a limit that either record knows protects the person
        one.no_stairs |= other.no_stairs;
        one.needs_companion |= other.needs_companion;
        one.languages = union(&self.languages, &other.languages);
        one.qualifications = sorted(union(&self.qualifications, &other.qualifications));
        one.blocked_venues = sorted(union(&self.blocked_venues, &other.blocked_venues));
        if self.availability.is_empty() {
            one.availability.clone_from(&other.availability);
        }
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
