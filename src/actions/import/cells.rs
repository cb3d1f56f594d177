//! Cells to plain values: text, codes, numbers, days, yes and no.

use crate::kernel::{Day, Moment, Refusal, local, parse_clock, parse_local};
use crate::text::choose;

/// A line of text of at most 300 letters.
pub fn line(cell: &str) -> Result<String, Refusal> {
    words(cell, 300)
}

/// Free words of at most 20,000 letters.
pub fn free(cell: &str) -> Result<String, Refusal> {
    words(cell, 20_000)
}

fn words(cell: &str, most: usize) -> Result<String, Refusal> {
    let text = cell.trim();
    if text.chars().count() > most {
        return Err(Refusal::new("text-too-long").with("most", most));
    }
    Ok(text.to_owned())
}

/// A code: up to 64 letters without space or `|`.
pub fn code(cell: &str) -> Result<String, Refusal> {
    let text = cell.trim();
    let fits = !text.is_empty() && text.chars().count() <= 64;
    if fits && !text.chars().any(|c| c.is_whitespace() || matches!(c, '|' | '｜' | '/' | '\\')) {
        Ok(text.to_owned())
    } else {
        Err(Refusal::new("bad-code").with("text", text))
    }
}

/// A whole number from `least` to `most`; full-width digits and separators are read.
pub fn number(cell: &str, least: i64, most: i64) -> Result<i64, Refusal> {
    let plain: String = cell.trim().chars().filter(|c| !matches!(c, ',' | '，' | ' ')).map(half_width).collect();
    let value: i64 = plain.parse().map_err(|_| Refusal::new("bad-number").with("text", cell.trim()))?;
    if (least..=most).contains(&value) {
        Ok(value)
    } else {
        Err(Refusal::new("number-out-of-range").with("least", least).with("most", most))
    }
}

/// The same for a column of the database.
pub fn int(cell: &str, least: i32, most: i32) -> Result<i32, Refusal> {
    let value = number(cell, i64::from(least), i64::from(most))?;
    i32::try_from(value).map_err(|_| Refusal::new("bad-number").with("text", cell.trim()))
}

/// [`int`], or what holds when the cell is empty.
pub fn int_or(cell: &str, least: i32, most: i32, default: i32) -> Result<i32, Refusal> {
    if cell.trim().is_empty() { Ok(default) } else { int(cell, least, most) }
}

fn half_width(c: char) -> char {
    match c {
        '０'..='９' => char::from_digit(c as u32 - '０' as u32, 10).unwrap_or(c),
        '－' | '−' => '-',
        _ => c,
    }
}

/// Yes or no: true, false, 是, 否; no when empty.
pub fn yes(cell: &str) -> Result<bool, Refusal> {
    match cell.trim().to_ascii_lowercase().as_str() {
        "true" | "是" => Ok(true),
        "false" | "否" | "" => Ok(false),
        _ => Err(Refusal::new("bad-boolean").with("text", cell.trim())),
    }
}

/// `true` or `false`.
pub fn print_yes(value: bool) -> String {
    value.to_string()
}

/// A day. Spreadsheets write 2026/1/5 where 2026-01-05 was typed, so that is read too.
pub fn day(cell: &str) -> Result<Day, Refusal> {
    let text = cell.trim();
    let numbers: Vec<&str> = text.split(['/', '-']).collect();
    match numbers.as_slice() {
        [year, month, date] if year.len() == 4 && month.len() <= 2 && date.len() <= 2 => {
            format!("{year}-{month:0>2}-{date:0>2}").parse().map_err(|_| Refusal::new("bad-date").with("text", text))
        }
        _ => Err(Refusal::new("bad-date").with("text", text)),
    }
}

/// A day, or none when the cell is empty.
pub fn day_or_none(cell: &str) -> Result<Option<Day>, Refusal> {
    if cell.trim().is_empty() { Ok(None) } else { day(cell).map(Some) }
}

/// The day as in files, or nothing.
pub fn print_day(day: Option<Day>) -> String {
    day.map(|day| day.to_string()).unwrap_or_default()
}

/// A day and clock in Shanghai, or none when the cell is empty.
pub fn moment_or_none(cell: &str) -> Result<Option<Moment>, Refusal> {
    let text = cell.trim();
    if text.is_empty() {
        return Ok(None);
    }
    if let Some(moment) = plain_moment(text.as_bytes()) {
        return Ok(Some(moment));
    }
    let (date, clock) = text.split_once([' ', 'T']).ok_or_else(|| Refusal::new("bad-instant").with("text", text))?;
    let clock = if clock.len() == 4 { format!("0{clock}") } else { clock.to_owned() };
    let date = day(date).map_err(|_| Refusal::new("bad-instant").with("text", text))?;
    parse_local(&format!("{date} {clock}")).map(Some)
}

/// `2026-11-25 09:30` in just these letters: a long file holds millions of them.
fn plain_moment(text: &[u8]) -> Option<Moment> {
    let [year @ .., b'-', m1, m2, b'-', d1, d2, b' ', h1, h2, b':', n1, n2] = text else { return None };
    let digits = |digits: &[u8]| {
        let all = digits.iter().all(u8::is_ascii_digit);
        all.then(|| digits.iter().fold(0u16, |number, digit| number * 10 + u16::from(digit - b'0')))
    };
    let (hour, minute) = (digits(&[*h1, *h2])?, digits(&[*n1, *n2])?);
    if year.len() != 4 || hour > 23 || minute > 59 {
        return None;
    }
    let (month, date) = (digits(&[*m1, *m2])?, digits(&[*d1, *d2])?);
    let day = Day::ymd(i32::from(digits(year)?), u32::from(month), u32::from(date))?;
    Some(day.at(hour * 60 + minute))
}

/// `2026-11-25 09:30`, or nothing.
pub fn print_moment(moment: Option<Moment>) -> String {
    moment.map(|moment| local(moment).format("%Y-%m-%d %H:%M").to_string()).unwrap_or_default()
}

/// Minutes since midnight, or none when the cell is empty.
pub fn clock_or_none(cell: &str) -> Result<Option<u16>, Refusal> {
    if cell.trim().is_empty() { Ok(None) } else { parse_clock(cell).map(Some) }
}

/// A mailbox, or empty: one `@`, something around it, no space.
pub fn email(cell: &str) -> Result<String, Refusal> {
    let text = cell.trim();
    // few mail servers take others yet (RFC 6531), and a letter must arrive
    if !text.is_ascii() {
        return Err(Refusal::new("bad-email-letters").with("text", text));
    }
    let sound = text.split_once('@').is_some_and(|(name, host)| {
        !name.is_empty() && host.contains('.') && !host.starts_with('.') && !host.ends_with('.') && !host.contains('@')
    });
    let plain = !text.chars().any(|c| c.is_whitespace() || c.is_control() || matches!(c, '<' | '>' | ',' | ';'));
    if text.is_empty() || (sound && plain && text.len() <= 254) {
        Ok(text.to_lowercase())
    } else {
        Err(Refusal::new("bad-email").with("text", text))
    }
}

/// A telephone number, or empty: digits with `+ - ( )` and spaces, 3 to 30 of them.
pub fn phone(cell: &str) -> Result<String, Refusal> {
    let text = cell.trim();
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let plain =
        text.chars().all(|c| c.is_ascii_digit() || matches!(c, '+' | '-' | '(' | ')' | ' ' | '转' | ',' | '、'));
    if text.is_empty() || (plain && (3..=30).contains(&digits)) {
        Ok(text.to_owned())
    } else {
        Err(Refusal::new("bad-phone").with("text", text))
    }
}

/// Degrees of latitude or longitude, with at most `most` to either side.
pub fn degrees(cell: &str, most: f64) -> Result<f64, Refusal> {
    let bad = || Refusal::new("bad-degrees").with("text", cell.trim());
    let value: f64 = cell.trim().parse().map_err(|_| bad())?;
    if value.is_finite() && value.abs() <= most { Ok(value) } else { Err(bad()) }
}

/// A value of a fixed list by code or name.
pub fn one_of<T: Copy>(
    all: &[T],
    code: fn(T) -> &'static str,
    key: fn(T) -> &'static str,
    cell: &str,
) -> Result<T, Refusal> {
    choose(all, code, key, cell).ok_or_else(|| {
        let codes: Vec<&str> = all.iter().map(|value| code(*value)).collect();
        Refusal::new("bad-choice").with("text", cell.trim()).with("choices", codes.join(", "))
    })
}
