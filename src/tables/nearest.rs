//! The known word nearest to a mistyped one.

/// The known word that differs least from `word`, if any is near at all: at most half of its
/// letters are inserted, left out or changed. Of several equally near the first by letter.
#[must_use]
pub fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let word: Vec<char> = word.to_lowercase().chars().take(40).collect();
    known
        .into_iter()
        .map(|other| (distance(&word, &other.to_lowercase().chars().collect::<Vec<_>>()), other))
        .filter(|(distance, other)| *distance * 2 <= other.chars().count().max(word.len()))
        .min()
        .map(|(_, other)| other)
}

/// Letters inserted, left out or changed (Levenshtein), by the row-at-a-time recurrence.
fn distance(from: &[char], to: &[char]) -> usize {
    let mut row: Vec<usize> = (0..=to.len()).collect();
    for (i, a) in from.iter().enumerate() {
        let mut diagonal = i;
        let mut left = i + 1;
        for (b, above) in to.iter().zip(row.iter_mut().skip(1)) {
            let change = diagonal + usize::from(a != b);
            diagonal = *above;
            left = change.min(left + 1).min(diagonal + 1);
            *above = left;
        }
        if let Some(first) = row.first_mut() {
            *first = i + 1;
        }
    }
    row.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_what_was_meant() {
        let known = ["code", "name", "elder_kind", "党史国史", "禁毒"];
        assert_eq!(nearest("Nmae", known), Some("name"));
        assert_eq!(nearest("elderkind", known), Some("elder_kind"));
        assert_eq!(nearest("党史", known), Some("党史国史"));
        assert_eq!(nearest("zzzzzz", known), None);
    }

    #[test]
    fn counts_single_steps() {
        let d = |a: &str, b: &str| distance(&a.chars().collect::<Vec<_>>(), &b.chars().collect::<Vec<_>>());
        assert_eq!(d("", "abc"), 3);
        assert_eq!(d("abc", ""), 3);
        assert_eq!(d("kitten", "sitting"), 3);
        assert_eq!(d("same", "same"), 0);
    }
}
