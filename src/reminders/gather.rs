//! What a gathered letter still tells of a session that changed more than once.

use crate::kernel::LetterKind;

/// Of letters in the order of their making, each with its session, kind and what changed: which
/// are still worth telling. An end (off, no longer needed) makes all before it idle; of two
/// changes of the same thing the first tells from where, and how it stands now is told anyway.
#[must_use]
pub fn still_to_tell(letters: &[(String, LetterKind, String)]) -> Vec<bool> {
    let ends = |kind: LetterKind| matches!(kind, LetterKind::Cancellation | LetterKind::Release);
    let worth = |n: usize, (session, kind, what): &(String, LetterKind, String)| {
        let after = letters.iter().skip(n + 1).any(|(other, kind, _)| other == session && ends(*kind));
        let before = letters.iter().take(n).any(|before| (&before.0, before.1, &before.2) == (session, *kind, what));
        !after && (ends(*kind) || !before)
    };
    letters.iter().enumerate().map(|(n, letter)| worth(n, letter)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use LetterKind::{Cancellation, Change, Confirmation};

    fn told(letters: &[(&str, LetterKind, &str)]) -> Vec<bool> {
        let owned: Vec<_> = letters.iter().map(|(s, k, w)| ((*s).to_owned(), *k, (*w).to_owned())).collect();
        still_to_tell(&owned)
    }

    #[test]
    fn a_cancellation_makes_what_went_before_idle() {
        assert_eq!(told(&[("a", Change, "time"), ("b", Change, "time"), ("a", Cancellation, "")]), [false, true, true]);
    }

    #[test]
    fn two_moves_are_one_from_the_first_to_the_last() {
        assert_eq!(
            told(&[("a", Change, "time"), ("a", Change, "room"), ("a", Change, "time"), ("a", Confirmation, "")]),
            [true, true, false, true]
        );
    }
}
