//! What the guarded reader takes, and where it says no.

use super::{calendar, file};
use xinhuo::calendars::read::{MOST_BYTES, read};
use xinhuo::kernel::{Arg, Refusal};

fn refusal(bytes: &[u8]) -> Refusal {
    read(bytes).expect_err("a refusal")
}

fn line_of(refusal: &Refusal) -> i64 {
    match refusal.args.iter().find(|(name, _)| *name == "line") {
        Some((_, Arg::Number(line))) => *line,
        _ => panic!("no line in {refusal:?}"),
    }
}

#[test]
fn a_fold_inside_a_character_is_mended() {
    let mut bytes = b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nSUMMARY:".to_vec();
    let word = "党史宣讲".as_bytes();
    bytes.extend_from_slice(&word[..4]);
    bytes.extend_from_slice(b"\r\n ");
    bytes.extend_from_slice(&word[4..]);
    bytes.extend_from_slice(b"\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n");
    assert_eq!(read(&bytes).expect("read").events[0].text("SUMMARY"), "党史宣讲");
}

#[test]
fn blanks_at_a_fold_are_kept() {
    let read = calendar(&["BEGIN:VEVENT", "SUMMARY:one ", "  two", "DESCRIPTION: led and trailed ", "END:VEVENT"]);
    assert_eq!(read.events[0].text("SUMMARY"), "one  two");
    assert_eq!(read.events[0].text("DESCRIPTION"), " led and trailed ");
}

#[test]
fn a_mark_lower_case_and_bare_line_feeds_are_taken() {
    let text = "\u{feff}begin:vcalendar\nbegin:vevent\nsummary;language=zh:讲座\nend:VEVENT\nEnd:VCalendar";
    let read = read(text.as_bytes()).expect("read");
    assert_eq!(read.events[0].text("SUMMARY"), "讲座");
    assert_eq!(read.events[0].get("SUMMARY").and_then(|s| s.param("LANGUAGE")), Some("zh"));
}

#[test]
fn unknown_components_are_passed_over_whole() {
    let read = calendar(&[
        "BEGIN:X-WEATHER",
        "BEGIN:VEVENT",
        "SUMMARY:not me",
        "this is no content line",
        "END:VEVENT",
        "END:X-WEATHER",
        "BEGIN:VEVENT",
        "BEGIN:VALARM",
        "SUMMARY:nor me",
        "END:VALARM",
        "BEGIN:VLOCATION",
        "NAME:x",
        "END:VLOCATION",
        "SUMMARY:me",
        "END:VEVENT",
    ]);
    let titles: Vec<String> = read.events.iter().map(|event| event.text("SUMMARY")).collect();
    assert_eq!(titles, ["me"]);
}

#[test]
fn an_end_closes_only_its_own_begin() {
    let no = refusal(file(&["BEGIN:VEVENT", "END:VTODO"]).as_bytes());
    assert_eq!((no.key, line_of(&no)), ("calendar-bad-nesting", 5));
    let no = refusal(b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:x\n");
    assert_eq!((no.key, line_of(&no)), ("calendar-unfinished", 2));
}

#[test]
fn the_first_error_names_its_line_counted_in_the_file() {
    let no =
        refusal(b"BEGIN:VCALENDAR\r\nDESCRIPTION:folded\r\n  over\r\n  lines\r\nno colon here\r\nEND:VCALENDAR\r\n");
    assert_eq!((no.key, line_of(&no)), ("calendar-bad-line", 5));
    let no = refusal(b"BEGIN:VCALENDAR\r\nX;A=\"open:1\r\nEND:VCALENDAR");
    assert_eq!((no.key, line_of(&no)), ("calendar-bad-line", 2));
    let no = refusal(b"BEGIN:VCALENDAR\r\nSUMMARY:\xd6\xd0\xb9\xfa\r\nEND:VCALENDAR");
    assert_eq!((no.key, line_of(&no)), ("calendar-not-utf8", 2));
}

#[test]
fn what_is_no_calendar_is_said_to_be_none() {
    for bytes in [&b""[..], b"\r\n\r\n", b"<!doctype html>\n<title>Sign in</title>", b"BEGIN:VCARD\nEND:VCARD"] {
        assert_eq!(refusal(bytes).key, "calendar-not-a-calendar");
    }
}

#[test]
fn size_and_number_are_capped() {
    let mut big = file(&[]).into_bytes();
    big.resize(MOST_BYTES + 1, b' ');
    assert_eq!(refusal(&big).key, "calendar-too-large");
    let many = "BEGIN:VEVENT\nEND:VEVENT\n".repeat(20_001);
    assert_eq!(refusal(format!("BEGIN:VCALENDAR\n{many}END:VCALENDAR").as_bytes()).key, "calendar-too-many-parts");
    let deep = "BEGIN:X-A\n".repeat(50_000);
    assert_eq!(refusal(format!("BEGIN:VCALENDAR\n{deep}").as_bytes()).key, "calendar-too-many-parts");
}

#[test]
fn values_and_parameters_come_through_whole() {
    let names: Vec<String> = (0..25).map(|n| format!("\"mailto:p{n}@x.example\"")).collect();
    let attendee = format!("ATTENDEE;MEMBER={};CN=\"王;老师:^'甲^'\":mailto:w@x.example", names.join(","));
    let read = calendar(&[
        "BEGIN:VEVENT",
        &attendee,
        "SUMMARY:::two colons\\, a comma\\; a semicolon\\nand \\\\ more",
        "CATEGORIES:党史,红色\\,故事,,读书",
        "X-EMPTY:",
        "END:VEVENT",
    ]);
    let event = &read.events[0];
    let person = event.get("ATTENDEE").expect("attendee");
    assert_eq!(person.params[0].1.len(), 25);
    assert_eq!(person.param("CN"), Some("王;老师:\"甲\""));
    assert_eq!((person.raw.as_str(), person.line), ("mailto:w@x.example", 5));
    assert_eq!(event.text("SUMMARY"), "::two colons, a comma; a semicolon\nand \\ more");
    assert_eq!(event.list("CATEGORIES"), ["党史", "红色,故事", "读书"]);
    assert_eq!(event.get("X-EMPTY").map(|p| p.raw.as_str()), Some(""));
}

#[test]
fn several_calendars_in_one_file_are_one() {
    let text = file(&["BEGIN:VEVENT", "UID:1", "END:VEVENT"]) + &file(&["BEGIN:VEVENT", "UID:2", "END:VEVENT"]);
    assert_eq!(read(text.as_bytes()).expect("read").events.len(), 2);
}
