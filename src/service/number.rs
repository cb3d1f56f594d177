//! The number of a certificate: hard to guess, and a slip of the pen shows at once.

use crate::accounts::secrets;
use std::fmt;

/// Letters after the year, the check letter among them.
const LETTERS: usize = 12;

/// `2026-7K3M-Q9XR-T2WD`: the year of issue, eleven random letters (53 bits) and a check letter.
///
/// The check is a sum of the letters' places, weighted 2 to 12, and of the year, modulo the
/// number of letters, a prime: any one wrong letter or digit and any two letters that changed
/// places give another check letter.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct CertificateNumber(String);

impl CertificateNumber {
    /// A fresh one.
    #[must_use]
    pub fn fresh(year: i32) -> Self {
        let year = format!("{year:04}");
        let mut letters = secrets::fresh_letters(LETTERS - 1);
        letters.push(check_letter(&year, &letters));
        Self(format!("{year}{letters}"))
    }

    /// A number as it was typed: spaces, dashes, full-width forms and lower case are taken. None
    /// when it cannot be the number of any certificate.
    #[must_use]
    pub fn parse(typed: &str) -> Option<Self> {
        let plain = secrets::plain_code(typed);
        let (year, letters) = plain.split_at_checked(4)?;
        let (body, check) = letters.split_at_checked(LETTERS - 1)?;
        let sound = year.bytes().all(|digit| digit.is_ascii_digit())
            && letters.len() == LETTERS
            && body.chars().all(|letter| secrets::place(letter).is_some());
        (sound && check.starts_with(check_letter(year, body))).then_some(Self(plain))
    }

    /// As stored: without dashes.
    #[must_use]
    pub fn plain(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for CertificateNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let groups: Vec<String> =
            self.0.chars().collect::<Vec<_>>().chunks(4).map(|four| four.iter().collect()).collect();
        f.write_str(&groups.join("-"))
    }
}

fn check_letter(year: &str, letters: &str) -> char {
    let year: usize = year.parse().unwrap_or(0);
    let sum =
        letters.chars().zip(2..).fold(year, |sum, (letter, weight)| sum + weight * secrets::place(letter).unwrap_or(0));
    secrets::letter(sum)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_read_however_it_is_written() {
        let number = CertificateNumber::fresh(2026);
        let shown = number.to_string();
        assert_eq!(shown.len(), 19, "{shown}");
        for typed in [shown.clone(), shown.to_lowercase(), shown.replace('-', " "), format!(" {}　", number.plain())] {
            assert_eq!(CertificateNumber::parse(&typed), Some(number.clone()), "{typed}");
        }
        for typed in ["", "2026", "2026-OOOO-OOOO-OOOO", &shown[..18], &format!("{shown}2"), "证明二〇二六"] {
            assert_eq!(CertificateNumber::parse(typed), None, "{typed}");
        }
    }

    #[test]
    fn one_slip_is_always_seen() {
        let number = CertificateNumber::fresh(2026);
        let plain: Vec<char> = number.plain().chars().collect();
        let text = |chars: &[char]| chars.iter().collect::<String>();
        for at in 0..plain.len() {
            let choices = if at < 4 { "0123456789" } else { "23456789ABCDEFGHJKMNPQRSTWXYZ" };
            for other in choices.chars().filter(|other| *other != plain[at]) {
                let mut wrong = plain.clone();
                wrong[at] = other;
                assert_eq!(CertificateNumber::parse(&text(&wrong)), None, "{}", text(&wrong));
            }
        }
        for at in 4..plain.len() - 1 {
            let mut wrong = plain.clone();
            wrong.swap(at, at + 1);
            let same = plain[at] == plain[at + 1];
            assert_eq!(CertificateNumber::parse(&text(&wrong)).is_some(), same, "{}", text(&wrong));
        }
    }
}
