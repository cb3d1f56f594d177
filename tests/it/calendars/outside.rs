//! What readers of other people make of our calendars (tests/readers/agree.py).
//!
//! Without the Python libraries it compares nothing and says so; `XINHUO_STRICT_READERS=1` makes
//! that a failure. `XINHUO_PYTHON` names the interpreter.

use super::{at, feed::lecture, window};
use serde_json::{Value, json};
use std::path::Path;
use std::process::Command;
use xinhuo::calendars::days_off::{DaysOff, SHIPPED};
use xinhuo::calendars::days_off_feed::days_off_events;
use xinhuo::calendars::feed::{Color, Feed, FeedEvent, Status, Times};
use xinhuo::kernel::{Day, Moment};

#[test]
fn other_readers_agree() {
    let folder = tempfile::tempdir().expect("a folder");
    put_sessions(folder.path());
    put_days_off(folder.path());
    put_shipped(folder.path());
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/readers/agree.py");
    let python = std::env::var("XINHUO_PYTHON").unwrap_or_else(|_| "python3".into());
    let strict = std::env::var("XINHUO_STRICT_READERS").is_ok_and(|value| value == "1");
    let output = Command::new(python).arg(script).arg(folder.path()).output();
    let (code, said) = match &output {
        Ok(done) => (done.status.code(), format!("{}{}", text(&done.stdout), text(&done.stderr))),
        Err(error) => (Some(77), error.to_string()),
    };
    if code == Some(77) && !strict {
        eprintln!("not compared with other readers: {said}");
        return;
    }
    assert_eq!(code, Some(0), "{said}");
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn put(folder: &Path, name: &str, ics: &[u8], meant: &[Value]) {
    std::fs::write(folder.join(format!("{name}.ics")), ics).expect("written");
    std::fs::write(folder.join(format!("{name}.json")), Value::from(meant).to_string()).expect("written");
}

fn utc(at: Moment) -> String {
    at.format("%Y-%m-%dT%H:%M:%SZ").to_string()
}

fn put_sessions(folder: &Path) {
    let mut moved = lecture();
    (moved.uid, moved.summary) =
        ("二".into(), "换行\n和\\反斜线, 逗号; 分号：“引号” \u{1f525} ".repeat(4).trim().into());
    moved.times = Times::Clock(window("2026-12-31 23:30/2027-01-01 01:00"));
    moved.status = Status::Tentative;
    let mut off = lecture();
    (off.uid, off.status, off.description) = ("3".into(), Status::Cancelled, String::new());
    let events = vec![lecture(), moved, off];
    let feed = Feed { name: "示例".into(), description: "一, 二; 三".into(), color: Color::SeaGreen, events };
    let meant: Vec<Value> = feed.events.iter().map(meant).collect();
    put(folder, "sessions", &feed.to_ics(Day::of(at("2026-11-23 09:00"))), &meant);
}

fn meant(event: &FeedEvent) -> Value {
    let (start, end) = match event.times {
        Times::Clock(window) => (utc(window.start), utc(window.end)),
        Times::Days(first, last) => (first.to_string(), last.plus(1).to_string()),
    };
    let (lead, status) = match event.status {
        Status::Tentative => ("", "TENTATIVE"),
        Status::Confirmed => ("", "CONFIRMED"),
        Status::Cancelled => ("【已取消】", "CANCELLED"),
    };
    json!({"uid": event.uid, "start": start, "end": end, "summary": format!("{lead}{}", event.summary),
        "description": event.description.replace("\r\n", "\n"), "status": status})
}

fn years() -> (Day, Day) {
    (Day::ymd(2020, 1, 1).expect("a day"), Day::ymd(2027, 12, 31).expect("a day"))
}

fn put_days_off(folder: &Path) {
    let (from, through) = years();
    let events = days_off_events(&DaysOff::shipped(), from, through, at("2026-11-23 09:00"), true);
    let meant: Vec<Value> = events.iter().map(meant).collect();
    let feed = Feed { name: "Days off".into(), description: String::new(), color: Color::SlateGray, events };
    put(folder, "days-off", &feed.to_ics(through), &meant);
}

/// The shipped files as other readers see them, recurrences and all.
fn put_shipped(folder: &Path) {
    let (from, through) = years();
    let days = DaysOff::shipped();
    for (file, bytes) in SHIPPED {
        let mut meant = Vec::new();
        for entry in days.between(from, through).filter(|entry| entry.file == file) {
            let description = match entry.window_days {
                days if entry.estimate && days > 0 => format!("估计日期，前后可能相差{days}天；学校公布校历后请改正。"),
                _ => String::new(),
            };
            for first in std::iter::once(entry.first).chain(entry.again.iter().copied()).filter(|day| *day <= through) {
                meant.push(
                    json!({"uid": entry.uid, "start": first.to_string(), "end": first.plus(entry.length).to_string(),
                    "summary": entry.name, "description": description, "status": ""}),
                );
            }
        }
        put(folder, file.trim_end_matches(".ics"), bytes, &meant);
    }
}
