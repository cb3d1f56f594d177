//! Days and times in words: 2026年11月25日 星期三 上午9:30-10:15.

use super::Lang;
use crate::kernel::{Day, Moment, Window, local};
use chrono::Timelike;

const ZH_WEEK: [&str; 7] = ["一", "二", "三", "四", "五", "六", "日"];
const EN_WEEK: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
const EN_MONTH: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

fn week(day: Day) -> usize {
    usize::from(day.weekday() - 1)
}

fn en_month(month: u32) -> &'static str {
    EN_MONTH.get(month as usize - 1).copied().unwrap_or("")
}

/// `2026年11月25日 星期三`, `Wednesday, 25 November 2026`.
#[must_use]
pub fn day_long(lang: Lang, day: Day) -> String {
    let (year, month, date) = day.parts();
    match lang {
        Lang::Zh => format!("{year}年{month}月{date}日 星期{}", ZH_WEEK[week(day)]),
        Lang::En => format!("{}, {date} {} {year}", EN_WEEK[week(day)], en_month(month)),
    }
}

/// `2026年11月25日`, `25 November 2026`.
#[must_use]
pub fn day_plain(lang: Lang, day: Day) -> String {
    let (year, month, date) = day.parts();
    match lang {
        Lang::Zh => format!("{year}年{month}月{date}日"),
        Lang::En => format!("{date} {} {year}", en_month(month)),
    }
}

/// `9小时45分`, `9 h 45 min`.
#[must_use]
pub fn duration(lang: Lang, minutes: i64) -> String {
    let (hours, rest) = (super::grouped(minutes / 60), minutes % 60);
    match (lang, minutes / 60, rest) {
        (Lang::Zh, 0, _) => format!("{rest}分"),
        (Lang::Zh, _, 0) => format!("{hours}小时"),
        (Lang::Zh, ..) => format!("{hours}小时{rest}分"),
        (Lang::En, 0, _) => format!("{rest} min"),
        (Lang::En, _, 0) => format!("{hours} h"),
        (Lang::En, ..) => format!("{hours} h {rest} min"),
    }
}

/// `11月25日(周三)` in the subject of a letter, `Wed 25 Nov`.
#[must_use]
pub fn day_short(lang: Lang, day: Day) -> String {
    let (_, month, date) = day.parts();
    match lang {
        Lang::Zh => format!("{month}月{date}日(周{})", ZH_WEEK[week(day)]),
        Lang::En => format!("{} {date} {}", &EN_WEEK[week(day)][..3], &en_month(month)[..3]),
    }
}

/// `11月25日 周三` on pages, `Wed 25 Nov`.
#[must_use]
pub fn day_brief(lang: Lang, day: Day) -> String {
    let (_, month, date) = day.parts();
    match lang {
        Lang::Zh => format!("{month}月{date}日 周{}", ZH_WEEK[week(day)]),
        Lang::En => day_short(lang, day),
    }
}

/// `2026年11月`, `November 2026`.
#[must_use]
pub fn day_month(lang: Lang, day: Day) -> String {
    let (year, month, _) = day.parts();
    match lang {
        Lang::Zh => format!("{year}年{month}月"),
        Lang::En => format!("{} {year}", en_month(month)),
    }
}

/// `11月25日 周三 09:30` for tables, with the year when it is not `today`'s.
#[must_use]
pub fn moment_short(lang: Lang, moment: Moment, today: Day) -> String {
    let day = Day::of(moment);
    let (year, clock) = (day.parts().0, local(moment).format("%H:%M"));
    let brief = day_brief(lang, day);
    match lang {
        _ if year == today.parts().0 => format!("{brief} {clock}"),
        Lang::Zh => format!("{year}年{brief} {clock}"),
        Lang::En => format!("{brief} {year} {clock}"),
    }
}

/// `上午9:30-10:15`, `9:30-10:15`: the clock of one day's window.
#[must_use]
pub fn clock_span(lang: Lang, window: Window) -> String {
    let (start, end) = (local(window.start), local(window.end));
    let span = format!("{}-{}", start.format("%-H:%M"), end.format("%-H:%M"));
    match lang {
        Lang::Zh => format!("{}{span}", half_day(start.hour())),
        Lang::En => span,
    }
}

fn half_day(hour: u32) -> &'static str {
    match hour {
        0..=5 => "凌晨",
        6..=11 => "上午",
        12 => "中午",
        13..=17 => "下午",
        _ => "晚上",
    }
}

/// `2026年11月25日 星期三 上午9:30-10:15`.
#[must_use]
pub fn session_time(lang: Lang, window: Window) -> String {
    let (day, clock) = (day_long(lang, window.day()), clock_span(lang, window));
    match lang {
        Lang::Zh => format!("{day} {clock}"),
        Lang::En => format!("{day}, {clock}"),
    }
}

/// `上午9:30`, `9:30`: one moment's clock.
#[must_use]
pub fn clock_start(lang: Lang, moment: Moment) -> String {
    let start = local(moment);
    let clock = start.format("%-H:%M");
    match lang {
        Lang::Zh => format!("{}{clock}", half_day(start.hour())),
        Lang::En => clock.to_string(),
    }
}
