//! Busy times out of calendars as real programs write them.

use super::{calendar, window};
use xinhuo::calendars::busy::{Busy, busy};
use xinhuo::kernel::{Refusal, Window};

const AUTUMN: &str = "2026-09-01 00:00/2026-12-31 00:00";

fn try_busy(lines: &[&str], within: &str) -> Result<Busy, Refusal> {
    let mut all = vec!["BEGIN:VEVENT", "UID:one"];
    all.extend(lines);
    all.push("END:VEVENT");
    busy(&calendar(&all), window(within))
}

fn times(lines: &[&str], within: &str) -> Vec<String> {
    try_busy(lines, within).expect("busy").windows.iter().map(Window::to_text).collect()
}

#[test]
fn zones_by_any_name_utc_and_floating() {
    let expected = ["2026-11-25 09:00/10:30"];
    for start in [
        "DTSTART:20261125T010000Z",
        "DTSTART:20261125T090000",
        "DTSTART;TZID=Asia/Shanghai:20261125T090000",
        "DTSTART;TZID=\"China Standard Time\":20261125T090000",
        "DTSTART;TZID=/citadel.org/20210210_1/Asia/Shanghai:20261125T090000",
        "DTSTART;TZID=Asia/Tokyo:20261125T100000",
        "DTSTART;TZID=GMT+0800:20261125T090000",
        "DTSTART;TZID=(UTC+08:00) Beijing\\, Chongqing:20261125T090000",
        "DTSTART;TZID=Europe/Berlin:20261125T020000",
    ] {
        let start = start.replace("(UTC+08:00) Beijing\\, Chongqing", "\"(UTC+08:00) Beijing, Chongqing\"");
        assert_eq!(times(&[&start, "DURATION:PT1H30M"], AUTUMN), expected, "{start}");
    }
}

#[test]
fn a_zone_explained_in_the_file_or_by_nobody() {
    let read = calendar(&[
        "BEGIN:VTIMEZONE",
        "TZID:Office",
        "BEGIN:STANDARD",
        "DTSTART:16010101T000000",
        "TZOFFSETFROM:+0700",
        "TZOFFSETTO:+0700",
        "END:STANDARD",
        "END:VTIMEZONE",
        "BEGIN:VEVENT",
        "UID:a",
        "DTSTART;TZID=Office:20261125T080000",
        "DTEND;TZID=Office:20261125T090000",
        "END:VEVENT",
        "BEGIN:VEVENT",
        "UID:b",
        "DTSTART;TZID=Narnia:20261126T080000",
        "DURATION:PT1H",
        "END:VEVENT",
    ]);
    let busy = busy(&read, window(AUTUMN)).expect("busy");
    let texts: Vec<String> = busy.windows.iter().map(Window::to_text).collect();
    assert_eq!(texts, ["2026-11-25 09:00/10:00", "2026-11-26 08:00/09:00"]);
    assert_eq!(busy.doubtful, [19]);
}

#[test]
fn whole_days_and_their_missing_or_wrong_ends() {
    assert_eq!(times(&["DTSTART;VALUE=DATE:20261125"], AUTUMN), ["2026-11-25 00:00/2026-11-26 00:00"]);
    let two = ["DTSTART;VALUE=DATE:20261125", "DTEND;VALUE=DATE:20261127"];
    assert_eq!(times(&two, AUTUMN), ["2026-11-25 00:00/2026-11-27 00:00"]);
    let none = ["DTSTART;VALUE=DATE:20261125", "DTEND;VALUE=DATE:20261125"];
    assert_eq!(times(&none, AUTUMN), ["2026-11-25 00:00/2026-11-26 00:00"]);
    assert!(times(&["DTSTART:20261125T090000", "DTEND:20261125T080000"], AUTUMN).is_empty());
}

#[test]
fn free_and_cancelled_events_take_no_time() {
    let timed = ["DTSTART:20261125T090000", "DURATION:PT1H"];
    for line in ["TRANSP:TRANSPARENT", "STATUS:CANCELLED", "X-MICROSOFT-CDO-BUSYSTATUS:FREE"] {
        assert!(times(&[timed[0], timed[1], line], AUTUMN).is_empty(), "{line}");
    }
    for line in ["TRANSP:OPAQUE", "STATUS:TENTATIVE", "X-MICROSOFT-CDO-BUSYSTATUS:OOF"] {
        assert_eq!(times(&[timed[0], timed[1], line], AUTUMN).len(), 1, "{line}");
    }
}

#[test]
fn a_weekly_rule_with_exceptions_and_additions() {
    let lines = [
        "DTSTART;TZID=Asia/Shanghai:20261102T140000",
        "DTEND;TZID=Asia/Shanghai:20261102T150000",
        "RRULE:FREQ=WEEKLY;BYDAY=MO,TH;UNTIL=20261119T060000Z",
        "EXDATE;TZID=Asia/Shanghai:20261105T140000,20261109T140000",
        "EXDATE:20261112T060000Z",
        "RDATE;VALUE=PERIOD:20261121T010000Z/PT3H",
    ];
    let expected =
        ["2026-11-02 14:00/15:00", "2026-11-16 14:00/15:00", "2026-11-19 14:00/15:00", "2026-11-21 09:00/12:00"];
    assert_eq!(times(&lines, AUTUMN), expected);
}

#[test]
fn until_as_a_day_lets_the_whole_day_through() {
    let lines = ["DTSTART:20261102T200000", "DURATION:PT1H", "RRULE:FREQ=DAILY;UNTIL=20261104"];
    assert_eq!(times(&lines, AUTUMN).len(), 3);
}

#[test]
fn count_and_months_and_old_birthdays() {
    let last_friday = ["DTSTART:20260130T090000", "DURATION:PT1H", "RRULE:FREQ=MONTHLY;BYDAY=-1FR;COUNT=11"];
    assert_eq!(
        times(&last_friday, AUTUMN),
        ["2026-09-25 09:00/10:00", "2026-10-30 09:00/10:00", "2026-11-27 09:00/10:00"]
    );
    let birthday = ["DTSTART;VALUE=DATE:16041126", "RRULE:FREQ=YEARLY"];
    assert_eq!(times(&birthday, AUTUMN), ["2026-11-26 00:00/2026-11-27 00:00"]);
}

#[test]
fn summer_time_elsewhere_moves_the_hour_here() {
    let lines = ["DTSTART;TZID=Europe/Berlin:20261023T090000", "DURATION:PT1H", "RRULE:FREQ=DAILY;COUNT=4"];
    let expected =
        ["2026-10-23 15:00/16:00", "2026-10-24 15:00/16:00", "2026-10-25 16:00/17:00", "2026-10-26 16:00/17:00"];
    assert_eq!(times(&lines, AUTUMN), expected);
}

fn series(overrides: &[&str]) -> Vec<String> {
    let mut lines = vec![
        "BEGIN:VEVENT",
        "UID:s",
        "DTSTART;TZID=Asia/Shanghai:20261102T090000",
        "DTEND;TZID=Asia/Shanghai:20261102T100000",
        "RRULE:FREQ=WEEKLY;COUNT=4",
        "END:VEVENT",
        "BEGIN:VEVENT",
        "UID:s",
    ];
    lines.extend(overrides);
    lines.push("END:VEVENT");
    busy(&calendar(&lines), window(AUTUMN)).expect("busy").windows.iter().map(Window::to_text).collect()
}

#[test]
fn one_time_of_a_series_is_moved_or_taken_out() {
    let moved = ["RECURRENCE-ID:20261109T010000Z", "DTSTART:20261110T150000", "DTEND:20261110T160000"];
    let expected =
        ["2026-11-02 09:00/10:00", "2026-11-10 15:00/16:00", "2026-11-16 09:00/10:00", "2026-11-23 09:00/10:00"];
    assert_eq!(series(&moved), expected);
    let off = ["RECURRENCE-ID;TZID=Asia/Shanghai:20261109T090000", "DTSTART:20261109T090000", "STATUS:CANCELLED"];
    assert_eq!(series(&off), ["2026-11-02 09:00/10:00", "2026-11-16 09:00/10:00", "2026-11-23 09:00/10:00"]);
}

#[test]
fn all_later_times_of_a_series_are_moved() {
    let later = [
        "RECURRENCE-ID;RANGE=THISANDFUTURE;TZID=Asia/Shanghai:20261116T090000",
        "DTSTART;TZID=Asia/Shanghai:20261117T140000",
        "DURATION:PT2H",
    ];
    let expected =
        ["2026-11-02 09:00/10:00", "2026-11-09 09:00/10:00", "2026-11-17 14:00/16:00", "2026-11-24 14:00/16:00"];
    assert_eq!(series(&later), expected);
}

#[test]
fn published_free_busy_counts_what_is_busy() {
    let read = calendar(&[
        "BEGIN:VFREEBUSY",
        "FREEBUSY;FBTYPE=BUSY:20261125T010000Z/20261125T020000Z,20261125T020000Z/PT30M",
        "FREEBUSY;FBTYPE=FREE:20261126T010000Z/PT8H",
        "END:VFREEBUSY",
    ]);
    let found = busy(&read, window(AUTUMN)).expect("busy").windows;
    assert_eq!(found.iter().map(Window::to_text).collect::<Vec<_>>(), ["2026-11-25 09:00/10:30"]);
}

#[test]
fn windows_are_cut_and_merged() {
    let lines = ["DTSTART:20261101T090000", "DURATION:P1D", "RRULE:FREQ=DAILY"];
    assert_eq!(times(&lines, "2026-11-10 12:00/2026-11-12 12:00"), ["2026-11-10 12:00/2026-11-12 12:00"]);
}

#[test]
fn what_is_wrong_is_refused_with_its_line() {
    for (line, key) in [
        ("RRULE:FREQ=WEEKLY;BYDAY=周一", "calendar-bad-rule"),
        ("RRULE:FREQ=FORTNIGHTLY", "calendar-bad-rule"),
        ("RRULE:BYDAY=MO", "calendar-bad-rule"),
        ("EXDATE:20261131T090000", "calendar-bad-time"),
        ("RDATE:tomorrow", "calendar-bad-time"),
    ] {
        let no = try_busy(&["DTSTART:20261125T090000", "DURATION:PT1H", line], AUTUMN).expect_err("refused");
        assert_eq!(no.key, key, "{line}");
        assert!(no.args.contains(&("line", 8_i64.into())), "{no:?}");
    }
}

#[test]
fn unusual_rules_count_once_and_are_told() {
    for rule in [
        "RRULE:RSCALE=CHINESE;FREQ=YEARLY",
        "RRULE:FREQ=SECONDLY",
        "RRULE:FREQ=DAILY;BYHOUR=0,1,2,3,4,5,6,7,8,9;BYMINUTE=0,5,10,15,20,25,30,35,40,45,50,55",
    ] {
        let found = try_busy(&["DTSTART:20261125T090000", "DURATION:PT1M", rule], AUTUMN).expect("busy");
        assert_eq!((found.windows.len(), found.doubtful.len()), (1, 1), "{rule}");
    }
}

#[test]
fn endless_and_vain_rules_end() {
    let hourly = ["DTSTART:19000101T000000", "DURATION:PT1M", "RRULE:FREQ=HOURLY"];
    assert_eq!(try_busy(&hourly, AUTUMN).expect_err("refused").key, "calendar-rule-too-long");
    let vain = ["DTSTART:20261125T090000", "DURATION:PT1M", "RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"];
    assert_eq!(times(&vain, AUTUMN), ["2026-11-25 09:00/09:01"]);
}
