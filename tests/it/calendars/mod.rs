//! Calendars in and out.

mod busy;
mod days_off;
mod feed;
mod invite;
mod outside;
mod reader;
mod robust;
mod shown;

use xinhuo::calendars::read::{Calendar, read};
use xinhuo::kernel::{Moment, Window, parse_local};

/// A calendar around some content lines.
fn calendar(lines: &[&str]) -> Calendar {
    read(file(lines).as_bytes()).expect("a calendar")
}

fn file(lines: &[&str]) -> String {
    let mut text = String::from("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//t//t\r\n");
    for line in lines {
        text.extend([line, "\r\n"]);
    }
    text + "END:VCALENDAR\r\n"
}

fn at(text: &str) -> Moment {
    parse_local(text).expect("a time")
}

fn window(text: &str) -> Window {
    Window::parse(text).expect("a window")
}
