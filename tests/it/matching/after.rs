//! What an event makes of an instance, for a comparison with a plan made anew.

use xinhuo::matching::clock::{Date, Minute};
use xinhuo::matching::instance::{Bar, Instance, RuledOutDays, RuledOutSpeaker, Slot};
use xinhuo::matching::mend::Event;

/// The instance as it is after the event.
pub fn after(x: &Instance, event: &Event) -> Instance {
    let mut y = x.clone();
    let date = |day: i32| Date::from_number(x.horizon.start.number() + day);
    match event {
        Event::Decline { request, speaker } => {
            let speaker = x.speakers[*speaker].id.clone();
            y.requests[*request].ruled_out.push(RuledOutSpeaker { speaker, reason: Bar::Declined });
        }
        Event::Sick { speaker, from, to } => {
            let days = RuledOutDays { from: date(*from), to: date(*to), reason: Bar::DayOff };
            y.speakers[*speaker].ruled_out_days.push(days);
        }
        Event::Withdrawn { request } => y.requests[*request].slots.clear(),
        Event::Moved { request, slots } => {
            let slot = |(day, begin): &(i32, i32)| Slot { date: date(*day), start: Minute(*begin as u16) };
            y.requests[*request].slots = slots.iter().map(slot).collect();
        }
        Event::Open { .. } => {}
    }
    y
}
