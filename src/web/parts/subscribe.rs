//! How to put a calendar on one's telephone: the address in each of its forms.

use super::{link, main_link, qr};
use crate::web::viewer::Viewer;
use maud::{Markup, html};

/// The address as a link to subscribe, as a file, as a picture, and in letters. WeChat's browser
/// can do nothing with a calendar, so that there the way out of it comes first.
#[must_use]
pub fn subscribe(viewer: &Viewer, address: &str) -> Markup {
    let webcal = address.replacen("https://", "webcal://", 1).replacen("http://", "webcal://", 1);
    html! {
        @if viewer.in_wechat { p { b { (viewer.say("my-calendar-in-wechat")) } } }
        p.acts {
            (main_link(&webcal, &viewer.say("my-calendar-subscribe")))
            (link(address, &viewer.say("my-calendar-file")))
        }
        details.more {
            summary { (viewer.say("my-calendar-qr")) }
            (qr(address, &viewer.say("my-calendar-qr")))
            p.quiet { (viewer.say("my-calendar-wechat")) }
            p { (viewer.say("feed-address")) }
            p.secret { (address) }
        }
    }
}
