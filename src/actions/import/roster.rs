//! Files that name pupils are refused: this program keeps head-counts of minors, never names.

use crate::kernel::Refusal;
use crate::tables::{Row, Sheet, Trouble};

/// Headers that stand over pupils' names or papers.
const TELLING: [&str; 24] = [
    "学生姓名",
    "学生名",
    "孩子姓名",
    "儿童姓名",
    "幼儿姓名",
    "听讲人姓名",
    "花名册",
    "名单",
    "学籍号",
    "学号",
    "身份证",
    "证件号",
    "监护人",
    "家长姓名",
    "出生日期",
    "pupil",
    "student_name",
    "student_id",
    "child_name",
    "children_names",
    "id_number",
    "id_card",
    "national_id",
    "guardian",
];

/// What in this table looks like a roster; `known` are the headers that the kind has.
pub(in crate::actions) fn look(sheet: &Sheet, known: &dyn Fn(&str) -> bool) -> Vec<Trouble> {
    let mut found = over(&sheet.columns, known);
    found.extend(among(&sheet.columns, &sheet.rows));
    found
}

/// Which headers stand over a roster; `known` are those that the kind has.
pub(super) fn over(columns: &[String], known: &dyn Fn(&str) -> bool) -> Vec<Trouble> {
    let told = |column: &&String| !known(column) && tells(column);
    columns.iter().filter(told).map(|column| trouble(1, column)).collect()
}

/// The first cell that holds an identity number.
pub(super) fn among(columns: &[String], rows: &[Row]) -> Option<Trouble> {
    let cells =
        rows.iter().flat_map(|row| columns.iter().zip(&row.cells).map(|(column, cell)| (row.line, column, cell)));
    let mut told = cells.filter(|(_, _, cell)| is_identity_number(cell.trim()));
    told.next().map(|(line, column, _)| trouble(line, column))
}

fn trouble(line: u64, column: &str) -> Trouble {
    Trouble::of_cell(line, column, Refusal::new("import-roster"))
}

fn tells(column: &str) -> bool {
    let name = column.to_lowercase().replace([' ', '-'], "_");
    // a bare "name" that the kind does not have can only be a person's
    name == "姓名" || name == "name" || TELLING.iter().any(|word| name.contains(word))
}

/// A resident identity number (GB 11643-1999): 17 digits with a date of birth, and a check
/// character by ISO 7064 MOD 11-2.
fn is_identity_number(text: &str) -> bool {
    let bytes = text.as_bytes();
    if bytes.len() != 18 || !bytes.iter().take(17).all(u8::is_ascii_digit) {
        return false;
    }
    let sum: u32 = (0u32..17).zip(bytes).map(|(place, digit)| u32::from(digit - b'0') * weight(17 - place)).sum();
    let check = (12 - sum % 11) % 11;
    let wanted = if check == 10 { b'X' } else { b'0' + u8::try_from(check).unwrap_or(0) };
    let year: Option<u32> = text.get(6..10).and_then(|year| year.parse().ok());
    year.is_some_and(|year| (1900..2100).contains(&year)) && bytes.last().map(u8::to_ascii_uppercase) == Some(wanted)
}

/// 2 to the power of `place`, modulo 11.
fn weight(place: u32) -> u32 {
    (0..place).fold(1, |weight, _| weight * 2 % 11)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_an_identity_number() {
        // the standard's own example
        assert!(is_identity_number("11010519491231002X"));
        assert!(!is_identity_number("110105194912310021"));
        assert!(!is_identity_number("320602000000000000"));
        assert!(!is_identity_number("SYN000010000000000"));
    }

    #[test]
    fn knows_telling_headers() {
        assert!(tells("学生姓名"));
        assert!(tells("Student Name"));
        assert!(tells("身份证号"));
        assert!(!tells("teacher"));
        assert!(!tells("headcount"));
    }
}
