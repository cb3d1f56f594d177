//! Whatever comes in, the reader answers; whatever goes out, it comes back.

use super::feed::lecture;
use proptest::collection::vec;
use proptest::prelude::*;
use xinhuo::calendars::busy::busy;
use xinhuo::calendars::entry::entries;
use xinhuo::calendars::escape::{escape_text, quote_param, split_list, unescape_param, unescape_text};
use xinhuo::calendars::feed::{Status, Times, single};
use xinhuo::calendars::read::read;
use xinhuo::kernel::Window;

fn swallow(bytes: &[u8]) {
    if let Ok(calendar) = read(bytes) {
        let _ = busy(&calendar, super::window("2026-01-01 00:00/2027-01-01 00:00"));
        let _ = entries(&calendar, "x.ics");
    }
}

/// Lines of which many make sense together.
fn line() -> impl Strategy<Value = String> {
    let fixed = prop::sample::select(vec![
        "BEGIN:VEVENT",
        "END:VEVENT",
        "BEGIN:VALARM",
        "END:VALARM",
        "BEGIN:VFREEBUSY",
        "END:VFREEBUSY",
        "BEGIN:VTIMEZONE",
        "END:VTIMEZONE",
        "UID:a",
        "STATUS:CANCELLED",
        "CATEGORIES:EXAM",
        "DURATION:P1W",
        "DURATION:-PT15M",
        " folded",
        "RECURRENCE-ID;RANGE=THISANDFUTURE:20261109T090000",
        "X-XINHUO-SCOPE:junior",
    ]);
    let time = "[0-9]{4}(0[1-9]|1[0-2])(0[1-9]|[12][0-9])(T[012][0-9][0-5][0-9]00Z?)?";
    prop_oneof![
        4 => fixed.prop_map(str::to_owned),
        3 => (prop::sample::select(vec!["DTSTART", "DTEND", "EXDATE", "RDATE", "RECURRENCE-ID", "FREEBUSY"]), time)
            .prop_map(|(name, time)| format!("{name}:{time}")),
        2 => rule().prop_map(|rule| format!("RRULE:{rule}")),
        1 => "[A-Z;:=\",^\\\\ \u{4e00}-\u{4e10}]{0,30}",
    ]
}

fn rule() -> impl Strategy<Value = String> {
    let number = "-?[0-9]{1,3}(,-?[0-9]{1,2}){0,3}";
    let part = prop_oneof![
        "COUNT=[0-9]{1,6}",
        "INTERVAL=[0-9]{1,5}",
        "UNTIL=20[0-9]{2}1231(T235959Z)?",
        "BYDAY=([+-]?[1-5])?(MO|TU|WE|TH|FR|SA|SU)(,(MO|SU))?",
        "WKST=(MO|SU|TH)",
        number.prop_map(|n| format!("BYMONTHDAY={n}")),
        number.prop_map(|n| format!("BYYEARDAY={n}")),
        number.prop_map(|n| format!("BYWEEKNO={n}")),
        number.prop_map(|n| format!("BYSETPOS={n}")),
        "BYMONTH=(1|2|12)(,6)?",
        "BYHOUR=[0-9]{1,2}",
        "[A-Z\u{e9}]{1,8}=[A-Z0-9\u{e9}]{0,5}",
    ];
    ("(YEARLY|MONTHLY|WEEKLY|DAILY|HOURLY)", vec(part, 0..4))
        .prop_map(|(freq, parts)| std::iter::once(format!("FREQ={freq}")).chain(parts).collect::<Vec<_>>().join(";"))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn arbitrary_bytes_never_panic(bytes in vec(any::<u8>(), 0..400)) {
        swallow(&bytes);
    }

    #[test]
    fn almost_calendars_never_panic(lines in vec(line(), 0..30)) {
        swallow(super::file(&lines.iter().map(String::as_str).collect::<Vec<_>>()).as_bytes());
    }

    #[test]
    fn any_rule_is_expanded_or_refused(rule in rule(), start in "(19|20)[0-9]{2}(0[1-9]|1[0-2])(0[1-9]|[12][0-9])T090000") {
        let lines = ["BEGIN:VEVENT", &format!("DTSTART:{start}"), "DURATION:PT1H", &format!("RRULE:{rule}"), "END:VEVENT"];
        swallow(super::file(&lines).as_bytes());
    }

    #[test]
    fn texts_come_back(text in "[^\\p{Cc}\u{2028}\u{2029}]{0,60}", second in "[^\\p{Cc}\u{2028}\u{2029}]{1,20}") {
        let both = format!("{text}\n{second}");
        prop_assert_eq!(unescape_text(&escape_text(&both)), both);
        let quoted = quote_param(&second);
        prop_assert_eq!(unescape_param(&quoted[1..quoted.len() - 1]), second.clone());
        let listed = split_list(&format!("{},{}", escape_text(&text), escape_text(&second)));
        let expected: Vec<_> = [text.trim(), second.trim()].into_iter().filter(|t| !t.is_empty()).map(str::to_owned).collect();
        prop_assert_eq!(listed, expected);
    }

    #[test]
    fn what_is_written_is_read(
        summary in "\\PC{0,200}", description in "(\\PC|\n){0,300}", location in "\\PC{0,100}",
        categories in vec("\\PC{1,20}", 0..4), start in 0_i64..4_000_000_000, minutes in 1_i64..600, sequence in 0_u32..99,
    ) {
        let mut event = lecture();
        let start = chrono::DateTime::from_timestamp(start, 0).expect("a time");
        let window = Window { start, end: start + chrono::TimeDelta::minutes(minutes) };
        event.times = Times::Clock(window);
        (event.summary, event.description, event.location) = (summary.clone(), description.clone(), location.clone());
        event.categories = categories.clone();
        (event.sequence, event.status) = (sequence, Status::Tentative);
        let bytes = single(&event);
        for line in bytes.split(|&b| b == b'\n') {
            prop_assert!(line.len() <= 76 && (line.is_empty() || line.ends_with(b"\r")));
            prop_assert!(std::str::from_utf8(line).is_ok(), "a fold inside a character");
        }
        let calendar = read(&bytes).expect("our own reader");
        let read = &calendar.events[0];
        prop_assert_eq!(read.text("SUMMARY"), summary.replace(['\u{2028}', '\u{2029}'], "\n"));
        if !description.trim().is_empty() {
            prop_assert_eq!(read.text("DESCRIPTION"), description.replace(['\u{2028}', '\u{2029}'], "\n"));
        }
        prop_assert_eq!(read.text("SEQUENCE"), sequence.to_string());
        let found = busy(&calendar, Window { start: start - chrono::TimeDelta::days(1), end: start + chrono::TimeDelta::days(2) });
        prop_assert_eq!(found.expect("busy").windows, vec![window]);
    }
}
