//! What the shipped files and a folder beside them say about days.

use super::file;
use xinhuo::calendars::days_off::{DayKind, DaysOff, Place, Why};
use xinhuo::kernel::{Day, Grade};

fn day(text: &str) -> Day {
    text.parse().expect("a day")
}

fn why(days: &DaysOff, text: &str, grade: Grade) -> Option<Why> {
    days.closed(day(text), Place::School(grade)).map(|closed| closed.why)
}

#[test]
fn the_shipped_files_are_read_without_a_word() {
    let (days, unread) = DaysOff::read(&[]);
    assert!(unread.is_empty(), "{unread:?}");
    assert_eq!(days.between(day("2020-01-01"), day("2027-12-31")).count(), 264);
}

#[test]
fn holidays_and_make_up_workdays_as_decreed() {
    let days = DaysOff::shipped();
    assert!(matches!(days.kind(day("2026-02-20")), DayKind::Holiday(entry) if entry.name == "春节"));
    assert!(matches!(days.kind(day("2026-02-28")), DayKind::MakeUpWorkday(_)));
    assert!(matches!(days.kind(day("2026-10-11")), DayKind::Weekend));
    assert!(matches!(days.kind(day("2026-10-12")), DayKind::Workday));
    let all = day("2020-01-01").through(day("2026-12-31"));
    let (mut off, mut work) = (0, 0);
    for day in all {
        match days.kind(day) {
            DayKind::Holiday(entry) => off += i32::from(!entry.estimate),
            DayKind::MakeUpWorkday(_) => work += 1,
            _ => {}
        }
    }
    assert_eq!((off, work), (208, 46));
}

#[test]
fn a_school_rests_when_it_rests() {
    let days = DaysOff::shipped();
    assert_eq!(why(&days, "2026-11-25", Grade::Junior), None);
    assert_eq!(why(&days, "2026-11-28", Grade::Junior), Some(Why::Weekend));
    assert_eq!(why(&days, "2026-10-10", Grade::Junior), None, "a Saturday worked for National Day");
    assert_eq!(why(&days, "2026-10-02", Grade::Junior), Some(Why::Holiday));
    assert_eq!(why(&days, "2026-08-03", Grade::Kindergarten), Some(Why::Break));
    assert_eq!(why(&days, "2026-08-03", Grade::University), None, "nothing is known of universities");
}

#[test]
fn exams_close_only_the_grades_concerned() {
    let days = DaysOff::shipped();
    assert_eq!(why(&days, "2027-06-08", Grade::Senior), Some(Why::Exam));
    assert_eq!(why(&days, "2027-06-08", Grade::Primary46), None);
    assert_eq!(why(&days, "2027-06-15", Grade::Junior), Some(Why::Exam));
    assert_eq!(why(&days, "2027-06-15", Grade::Senior), None);
    assert_eq!(why(&days, "2026-11-10", Grade::Kindergarten), None, "kindergartens sit no exams");
}

#[test]
fn a_station_lives_on_weekends_and_in_holidays() {
    let typhoon = file(&[
        "BEGIN:VEVENT",
        "UID:t",
        "DTSTART;VALUE=DATE:20260912",
        "SUMMARY:台风",
        "CATEGORIES:停办",
        "END:VEVENT",
    ]);
    let (days, unread) = DaysOff::read(&[("local.ics".into(), typhoon.into_bytes())]);
    assert!(unread.is_empty());
    for open in ["2026-02-17", "2026-08-03", "2026-11-28"] {
        assert_eq!(days.closed(day(open), Place::Station), None, "{open}");
    }
    let closed = days.closed_days(Place::Station, day("2026-09-01"), day("2026-09-30"));
    assert_eq!(
        closed.iter().map(|(day, closed)| (day.to_string(), closed.why)).collect::<Vec<_>>(),
        [("2026-09-12".into(), Why::Closure)]
    );
}

#[test]
fn a_year_without_its_decree_is_named_until_it_comes() {
    let days = DaysOff::shipped();
    assert_eq!(days.missing_decrees(day("2020-01-01"), day("2027-12-31")), [2027]);
    assert!(matches!(days.kind(day("2027-09-15")), DayKind::Holiday(entry) if entry.awaits_decree && entry.estimate));

    let decree = file(&[
        "BEGIN:VEVENT",
        "UID:n",
        "DTSTART;VALUE=DATE:20271001",
        "DTEND;VALUE=DATE:20271008",
        "SUMMARY:国庆节（休）",
        "END:VEVENT",
        "BEGIN:VEVENT",
        "UID:w",
        "DTSTART;VALUE=DATE:20270926",
        "SUMMARY:国庆节（班）",
        "END:VEVENT",
    ]);
    let (days, unread) = DaysOff::read(&[("2027.ics".into(), decree.into_bytes())]);
    assert!(unread.is_empty());
    assert!(days.missing_decrees(day("2020-01-01"), day("2027-12-31")).is_empty());
    assert!(matches!(days.kind(day("2027-10-07")), DayKind::Holiday(_)));
    assert!(matches!(days.kind(day("2027-09-26")), DayKind::MakeUpWorkday(_)));
    assert!(matches!(days.kind(day("2027-09-15")), DayKind::Workday), "the stand-in gave way");
    assert!(matches!(days.kind(day("2026-10-02")), DayKind::Holiday(_)), "other years stay");
}

#[test]
fn commemorations_carry_themes_and_come_again() {
    let days = DaysOff::shipped();
    let found = days.commemorations(day("2026-12-01"), day("2026-12-13"));
    let names: Vec<_> = found.iter().map(|(day, entry)| format!("{day} {}", entry.name)).collect();
    assert_eq!(
        names,
        [
            "2026-12-02 全国交通安全日",
            "2026-12-04 国家宪法日",
            "2026-12-09 一二·九运动纪念日",
            "2026-12-13 南京大屠杀死难者国家公祭日"
        ]
    );
    assert_eq!(found[3].1.themes, ["国防教育", "党史国史"]);
    let defence = days.commemorations(day("2031-09-15"), day("2031-09-25"));
    assert!(defence.iter().any(|(day, entry)| entry.name == "全民国防教育日" && day.to_string() == "2031-09-20"));
    assert!(days.commemorations(day("2026-12-13"), day("2026-12-01")).iter().all(|(d, _)| *d == day("2026-12-13")));
}

#[test]
fn terms_are_estimates_and_say_so() {
    let days = DaysOff::shipped();
    let terms = days.terms(Grade::Primary13, day("2026-09-01"), day("2027-06-30"));
    assert_eq!(
        terms.iter().map(|t| (t.first.to_string(), t.last().to_string())).collect::<Vec<_>>(),
        [("2026-09-01".into(), "2027-01-22".into()), ("2027-02-22".into(), "2027-06-30".into())]
    );
    assert!(terms.iter().all(|term| term.estimate && term.window_days > 0 && term.name.contains("估计")));
    assert!(days.estimates(day("2026-11-01"), day("2026-11-30")).any(|entry| entry.name.contains("期中考试")));
}

#[test]
fn a_broken_file_leaves_the_shipped_one_in_force() {
    let broken = ("public-holidays.ics".to_owned(), b"BEGIN:VCALENDAR\nBEGIN:VEVENT\n".to_vec());
    let odd = file(&["BEGIN:VEVENT", "UID:o", "DTSTART;VALUE=DATE:20260912", "SUMMARY:Lunch", "END:VEVENT"]);
    let (days, unread) = DaysOff::read(&[broken, ("odd.ics".into(), odd.into_bytes())]);
    let told: Vec<_> = unread.iter().map(|u| (u.file.as_str(), u.refusal.key)).collect();
    assert_eq!(told, [("public-holidays.ics", "calendar-unfinished"), ("odd.ics", "calendar-unknown-kind")]);
    assert!(matches!(days.kind(day("2026-02-17")), DayKind::Holiday(_)));
}

#[test]
fn a_folder_replaces_a_file_or_one_entry() {
    let own = file(&[
        "BEGIN:VEVENT",
        "UID:exam-gaokao-2026-2027@xinhuo",
        "DTSTART;VALUE=DATE:20270607",
        "STATUS:CANCELLED",
        "SUMMARY:高考",
        "CATEGORIES:EXAM",
        "END:VEVENT",
    ]);
    let (days, _) =
        DaysOff::read(&[("local.ics".into(), own.into_bytes()), ("school-terms.ics".into(), file(&[]).into_bytes())]);
    assert_eq!(why(&days, "2027-06-08", Grade::Senior), None);
    assert_eq!(why(&days, "2026-08-03", Grade::Senior), None, "the empty file took the place of the shipped one");
}

#[test]
fn the_folder_as_shipped_changes_nothing() {
    let read = |name: &str| {
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("calendars").join(name);
        (name.to_owned(), std::fs::read(path).expect("a shipped file"))
    };
    let folder = ["public-holidays.ics", "school-terms.ics", "commemorations.ics"].map(read);
    let (days, unread) = DaysOff::read(&folder);
    assert!(unread.is_empty());
    let all = |days: &DaysOff| days.between(day("2020-01-01"), day("2027-12-31")).cloned().collect::<Vec<_>>();
    assert_eq!(all(&days), all(&DaysOff::shipped()));
}
