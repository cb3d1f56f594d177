//! Any bytes into the guarded reader, and all that is done with what it reads: busy times, days
//! off, answers. Nothing may panic, and nothing may take longer than a second.
#![no_main]
#![allow(dead_code, missing_docs, reason = "only a part of the program's sources is used here")]

#[path = "../../../src/kernel/mod.rs"]
mod kernel;

#[path = "../../../src/calendars"]
mod calendars {
    pub mod busy;
    pub mod entry;
    pub mod escape;
    pub mod feed;
    pub mod invite;
    pub mod lines;
    pub mod read;
    pub mod recur;
    pub mod when;
    pub mod write;
    pub mod zone;
}

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Ok(calendar) = calendars::read::read(bytes) else { return };
    let within = kernel::Window::parse("2026-05-01 00:00/2028-06-01 00:00").unwrap();
    if let Ok(busy) = calendars::busy::busy(&calendar, within) {
        // what is kept is in order, apart, and inside of what was asked for
        let windows = &busy.windows;
        assert!(windows.iter().all(|one| within.start <= one.start && one.start < one.end && one.end <= within.end));
        assert!(windows.windows(2).all(|pair| pair[0].end < pair[1].start));
    }
    let _ = calendars::entry::entries(&calendar, "x.ics");
    let _ = calendars::invite::reply(bytes);
});
