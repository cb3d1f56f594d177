//! Grade bands as files and forms write them.

use crate::kernel::{Grade, Refusal, parts};
use crate::text::choose;

/// One grade band, by code or name.
///
/// # Errors
/// `bad-grade`.
pub fn parse_grade(text: &str) -> Result<Grade, Refusal> {
    choose(Grade::ALL, Grade::code, Grade::key, text).ok_or_else(|| Refusal::new("bad-grade").with("text", text.trim()))
}

/// Several, as `junior|senior`; each once, in the order of the list.
///
/// # Errors
/// `bad-grade`.
pub fn parse_grades(text: &str) -> Result<Vec<Grade>, Refusal> {
    let mut grades: Vec<Grade> = parts(text).map(parse_grade).collect::<Result<_, _>>()?;
    grades.sort();
    grades.dedup();
    Ok(grades)
}

/// `junior|senior`.
#[must_use]
pub fn print_grades(grades: &[Grade]) -> String {
    grades.iter().map(|grade| grade.code()).collect::<Vec<_>>().join("|")
}
